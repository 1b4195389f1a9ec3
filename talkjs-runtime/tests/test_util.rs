//! The testing kit, as users of a generated client see it.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use talkjs_runtime::error::Mismatch;
use talkjs_runtime::http::{Method, Request, StatusCode};
use talkjs_runtime::retry::RetryPolicy;
use talkjs_runtime::test_util::{Play, ScriptedTransport, from_json};
use talkjs_runtime::transport::{AttemptLimits, RequestBody, Transport, TransportError};
use talkjs_runtime::{ClientCore, Error};
use tokio::sync::Semaphore;
use tokio::time::Instant;

mod shop {
    #![allow(dead_code, missing_docs, unreachable_pub, reason = "generated; the test uses a part")]
    talkjs_macros::api! { spec = "tests/shop.yaml" }
}

const SECOND: Duration = Duration::from_secs(1);

fn client(transport: &ScriptedTransport) -> shop::Client {
    let core = ClientCore::builder("https://shop.example.com/v1").transport(transport.clone());
    shop::Client::with_core(core.retry(RetryPolicy::none()).build().unwrap())
}

fn tea() -> Value {
    json!({"id": "tea", "name": "Tea"})
}

fn limits(timeout: Duration, response_bytes: usize) -> AttemptLimits {
    let mut limits = AttemptLimits::default();
    (limits.timeout, limits.response_bytes) = (timeout, response_bytes);
    limits
}

fn request(body: &'static str) -> Request<RequestBody> {
    let body = talkjs_runtime::bytes::Bytes::from(body).into();
    Request::put("https://user:pw@shop.example.com/v1/a%20b?key=canary").header("x-note", "canary").body(body).unwrap()
}

/// What becomes of one play, and how long it takes.
async fn outcome(play: Play, limits: AttemptLimits) -> (Result<StatusCode, TransportError>, Duration) {
    let begin = Instant::now();
    let result = ScriptedTransport::new([play]).send(request(""), limits).await;
    (result.map(|response| response.status()), begin.elapsed())
}

#[tokio::test(start_paused = true)]
async fn plays_are_played_in_order_and_requests_are_recorded() {
    let transport = ScriptedTransport::new([
        Play::json(201, &json!({"product": "tea"})).header("x-note", "a").header("x-note", "b").after(SECOND),
        Play::response(404, r#"{"code":"gone"}"#),
    ]);
    let (shop, begin) = (client(&transport), Instant::now());
    let call = shop.create_order(shop::Order::new("tea").note("two"));
    let response = call.header("X-Trace", "t").timeout(9 * SECOND).send_with_response().await.unwrap();
    assert_eq!(response.headers().get_all("x-note").iter().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(response.headers()["content-type"], "application/json");
    let error = shop.get_product("a/b").send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));

    let sent = transport.sent();
    let [order, product] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!((order.number, &order.method, order.path()), (0, &Method::POST, "/v1/orders"));
    assert_eq!(order.url, "https://shop.example.com/v1/orders");
    assert_eq!((order.header("x-trace"), order.header("x-other")), (Some("t"), None));
    assert_eq!(order.json::<Value>().unwrap(), json!({"product": "tea", "note": "two"}));
    assert_eq!(order.body, r#"{"product":"tea","note":"two"}"#);
    let mut expected = limits(9 * SECOND, AttemptLimits::default().response_bytes);
    expected.operation = "createOrder";
    assert_eq!(order.limits, expected);
    assert_eq!(((order.at - begin).as_secs(), (product.at - order.at).as_secs()), (0, 1));
    assert_eq!((product.number, &product.method, product.path()), (1, &Method::GET, "/v1/products/a%2Fb"));
    assert_eq!(product.json::<Value>().unwrap_err().reason, "expected JSON, found an empty body");
}

#[tokio::test]
async fn request_after_the_last_play_is_named_and_not_retried() {
    let transport = ScriptedTransport::new([Play::json(200, &tea())]);
    let core = ClientCore::builder("http://127.0.0.1:1/v1").transport(transport.clone()).build().unwrap();
    let shop = shop::Client::with_core(core);
    shop.get_product("tea").send().await.unwrap();
    let error = shop.get_product("coffee").send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`getProduct` failed with 501 Not Implemented: invalid script: no play for request 1, GET \
         /v1/products/coffee"
    );
    assert_eq!(transport.sent().len(), 2);
}

#[tokio::test]
async fn function_decides_after_the_list_and_alone() {
    let by_path = |request: &talkjs_runtime::test_util::SentRequest| match request.path() {
        "/v1/status" => Play::response(200, format!("request {}", request.number)),
        _ => Play::json(200, &tea()),
    };
    let (alone, after) = (ScriptedTransport::by(by_path), ScriptedTransport::new([Play::no_response()]).then(by_path));
    assert_eq!(client(&alone).get_product("tea").send().await.unwrap().name, "Tea");
    assert_eq!(client(&alone).get_status().send().await.unwrap(), "request 1");
    let error = client(&after).get_status().send().await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { source: TransportError::NoResponse(_), .. }), "{error:?}");
    assert_eq!(client(&after).get_status().send().await.unwrap(), "request 1");
}

#[tokio::test(start_paused = true)]
async fn async_function_holds_responses_back_until_the_test_releases_them() {
    let gate = Arc::new(Semaphore::new(0));
    let transport = ScriptedTransport::by_async({
        let gate = Arc::clone(&gate);
        move |request| {
            let gate = Arc::clone(&gate);
            async move {
                gate.acquire().await.unwrap().forget();
                Play::response(200, request.number.to_string())
            }
        }
    });
    let shop = client(&transport);
    let call = tokio::spawn(async move { shop.get_status().send().await });
    tokio::time::sleep(SECOND).await;
    assert!(!call.is_finished() && transport.sent().len() == 1);
    gate.add_permits(1);
    assert_eq!(call.await.unwrap().unwrap(), "0");
    // What is never released ends at the time limit.
    let begin = Instant::now();
    let error = client(&transport).get_status().timeout(5 * SECOND).send().await.unwrap_err();
    assert!(error.is_timeout() && begin.elapsed().as_secs() == 5, "{error:?} after {:?}", begin.elapsed());
}

#[tokio::test(start_paused = true)]
async fn delay_ends_at_the_time_limit_and_no_delay_takes_no_time() {
    let limits = limits(10 * SECOND, 0);
    // Timers count whole milliseconds.
    tokio::time::advance(Duration::from_micros(100)).await;
    let (result, took) = outcome(Play::response(200, ""), limits).await;
    assert_eq!((result.unwrap(), took), (StatusCode::OK, Duration::ZERO));
    let (result, took) = outcome(Play::response(200, "").after(9 * SECOND), limits).await;
    assert_eq!((result.unwrap(), took.as_secs()), (StatusCode::OK, 9));
    for late in [Play::response(200, "").after(11 * SECOND), Play::no_response().after(11 * SECOND), Play::timeout()] {
        let (result, took) = outcome(late.clone(), limits).await;
        let after = match result {
            Err(TransportError::Timeout { after }) => after,
            other => panic!("{late:?}: {other:?}"),
        };
        assert_eq!((after, took.as_secs()), (10 * SECOND, 10), "{late:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn failures_differ_in_what_was_sent() {
    let limits = limits(10 * SECOND, 0);
    let not_sent = async |play: Play| match outcome(play, limits).await {
        (Err(TransportError::NotSent(error)), took) => {
            (error.downcast_ref::<std::io::Error>().map(std::io::Error::kind), took.as_secs())
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(not_sent(Play::not_sent()).await, (Some(ErrorKind::ConnectionRefused), 0));
    assert_eq!(not_sent(Play::not_sent().after(9 * SECOND)).await, (Some(ErrorKind::ConnectionRefused), 9));
    assert_eq!(not_sent(Play::not_sent().after(11 * SECOND)).await, (Some(ErrorKind::TimedOut), 10));
    assert_eq!(not_sent(Play::failure(|| TransportError::NotSent("no route".into()))).await, (None, 0));
    assert!(matches!(outcome(Play::no_response(), limits).await.0, Err(TransportError::NoResponse(_))));
}

#[tokio::test]
async fn length_of_a_response_is_limited_and_that_of_a_download_is_not() {
    let transport = ScriptedTransport::by(|_| Play::response(200, "abc"));
    let limit = |bytes| limits(SECOND, bytes);
    assert_eq!(transport.send(request(""), limit(3)).await.unwrap().into_body(), "abc");
    let error = transport.send(request(""), limit(2)).await.unwrap_err();
    assert!(matches!(error, TransportError::TooLarge { status: StatusCode::OK, limit: 2 }), "{error:?}");
    let mut body = transport.open(request(""), limit(2)).await.unwrap().into_body();
    let chunk = std::future::poll_fn(|context| body.as_mut().poll_next(context)).await;
    assert_eq!(chunk.unwrap().unwrap(), "abc");
    assert_eq!(transport.sent().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn most_in_flight_counts_what_waits_at_the_same_time() {
    let transport = ScriptedTransport::by(|_| Play::response(200, "").after(SECOND));
    let send = || transport.send(request(""), AttemptLimits::default());
    for _ in 0..3 {
        send().await.unwrap();
        assert!(tokio::time::timeout(SECOND / 2, send()).await.is_err(), "it is dropped on its way");
    }
    assert_eq!(transport.most_in_flight(), 1);
    let (first, second) = tokio::join!(send(), send());
    assert_eq!((first.is_ok(), second.is_ok(), transport.most_in_flight()), (true, true, 2));
}

#[tokio::test]
async fn taken_requests_are_forgotten_and_the_numbers_go_on() {
    let transport = ScriptedTransport::new([Play::response(200, "a"), Play::response(200, "b")]);
    let shop = client(&transport);
    shop.get_status().send().await.unwrap();
    assert_eq!(transport.take_sent().len(), 1);
    assert!(transport.sent().is_empty());
    assert_eq!(shop.get_status().send().await.unwrap(), "b");
    assert_eq!(transport.take_sent()[0].number, 1);
}

#[tokio::test]
async fn response_that_cannot_belong_to_its_request_drops_connections() {
    let transport = ScriptedTransport::new([Play::json(200, &tea()), Play::json(200, &json!([]))]);
    client(&transport).get_product("tea").send().await.unwrap();
    assert_eq!(transport.dropped_connections(), 0);
    let error = client(&transport).get_product("tea").send().await.unwrap_err();
    assert!(matches!(error, Error::UnexpectedResponse(_)), "{error:?}");
    assert_eq!(transport.dropped_connections(), 1);
}

#[tokio::test]
async fn play_that_cannot_be_carried_out_is_named() {
    for (play, problem) in [
        (Play::response(1000, ""), "the status is 1000"),
        (Play::response(200, "").header("a b", ""), "the header `a b` has an invalid name or value"),
        (Play::response(200, "").header("a", "\n"), "the header `a` has an invalid name or value"),
        (Play::json(200, &BTreeMap::from([((1, 2), 3)])), "key must be a string"),
    ] {
        let transport = ScriptedTransport::new([play]);
        let Error::Api(error) = client(&transport).get_status().send().await.unwrap_err() else { panic!("{problem}") };
        let message = error.message().unwrap();
        assert_eq!((error.status.as_u16(), message), (501, format!("invalid script: {problem}")));
    }
}

#[tokio::test]
async fn response_is_played_as_it_is() {
    let response = talkjs_runtime::http::Response::builder().status(202).extension(7_u8).body("abc").unwrap();
    let transport = ScriptedTransport::new([response.into()]);
    let played = transport.send(request(""), AttemptLimits::default()).await.unwrap();
    assert_eq!((played.status().as_u16(), played.extensions().get(), played.body()), (202, Some(&7_u8), &"abc".into()));
}

#[test]
fn value_is_made_as_the_client_makes_it() {
    // A response can have properties that the description does not know.
    let product: shop::Product = from_json(&json!({"id": "tea", "name": "Tea", "new": 1})).unwrap();
    assert_eq!((product.id.as_str(), product.name.as_str()), ("tea", "Tea"));
    let error = |value: Value| from_json::<Vec<shop::Product>>(&value).unwrap_err();
    let Mismatch { pointer, reason } = error(json!([{"id": "tea"}]));
    assert_eq!((pointer.as_str(), reason.as_str()), ("/0/name", "missing required property"));
    assert_eq!(
        error(json!([{"id": "tea", "name": 5}])).to_string(),
        "at `/0/name`: invalid type: integer, expected a string"
    );
    assert_eq!(error(json!("canary")).to_string(), "invalid type: string, expected a sequence");
}

#[tokio::test]
async fn debug_shows_no_header_no_body_and_no_url() {
    let plays = [Play::response(200, "canary").header("x-note", "canary").after(SECOND / 4), Play::timeout()];
    let transport = ScriptedTransport::new(plays);
    assert_eq!(transport.send(request("canary"), AttemptLimits::default()).await.unwrap().status(), 200);
    let shown = format!("{transport:?}");
    assert_eq!(
        shown,
        "ScriptedTransport { plays: [Play { status: 200, headers: [\"x-note\"], body: 6 bytes, delay: 250ms }, Play { \
         failure: \"timeout\", delay: 0ns }], sent: [SentRequest { number: 0, operation: \"\", method: PUT, headers: [\"x-note\"], body: 6 \
         bytes, .. }], .. }"
    );
    assert_eq!(format!("{:?}", Play::not_sent()), "Play { failure: nothing was sent, delay: 0ns }");
}
