use talkjs_ui::rules::payload;

fn main() {
    payload!(Lists { "tags": ["a", ""] });
}
