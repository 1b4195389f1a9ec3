use talkjs_ui::rules::payload;

fn main() {
    payload!(Lists {
        "people": [
            { "name": "Alice" },
            { "name": "Bob", "address": { "street": "High Street 1", "city": "London", "zipCode": "12a45" } },
        ],
    });
}
