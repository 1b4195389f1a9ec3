use talkjs_tests::rules::payload;

fn main() {
    payload!(Presence { "name": null, "title": null });
}
