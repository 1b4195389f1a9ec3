//! The secret key is in no text that the client makes.

use std::error::Error as StdError;
use std::time::Duration;
use talkjs_client::StartConversationError;

use talkjs_client::{Client, ConversationUpdate, NewUser, Secret, SecretKeyBearer, TokenSigner, UserMessage};
use talkjs_runtime::test_util::Play;

use crate::fake::Fake;
use crate::raw_server::{RawServer, Reply};

/// Every way in which an error can be shown.
fn shown(error: &(dyn StdError + 'static)) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    if let Some(source) = error.source() {
        text.push_str(&shown(source));
    }
    text
}

fn assert_clean(text: &str) {
    assert!(!text.contains("canary"), "{text}");
    assert!(!text.contains("eyJ"), "a token: {text}");
}

#[tokio::test]
async fn no_failure_of_a_call_shows_key_or_token() {
    let replies = [
        Reply::Close,
        Reply::Hang,
        Reply::Bytes(b"garbage".to_vec()),
        Reply::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>".to_vec()),
        Reply::Bytes(b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\n\r\n{}".to_vec()),
        Reply::Bytes(b"HTTP/1.1 302 Found\r\nlocation: http://example.invalid\r\ncontent-length: 0\r\n\r\n".to_vec()),
        Reply::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}".to_vec()),
    ];
    for reply in replies {
        let server = RawServer::start(reply).await;
        for builder in [server.builder(), server.builder().secret_key_as_bearer()] {
            let client = builder.attempt_timeout(Duration::from_millis(200)).max_response_bytes(50).build().unwrap();
            let error = client.get_user("12081").send().await.unwrap_err();
            assert_clean(&shown(&error));
            assert_clean(&format!("{client:?} {:#?}", client.core()));
        }
        let sent = server.requests();
        assert!(sent[0].contains("Bearer eyJ") && sent[1].contains("Bearer sk_test_canary"), "{sent:?}");
    }
}

#[tokio::test]
async fn no_failure_of_a_job_shows_key_or_token() {
    let talkjs = Fake::new(|_| Play::not_sent()).client();
    let error = talkjs
        .start_conversation("c")
        .participant("a", NewUser::new("Alice"))
        .conversation(ConversationUpdate::new())
        .message(UserMessage::new("a", "Hi"))
        .send()
        .await
        .unwrap_err();
    assert!(error.job::<StartConversationError>().is_some(), "{error:?}");
    assert_clean(&shown(&error));
}

#[test]
fn no_wrong_setting_shows_the_key() {
    for secret in ["sk canary", "canary\n", "ünd canary"] {
        let error = Client::builder().app_id("app").secret_key(secret).build().unwrap_err();
        assert_clean(&shown(&error));
        assert_clean(&shown(&Secret::new(secret).unwrap_err()));
    }
    let with_password = Client::builder().app_id("app").secret_key("sk").base_url("http://me:canary@127.0.0.1").build();
    assert_clean(&shown(&with_password.unwrap_err()));
}

#[test]
fn no_part_shows_the_key() {
    let secret = Secret::new("sk_test_canary").unwrap();
    assert_clean(&format!(
        "{secret:?} {:?} {:?}",
        TokenSigner::new("app", secret.clone()),
        SecretKeyBearer::new(secret.clone())
    ));
}
