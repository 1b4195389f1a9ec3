use talkjs_ui::rules::payload;

fn main() {
    let texts = "text";
    payload!(Texts texts);
}
