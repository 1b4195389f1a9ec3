use talkjs_ui::rules::payload;

fn main() {
    payload!(Unions { "filter": { "nam": "A" } });
}
