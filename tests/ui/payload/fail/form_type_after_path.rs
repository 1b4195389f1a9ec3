use talkjs_ui::rules::payload;

fn main() {
    payload!(rules::Texts { code: "ab" });
}
