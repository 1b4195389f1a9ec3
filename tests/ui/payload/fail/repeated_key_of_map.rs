use talkjs_ui::rules::payload;

fn main() {
    payload!(Maps { "limits": { "day": 1, "day": 2 } });
}
