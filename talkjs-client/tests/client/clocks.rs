//! Credentials and time: how old a token is when it leaves, and what becomes of a wrong clock.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use talkjs_client::auth::CredentialFuture;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderValue;
use serde_json::Value;
use talkjs_client::auth::{ClockOffset, CredentialProvider};
use talkjs_client::rate_limit::{RateLimit, RateLimiter};
use talkjs_client::retry::RetryPolicy;
use talkjs_client::{Client, Error, Secret, TokenSigner};
use talkjs_runtime::test_util::{Play, ScriptedTransport, SentRequest};
use tokio::time::Instant;

use crate::fake::{builder, user};

/// A time that goes with that of the test, which is stopped.
#[derive(Clone, Copy)]
struct Virtual(Instant);

impl Virtual {
    fn now(self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_700_000_000) + self.0.elapsed()
    }
}

/// Signs tokens for the virtual time.
struct Signer(Virtual, TokenSigner);

impl CredentialProvider for Signer {
    fn credential(&self, _now: SystemTime) -> CredentialFuture<'_> {
        self.1.credential(self.0.now())
    }
}

/// Notes how many seconds each token has left when its request leaves, and refuses the first fifty.
fn leaving(time: Virtual, left: Arc<Mutex<Vec<u64>>>) -> ScriptedTransport {
    ScriptedTransport::by(move |request| {
        let expiry = claims(request.header("authorization").unwrap())["exp"].as_u64().unwrap();
        left.lock().unwrap().push(expiry.saturating_sub(seconds(time.now())));
        match request.number {
            ..50 => Play::response(503, "").header("retry-after", "40"),
            _ => Play::json(200, &user("a", "Alice")),
        }
    })
}

#[tokio::test(start_paused = true)]
async fn a_token_is_fresh_after_forty_seconds_in_the_queue_and_after_as_long_a_wait() {
    const CALLERS: usize = 360;
    let (time, left) = (Virtual(Instant::now()), Arc::new(Mutex::new(Vec::new())));
    let client = Client::builder()
        .app_id("app")
        .base_url("http://127.0.0.1:1")
        .credentials(Signer(time, TokenSigner::new("app", Secret::new("sk_test_canary").unwrap())))
        .transport(leaving(time, Arc::clone(&left)))
        .limiter(RateLimiter::new(RateLimit::per_second(9, 1)))
        .retry_budget(10_000)
        .timeout(Duration::from_secs(600))
        .build()
        .unwrap();
    let calls: Vec<_> = (0..CALLERS)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.get_user("a").send().await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let (taken, left) = (time.0.elapsed(), left.lock().unwrap().clone());
    assert!(taken >= Duration::from_secs(40), "{taken:?}");
    assert!(left.iter().all(|seconds| *seconds >= 25), "{left:?}");
    assert_eq!(left.len(), CALLERS + 50);
    println!("B9: {} tokens over {taken:?}, the oldest had {:?} s left", left.len(), left.iter().min());
}

/// What a server says of the time.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Date {
    Present,
    /// With `Age`, so it is that of a cache.
    Cached,
    Absent,
    Garbage,
}

/// A server whose clock is so many seconds ahead, and which takes credentials of the last half minute only.
fn skewed(ahead: Arc<AtomicI64>, date: Date) -> ScriptedTransport {
    ScriptedTransport::by(move |request| {
        let stamp: u64 = request.header("authorization").unwrap().parse().unwrap();
        let now = shifted(SystemTime::now(), ahead.load(Ordering::Relaxed));
        let is_fresh = seconds(now).abs_diff(stamp) <= 30;
        let play = Play::json(if is_fresh { 200 } else { 401 }, &user("a", "Alice"));
        let now = httpdate::fmt_http_date(now);
        match date {
            Date::Present => play.header("date", &now),
            Date::Cached => play.header("date", &now).header("age", "7"),
            Date::Absent => play,
            Date::Garbage => play.header("date", "yesterday, about noon"),
        }
    })
}

fn shifted(time: SystemTime, seconds: i64) -> SystemTime {
    let by = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 { time - by } else { time + by }
}

/// The seconds since 1970 as the credential.
struct Stamp;

impl CredentialProvider for Stamp {
    fn credential(&self, now: SystemTime) -> CredentialFuture<'_> {
        CredentialFuture::ready((|| Ok(HeaderValue::from(now.duration_since(UNIX_EPOCH)?.as_secs()).into()))())
    }
}

#[tokio::test(start_paused = true)]
async fn a_skew_up_to_ten_minutes_costs_one_request_and_is_forgotten_when_the_clock_is_right() {
    let mut rows = 0;
    for minutes in -10..=10_i64 {
        for date in [Date::Present, Date::Cached, Date::Absent, Date::Garbage] {
            let ahead = Arc::new(AtomicI64::new(minutes * 60));
            let server = skewed(Arc::clone(&ahead), date);
            let builder = Client::builder().app_id("app").base_url("http://127.0.0.1:1").credentials(Stamp);
            let client = builder.transport(server.clone()).retry(RetryPolicy::new()).build().unwrap();
            let call = async || {
                let outcome = client.get_user("a").send().await.map(drop);
                (outcome, server.take_sent().len())
            };
            let usual = |(outcome, requests): (Result<(), Error>, usize)| outcome.is_ok() && requests == 1;
            let after_one_more = |(outcome, requests): (Result<(), Error>, usize)| outcome.is_ok() && requests == 2;
            let refused = |(outcome, requests): (Result<(), Error>, usize)| {
                outcome.is_err_and(|error| error.is_unauthorized()) && requests == 1
            };
            let first = call().await;
            match (minutes, date) {
                (0, _) => assert!(usual(first)),
                (_, Date::Present) => assert!(after_one_more(first) && usual(call().await), "{minutes} min"),
                _ => assert!(refused(first), "{minutes} min, {date:?}"),
            }
            ahead.store(0, Ordering::Relaxed);
            match (minutes, date) {
                (0, _) => assert!(usual(call().await)),
                (_, Date::Present) => assert!(after_one_more(call().await) && usual(call().await), "{minutes} min"),
                _ => assert!(usual(call().await), "{minutes} min, {date:?}"),
            }
            rows += 1;
        }
    }
    assert_eq!(rows, 84);
    println!("B10: {rows} pairs of a skew and a date");
}

/// A server that refuses every credential, and whose date is off by so much.
fn far(skew: i64) -> ScriptedTransport {
    ScriptedTransport::by(move |_| {
        let date = httpdate::fmt_http_date(shifted(SystemTime::now(), skew));
        Play::response(401, "").header("date", &date)
    })
}

fn claims(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap().as_secs()
}

#[tokio::test(start_paused = true)]
async fn a_date_that_is_far_away_makes_no_token_that_is_valid_for_long() {
    const HOUR: i64 = 3600;
    const YEAR: i64 = 365 * 24 * HOUR;
    for (skew, requests) in
        [(HOUR - 9, 2), (HOUR + 9, 1), (73 * YEAR, 1), (9 - HOUR, 2), (-9 - HOUR, 1), (-20 * YEAR, 1)]
    {
        let server = far(skew);
        let client = builder(&server).build().unwrap();
        let error = client.get_user("a").send().await.unwrap_err();
        // What is learned stays, so the calls after it count, too.
        client.get_user("a").send().await.unwrap_err();
        let token = |request: SentRequest| claims(request.header("authorization").unwrap());
        let tokens: Vec<_> = server.sent().into_iter().map(token).collect();
        assert_eq!(tokens.len(), if requests == 2 { 3 } else { 2 }, "{skew}");
        let latest = seconds(SystemTime::now()) + 3600 + 30;
        assert!(tokens.iter().all(|token| token["exp"].as_u64().unwrap() <= latest), "{skew}: {tokens:?}");
        let says_why = error.to_string().contains("the clock differs by more than an hour");
        assert_eq!(says_why, requests == 1, "{skew}: {error}");
        let is_corrected = client.core().server_clock().offset() != ClockOffset::None;
        assert_eq!(is_corrected, requests == 2, "{skew}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_user_token_is_signed_by_the_corrected_clock() {
    for minutes in [-10, 10] {
        let client = builder(&far(minutes * 60)).build().unwrap();
        client.get_user("a").send().await.unwrap_err();
        let token = claims(&client.user_token("a", Duration::from_secs(60)).unwrap());
        let there = seconds(shifted(SystemTime::now(), minutes * 60));
        assert!(token["iat"].as_u64().unwrap().abs_diff(there) <= 5, "{token}, not {there}");
        assert_eq!(token["sub"], "a");
    }
    let builder = Client::builder().app_id("app").base_url("http://127.0.0.1:1").credentials(Stamp);
    let error = builder.build().unwrap().user_token("a", Duration::from_secs(60)).unwrap_err();
    assert_eq!(error.to_string(), "invalid settings: `secret_key` is not set");
}
