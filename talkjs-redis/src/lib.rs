//! A rate limiter that many processes share by Redis (6 or newer) or Valkey, for clients on `talkjs-runtime`.
//!
//! ```no_run
//! use std::num::NonZeroU32;
//! use talkjs_client::{Client, rate_limit::RateLimit};
//! use talkjs_redis::{RedisLimiter, redis};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let server = redis::Client::open("redis://127.0.0.1:6379")?;
//! let workers = NonZeroU32::new(8).ok_or("no workers")?; // how many processes there are at most
//! let limiter = RedisLimiter::builder(server, "q3k1pa9d", RateLimit::per_second(9, 600), workers)
//!     .bucket("batch", RateLimit::per_second(1, 500))
//!     .on_event(|event| println!("{event:?}"))
//!     .build();
//! let talkjs = Client::builder().app_id("q3k1pa9d").secret_key("sk_test_1").limiter(limiter).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! A request reserves the next place of its bucket by one call of a script in Redis, and waits until its moment has come. Places
//! are given in the order in which requests arrive at Redis, over all processes. Times are integers in microseconds of Redis'
//! clock. A request that waited more than 50 milliseconds asks once more just before its moment, unless its process has heard
//! of the bucket meanwhile: the API may have rejected another request, and Redis may have lost the bucket.
//!
//! # What is promised
//!
//! While Redis answers, all processes together send in any time *t* at most *burst + rate · t* requests, whatever processes
//! start, end or are killed. In detail:
//!
//! - Places keep to *burst − rate · jitter + rate · t*, with the setting [`jitter`](RedisLimiterBuilder::jitter) of one
//!   second, but to at least one request at once. A request goes at its place or up to half of the jitter later, or not at all: then it takes
//!   another place. So the API sees no more than the limit as long as requests, with connecting, take times that differ by no
//!   more than the other half. A burst that is not larger than *rate · jitter* leaves nothing to hold back: the API
//!   then sees at most *1 + rate · (t + jitter)*.
//! - Every place is given once. A process that is killed wastes its places. A reply that is lost counts as a place that was
//!   given; the script is never sent again, but where Redis does not know it (`NOSCRIPT`).
//! - A call that is dropped while it waits gives its place back, if nobody has reserved behind it. Otherwise the place is
//!   wasted, as it is if the call is dropped before Redis has replied.
//! - A 429 that one process sees pauses its bucket for all, a second or as long as the API asks, up to a minute. Requests that wait are moved
//!   by that time and keep their order. Processes notice it within 70 milliseconds and a round trip.
//! - A bucket that Redis does not have starts empty, also when it is used for the first time: nobody knows what was sent
//!   before it was lost. See [`starts_full`](RedisLimiterBuilder::starts_full). Requests that hold a place of a lost bucket take another one; what goes in the
//!   70 milliseconds and the round trip until their processes notice counts against the jitter. A bucket is kept for 30 days
//!   after its last use; a server that evicts keys (`maxmemory-policy`) loses it earlier.
//! - If Redis' clock goes back, the bucket's clock goes on from where it was. If it goes forward by a time, requests are
//!   let through as if that time had passed.
//!
//! # Without Redis
//!
//! Redis counts as unavailable if it cannot be reached, replies with an error or takes longer than
//! [250 milliseconds](RedisLimiterBuilder::reply_timeout). Then [`WhenUnavailable`] decides. By default each process keeps to the
//! limit divided by the number of processes, and starts without a burst. It tries to reach Redis at once and then at
//! least every 250 milliseconds, with the script itself. When that succeeds, all who wait reserve in Redis, and what was
//! sent meanwhile is taken from the burst.
//!
//! - If Redis is unavailable for all, all together keep to the limit as above, if there are no more processes than
//!   `workers`. At the end, processes notice up to 250 milliseconds apart that Redis is back: this counts against the jitter.
//! - If *k* of *n* processes cannot reach it and others can, they send up to *(1 + k/n) · rate* together for that time.
//! - A process that is killed before it has told Redis what it sent without it leaves that in the burst: at most its share of the burst.
//! - A replica that takes over may have missed the places that were given in the time that it was behind. It learns of them from
//!   each process that holds one, with its next request or just before the first of its places. Until then these places
//!   can be given a second time, so at most as many requests as were reserved in that time are too many. If the processes that hold them are killed,
//!   nobody tells it.
//!
//! Each of this shows in [`on_event`](RedisLimiterBuilder::on_event), and with the cargo feature `tracing` as events with the
//! target `talkjs_redis` within the spans of the calls.
//!
//! # Redis
//!
//! A limiter has one connection, which all its requests share. Each bucket is one hash, and all of an app are in one hash slot. The user of Redis needs
//! the commands `EVALSHA`, `EVAL`, `TIME`, `HMGET`, `HSET` and `PEXPIRE` for the keys `{rate:*`.
//!
//! | cargo feature | |
//! |---|---|
//! | `rustls` | TLS (`rediss://`), by rustls and the certificates of the system |
//! | `sentinel` | a [`Server`] from a `redis::sentinel::SentinelClient` |
//! | `cluster` | a [`Server`] from a `redis::cluster::ClusterClient`, which may repeat a request and so waste a place |
//! | `tracing` | an event for each outage and for each request that is let through without Redis |

mod bucket;
mod builder;
mod event;
mod failure;
mod limiter;
mod link;
mod place;
mod script;
mod server;

#[doc(no_inline)]
pub use redis;

pub use crate::builder::{RedisLimiterBuilder, WhenUnavailable};
pub use crate::event::Event;
pub use crate::failure::{Failure, Unavailable};
pub use crate::limiter::RedisLimiter;
pub use crate::server::Server;
