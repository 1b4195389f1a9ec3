use talkjs_ui::rules::payload;

fn main() {
    let tier = 5;
    payload!(Maps { "custom": { "tier": tier } });
}
