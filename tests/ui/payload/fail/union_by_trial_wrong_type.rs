use talkjs_ui::rules::payload;

fn main() {
    payload!(Unions { "filter": { "name": "A", "exact": "yes" } });
}
