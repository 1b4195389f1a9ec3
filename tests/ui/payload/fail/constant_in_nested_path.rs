use talkjs_ui::rules::payload;

const CITY: &str = "Llanfairpwllgwyngyllgogerych";

fn main() {
    payload!(Person { "name": "Alice", "address": { "street": "High Street 1", "city": CITY } });
}
