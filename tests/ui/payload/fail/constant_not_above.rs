use talkjs_ui::rules::payload;

const ABOVE: i32 = 0;

fn main() {
    payload!(Numbers { "above": ABOVE });
}
