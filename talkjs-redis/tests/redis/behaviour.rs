//! What one or two processes see.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use talkjs_redis::{Event, RedisLimiter, RedisLimiterBuilder};
use talkjs_runtime::BoxError;
use talkjs_runtime::rate_limit::{Limiter as _, QueueTimeout, RateLimit};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::server::Redis;

pub(crate) const LONG: Duration = Duration::from_secs(60);

/// A request that was let through: its place, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Admitted {
    pub(crate) place: Option<SystemTime>,
    pub(crate) at: SystemTime,
}

/// What a limiter has shown.
#[derive(Clone, Default)]
pub(crate) struct Seen {
    admitted: Arc<Mutex<Vec<Admitted>>>,
    pub(crate) words: Arc<Mutex<Vec<String>>>,
}

impl Seen {
    pub(crate) fn by(&self, builder: RedisLimiterBuilder) -> RedisLimiter {
        let seen = self.clone();
        let limiter = builder.on_event(move |event| match event {
            Event::Admitted { place, .. } => {
                seen.admitted.lock().unwrap().push(Admitted { place, at: SystemTime::now() });
            }
            Event::Unavailable { failure, .. } => seen.words.lock().unwrap().push(failure.to_string()),
            Event::Available { admitted, .. } => seen.words.lock().unwrap().push(format!("back, {admitted} sent")),
            _ => {}
        });
        limiter.build()
    }

    pub(crate) fn admitted(&self) -> Vec<Admitted> {
        self.admitted.lock().unwrap().clone()
    }

    /// The places of all that were let through, in their order, as milliseconds after a moment.
    pub(crate) fn places(&self, start: SystemTime) -> Vec<u128> {
        let mut places: Vec<_> = self.admitted().iter().map(|admitted| admitted.place.unwrap()).collect();
        places.sort();
        places.iter().map(|place| place.duration_since(start).unwrap_or_default().as_millis()).collect()
    }
}

/// Returns how many requests are let through at once.
pub(crate) async fn at_once(limiter: &RedisLimiter) -> usize {
    let mut admitted = 0;
    while limiter.admit(None, Duration::ZERO).await.is_ok() {
        admitted += 1;
    }
    admitted
}

/// Starts to wait for a place that is not there yet, and returns when it is reserved.
pub(crate) async fn wait_for_place(
    redis: &Redis,
    limiter: &RedisLimiter,
    key: &str,
) -> tokio::task::JoinHandle<Result<(), BoxError>> {
    let before = full(redis, key).await;
    let limiter = limiter.clone();
    let waiting = tokio::spawn(async move { limiter.admit(None, LONG).await });
    until(async || full(redis, key).await > before).await;
    waiting
}

pub(crate) async fn full(redis: &Redis, key: &str) -> u64 {
    redis.run::<Option<u64>>(&format!("HGET {key} full")).await.unwrap_or(0)
}

pub(crate) async fn until(condition: impl AsyncFn() -> bool) {
    let look = async {
        while !condition().await {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(20), look).await.expect("it never came to this");
}

#[tokio::test(flavor = "multi_thread")]
async fn places_are_given_in_order_of_arrival_and_no_faster_than_the_limit() {
    let Some(redis) = Redis::start().await else { return };
    let seen = Seen::default();
    let limit = RateLimit::per_second(100, 5);
    let limiters = [(); 3].map(|()| seen.by(redis.limiter(limit).starts_full()));
    let start = SystemTime::now();
    let mut requests = JoinSet::new();
    for number in 0..60 {
        let limiter = limiters[number % 3].clone();
        requests.spawn(async move { limiter.admit(None, LONG).await.unwrap() });
    }
    requests.join_all().await;
    let mut admitted = seen.admitted();
    admitted.sort_by_key(|admitted| admitted.place);
    let first = admitted[0].place.unwrap();
    for (number, request) in admitted.iter().enumerate() {
        let place = request.place.unwrap();
        let earliest = first + Duration::from_millis(10) * u32::try_from(number.saturating_sub(4)).unwrap();
        assert!(place >= earliest, "{number}: {:?}", earliest.duration_since(place));
        // The clock of this machine is Redis' clock.
        assert!(request.at + Duration::from_micros(10) >= place, "{number} came before its place");
    }
    let last = admitted[59].place.unwrap().duration_since(start).unwrap();
    assert!(last < Duration::from_millis(700), "no place is left out: {last:?}");
    // One call each, and one of each limiter to look at the bucket when it connects. Some ask again before they go.
    let calls = redis.calls("evalsha").await + redis.calls("eval").await;
    println!("60 requests of 3 limiters: {calls} calls of Redis, the last place after {last:?}");
    assert!(redis.calls("eval").await >= 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_starts_empty_unless_the_caller_knows_better() {
    let Some(redis) = Redis::start().await else { return };
    let limit = RateLimit::per_second(1, 50);
    assert_eq!(at_once(&redis.limiter(limit).build()).await, 0);
    assert_eq!(at_once(&redis.limiter(limit).starts_full().prefix("other").build()).await, 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_was_lost_gives_no_second_burst_and_no_place_of_the_first_counts() {
    let Some(redis) = Redis::start().await else { return };
    let seen = Seen::default();
    let limiter = seen.by(redis.limiter(RateLimit::per_second(5, 50)).starts_full());
    assert_eq!(at_once(&limiter).await, 50);
    let waiting = wait_for_place(&redis, &limiter, "{rate:app}").await;
    let start = SystemTime::now();
    let () = redis.run("FLUSHALL").await;
    let other = seen.by(redis.limiter(RateLimit::per_second(5, 50)));
    assert_eq!(at_once(&other).await, 0);
    other.admit(None, LONG).await.unwrap();
    waiting.await.unwrap().unwrap();
    let places: Vec<_> = seen.places(start).into_iter().skip(50).collect();
    assert!(places[0] >= 200 && places[1] >= 399, "{places:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_429_seen_by_one_pauses_all_and_those_who_wait_keep_their_order() {
    let Some(redis) = Redis::start().await else { return };
    let seen = Seen::default();
    let [one, other] = [(); 2].map(|()| seen.by(redis.limiter(RateLimit::per_second(10, 1))));
    let first = wait_for_place(&redis, &one, "{rate:app}").await;
    let second = wait_for_place(&redis, &other, "{rate:app}").await;
    let start = SystemTime::now();
    let before = full(&redis, "{rate:app}").await;
    other.refused(None, Some(Duration::from_millis(500)));
    until(async || full(&redis, "{rate:app}").await > before).await;
    one.refused(None, Some(Duration::from_millis(300)));
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    other.admit(None, LONG).await.unwrap();
    let (places, order) = (seen.places(start), seen.admitted());
    assert!(order.is_sorted_by_key(|admitted| admitted.place));
    assert!(places[0] >= 500 && places[0] < 650, "{places:?}");
    assert!(places[1] - places[0] == 100 && places[2] >= places[1] + 99, "{places:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_of_one_bucket_or_app_leaves_the_others_alone() {
    let Some(redis) = Redis::start().await else { return };
    let limit = RateLimit::per_second(1, 10);
    let limiter = redis.limiter(limit).bucket("batch", limit).starts_full().build();
    limiter.refused(Some("batch"), Some(Duration::from_secs(30)));
    until(async || full(&redis, "{rate:app}:batch").await > 0).await;
    assert!(limiter.admit(Some("batch"), Duration::from_secs(1)).await.is_err());
    assert!(limiter.admit(Some("unknown"), Duration::ZERO).await.is_ok());
    assert_eq!(at_once(&limiter).await, 9);
    let mut keys: Vec<String> = redis.run("KEYS *").await;
    keys.sort();
    assert_eq!(keys, ["{rate:app}", "{rate:app}:batch"]);
    for key in keys {
        let left: i64 = redis.run(&format!("TTL {key}")).await;
        assert!((30 * 24 * 3600..30 * 24 * 3600 + 60).contains(&left), "{key} is kept for {left} s");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_call_gives_its_place_back_only_if_nobody_reserved_behind_it() {
    let Some(redis) = Redis::start().await else { return };
    let (limiter, key) = (redis.limiter(RateLimit::per_second(1, 1)).build(), "{rate:app}");
    let first = wait_for_place(&redis, &limiter, key).await;
    let after_first = full(&redis, key).await;
    let second = wait_for_place(&redis, &limiter, key).await;
    let after_second = full(&redis, key).await;
    let calls = redis.calls("evalsha").await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    until(async || redis.calls("evalsha").await > calls).await;
    assert_eq!(full(&redis, key).await, after_second, "the first place is wasted");
    let third = wait_for_place(&redis, &limiter, key).await;
    third.abort();
    until(async || full(&redis, key).await == after_second).await;
    second.abort();
    until(async || full(&redis, key).await == after_first).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_would_wait_too_long_fails_at_once_and_takes_no_place() {
    let Some(redis) = Redis::start().await else { return };
    let limiter = redis.limiter(RateLimit::every(Duration::from_secs(10), 1)).build();
    let start = Instant::now();
    let error = limiter.admit(None, Duration::from_secs(3)).await.unwrap_err();
    let queue = error.downcast_ref::<QueueTimeout>().unwrap().queue.unwrap();
    assert!(queue > Duration::from_secs(9) && queue <= Duration::from_secs(10), "{queue:?}");
    let again = limiter.admit(None, Duration::from_secs(3)).await.unwrap_err();
    assert!(again.downcast_ref::<QueueTimeout>().unwrap().queue.unwrap() <= queue);
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_goes_back_makes_nobody_wait_longer() {
    let Some(redis) = Redis::start().await else { return };
    let seen = Seen::default();
    let limiter = seen.by(redis.limiter(RateLimit::per_second(10, 1)));
    limiter.admit(None, LONG).await.unwrap();
    // An hour ago, Redis' clock was where it is now.
    for field in ["full", "clock"] {
        let _: u64 = redis.run(&format!("HINCRBY {{rate:app}} {field} 3600000000")).await;
    }
    let start = SystemTime::now();
    for _ in 0..4 {
        limiter.admit(None, LONG).await.unwrap();
    }
    let taken = start.elapsed().unwrap();
    assert!((Duration::from_millis(300)..Duration::from_millis(650)).contains(&taken), "{taken:?}");
    assert!(seen.places(start).iter().all(|place| *place < 650), "places are by Redis' clock");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_missed_places_learns_of_them() {
    let Some(redis) = Redis::start().await else { return };
    let (limiter, key) = (redis.limiter(RateLimit::per_second(1, 100)).starts_full().build(), "{rate:app}");
    assert_eq!(at_once(&limiter).await, 100);
    let known = full(&redis, key).await;
    let _: i64 = redis.run(&format!("HINCRBY {key} full -50000000")).await;
    assert_eq!(at_once(&limiter).await, 0, "it tells its newest place");
    assert!(full(&redis, key).await >= known);
    let stranger = redis.limiter(RateLimit::per_second(1, 100)).build();
    let _: i64 = redis.run(&format!("HINCRBY {key} full -50000000")).await;
    assert!((49..=52).contains(&at_once(&stranger).await), "who knows nothing of them gets them a second time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_wakes_up_too_late_takes_another_place() {
    let Some(redis) = Redis::start().await else { return };
    let seen = Seen::default();
    let builder = redis.limiter(RateLimit::per_second(10, 1)).reply_timeout(Duration::from_millis(150));
    let limiter = seen.by(builder);
    limiter.admit(None, LONG).await.unwrap();
    let (start, before) = (SystemTime::now(), full(&redis, "{rate:app}").await);
    let waiting = async { limiter.admit(None, LONG).await.unwrap() };
    // A thread that does not run, as in a machine that was stopped.
    let blocked = async {
        until(async || full(&redis, "{rate:app}").await > before).await;
        std::thread::sleep(Duration::from_millis(600));
    };
    // Both are polled by one task, so the one that blocks stops the other.
    tokio::join!(waiting, blocked);
    assert!(seen.places(start)[1] >= 400, "{:?}", seen.places(start));
}

#[test]
fn outside_of_a_runtime_a_request_fails_and_does_not_panic() {
    let limiter = crate::server::limiter("redis://127.0.0.1:1", RateLimit::per_second(1, 1)).build();
    limiter.refused(None, None);
    let mut admission = limiter.admit(None, LONG);
    let polled = admission.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
    assert!(matches!(polled, std::task::Poll::Ready(Err(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_beyond_all_measure_are_taken() {
    let Some(redis) = Redis::start().await else { return };
    for limit in [RateLimit::every(Duration::MAX, u32::MAX), RateLimit::every(Duration::ZERO, u32::MAX)] {
        let limiter = redis.limiter(limit).prefix(format!("{limit:?}")).starts_full().build();
        limiter.admit(None, Duration::MAX).await.unwrap();
        limiter.refused(None, Some(Duration::MAX));
    }
}
