use talkjs_tests::rules::payload;

fn main() {
    let tier = 5;
    payload!(Maps { "custom": { "tier": tier } });
}
