use talkjs_ui::rules::payload;

fn main() {
    payload!(People [ { "name": "Alice" }, { "name": "Bob", "age": -1 } ]);
}
