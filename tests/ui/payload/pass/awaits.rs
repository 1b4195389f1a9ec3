//! `.await` in a literal, in functions and blocks.

use serde_json::json;
use talkjs_ui::rules::{Person, payload};

async fn name() -> String {
    "Alice".to_owned()
}

async fn person() -> Person {
    payload!(Person { name: name().await, address: { street: name().await, city: "b" } })
}

fn is_send<T: Send>(value: T) -> T {
    value
}

#[tokio::test]
async fn compiles() {
    let expected = json!({ "name": "Alice", "address": { "street": "Alice", "city": "b" } });
    super::sends(is_send(person()).await, &expected);
    super::sends(async { payload!(Person { name: name().await }) }.await, &json!({ "name": "Alice" }));
}
