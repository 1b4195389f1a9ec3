use talkjs_ui::rules::payload;

fn main() {
    let option = None::<String>;
    payload!(Presence { "name": option.clone() or null, "title": null });
    payload!(Presence { "name": option.clone() or keep, "title": null });
    payload!(Presence { "name": "A", "title": null, "note": None::<i64> or null });
    payload!(Texts { "plain": option or null });
}
