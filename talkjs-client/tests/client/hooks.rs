//! What hooks see of each request and of what came of it, and what they do not.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use talkjs_client::auth::CredentialFuture;

use http::{HeaderName, HeaderValue};
use talkjs_client::auth::{Credential, CredentialProvider};
use talkjs_client::retry::RetryPolicy;
use talkjs_client::{ClientBuilder, NewUser};
use talkjs_runtime::test_util::Play;

use crate::fake::target;
use crate::scripted::{Scripted, status};

type Log = Arc<Mutex<Vec<String>>>;

/// Writes down each call of the hooks.
fn logged(builder: ClientBuilder, log: &Log) -> ClientBuilder {
    let (requests, answers) = (Arc::clone(log), Arc::clone(log));
    builder
        .on_request(move |request| {
            let line = format!("{} {} {}", request.attempt, request.operation, request.method);
            requests.lock().unwrap().push(line);
        })
        .on_response(move |answer| {
            let result = answer.result.map(|head| head.status.as_u16()).map_err(ToString::to_string);
            let line = format!("{} {result:?} {:?}", answer.request.attempt, answer.duration);
            answers.lock().unwrap().push(line);
        })
}

#[tokio::test(start_paused = true)]
async fn each_attempt_is_shown_once_before_and_once_after_it_in_order() {
    let scripted = Scripted::new([status(503), Play::timeout(), Play::no_response(), Play::not_sent()]);
    let log = Log::default();
    let builder = scripted.builder().attempt_timeout(Duration::from_secs(7)).retry(RetryPolicy::new().attempts(5));
    let talkjs = logged(builder, &log).build().unwrap();
    talkjs.upsert_user("a", NewUser::new("Alice")).send().await.unwrap();
    assert_eq!(
        *log.lock().unwrap(),
        [
            "1 upsertUser PUT",
            "1 Ok(503) 0ns",
            "2 upsertUser PUT",
            "2 Err(\"no response within 7s\") 7s",
            "3 upsertUser PUT",
            "3 Err(\"no response\") 0ns",
            "4 upsertUser PUT",
            "4 Err(\"nothing was sent\") 0ns",
            "5 upsertUser PUT",
            "5 Ok(200) 0ns",
        ]
    );
    assert_eq!(scripted.sent().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn hooks_see_what_is_sent_but_for_the_credential() {
    let scripted = Scripted::new([status(503)]);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let writer = Arc::clone(&seen);
    let builder = scripted.builder().secret_key_as_bearer().on_request(move |request| {
        let (url, headers) = (request.url.to_string(), request.headers.clone());
        writer.lock().unwrap().push((url, headers, request.body.to_bytes().unwrap()));
    });
    builder.build().unwrap().upsert_user("a", NewUser::new("Alice")).send().await.unwrap();
    let (seen, sent) = (seen.lock().unwrap(), scripted.sent());
    assert_eq!((seen.len(), sent.len()), (2, 2));
    for ((url, headers, body), sent) in seen.iter().zip(&sent) {
        assert_eq!(*url, format!("http://127.0.0.1:1/v1/app{}", target(sent)));
        assert_eq!(body, &sent.body);
        let mut without_credential = sent.headers.clone();
        assert!(without_credential.remove("authorization").is_some(), "it was sent");
        assert_eq!(*headers, without_credential);
    }
}

/// Says the same for every request.
struct Same(Credential);

impl CredentialProvider for Same {
    fn credential(&self, _now: SystemTime) -> CredentialFuture<'_> {
        CredentialFuture::ready(Ok(self.0.clone()))
    }
}

#[tokio::test]
async fn a_credential_is_not_shown_wherever_it_is_sent() {
    let credentials = [
        Credential::Query("key".to_owned(), "canary".to_owned()),
        Credential::Header(HeaderName::from_static("x-key"), HeaderValue::from_static("canary")),
        Credential::Cookie("key".to_owned(), "canary".to_owned()),
    ];
    for credential in credentials {
        let scripted = Scripted::new([]);
        let shown = Log::default();
        let writer = Arc::clone(&shown);
        let builder = scripted.builder().credentials(Same(credential)).on_request(move |request| {
            let values: Vec<_> = request.headers.iter().map(|(name, value)| (name, value.to_str().unwrap())).collect();
            writer.lock().unwrap().push(format!("{} {values:?}", request.url));
        });
        builder.build().unwrap().get_user("a").send().await.unwrap();
        let sent = &scripted.sent()[0];
        let sent = sent.headers.values().any(|value| value.to_str().unwrap().contains("canary"))
            || target(sent).contains("canary");
        assert!(sent, "it is on its way");
        let shown = shown.lock().unwrap();
        assert!(shown.len() == 1 && !shown[0].contains("key") && !shown[0].contains("canary"), "{shown:?}");
    }
}

#[tokio::test]
async fn several_hooks_come_in_their_order_and_none_where_nothing_is_sent() {
    let scripted = Scripted::new([]);
    let log = Log::default();
    let hook = |name: &'static str| {
        let log = Arc::clone(&log);
        move || log.lock().unwrap().push(name.to_owned())
    };
    let (first, second, third, fourth) = (hook("first"), hook("second"), hook("third"), hook("fourth"));
    let builder = scripted.builder().on_response(move |_| third()).on_request(move |_| first());
    let talkjs = builder.on_request(move |_| second()).on_response(move |_| fourth()).build().unwrap();
    talkjs.get_user("..").send().await.unwrap_err();
    assert_eq!(*log.lock().unwrap(), [""; 0]);
    talkjs.get_user("a").send().await.unwrap();
    assert_eq!(*log.lock().unwrap(), ["first", "second", "third", "fourth"]);
}

#[tokio::test(start_paused = true)]
async fn a_response_that_is_dropped_is_not_shown() {
    let scripted = Scripted::new([Play::timeout()]);
    let log = Log::default();
    let talkjs = logged(scripted.builder(), &log).build().unwrap();
    let call = talkjs.get_user("a").send();
    assert!(tokio::time::timeout(Duration::from_secs(1), call).await.is_err());
    assert_eq!(*log.lock().unwrap(), ["1 getUser GET"]);
}
