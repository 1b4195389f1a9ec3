use talkjs_ui::rules::payload;

fn main() {
    payload!(Person { "name": "Alice", "address": { "street": "High Street 1", "city": 5 } });
}
