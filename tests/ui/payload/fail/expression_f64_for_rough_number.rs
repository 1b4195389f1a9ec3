use talkjs_ui::rules::payload;

fn main() {
    let ratio: f64 = 0.5;
    payload!(Numbers { "ratio": ratio });
}
