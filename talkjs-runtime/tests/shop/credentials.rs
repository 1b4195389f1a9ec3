//! Which credential goes with which call, and when a provider is asked for another one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use talkjs_runtime::auth::{
    CachedCredential, Credential, CredentialFuture, CredentialProvider, ExpiringCredential, SchemeCredential,
};
use talkjs_runtime::http::Method;
use talkjs_runtime::retry::{RetryPolicy, StopReason};
use talkjs_runtime::test_util::{Play, ScriptedTransport};
use talkjs_runtime::{Error, RawRequest};

use super::api::security;
use super::{builder, client, product, products};

/// The credentials of each request that was sent.
fn sent(transport: &ScriptedTransport) -> Vec<(Option<String>, Option<String>)> {
    let header = |request: &talkjs_runtime::test_util::SentRequest, name| request.header(name).map(str::to_owned);
    transport.sent().iter().map(|request| (header(request, "authorization"), header(request, "x-api-key"))).collect()
}

fn bearer(token: &str) -> (Option<String>, Option<String>) {
    (Some(format!("Bearer {token}")), None)
}

#[tokio::test]
async fn credentials_go_where_the_description_declares_them() {
    let transport = ScriptedTransport::by(|_| product());
    let core = builder(&transport).trust_server("https://files.example.com");
    let shop = client(core.credentials(security::oauth("token")).credentials(security::key("key")));
    shop.get_product("tea").send().await.unwrap();
    shop.get_status().send().await.unwrap();
    shop.get_file("a").send().await.unwrap();
    assert_eq!(sent(&transport), [bearer("token"), (None, None), (None, Some("key".to_owned()))]);
}

#[tokio::test]
async fn an_operation_that_is_declared_open_gets_credentials_if_the_client_forces_them() {
    let transport = ScriptedTransport::by(|_| product());
    let shop = client(builder(&transport).credentials(security::oauth("token")).force_credentials());
    shop.get_status().send().await.unwrap();
    assert_eq!(sent(&transport), [bearer("token")]);
}

#[tokio::test]
async fn a_call_can_have_a_credential_of_its_own_and_no_other() {
    let transport = products();
    let shop = client(builder(&transport).credentials(security::oauth("token")));
    let admin = || SchemeCredential::bearer("admin", "admin");
    shop.get_status().credential(admin()).send().await.unwrap();
    shop.get_product("tea").credential(admin()).send().await.unwrap();
    shop.list_products().credential(admin()).send().await.unwrap_err();
    RawRequest::new(shop.core(), Method::GET, "/x").credential(admin()).send().await.unwrap();
    assert_eq!(sent(&transport), [(); 4].map(|()| bearer("admin")));
}

#[tokio::test]
async fn a_raw_request_can_name_a_security_scheme() {
    let transport = products();
    let shop = client(builder(&transport).credentials(security::oauth("token")).credentials(security::key("key")));
    let request = || RawRequest::new(shop.core(), Method::GET, "/x");
    request().security_scheme("key").send().await.unwrap();
    request().security_scheme("oauth").send().await.unwrap();
    request().send().await.unwrap();
    assert_eq!(sent(&transport), [(None, Some("key".to_owned())), bearer("token"), (None, None)]);
}

/// A provider that counts its credentials, and how many it gives.
fn counted() -> (CachedCredential, Arc<AtomicU32>) {
    let fetched = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&fetched);
    let provider = CachedCredential::new(move || {
        let number = count.fetch_add(1, Ordering::SeqCst).saturating_add(1);
        async move { Ok(ExpiringCredential::new(Credential::bearer(&number.to_string())?)) }
    });
    (provider.scheme("oauth"), fetched)
}

#[tokio::test(start_paused = true)]
async fn a_rejected_credential_is_renewed_and_the_call_is_retried_once_at_once() {
    let transport = ScriptedTransport::new([product(), Play::response(401, "")]).then(|_| product());
    let (provider, _) = counted();
    let shop = client(builder(&transport).credentials(provider));
    let start = tokio::time::Instant::now();
    shop.get_product("tea").send().await.unwrap();
    shop.get_product("tea").send().await.unwrap();
    assert_eq!(sent(&transport), ["1", "1", "2"].map(bearer));
    assert_eq!(start.elapsed(), Duration::ZERO, "no backoff");
}

#[tokio::test(start_paused = true)]
async fn a_credential_that_is_rejected_twice_is_an_error() {
    let transport = ScriptedTransport::by(|_| Play::response(401, ""));
    let (provider, fetched) = counted();
    let shop = client(builder(&transport).credentials(provider));
    let error = shop.get_product("tea").send().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.retries().attempts), (401, 2));
    assert_eq!(error.retries().stop, StopReason::Final);
    assert_eq!(fetched.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_renewed_credential_keeps_to_the_number_of_attempts() {
    let transport = ScriptedTransport::by(|_| Play::response(401, ""));
    let (provider, _) = counted();
    let shop = client(builder(&transport).credentials(provider).retry(RetryPolicy::none()));
    let error = shop.get_product("tea").send().await.unwrap_err();
    assert_eq!((error.retries().attempts, transport.sent().len()), (1, 1));
}

#[tokio::test]
async fn a_provider_without_another_credential_is_not_asked_for_one() {
    let transport = ScriptedTransport::by(|_| Play::response(401, ""));
    let shop = client(builder(&transport).credentials(security::oauth("token")));
    shop.get_product("tea").send().await.unwrap_err();
    assert_eq!(transport.sent().len(), 1);
}

/// A provider whose credential never comes.
struct Never;

impl CredentialProvider for Never {
    fn credential(&self, _now: SystemTime) -> CredentialFuture<'_> {
        CredentialFuture::new(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn a_credential_that_does_not_come_ends_with_the_call_and_nothing_is_sent() {
    let transport = products();
    let shop = client(builder(&transport).credentials(Never).timeout(Duration::from_secs(20)));
    let start = tokio::time::Instant::now();
    let error = shop.get_product("tea").send().await.unwrap_err();
    assert!(matches!(error, Error::NotSent { .. }) && error.is_timeout() && error.is_retryable(), "{error}");
    assert_eq!((start.elapsed().as_secs(), transport.sent().len()), (20, 0));
}

#[tokio::test]
async fn an_error_of_the_provider_is_the_cause_and_nothing_is_sent() {
    let transport = products();
    let down = CachedCredential::new(|| async { Err("the token server is down".into()) });
    let shop = client(builder(&transport).credentials(down));
    let error = shop.get_product("tea").send().await.unwrap_err();
    assert_eq!(error.to_string(), "`getProduct` was not sent: the token server is down; it is safe to retry");
    assert_eq!(transport.sent().len(), 0);
}
