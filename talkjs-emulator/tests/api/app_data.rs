//! The app's own data, and its themes.

use serde_json::{Value, json};
use talkjs_emulator::Emulator;

use crate::common::Talk;

#[tokio::test]
async fn the_data_of_the_app_are_merged_and_read() {
    let talk = Talk::new().await;
    assert_eq!(talk.get("").await, json!({"id": "emulated"}));
    talk.done("PUT", "", json!({"id": "emulated", "defaultLocale": "fr", "custom": {"kept": "1", "gone": "2"}})).await;
    talk.done("PUT", "/", json!({"custom": {"gone": null, "new": "3"}})).await;
    let expected = json!({"id": "emulated", "defaultLocale": "fr", "custom": {"kept": "1", "new": "3"}});
    assert_eq!(talk.get("").await, expected);
    assert_eq!(talk.get("/").await, expected);
}

#[tokio::test]
async fn wrong_data_are_told() {
    let talk = Talk::new().await;
    let response = talk.call("PUT", "", json!({"id": "other", "custom": {"n": 1}, "defaultLocale": null})).await;
    assert_eq!(response.reasons(), ["custom.n", "defaultLocale", "id"]);
    assert_eq!(talk.get("").await, json!({"id": "emulated"}));
}

#[tokio::test]
async fn anybody_may_read_and_nobody_write() {
    let talk = Talk::new().await;
    for path in ["", "/"] {
        assert_eq!(talk.raw("GET", path, "", None).await.status, 200, "{path}");
        let body = Some(("application/json", "{}"));
        assert_eq!(talk.raw("PUT", path, "", body).await.status, 401, "{path}");
    }
    assert_eq!(talk.raw("GET", "/themes", "", None).await.status, 401);
}

#[tokio::test]
async fn themes_are_read() {
    let talk = Talk::new().await;
    assert_eq!(talk.get("/themes").await, json!({"default": {"base": "default_v7", "files": {}}}));
    let files = [("layout.json", "{}"), ("UserMessage.template", "<template></template>")];
    let talk = Talk::with(Emulator::builder().theme("night", "default_v6", files)).await;
    assert_eq!(
        talk.get("/themes").await,
        json!({"night": {
            "base": "default_v6",
            "files": {"layout.json": "{}", "UserMessage.template": "<template></template>"},
        }})
    );
    assert_eq!(talk.call("PUT", "/themes", json!({})).await.json(), Value::from("Not found"));
}

#[tokio::test]
async fn the_locale_is_a_language_tag() {
    let talk = Talk::new().await;
    for locale in ["fr", "en-US", "zh-Hant-TW"] {
        talk.done("PUT", "", json!({"defaultLocale": locale})).await;
        assert_eq!(talk.get("").await["defaultLocale"], locale);
    }
    for wrong in ["", "English, please", "en_US", "en-", "-", "ümlaut", "toolonglanguage"] {
        let response = talk.call("PUT", "", json!({"defaultLocale": wrong})).await;
        assert_eq!(response.reasons(), ["defaultLocale"], "{wrong}");
    }
}
