use talkjs_ui::rules::payload;

fn main() {
    let limits = [("day", "ten")];
    payload!(Maps { "limits": { ..limits } });
}
