use talkjs_tests::rules::payload;

fn main() {
    payload!(Person { address.city: "London", name: "Alice" });
}
