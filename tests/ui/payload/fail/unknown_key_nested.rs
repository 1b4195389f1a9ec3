use talkjs_ui::rules::payload;

fn main() {
    payload!(Person { "name": "Alice", "address": { "street": "a", "city": "b", "zip_code": "12345" } });
}
