use talkjs_ui::rules::payload;

fn main() {
    payload!(Lists { "people": { "name": "Alice" } });
}
