use talkjs_ui::rules::payload;

fn main() {
    payload!(Elephant { code: "ab" });
}
