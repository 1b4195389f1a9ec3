use talkjs_ui::rules::payload;

const BELOW: i64 = 10;

fn main() {
    payload!(Numbers { "below": BELOW });
}
