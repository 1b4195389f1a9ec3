use talkjs_tests::rules::payload;

fn main() {
    payload!(Person { name: "Alice", photo_url: "a" });
}
