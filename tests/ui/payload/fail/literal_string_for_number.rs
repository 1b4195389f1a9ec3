use talkjs_ui::rules::payload;

fn main() {
    payload!(Numbers { "share": "0.5" });
}
