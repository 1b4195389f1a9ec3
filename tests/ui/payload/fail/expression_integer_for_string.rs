use talkjs_ui::rules::payload;

fn main() {
    let age = 5;
    payload!(Texts { "plain": age });
}
