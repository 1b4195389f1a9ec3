use talkjs_ui::rules::payload;

fn main() {
    payload!(Presence { "name": "Alice" "title": null "nick": "A" });
}
