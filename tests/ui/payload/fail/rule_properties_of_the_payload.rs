use talkjs_tests::rules::payload;

fn main() {
    payload!(Directory { "a": { "name": "A" }, "b": { "name": "B" }, "c": { "name": "C" } });
}
