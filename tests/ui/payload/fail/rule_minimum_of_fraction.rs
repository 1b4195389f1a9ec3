use talkjs_ui::rules::payload;

fn main() {
    payload!(Numbers { "degrees": -300.5 });
}
