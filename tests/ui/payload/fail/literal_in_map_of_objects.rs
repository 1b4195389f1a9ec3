use talkjs_ui::rules::payload;

fn main() {
    payload!(Maps { "places": { "at home": { "street": 1, "city": "London" } } });
}
