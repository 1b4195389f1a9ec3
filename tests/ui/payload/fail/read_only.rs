use talkjs_ui::rules::payload;

fn main() {
    payload!(AccountRequest { "id": "a1", "name": "Alice" });
}
