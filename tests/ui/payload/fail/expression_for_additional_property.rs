use talkjs_tests::rules::payload;

fn main() {
    let apples = "ten";
    payload!(Open { name: "a", apples });
}
