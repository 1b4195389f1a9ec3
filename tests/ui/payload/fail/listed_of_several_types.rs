use talkjs_ui::rules::payload;

fn main() {
    payload!(Choices { "mixed": "b" });
}
