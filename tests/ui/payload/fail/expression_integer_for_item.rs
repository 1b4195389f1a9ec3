use talkjs_ui::rules::payload;

fn main() {
    let tag = 5;
    payload!(Lists { "tags": ["a", tag] });
}
