use talkjs_ui::rules::payload;

fn main() {
    let size = String::from("5");
    payload!(Numbers { "size": size });
}
