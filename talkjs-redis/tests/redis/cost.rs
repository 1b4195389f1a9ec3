//! What a reservation costs.

use std::time::Duration;

use talkjs_runtime::rate_limit::{Limiter as _, RateLimit};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::server::Redis;

const CALLS: u32 = 20_000;
const AT_ONCE: u32 = 100;

/// The figure is printed: it depends on the machine. What is held here is the number of round trips.
#[tokio::test(flavor = "multi_thread")]
async fn a_reservation_is_one_round_trip() {
    let Some(redis) = Redis::start().await else { return };
    let limiter = redis.limiter(RateLimit::per_second(1_000_000, CALLS)).starts_full().build();
    limiter.admit(None, Duration::ZERO).await.unwrap();
    let (before, start) = (redis.calls("evalsha").await, Instant::now());
    let mut callers = JoinSet::new();
    for _ in 0..AT_ONCE {
        let limiter = limiter.clone();
        callers.spawn(async move {
            for _ in 0..CALLS / AT_ONCE {
                limiter.admit(None, Duration::from_secs(10)).await.unwrap();
            }
        });
    }
    callers.join_all().await;
    let taken = start.elapsed();
    let rate = f64::from(CALLS) / taken.as_secs_f64();
    println!("{CALLS} reservations by one client, {AT_ONCE} at once: {rate:.0} a second");
    println!(
        "{}",
        redis.run::<String>("INFO commandstats").await.lines().find(|line| line.contains("evalsha")).unwrap()
    );
    assert_eq!(redis.calls("evalsha").await - before, u64::from(CALLS));
}
