use talkjs_ui::rules::payload;

const ID: &str = "0123456789abc";

fn main() {
    payload!(Texts { "id": ID });
}
