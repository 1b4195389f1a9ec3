use talkjs_ui::rules::payload;

fn main() {
    let person = payload!(Person { name: "Alice" });
    payload!(Person { ..person.clone(), ..person });
}
