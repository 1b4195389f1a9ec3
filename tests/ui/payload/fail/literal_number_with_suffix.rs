use talkjs_ui::rules::payload;

fn main() {
    payload!(Numbers { "small": 5i64 });
}
