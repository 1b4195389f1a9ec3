use talkjs_tests::rules::payload;

const RANK: Option<i64> = Some(11);

fn main() {
    payload!(Shop { "rank": RANK or null });
}
