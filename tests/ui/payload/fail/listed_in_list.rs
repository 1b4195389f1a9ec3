use talkjs_ui::rules::payload;

fn main() {
    payload!(Lists { "colours": ["red", "Red"] });
}
