use talkjs_ui::rules::payload;

fn main() {
    payload!(Shop { "place": [151.2, -33.8] });
}
