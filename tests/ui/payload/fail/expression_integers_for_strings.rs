use talkjs_ui::rules::payload;

fn main() {
    let tags = vec![1, 2];
    payload!(Lists { "tags": tags });
}
