use talkjs_tests::rules::payload;

fn main() {
    let limits = [("day", "ten")];
    payload!(Maps { "limits": { ..limits } });
}
