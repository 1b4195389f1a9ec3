use talkjs_tests::rules::payload;

fn main() {
    let address = "London";
    payload!(Person { "name": "Alice", "address": address });
}
