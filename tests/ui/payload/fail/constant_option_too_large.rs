use talkjs_ui::rules::payload;

const RANK: Option<i64> = Some(11);

fn main() {
    payload!(Shop { "rank": RANK or null });
}
