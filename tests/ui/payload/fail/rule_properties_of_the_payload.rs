use talkjs_ui::rules::payload;

fn main() {
    payload!(Directory { "a": { "name": "A" }, "b": { "name": "B" }, "c": { "name": "C" } });
}
