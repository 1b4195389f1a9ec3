use talkjs_ui::rules::payload;

fn main() {
    payload!(Texts { "key": "123e4567" });
}
