use talkjs_ui::rules::payload;

fn main() {
    let base = payload!(Presence { "name": "A", "title": null });
    let key = "x";
    payload!(Presence { ...base, "name": "B" });
    payload!(Maps { "free": { (key): 1 } });
    payload!(Maps { "free": { [key]: 1 } });
    payload!(Presence { "name": "A", "title": None });
    payload!(Presence { "name": "A", "title": undefined, "note": nil });
}
