use talkjs_tests::rules::payload;

fn main() {
    let name = Some("Alice");
    payload!(Person { name });
}
