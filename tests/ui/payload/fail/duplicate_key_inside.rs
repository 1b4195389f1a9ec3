use talkjs_ui::rules::payload;

fn main() {
    payload!(Maps {
        "free": {
            "a": 1,
            "b": 2,
            "a": 3,
        },
    });
}
