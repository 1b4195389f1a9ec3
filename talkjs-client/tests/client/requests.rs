//! What is sent for a call.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};
use talkjs_client::auth::CredentialFuture;

use http::HeaderValue;
use serde_json::json;
use talkjs_client::auth::CredentialProvider;
use talkjs_client::transport::AttemptLimits;
use talkjs_client::{Client, Error, UserId, UserMessage, UserUpdate};
use talkjs_runtime::test_util::Play;

use crate::fake::{Fake, Seen, nothing, user};

fn users(_: &Seen) -> Play {
    Play::json(200, &json!({"data": []}))
}

#[tokio::test]
async fn a_put_has_its_path_body_and_headers() {
    let fake = Fake::new(|_| nothing());
    let update = UserUpdate::new().name("Alice").email(["alice@example.com"]);
    fake.client().upsert_user("12081", update).send().await.unwrap();

    let request = &fake.seen()[0];
    assert_eq!(request.line, "PUT /users/12081");
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.sent.body, r#"{"name":"Alice","email":["alice@example.com"]}"#);
    assert!(request.header("authorization").unwrap().starts_with("Bearer eyJ"));
    assert!(request.headers["authorization"].is_sensitive());
}

#[tokio::test]
async fn a_get_has_no_body_and_no_content_type() {
    let fake = Fake::new(|_| Play::json(200, &user("12081", "Alice")));
    fake.client().get_user("12081").send().await.unwrap();

    let request = &fake.seen()[0];
    assert_eq!(request.line, "GET /users/12081");
    assert_eq!(request.header("content-type"), None);
    assert!(request.sent.body.is_empty());
}

#[tokio::test]
async fn a_cleared_a_set_and_an_untouched_property_are_null_value_and_nothing() {
    let update = UserUpdate::new().clear_photo_url().role("buyer");
    assert_eq!(serde_json::to_string(&update).unwrap(), r#"{"photoUrl":null,"role":"buyer"}"#);

    let fake = Fake::new(|_| nothing());
    fake.client().upsert_user("12081", update).send().await.unwrap();
    assert_eq!(fake.seen()[0].sent.body, r#"{"photoUrl":null,"role":"buyer"}"#);
}

#[tokio::test]
async fn an_optional_parameter_is_sent_when_it_is_set() {
    let fake = Fake::new(users);
    let talkjs = fake.client();
    talkjs.list_users().send().await.unwrap();
    talkjs.list_users().limit(5).starting_after("a b&c").send().await.unwrap();
    assert_eq!(fake.lines(), ["GET /users", "GET /users?limit=5&startingAfter=a%20b%26c"]);
}

#[tokio::test]
async fn ids_are_taken_as_text_as_ids_and_by_reference() {
    let fake = Fake::new(|_| Play::json(200, &user("a", "Alice")));
    let talkjs = fake.client();
    let (id, text) = (UserId::from("a"), String::from("a"));
    talkjs.get_user("a").send().await.unwrap();
    talkjs.get_user(&text).send().await.unwrap();
    talkjs.get_user(text).send().await.unwrap();
    talkjs.get_user(&id).send().await.unwrap();
    talkjs.get_user(id).send().await.unwrap();
    assert_eq!(fake.lines(), ["GET /users/a"; 5]);
}

#[tokio::test]
async fn what_breaks_the_description_is_not_sent_and_all_of_it_is_said() {
    let fake = Fake::new(|_| nothing());
    let talkjs = fake.client();

    let update = UserUpdate::new().push_tokens([("gcm:1", true)]);
    let error = talkjs.upsert_user("..", update).send().await.unwrap_err();
    let Error::InvalidRequest { operation, violations, .. } = &error else { panic!("{error:?}") };
    assert_eq!(*operation, "upsertUser");
    assert_eq!(violations.len(), 2);
    assert_eq!(
        error.to_string(),
        "`upsertUser` was not sent: path parameter `userId` must not be `.` or `..`, which cannot be a segment of \
         a URL; `/pushTokens` has a key that does not match the pattern `^(fcm|apns):.+$`"
    );

    let error = talkjs.list_users().limit(101).send().await.unwrap_err();
    assert_eq!(error.to_string(), "`listUsers` was not sent: query parameter `limit` must be at most 100, found 101");

    let many: BTreeMap<String, UserUpdate> = (0..101).map(|n| (n.to_string(), UserUpdate::new())).collect();
    let error = talkjs.upsert_users(many).send().await.unwrap_err();
    assert_eq!(error.to_string(), "`upsertUsers` was not sent: the body must have at most 100 properties, found 101");

    let error = talkjs.send_messages("c", Vec::<UserMessage>::new()).send().await.unwrap_err();
    assert_eq!(error.to_string(), "`sendMessages` was not sent: the body must have at least 1 item, found 0");

    // What an item has to be stands in the type that it is another name for.
    let error = talkjs.run_batch(vec![vec![json!(1), json!("GET")]]).send().await.unwrap_err();
    assert_eq!(error.to_string(), "`runBatch` was not sent: `/0` must have at least 3 items, found 2");

    assert_eq!(fake.lines(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_call_may_use_what_the_client_and_the_call_say() {
    let fake = Fake::new(users);
    let mut expected = AttemptLimits::default();
    assert_eq!((expected.timeout, expected.response_bytes), (Duration::from_secs(15), 8 << 20));
    expected.operation = "listUsers";

    let talkjs = fake.client();
    talkjs.list_users().send().await.unwrap();
    assert_eq!(fake.seen()[0].limits, expected);

    talkjs.list_users().timeout(Duration::from_secs(2)).send().await.unwrap();
    expected.timeout = Duration::from_secs(2);
    assert_eq!(fake.seen()[1].limits, expected);
}

#[tokio::test]
async fn the_legacy_credential_is_the_key_itself() {
    let fake = Fake::new(users);
    let talkjs = Client::builder()
        .app_id("app")
        .secret_key("sk_test_example")
        .secret_key_as_bearer()
        .base_url("http://127.0.0.1:1")
        .transport((*fake).clone())
        .build()
        .unwrap();
    talkjs.list_users().send().await.unwrap();
    assert_eq!(fake.seen()[0].header("authorization"), Some("Bearer sk_test_example"));
}

/// Counts its attempts and does not mark its header.
struct Counting(Arc<AtomicUsize>);

impl CredentialProvider for Counting {
    fn credential(&self, now: SystemTime) -> CredentialFuture<'_> {
        CredentialFuture::ready((|| {
            assert!(now.elapsed()? < Duration::from_secs(60));
            let count = self.0.fetch_add(1, Ordering::Relaxed);
            if count == 2 {
                Err("the vault is closed".into())
            } else {
                Ok(HeaderValue::from_str(&format!("Bearer {count}"))?.into())
            }
        })())
    }
}

#[tokio::test]
async fn a_credential_is_made_for_each_attempt_and_marked_sensitive() {
    let (fake, count) = (Fake::new(users), Arc::new(AtomicUsize::new(0)));
    let talkjs = Client::builder()
        .app_id("app")
        .credentials(Counting(Arc::clone(&count)))
        .base_url("http://127.0.0.1:1")
        .transport((*fake).clone())
        .build()
        .unwrap();

    assert_eq!(count.load(Ordering::Relaxed), 0);
    talkjs.list_users().send().await.unwrap();
    talkjs.list_users().send().await.unwrap();
    let error = talkjs.list_users().send().await.unwrap_err();

    let seen = fake.seen();
    assert_eq!(
        seen.iter().map(|seen| seen.header("authorization").unwrap()).collect::<Vec<_>>(),
        ["Bearer 0", "Bearer 1"]
    );
    assert!(seen.iter().all(|seen| seen.headers["authorization"].is_sensitive()));
    assert!(matches!(error, Error::NotSent { operation: "listUsers", .. }), "{error:?}");
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the vault is closed");
}

#[tokio::test]
async fn a_request_that_is_refused_costs_no_credential() {
    let (fake, count) = (Fake::new(users), Arc::new(AtomicUsize::new(0)));
    let talkjs = Client::builder()
        .app_id("app")
        .credentials(Counting(Arc::clone(&count)))
        .base_url("http://127.0.0.1:1")
        .transport((*fake).clone())
        .build()
        .unwrap();
    talkjs.get_user("").send().await.unwrap_err();
    assert_eq!(count.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn calls_can_be_made_from_other_tasks() {
    let fake = Fake::new(users);
    let talkjs = fake.client();
    let calls = (0..8).map(|_| {
        let talkjs = talkjs.clone();
        tokio::spawn(async move { talkjs.list_users().send().await.unwrap() })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
    assert_eq!(fake.lines().len(), 8);
}
