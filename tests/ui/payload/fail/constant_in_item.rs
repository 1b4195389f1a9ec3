use talkjs_ui::rules::payload;

const TAG: &str = "";

fn main() {
    payload!(Lists { "tags": ["a", TAG] });
}
