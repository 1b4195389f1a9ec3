use talkjs_ui::rules::payload;

fn main() {
    payload!(Texts { "at": "2024-01-31" });
}
