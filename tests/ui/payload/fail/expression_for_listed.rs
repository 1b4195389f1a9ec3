use talkjs_ui::rules::payload;

fn main() {
    let colour = 5;
    payload!(Choices { "colour": colour });
}
