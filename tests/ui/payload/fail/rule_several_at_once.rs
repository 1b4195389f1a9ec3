use talkjs_ui::rules::payload;

fn main() {
    payload!(Lists { "tags": ["a", "a", "b", "much too long"] });
}
