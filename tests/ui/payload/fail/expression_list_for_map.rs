use talkjs_ui::rules::payload;

fn main() {
    payload!(Maps { "limits": vec![1, 2] });
}
