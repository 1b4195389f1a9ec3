use talkjs_ui::rules::payload;

fn main() {
    payload!(Numbers { "price": 1.005 });
}
