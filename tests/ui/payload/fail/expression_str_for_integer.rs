use talkjs_ui::rules::payload;

fn main() {
    let size = "5";
    payload!(Numbers { size });
}
