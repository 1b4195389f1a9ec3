use talkjs_ui::rules::payload;

fn main() {
    payload!(Txets { code: "ab" });
}
