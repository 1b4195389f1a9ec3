use talkjs_tests::rules::payload;

fn main() {
    payload!(Lists { "colours": ["red", "Red"] });
}
