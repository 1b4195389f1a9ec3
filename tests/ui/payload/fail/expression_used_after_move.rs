use talkjs_ui::rules::payload;

fn main() {
    let name = String::from("Alice");
    payload!(Person { name });
    println!("{name}");
}
