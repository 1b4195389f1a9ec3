use talkjs_ui::rules::payload;

const SIZE: u8 = 0;

fn main() {
    payload!(Numbers { "size": SIZE });
}
