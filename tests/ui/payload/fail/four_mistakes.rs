use talkjs_ui::rules::payload;

fn main() {
    payload!(Person {
        "nmae": "Alice",
        "age": "forty",
        "address": {
            "street": "High Street 1",
            "city": "Llanfairpwllgwyngyllgogerych",
        },
    });
}
