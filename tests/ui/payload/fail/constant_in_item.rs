use talkjs_tests::rules::payload;

const TAG: &str = "";

fn main() {
    payload!(Lists { "tags": ["a", TAG] });
}
