use talkjs_ui::rules::payload;

fn main() {
    let address = "London";
    payload!(Person { "name": "Alice", "address": address });
}
