//! The least and the most that each rule allows.

use serde_json::json;
use talkjs_ui::rules::payload;

#[test]
fn compiles() {
    let _ = payload!(Texts { code: "ab", letter: "😀", slug: "-", id: "123456789012" });
    let _ = payload!(Texts { code: "abcde", letter: "", at: "2024-02-29T23:59:60Z", day: "2000-02-29" });
    let _ = payload!(Texts { key: "123e4567-e89b-12d3-a456-426614174000", mail: "a@b", link: "urn:x" });
    let _ = payload!(Numbers {
        size: 1,
        above: 1,
        below: 9,
        share: 0.001,
        degrees: -273.15,
        steps: 0,
        price: 0.01,
        port: 1
    });
    let _ = payload!(Numbers { size: 100, share: 0.999, degrees: 1000, steps: -5, price: 19.99, port: 65535 });
    let _ = payload!(Lists { tags: ["a"], scores: [10], grid: [[], [1, 2]] });
    let _ = payload!(Lists { tags: ["a", "b", "12345678"] });
    let _ = payload!(Maps { tokens: { "apns:x": true }, limits: { "": 0 }, custom: { a: "1234" } });
    let lists = payload!(Lists { point: [1, 2.5, "home"] });
    super::sends(lists, &json!({ "point": [1.0, 2.5, "home"] }));
}
