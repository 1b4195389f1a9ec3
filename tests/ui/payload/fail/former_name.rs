use talkjs_tests::rules::payload;

fn main() {
    payload!(Shop { "configuration": "books" });
}
