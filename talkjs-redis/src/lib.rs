//! A rate limiter that many processes share by Redis (6 or newer) or Valkey, for clients on `talkjs-runtime`.
//!
//! ```no_run
//! use std::num::NonZeroU32;
//! use talkjs_client::{Client, rate_limit::RateLimit};
//! use talkjs_redis::{RedisLimiter, redis};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let server = redis::Client::open("redis://127.0.0.1:6379")?;
//! let workers = NonZeroU32::new(8).ok_or("no workers")?; // the highest number of processes
//! let limiter = RedisLimiter::builder(server, "q3k1pa9d", RateLimit::per_second(9, 600), workers)
//!     .bucket("batch", RateLimit::per_second(1, 500))
//!     .on_event(|event| println!("{event:?}"))
//!     .build();
//! let talkjs = Client::builder().app_id("q3k1pa9d").secret_key("sk_test_1").limiter(limiter).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! A request reserves the next place of its bucket by one call of a script in Redis, and waits until the time of this
//! place. Places are given in the order in which requests of all processes arrive at Redis. Times are integers in
//! microseconds of Redis' clock. A request that waited more than 50 milliseconds asks again just before its time,
//! unless its process has had a reply about the bucket meanwhile: the API may have rejected another request, and Redis
//! may have lost the bucket.
//!
//! # Guarantees
//!
//! While Redis is available, all processes together send at most *burst + rate · t* requests in any time *t*, whatever
//! processes start, end or are killed. In detail:
//!
//! - Places are limited to *burst − rate · jitter + rate · t*, with the setting [`jitter`](RedisLimiterBuilder::jitter)
//!   of one second, but to at least one request at once. A request is sent at the time of its place or up to half of
//!   the jitter later; after that it takes another place. So the API receives no more than the limit as long as the
//!   time that requests take, including connecting, varies by no more than the other half. If the burst is not larger
//!   than *rate · jitter*, it cannot be reduced enough: the API then receives at most *1 + rate · (t + jitter)*.
//! - Every place is given once. A killed process wastes its places. A lost reply counts as a place that was given; the
//!   script is never sent again, except if Redis does not have it (`NOSCRIPT`).
//! - A call that is dropped while it waits returns its place, unless a later place was reserved. Otherwise the place is
//!   wasted, as it is if the call is dropped before Redis has replied.
//! - A 429 that one process receives pauses its bucket for all processes, for one second or as long as the API
//!   requests, up to one minute. Waiting requests are delayed by that time and keep their order. Processes notice it
//!   within 70 milliseconds and a round trip.
//! - A bucket that Redis does not have starts empty, also at its first use: it is unknown what was sent before it was
//!   lost. See [`starts_full`](RedisLimiterBuilder::starts_full). Requests with a place of a lost bucket take another
//!   one; requests that are sent in the 70 milliseconds and the round trip until their processes notice count against
//!   the jitter. A bucket is kept for 30 days after its last use; a server that evicts keys (`maxmemory-policy`) loses
//!   it earlier.
//! - If Redis' clock is set back, the bucket's clock continues from its last time. If it is set forward, requests are
//!   let through as if that time had passed.
//!
//! # Without Redis
//!
//! Redis counts as unavailable if it cannot be reached, replies with an error or takes longer than [250
//! milliseconds](RedisLimiterBuilder::reply_timeout). Then [`WhenUnavailable`] applies. By default each process limits
//! itself to the limit divided by the number of processes, and starts without a burst. It tries to reach Redis at once
//! and then at least every 250 milliseconds, with the script itself. Once that succeeds, all waiting requests reserve
//! places in Redis, and the requests that were sent meanwhile are subtracted from the burst.
//!
//! - If Redis is unavailable for all processes, all together keep the limit as above, if there are no more processes
//!   than `workers`. At the end, processes notice up to 250 milliseconds apart that Redis is available: this counts
//!   against the jitter.
//! - If *k* of *n* processes cannot reach Redis and the others can, they send up to *(1 + k/n) · rate* together for
//!   that time.
//! - If a process is killed before it has reported what it sent without Redis, the burst is not reduced by that: at
//!   most its share of the burst.
//! - A replica that takes over may lack the places of the time that it was behind. Each process with such a place
//!   reports it with its next request or just before the first of its places. Until then these places can be given a
//!   second time, so the number of excess requests is at most that of the reservations in that time. If the processes
//!   with these places are killed, they are not reported.
//!
//! All of this is reported to [`on_event`](RedisLimiterBuilder::on_event), and with the cargo feature `tracing` as
//! events with the target `talkjs_redis` within the spans of the calls.
//!
//! # Redis
//!
//! A limiter has one connection for all its requests. Each bucket is one hash, and all buckets of an app are in one
//! hash slot. The user of Redis needs the commands `EVALSHA`, `EVAL`, `TIME`, `HMGET`, `HSET` and `PEXPIRE` for the
//! keys `{rate:*`.
//!
//! | cargo feature | |
//! |---|---|
//! | `rustls` | TLS (`rediss://`), by rustls and the certificates of the system |
//! | `sentinel` | a [`Server`] from a `redis::sentinel::SentinelClient` |
//! | `cluster` | a [`Server`] from a `redis::cluster::ClusterClient`, which may retry a request and so waste a place |
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
