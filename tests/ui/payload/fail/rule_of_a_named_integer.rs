use talkjs_ui::rules::payload;

fn main() {
    payload!(Numbers { "port": 65536 });
}
