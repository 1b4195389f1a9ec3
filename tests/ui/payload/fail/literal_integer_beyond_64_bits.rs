use talkjs_ui::rules::payload;

fn main() {
    payload!(Numbers { "any": 9223372036854775808 });
}
