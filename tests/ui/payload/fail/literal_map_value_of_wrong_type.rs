use talkjs_ui::rules::payload;

fn main() {
    payload!(Maps { "limits": { "day": "10" } });
}
