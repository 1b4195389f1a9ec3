use talkjs_ui::rules::payload;

fn main() {
    payload!(Words { "type": "a", "xName": "b" });
}
