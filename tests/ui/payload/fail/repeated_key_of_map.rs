use talkjs_tests::rules::payload;

fn main() {
    payload!(Maps { "limits": { "day": 1, "day": 2 } });
}
