//! How long it takes to check texts against the patterns of TalkJS' description: `check TIMES` prints nanoseconds a check.

use std::borrow::Cow;
use std::hint::black_box;

use serde_json::json;
use talkjs_rules::Rule;

/// Each pattern with texts that keep it and one that does not.
const CASES: [(&str, [&str; 3]); 3] = [
    (r"^([^.]|\.[^.]|\.\..)", ["12081", "order_391_fc", ".."]),
    (
        "^(fcm|apns):.+$",
        ["fcm:cGFzc3dvcmQ6MTIzNDU2Nzg5MA", "apns:740f4707bebcf74f9b7c25d48e3358945f6aa01da5ddb387", "gcm:1"],
    ),
    ("^:.+:$", [":smile:", ":flag-scotland:", "smile"]),
];

fn main() {
    let times: u32 = std::env::args().nth(1).and_then(|text| text.parse().ok()).expect("a number of times");
    let mut nanoseconds = Vec::new();
    for (pattern, texts) in CASES {
        let rule = Rule::Pattern(Cow::Borrowed(pattern));
        // The pattern is compiled then.
        let _ = rule.text(texts[0]);
        for text in texts {
            let before = own_time();
            for _ in 0..times {
                black_box(black_box(&rule).text(black_box(text)));
            }
            nanoseconds.push((own_time() - before) / f64::from(times));
        }
    }
    println!("{}", json!({ "nanoseconds": nanoseconds }));
}

/// The processor time of this thread so far, in nanoseconds.
fn own_time() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("this runs on Linux");
    text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok()).expect("a number")
}
