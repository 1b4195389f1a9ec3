use talkjs_ui::rules::payload;

fn main() {
    let name = Some("Alice");
    payload!(Person { name });
}
