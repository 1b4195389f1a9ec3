use talkjs_tests::rules::payload;

fn main() {
    payload!(Person { "photoUrl": "https://example.com/alice.png" });
}
