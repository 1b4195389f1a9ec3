use talkjs_ui::rules::Shop;

fn main() {
    let role: Option<&str> = None;
    let _ = Shop::new().role(role);
}
