use talkjs_ui::rules::payload;

fn main() {
    let tag = "a";
    payload!(Lists { "tags": tag });
}
