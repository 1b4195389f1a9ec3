use talkjs_ui::rules::payload;

fn main() {
    payload!(Numbers { "size": 0 });
}
