//! A cluster, and a primary that a sentinel names.

use std::num::NonZeroU32;
use std::time::Duration;

use talkjs_redis::redis::cluster::ClusterClient;
use talkjs_redis::redis::sentinel::{SentinelClient, SentinelServerType};
use talkjs_redis::{RedisLimiter, RedisLimiterBuilder, Server};
use talkjs_runtime::rate_limit::{Limiter as _, RateLimit};

use crate::behaviour::{LONG, Seen, at_once, full, until};
use crate::server::{ALONE, Redis, free_port};

const KEY: &str = "{rate:app}";
/// So slow that no place comes back during a test.
const SLOW: RateLimit = RateLimit::every(Duration::from_secs(1000), 100);

fn limiter(server: impl Into<Server>, limit: RateLimit) -> RedisLimiterBuilder {
    RedisLimiter::builder(server, "app", limit, NonZeroU32::MIN).jitter(Duration::ZERO).starts_full()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buckets_of_an_app_are_in_one_slot_of_a_cluster() {
    let _others = ALONE.read().await;
    let port = free_port().to_string();
    let Some(redis) = Redis::with(&["--cluster-enabled", "yes", "--cluster-port", &port]) else { return };
    let () = redis.run("CLUSTER ADDSLOTSRANGE 0 16383").await;
    until(async || redis.run::<String>("CLUSTER INFO").await.contains("cluster_state:ok")).await;
    let limiter = limiter(ClusterClient::new(vec![redis.url()]).unwrap(), SLOW).bucket("batch", SLOW).build();
    limiter.admit(Some("batch"), Duration::ZERO).await.unwrap();
    assert_eq!(at_once(&limiter).await, 100);
    let slots: [u64; 2] =
        [redis.run(&format!("CLUSTER KEYSLOT {KEY}")).await, redis.run(&format!("CLUSTER KEYSLOT {KEY}:batch")).await];
    assert_eq!(slots[0], slots[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_takes_over_goes_on_where_the_primary_was() {
    let _others = ALONE.read().await;
    let Some(mut primary) = Redis::with(&["--repl-diskless-sync-delay", "0"]) else { return };
    let replica = Redis::with(&["--replicaof", &format!("127.0.0.1 {}", primary.port)]).unwrap();
    until(async || replica.run::<String>("INFO replication").await.contains("master_link_status:up")).await;
    let sentinel = Redis::sentinel(&primary);
    until(async || sentinel.run::<String>("INFO sentinel").await.contains("slaves=1")).await;
    let servers = SentinelClient::build(vec![sentinel.url()], "primary".to_owned(), None, SentinelServerType::Master);
    let seen = Seen::default();
    let limiter = seen.by(limiter(servers.unwrap(), SLOW));
    for _ in 0..60 {
        limiter.admit(None, LONG).await.unwrap();
    }
    until(async || full(&replica, KEY).await == full(&primary, KEY).await).await;
    primary.kill();
    // It is noticed by the first request.
    assert!(limiter.admit(None, Duration::from_millis(10)).await.is_err());
    until(async || seen.words.lock().unwrap().len() > 1).await;
    assert_eq!(at_once(&limiter).await, 40);
    println!("{:?}", seen.words.lock().unwrap());
}
