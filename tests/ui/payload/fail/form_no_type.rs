use talkjs_ui::rules::payload;

fn main() {
    payload!({ "code": "ab" });
}
