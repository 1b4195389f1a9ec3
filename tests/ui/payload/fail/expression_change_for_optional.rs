use talkjs_client::types::Patch;
use talkjs_tests::rules::payload;

fn main() {
    payload!(Person { name: "Alice", age: Patch::<i64>::Clear });
}
