use talkjs_ui::rules::payload;

fn main() {
    payload!(Address {});
}
