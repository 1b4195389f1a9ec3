//! A stack of tower services as transport.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};

use talkjs_runtime::bytes::Bytes;
use talkjs_runtime::http::{Request, Response};
use talkjs_runtime::test_util::{Play, ScriptedTransport};
use talkjs_runtime::transport::{RequestBody, TowerTransport, TransportService};
use talkjs_runtime::{ClientCore, Error};
use tower::{Service, ServiceBuilder};

use super::api::{Client, Order};
use super::{client, product};

fn over<S>(service: S) -> Client
where
    TowerTransport<S>: talkjs_runtime::transport::Transport + 'static,
{
    client(ClientCore::builder("https://shop.test/v1").transport(TowerTransport::new(service)))
}

#[tokio::test(start_paused = true)]
async fn layers_see_each_request_and_the_limits_of_the_attempt_arrive() {
    let transport = ScriptedTransport::by(|_| product().after(std::time::Duration::from_secs(1)));
    let seen = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&seen);
    let stack = ServiceBuilder::new()
        .concurrency_limit(1)
        .map_request(move |request: Request<RequestBody>| {
            count.fetch_add(1, Ordering::SeqCst);
            request
        })
        .service(TransportService::new(transport.clone()));
    let shop = over(stack);
    let call = || shop.get_product("tea").attempt_timeout(std::time::Duration::from_secs(7));
    let (first, second) = tokio::join!(call().send(), call().send());
    assert_eq!((first.unwrap().name, second.unwrap().name), ("Tea".to_owned(), "Tea".to_owned()));
    assert_eq!((seen.load(Ordering::SeqCst), transport.most_in_flight()), (2, 1));
    assert!(transport.sent().iter().all(|request| request.limits.timeout.as_secs() <= 7));
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_transport_below_keeps_its_meaning() {
    let transport = ScriptedTransport::new([Play::not_sent()]).then(|_| Play::response(201, r#"{"product":"tea"}"#));
    let shop = over(TransportService::new(transport.clone()));
    talkjs_runtime::RawRequest::new(shop.core(), talkjs_runtime::http::Method::POST, "/x").send().await.unwrap();
    assert_eq!(transport.sent().len(), 2, "nothing was sent, so a POST is retried");
}

/// A service that is never ready, or fails.
#[derive(Clone)]
struct Broken {
    is_ready: bool,
}

impl Service<Request<RequestBody>> for Broken {
    type Response = Response<Bytes>;
    type Error = std::io::Error;
    type Future = Ready<Result<Response<Bytes>, std::io::Error>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), std::io::Error>> {
        Poll::Ready(if self.is_ready { Ok(()) } else { Err(std::io::Error::other("closed")) })
    }

    fn call(&mut self, _request: Request<RequestBody>) -> Self::Future {
        ready(Err(std::io::Error::other("broken")))
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_that_is_not_ready_has_sent_nothing_and_one_that_fails_may_have() {
    let order = |shop: Client| async move { shop.create_order(Order::new("tea")).send().await.unwrap_err() };
    let closed = order(over(Broken { is_ready: false })).await;
    assert!(matches!(closed, Error::NotSent { .. }), "{closed:?}");
    let broken = order(over(Broken { is_ready: true })).await;
    assert!(matches!(broken, Error::OutcomeUnknown { .. }), "{broken:?}");
}
