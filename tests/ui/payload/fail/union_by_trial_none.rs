use talkjs_tests::rules::payload;

fn main() {
    payload!(Unions { "filter": { "name": "A", "from": 1 } });
}
