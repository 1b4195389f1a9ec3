use talkjs_tests::rules::payload;

fn main() {
    payload!(Maps { "limits": vec![1, 2] });
}
