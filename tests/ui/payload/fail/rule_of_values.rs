use talkjs_ui::rules::payload;

fn main() {
    payload!(Maps { "custom": { "tier": "gold", "colour": "green" } });
}
