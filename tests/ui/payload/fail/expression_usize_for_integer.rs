use talkjs_ui::rules::payload;

fn main() {
    payload!(Numbers { "any": "abc".len() });
}
