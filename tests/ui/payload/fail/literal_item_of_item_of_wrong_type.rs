use talkjs_ui::rules::payload;

fn main() {
    payload!(Lists { "grid": [[1, 2], [3, "4"]] });
}
