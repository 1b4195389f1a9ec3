use talkjs_ui::rules::payload;

fn main() {
    let path = "cat.png";
    payload!(Picture { "title": "A cat", "file": path });
}
