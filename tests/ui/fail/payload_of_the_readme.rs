fn main() {
    talkjs_client::payload!(UserUpdate { "photoURL": null, "custom": { "category": 5 } });
}
