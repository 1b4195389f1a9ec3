use talkjs_ui::rules::payload;

fn main() {
    let count: i64 = 5;
    payload!(Numbers { "small": count });
}
