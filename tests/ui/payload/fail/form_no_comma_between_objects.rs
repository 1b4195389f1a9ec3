use talkjs_tests::rules::payload;

fn main() {
    payload!(People [ { "name": "Alice" } { "name": "Bob" } ]);
}
