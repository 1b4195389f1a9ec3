//! Idempotency keys in a header.

use std::time::{Duration, SystemTime};

use talkjs_runtime::rate_limit::Limiter;
use talkjs_runtime::retry::StopReason;
use talkjs_runtime::test_util::{Play, ScriptedTransport};
use talkjs_runtime::{BoxError, BoxFuture, Error};

use super::api::Order;
use super::{builder, client};

const HEADER: &str = "idempotency-key";

fn ordered() -> Play {
    Play::response(201, r#"{"product":"tea"}"#)
}

fn keys(transport: &ScriptedTransport) -> Vec<String> {
    transport.sent().iter().map(|request| request.header(HEADER).unwrap().to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_key_is_minted_with_each_call_and_stays_for_its_attempts() {
    let transport = ScriptedTransport::new([Play::no_response(), Play::response(503, "")]).then(|_| ordered());
    let shop = client(builder(&transport));
    shop.create_order(Order::new("tea")).send().await.unwrap();
    shop.create_order(Order::new("tea")).send().await.unwrap();
    let keys = keys(&transport);
    assert!(keys[0].len() == 32 && keys[0] == keys[1] && keys[1] == keys[2], "{keys:?}");
    assert!(keys.len() == 4 && keys[3] != keys[0], "{keys:?}");
}

#[tokio::test(start_paused = true)]
async fn a_clone_that_is_sent_after_an_unknown_outcome_is_a_repeat() {
    let transport = ScriptedTransport::new([(); 3].map(|()| Play::no_response())).then(|_| ordered());
    let shop = client(builder(&transport));
    let call = shop.create_order(Order::new("tea"));
    let error = call.clone().send().await.unwrap_err();
    assert!(error.is_outcome_unknown() && error.is_retryable(), "{error}");
    call.send().await.unwrap();
    let keys = keys(&transport);
    assert!(keys.len() == 4 && keys.iter().all(|key| *key == keys[0]), "{keys:?}");
}

#[tokio::test]
async fn the_key_of_the_caller_replaces_the_minted_one() {
    let transport = ScriptedTransport::by(|_| ordered());
    let shop = client(builder(&transport));
    shop.create_order(Order::new("tea")).header("Idempotency-Key", "order-7").send().await.unwrap();
    let sent = &transport.sent()[0];
    assert_eq!(sent.headers.get_all(HEADER).iter().collect::<Vec<_>>(), ["order-7"]);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_the_api_may_have_forgotten_is_refused() {
    let transport = ScriptedTransport::by(|_| ordered());
    let hour = Duration::from_secs(3600);
    let shop = client(builder(&transport).idempotency_key_lifetime(hour));
    let minted_at = |age| SystemTime::now().checked_sub(age).unwrap();
    let call = || shop.create_order(Order::new("tea")).header("Idempotency-Key", "order-7");
    call().key_minted_at(minted_at(hour / 2)).send().await.unwrap();
    let error = call().key_minted_at(minted_at(hour * 2)).send().await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest { .. }), "{error}");
    assert!(error.to_string().contains("header `Idempotency-Key`"), "{error}");
    assert_eq!(transport.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_too_long_before_it_is_sent_is_refused() {
    let transport = ScriptedTransport::by(|_| ordered());
    let shop = client(builder(&transport).idempotency_key_lifetime(Duration::from_secs(1)));
    let call = shop.create_order(Order::new("tea"));
    call.clone().send().await.unwrap();
    tokio::time::advance(Duration::from_secs(2)).await;
    assert!(matches!(call.send().await, Err(Error::InvalidRequest { .. })));
    assert_eq!(transport.sent().len(), 1);
}

/// A limiter with a long queue.
struct Queue(Duration);

impl Limiter for Queue {
    fn admit<'l>(&'l self, _: Option<&'l str>, _: Duration) -> BoxFuture<'l, Result<(), BoxError>> {
        Box::pin(async {
            tokio::time::sleep(self.0).await;
            Ok(())
        })
    }

    fn refused(&self, _: Option<&str>, _: Option<Duration>) {}
}

#[tokio::test(start_paused = true)]
async fn a_call_that_queues_too_long_is_refused() {
    let second = Duration::from_secs(1);
    for (queue, is_sent) in [(second / 2, true), (second * 2, false)] {
        let transport = ScriptedTransport::by(|_| ordered());
        let shop = client(builder(&transport).idempotency_key_lifetime(second).limiter(Queue(queue)));
        let result = shop.create_order(Order::new("tea")).send().await;
        assert_eq!(transport.sent().len(), usize::from(is_sent));
        assert_eq!(matches!(result, Err(Error::InvalidRequest { .. })), !is_sent, "{result:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_would_come_too_late_is_not_made() {
    let transport = ScriptedTransport::by(|_| Play::no_response().after(Duration::from_secs(2)));
    let shop = client(builder(&transport).idempotency_key_lifetime(Duration::from_secs(1)));
    let error = shop.create_order(Order::new("tea")).send().await.unwrap_err();
    assert_eq!((error.retries().attempts, error.retries().stop), (1, StopReason::KeyExpired));
    assert!(!error.is_retryable(), "{error}");
}
