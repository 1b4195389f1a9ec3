//! The two credentials.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use talkjs_emulator::Emulator;

use crate::common::{NOW, Talk};

const EXPIRY: i64 = NOW / 1000 + 30;

fn token(header: &Value, claims: &Value, key: &str) -> String {
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let signed = format!("{}.{}", encode(header), encode(claims));
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    let signature = mac.chain_update(&signed).finalize().into_bytes();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn claims(token_type: &str, app: &str) -> Value {
    json!({"tokenType": token_type, "iss": app, "exp": EXPIRY})
}

async fn status(talk: &Talk, bearer: &str) -> u16 {
    let header = format!("Authorization: Bearer {bearer}\r\n");
    talk.raw("GET", "/users", &header, None).await.status
}

#[tokio::test]
async fn the_key_itself_is_a_credential_and_no_other_key_is() {
    let talk = Talk::with(Emulator::builder().app_id("app1").secret_key("sk_test_1")).await;
    assert_eq!(talk.emulator.app_id(), "app1");
    assert_eq!(status(&talk, "sk_test_1").await, 200);
    for wrong in ["sk_test_2", "sk_test_", "sk_test_11", "SK_TEST_1"] {
        assert_eq!(status(&talk, wrong).await, 401, "{wrong}");
    }
}

#[tokio::test]
async fn without_a_bearer_nobody_comes_in() {
    let talk = Talk::new().await;
    for header in ["", "Authorization: sk_test_emulator\r\n", "Authorization: Basic sk_test_emulator\r\n"] {
        assert_eq!(talk.raw("GET", "/users", header, None).await.status, 401, "{header}");
    }
}

#[tokio::test]
async fn signed_tokens_of_apps_and_admins_are_credentials() {
    let talk = Talk::new().await;
    for token_type in ["app", "admin"] {
        for header in [json!({"alg": "HS256"}), json!({"alg": "HS256", "typ": "JWT"})] {
            let token = token(&header, &claims(token_type, "emulated"), "sk_test_emulator");
            assert_eq!(status(&talk, &token).await, 200, "{token_type} {header}");
        }
    }
}

#[tokio::test]
async fn other_tokens_are_refused() {
    let talk = Talk::new().await;
    let hs256 = json!({"alg": "HS256"});
    let right = claims("app", "emulated");
    for (header, claims, key) in [
        (&hs256, &right, "sk_test_other"),
        (&json!({"alg": "none"}), &right, "sk_test_emulator"),
        (&json!({"alg": "HS512"}), &right, "sk_test_emulator"),
        (&hs256, &claims("user", "emulated"), "sk_test_emulator"),
        (&hs256, &claims("app", "other"), "sk_test_emulator"),
        (&hs256, &json!({"tokenType": "app", "iss": "emulated"}), "sk_test_emulator"),
    ] {
        let token = token(header, claims, key);
        assert_eq!(status(&talk, &token).await, 401, "{header} {claims} {key}");
    }
    let token = token(&hs256, &right, "sk_test_emulator");
    let unsigned = token.rsplit_once('.').unwrap().0;
    assert_eq!(status(&talk, &format!("{unsigned}.")).await, 401);
}

#[tokio::test]
async fn a_token_expires_by_the_emulators_clock() {
    let talk = Talk::new().await;
    let token = token(&json!({"alg": "HS256"}), &claims("app", "emulated"), "sk_test_emulator");
    talk.emulator.advance(Duration::from_millis(29_999));
    assert_eq!(status(&talk, &token).await, 200);
    talk.emulator.advance(Duration::from_millis(1));
    assert_eq!(status(&talk, &token).await, 401);
}
