use talkjs_ui::rules::payload;

fn main() {
    let age = "forty";
    payload!(Person { "nmae": "Alice", age });
}
