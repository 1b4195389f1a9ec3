use talkjs_ui::rules::payload;

fn main() {
    let code = "ab";
    payload!(Texts { code: code slug: "a" });
}
