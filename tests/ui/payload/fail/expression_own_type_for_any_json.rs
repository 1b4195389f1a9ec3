use talkjs_ui::rules::payload;

struct Data;

fn main() {
    payload!(Maps { "data": Data });
}
