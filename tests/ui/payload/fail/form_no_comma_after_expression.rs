use talkjs_tests::rules::payload;

fn main() {
    let code = "ab";
    payload!(Texts { code: code slug: "a" });
}
