use talkjs_tests::rules::payload;

fn main() {
    let age = "forty";
    payload!(Person { "nmae": "Alice", age });
}
