use talkjs_ui::rules::payload;

fn main() {
    payload!(Texts { code = "ab" });
}
