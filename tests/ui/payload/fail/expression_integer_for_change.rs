use talkjs_ui::rules::payload;

fn main() {
    payload!(Presence { "name": "Alice", "title": null, "note": 2 + 3 });
}
