use talkjs_tests::rules::payload;

fn main() {
    let name = "Alice";
    payload!(Person { "name": name.to_uppercas() });
}
