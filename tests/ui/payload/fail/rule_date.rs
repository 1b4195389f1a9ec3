use talkjs_ui::rules::payload;

fn main() {
    payload!(Texts { "day": "31.01.2024" });
}
