use talkjs_ui::rules::payload;

fn main() {
    let tree = payload!(Tree { label: "a" });
    payload!(Person { "name": "Alice", "address": tree });
}
