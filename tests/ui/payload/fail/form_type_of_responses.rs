use talkjs_ui::rules::payload;

fn main() {
    payload!(Account { "name": "Alice" });
    payload!(Acount { "name": "Alice" });
    payload!(Unheard { "name": "Alice" });
}
