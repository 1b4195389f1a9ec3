use talkjs_ui::rules::payload;

fn main() {
    payload!(Choices { "half": 0.6 });
}
