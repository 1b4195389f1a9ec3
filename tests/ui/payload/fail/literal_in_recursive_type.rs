use talkjs_ui::rules::payload;

fn main() {
    payload!(Tree { "label": "a", "children": [{ "label": "b", "children": [{ "label": "too long" }] }] });
}
