use talkjs_ui::rules::payload;

fn main() {
    payload!(Texts { "day": "2023-02-29" });
}
