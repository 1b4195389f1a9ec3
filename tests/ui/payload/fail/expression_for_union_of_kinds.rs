use talkjs_ui::rules::payload;

fn main() {
    payload!(Unions { "amount": 5 > 3 });
}
