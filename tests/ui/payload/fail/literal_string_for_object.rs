use talkjs_ui::rules::payload;

fn main() {
    payload!(Person { "name": "Alice", "address": "London" });
}
