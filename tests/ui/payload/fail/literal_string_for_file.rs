use talkjs_ui::rules::payload;

fn main() {
    payload!(Picture { "title": "A cat", "file": "cat.png" });
}
