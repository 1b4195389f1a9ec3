//! What happens while Redis is away, slow, emptied or misunderstood.

use std::time::{Duration, SystemTime};

use talkjs_redis::{Failure, Unavailable, WhenUnavailable};
use talkjs_runtime::rate_limit::{Limiter as _, RateLimit};
use tokio::time::Instant;

use crate::behaviour::{LONG, Seen, at_once, full, until, wait_for_place};
use crate::proxy::Proxy;
use crate::server::{Redis, limiter};

/// A hundred a second are 25 for each of the four processes.
const HUNDRED: RateLimit = RateLimit::per_second(100, 400);

/// How many of the requests that are let through in this time are let through without Redis.
async fn without_redis(limiter: &talkjs_redis::RedisLimiter, seen: &Seen, time: Duration) -> usize {
    let start = Instant::now();
    while start.elapsed() < time {
        let _ = limiter.admit(None, Duration::from_millis(100)).await;
    }
    seen.admitted().iter().filter(|admitted| admitted.place.is_none()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_a_process_keeps_to_its_share_and_hands_back() {
    let Some(mut redis) = Redis::start().await else { return };
    let seen = Seen::default();
    let limiter = seen.by(redis.limiter(HUNDRED).starts_full());
    limiter.admit(None, LONG).await.unwrap();
    redis.kill();
    let sent = without_redis(&limiter, &seen, Duration::from_secs(1)).await;
    assert!((15..=25).contains(&sent), "{sent} in a second");
    redis.start_again();
    until(async || seen.words.lock().unwrap().len() > 1).await;
    let words = seen.words.lock().unwrap().clone();
    assert_eq!(words, ["Redis cannot be reached".to_owned(), format!("back, {sent} sent")]);
    // Redis was restarted empty, and this process had seen the bucket.
    assert!(at_once(&limiter).await <= 100, "no second burst");
    limiter.admit(None, LONG).await.unwrap();
    assert!(seen.admitted().last().unwrap().place.is_some(), "Redis counts again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_is_stopped_is_away_after_a_quarter_of_a_second_and_what_was_sent_is_told() {
    let Some(redis) = Redis::start().await else { return };
    let seen = Seen::default();
    let limiter = seen.by(redis.limiter(HUNDRED).starts_full());
    for _ in 0..200 {
        limiter.admit(None, LONG).await.unwrap();
    }
    let (before, asked) = (full(&redis, "{rate:app}").await, SystemTime::now());
    redis.pause();
    let sent = without_redis(&limiter, &seen, Duration::from_secs(1)).await;
    assert!((10..=19).contains(&sent), "{sent} in a second, of which a quarter was for Redis");
    let first = seen.admitted().into_iter().find(|admitted| admitted.place.is_none()).unwrap();
    let waited = first.at.duration_since(asked).unwrap();
    assert!((Duration::from_millis(280)..Duration::from_millis(600)).contains(&waited), "{waited:?}");
    redis.go_on();
    until(async || seen.words.lock().unwrap().len() > 1).await;
    assert_eq!(seen.words.lock().unwrap()[0], "Redis did not reply within 250ms");
    // What was sent is taken from the burst, and so is the place whose reply nobody waited for.
    let spent = (full(&redis, "{rate:app}").await - before) / 10_000;
    assert_eq!(usize::try_from(spent).unwrap(), sent + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_calls_fail_or_go_on_by_choice() {
    let Some(mut redis) = Redis::start().await else { return };
    let closed = redis.limiter(HUNDRED).when_unavailable(WhenUnavailable::FailClosed).build();
    let open = redis.limiter(HUNDRED).when_unavailable(WhenUnavailable::FailOpen).starts_full().build();
    redis.kill();
    let error = closed.admit(None, LONG).await.unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&Unavailable { failure: Failure::Connection }));
    assert_eq!(error.to_string(), "the shared rate limit is not available: Redis cannot be reached");
    for _ in 0..300 {
        open.admit(None, Duration::ZERO).await.unwrap();
    }
    redis.start_again();
    let seen = Seen::default();
    until(async || closed.admit(None, LONG).await.is_ok()).await;
    let third = seen.by(redis.limiter(HUNDRED));
    third.admit(None, LONG).await.unwrap();
    assert!(seen.admitted()[0].place.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_forbids_scripts_does_not_stop_the_share() {
    let Some(redis) = Redis::start().await else { return };
    let () = redis.run("ACL SETUSER limited on >canary ~* +@all -eval -evalsha").await;
    let seen = Seen::default();
    let url = format!("redis://limited:canary@127.0.0.1:{}", redis.port);
    let limiter = seen.by(limiter(&url, HUNDRED));
    let sent = without_redis(&limiter, &seen, Duration::from_secs(1)).await;
    assert!((15..=25).contains(&sent), "{sent} in a second");
    assert_eq!(*seen.words.lock().unwrap(), ["Redis replied with the error NOPERM"]);
    assert!(!format!("{limiter:?}").contains("canary"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_shows_nowhere() {
    let Some(redis) = Redis::start().await else { return };
    let () = redis.run("ACL SETUSER known on >right ~* +@all").await;
    let builder = limiter(&format!("redis://known:canary@127.0.0.1:{}", redis.port), HUNDRED);
    assert!(!format!("{builder:?}").contains("canary"));
    let limiter = builder.when_unavailable(WhenUnavailable::FailClosed).build();
    let error = limiter.admit(None, LONG).await.unwrap_err();
    assert_eq!(error.to_string(), "the shared rate limit is not available: Redis replied with the error WRONGPASS");
    assert!(!format!("{limiter:?}{error:?}").contains("canary"));
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_that_were_flushed_are_sent_again_and_nothing_else_happens() {
    let Some(redis) = Redis::start().await else { return };
    let seen = Seen::default();
    let limiter = seen.by(redis.limiter(RateLimit::per_second(1, 50)).starts_full());
    assert!(limiter.admit(None, Duration::ZERO).await.is_ok());
    let () = redis.run("SCRIPT FLUSH").await;
    assert_eq!(at_once(&limiter).await, 49);
    assert_eq!((redis.calls("eval").await, seen.words.lock().unwrap().len()), (2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_whose_reply_was_lost_is_spent_and_not_asked_for_again() {
    let Some(redis) = Redis::start().await else { return };
    let proxy = Proxy::start(redis.port).await;
    let seen = Seen::default();
    let limiter = seen.by(limiter(&proxy.url(), RateLimit::per_second(1, 50)).starts_full());
    assert!(limiter.admit(None, Duration::ZERO).await.is_ok());
    let before = redis.calls("evalsha").await;
    proxy.lose_next(1);
    limiter.admit(None, LONG).await.unwrap();
    // The lost one, the look of the new connection, and the one that came through.
    assert_eq!(redis.calls("evalsha").await - before, 3);
    assert_eq!(at_once(&limiter).await, 47);
    assert_eq!(*seen.words.lock().unwrap(), ["Redis did not reply within 250ms", "back, 0 sent"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_that_are_shifted_give_no_place_twice() {
    let Some(redis) = Redis::start().await else { return };
    let proxy = Proxy::start(redis.port).await;
    let seen = Seen::default();
    let limiter = seen.by(limiter(&proxy.url(), RateLimit::per_second(10, 10)).starts_full());
    limiter.admit(None, LONG).await.unwrap();
    proxy.lose_next(1);
    let lost = wait_for_loss(&limiter, &proxy).await;
    // Its reply comes where the lost one was waited for.
    limiter.admit(None, LONG).await.unwrap();
    lost.await.unwrap();
    let words = seen.words.lock().unwrap().clone();
    assert!(words.contains(&"the reply of Redis belongs to another request".to_owned()), "{words:?}");
    let mut places: Vec<_> = seen.admitted().iter().filter_map(|admitted| admitted.place).collect();
    let all = places.len();
    places.sort();
    places.dedup();
    assert_eq!((places.len(), all), (3, 3));
}

async fn wait_for_loss(limiter: &talkjs_redis::RedisLimiter, proxy: &Proxy) -> tokio::task::JoinHandle<()> {
    let limiter = limiter.clone();
    let lost = tokio::spawn(async move { limiter.admit(None, LONG).await.unwrap() });
    until(async || proxy.lost() == 1).await;
    lost
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_outlives_a_connection_if_redis_still_has_the_bucket() {
    let Some(redis) = Redis::start().await else { return };
    let proxy = Proxy::start(redis.port).await;
    let seen = Seen::default();
    let limiter = seen.by(limiter(&proxy.url(), RateLimit::every(Duration::from_secs(1), 1)));
    let waiting = wait_for_place(&redis, &limiter, "{rate:app}").await;
    let before = full(&redis, "{rate:app}").await;
    let _: i64 = redis.run("CLIENT KILL TYPE normal SKIPME yes").await;
    waiting.await.unwrap().unwrap();
    assert_eq!(full(&redis, "{rate:app}").await, before, "no other place was reserved");
}
