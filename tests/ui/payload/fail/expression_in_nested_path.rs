use talkjs_ui::rules::payload;

fn main() {
    let city = 5;
    payload!(Lists { "people": [{ "name": "Alice", "address": { "street": "High Street 1", "city": city } }] });
}
