use talkjs_ui::rules::payload;

struct Name;

fn main() {
    payload!(Person { "name": Name });
}
