use talkjs_ui::rules::payload;

fn main() {
    payload!(Unions { "filter": { "name": "A", "from": 1 } });
}
