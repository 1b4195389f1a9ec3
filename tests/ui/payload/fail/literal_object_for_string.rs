use talkjs_ui::rules::payload;

fn main() {
    payload!(Texts { "plain": { "text": "a" } });
}
