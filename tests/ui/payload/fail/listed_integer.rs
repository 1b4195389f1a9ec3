use talkjs_ui::rules::payload;

fn main() {
    payload!(Choices { "level": 3 });
}
