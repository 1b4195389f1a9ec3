use talkjs_tests::rules::payload;

fn main() {
    payload!(Unions { "filter": { "nam": "A" } });
}
