use talkjs_client::types::Patch;
use talkjs_ui::rules::payload;

fn main() {
    payload!(Person { name: "Alice", age: Patch::<i64>::Clear });
}
