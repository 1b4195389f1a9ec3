use talkjs_ui::rules::payload;

fn main() {
    payload!(Lists { "point": [1.5, 2, "home", "away"] });
}
