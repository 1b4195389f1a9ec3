use talkjs_ui::rules::payload;

fn main() {
    payload!(Unions { "amount": 1.5 });
}
