use talkjs_ui::rules::Presence;

fn main() {
    let name: Option<&str> = None;
    let _ = Presence::new("a", name);
}
