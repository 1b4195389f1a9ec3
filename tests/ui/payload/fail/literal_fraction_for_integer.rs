use talkjs_ui::rules::payload;

fn main() {
    payload!(Numbers { "any": 1.5 });
}
