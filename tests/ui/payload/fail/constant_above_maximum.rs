use talkjs_ui::rules::payload;

const SIZE: i64 = 101;

fn main() {
    payload!(Numbers { "size": SIZE });
}
