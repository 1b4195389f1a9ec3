use talkjs_ui::rules::payload;

fn main() {
    let note = Some("Hi");
    payload!(Presence { "name": "Alice", "title": null, note });
}
