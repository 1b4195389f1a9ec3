use talkjs_tests::rules::payload;

fn main() {
    payload!(Unions { "amount": 5 > 3 });
}
