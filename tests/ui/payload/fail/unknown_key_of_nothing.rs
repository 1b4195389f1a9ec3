use talkjs_ui::rules::payload;

fn main() {
    payload!(Nothing { "name": "Alice" });
}
