use talkjs_tests::rules::payload;

struct Name;

fn main() {
    payload!(Person { "name": Name });
}
