//! Calls, lists, jobs and raw requests own all that they need: they outlive the client that made them.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, StreamExt as _};
use http::Method;
use serde_json::json;
use talkjs_client::Call;
use talkjs_client::auth::{CredentialProvider, SchemeCredential};
use talkjs_client::rate_limit::{Limiter, RateLimit, RateLimiter};
use talkjs_client::retry::RetryPolicy;
use talkjs_client::transport::Transport;
use talkjs_client::{Client, Error, ErrorBody, NewUser, User, UserMessage};
use talkjs_runtime::test_util::{Play, ScriptedTransport};

use crate::fake::{Fake, Seen, nothing, user};

fn talkjs(seen: &Seen) -> Play {
    match seen.line.as_str() {
        line if line.starts_with("GET /users?") => {
            let users = if line.contains("startingAfter") { json!([]) } else { json!([user("a", "Alice")]) };
            Play::json(200, &json!({"data": users}))
        }
        line if line.starts_with("GET") => Play::json(200, &user("a", "Alice")),
        line if line.starts_with("POST") && seen.body[0].is_array() => Play::response(200, r#"[[0, 200, {}]]"#),
        line if line.starts_with("POST") => Play::response(200, r#"[{"id":"msg_1"}]"#),
        _ => nothing(),
    }
}

fn needs_nothing(_: impl Send + 'static) {}

fn can_be_made_again(_: impl Clone + Send + 'static) {}

/// A call that is built where its client ends.
fn call() -> Call<User, ErrorBody> {
    Fake::new(talkjs).client().get_user("a")
}

/// A stream that owns its client, and borrows nothing of the caller.
fn names(talkjs: &Client) -> impl Stream<Item = Result<String, Error>> + Send + use<> {
    talkjs.list_users().stream().map(|user| Ok(user?.name))
}

#[tokio::test]
async fn calls_streams_jobs_and_raw_requests_outlive_their_client() {
    let client = || Fake::new(talkjs).client();
    let alice = tokio::spawn(client().get_user("a").send()).await.unwrap().unwrap();
    assert_eq!(alice.name, "Alice");
    assert_eq!(tokio::spawn(call().send_with_response()).await.unwrap().unwrap().body().name, "Alice");
    let names: Vec<_> = tokio::spawn(names(&client()).collect()).await.unwrap();
    assert_eq!(names.into_iter().map(Result::unwrap).collect::<Vec<_>>(), ["Alice"]);

    let start = client().start_conversation("c").participant("a", NewUser::new("Alice"));
    tokio::spawn(start.message(UserMessage::new("a", "Hi")).send()).await.unwrap().unwrap();
    tokio::spawn(client().request(Method::GET, "/users/a").send()).await.unwrap().unwrap();
    let mut batch = client().batch();
    let written = batch.add(client().upsert_user("a", NewUser::new("Alice")));
    tokio::spawn(batch.send()).await.unwrap().unwrap().get(written).unwrap();

    can_be_made_again(client().get_user("a"));
    can_be_made_again(client().list_users());
    needs_nothing(client().list_users().stream());
    needs_nothing(client().bulk_upsert_users([("a", NewUser::new("Alice"))]).send());
}

#[tokio::test]
async fn a_clone_of_a_call_settles_an_unknown_outcome() {
    let fake = Fake::new(|seen| if seen.number == 0 { Play::no_response() } else { talkjs(seen) });
    let call = fake.builder().retry(RetryPolicy::none()).build().unwrap().upsert_user("a", NewUser::new("Alice"));
    let error = call.clone().send().await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { safe_to_repeat: true, .. }), "{error:?}");
    call.send().await.unwrap();
    let seen = fake.seen();
    assert_eq!((seen.len(), &seen[0].sent.body), (2, &seen[1].sent.body));
}

#[tokio::test]
async fn a_shared_or_boxed_transport_limiter_and_credential_are_ones_themselves() {
    let scripted = ScriptedTransport::by(|_| Play::response(200, "[]"));
    let shared: Arc<dyn Transport> = Arc::new(scripted.clone());
    let boxed: Box<dyn Limiter> = Box::new(RateLimiter::new(RateLimit::per_second(1, 1)));
    let credential: Arc<dyn CredentialProvider> = Arc::new(SchemeCredential::header("key", "x-api-key", "k"));
    assert_eq!(Box::new(Arc::clone(&credential)).scheme(), Some("key"));
    let builder = Client::builder().app_id("app").base_url("http://127.0.0.1:1").credentials(credential);
    let client = builder.transport(Box::new(shared)).limiter(boxed).build().unwrap();
    // What does not match is told to the transport, and the second request finds no room.
    assert!(matches!(client.get_user("a").send().await, Err(Error::UnexpectedResponse(_))));
    assert_eq!(scripted.dropped_connections(), 1);
    let error = client.get_user("a").timeout(Duration::from_millis(10)).send().await.unwrap_err();
    assert!(error.to_string().contains("the queue for the rate limit"), "{error}");
}
