use talkjs_ui::rules::payload;

const NAME: &str = "Alice Margaret Thompson";

fn main() {
    payload!(Person { name: NAME });
}
