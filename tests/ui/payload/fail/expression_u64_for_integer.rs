use talkjs_tests::rules::payload;

fn main() {
    let count: u64 = 5;
    payload!(Numbers { "any": count });
}
