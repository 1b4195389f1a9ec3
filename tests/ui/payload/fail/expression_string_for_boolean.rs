use talkjs_ui::rules::payload;

fn main() {
    payload!(Numbers { "flag": format!("{}", true) });
}
