use talkjs_ui::rules::payload;

fn main() {
    payload!(Maps { "tokens": { "gcm:abc": true } });
}
