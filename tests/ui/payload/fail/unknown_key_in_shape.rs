use talkjs_ui::rules::payload;

fn main() {
    payload!(Circle { "kind": "circle", "radius": 1, "radios": 2 });
}
