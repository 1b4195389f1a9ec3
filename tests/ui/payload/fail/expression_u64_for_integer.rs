use talkjs_ui::rules::payload;

fn main() {
    let count: u64 = 5;
    payload!(Numbers { "any": count });
}
