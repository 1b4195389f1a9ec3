use talkjs_ui::rules::payload;

fn main() {
    payload!(Texts { "slug": "No Slug" });
}
