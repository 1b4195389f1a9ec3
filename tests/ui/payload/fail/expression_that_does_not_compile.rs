use talkjs_ui::rules::payload;

fn main() {
    let name = "Alice";
    payload!(Person { "name": name.to_uppercas() });
}
