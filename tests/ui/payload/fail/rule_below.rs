use talkjs_ui::rules::payload;

fn main() {
    payload!(Numbers { "below": 10 });
}
