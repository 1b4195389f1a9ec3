use talkjs_ui::rules::payload;

fn main() {
    payload!(Maps { "tokens": { "fcm:1": true, "fcm:2": true, "apns:3": null } });
}
