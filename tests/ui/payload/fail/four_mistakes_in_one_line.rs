use talkjs_ui::rules::payload;

fn main() {
    payload!(Person { "address": { "street": 5 }, "photo_url": "a", "friends": ["much-too-long-for-an-id"], "name": "A" });
}
