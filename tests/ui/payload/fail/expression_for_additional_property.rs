use talkjs_ui::rules::payload;

fn main() {
    let apples = "ten";
    payload!(Open { name: "a", apples });
}
