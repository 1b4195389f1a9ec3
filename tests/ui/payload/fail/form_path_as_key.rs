use talkjs_ui::rules::payload;

fn main() {
    payload!(Person { address.city: "London", name: "Alice" });
}
