//! The settings of a limiter.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use talkjs_runtime::rate_limit::RateLimit;

use crate::bucket::Bucket;
use crate::event::{Event, Observers};
use crate::limiter::RedisLimiter;
use crate::link::Link;
use crate::server::Server;

const PREFIX: &str = "rate";
const REPLY_TIMEOUT: Duration = Duration::from_millis(250);
const JITTER: Duration = Duration::from_secs(1);

/// The behaviour while Redis is unavailable or slow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum WhenUnavailable {
    /// Each process limits itself to its share of the limit: rate and burst divided by the number of processes. It
    /// starts without a burst.
    #[default]
    Share,
    /// All requests are sent. The API may reject them.
    FailOpen,
    /// No request is sent. Calls fail at once with [`Unavailable`](crate::Unavailable).
    FailClosed,
}

/// Builds a [`RedisLimiter`].
#[derive(Debug)]
#[must_use = "`.build()` creates the limiter"]
pub struct RedisLimiterBuilder {
    server: Server,
    app: String,
    prefix: String,
    workers: NonZeroU32,
    general: RateLimit,
    named: BTreeMap<String, RateLimit>,
    jitter: Duration,
    reply_timeout: Duration,
    starts_full: bool,
    when_unavailable: WhenUnavailable,
    observers: Observers,
}

impl RedisLimiter {
    /// Creates a builder. Nothing is sent to Redis before the first request.
    ///
    /// `server` is a client of the crate [`redis`]. `app` separates rate limits from each other, such as those of
    /// several accounts of the API. `general` is the limit as documented by the API. `workers` is the highest number of
    /// processes that share it; it is used while Redis is unavailable, see [`WhenUnavailable::Share`].
    ///
    /// ```
    /// use std::num::NonZeroU32;
    /// use talkjs_redis::{RedisLimiter, redis};
    /// use talkjs_runtime::{BoxError, ClientCore, rate_limit::RateLimit};
    ///
    /// # fn main() -> Result<(), BoxError> {
    /// let server = redis::Client::open("redis://127.0.0.1:6379")?;
    /// let workers = NonZeroU32::new(8).ok_or("no workers")?;
    /// let limiter = RedisLimiter::builder(server, "q3k1pa9d", RateLimit::per_second(9, 600), workers)
    ///     .bucket("batch", RateLimit::per_second(1, 500))
    ///     .build();
    /// let core = ClientCore::builder("http://127.0.0.1:4010").limiter(limiter).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(
        server: impl Into<Server>,
        app: impl Into<String>,
        general: RateLimit,
        workers: NonZeroU32,
    ) -> RedisLimiterBuilder {
        RedisLimiterBuilder {
            server: server.into(),
            app: app.into(),
            prefix: PREFIX.to_owned(),
            workers,
            general,
            named: BTreeMap::new(),
            jitter: JITTER,
            reply_timeout: REPLY_TIMEOUT,
            starts_full: false,
            when_unavailable: WhenUnavailable::default(),
            observers: Observers::default(),
        }
    }
}

impl RedisLimiterBuilder {
    /// Sets a separate limit for requests with this bucket. All other requests count against the general limit.
    pub fn bucket(mut self, name: impl Into<String>, limit: RateLimit) -> Self {
        self.named.insert(name.into(), limit);
        self
    }

    /// Sets the prefix of keys in Redis, `rate` if not set: `{rate:APP}` for the general limit, `{rate:APP}:batch` for
    /// the bucket `batch`. All keys of an app are in one hash slot.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets by how much the time between limiter and API varies, one second if not set. The API counts requests on
    /// arrival, and delayed requests arrive together with later ones. So the burst is reduced by the requests of this
    /// time at the given rate, but not below one request: with 9 requests per second and a burst of 600, one second
    /// leaves 591.
    ///
    /// Half of it, but at least the time for a reply of Redis, is reserved for this process. A request that wakes up
    /// later than that, because its process did not run, gives up its place and reserves another one.
    pub fn jitter(mut self, jitter: Duration) -> Self {
        self.jitter = jitter;
        self
    }

    /// Sets how long Redis may take to reply before it counts as unavailable, 250 milliseconds if not set.
    pub fn reply_timeout(mut self, timeout: Duration) -> Self {
        self.reply_timeout = timeout;
        self
    }

    /// Starts a bucket with its whole burst if Redis does not have it and this process has not seen it yet. By default
    /// it starts without a burst, since Redis may have just lost its data after the burst was used up. With this
    /// setting, a process that starts right after a loss can send a second burst.
    pub fn starts_full(mut self) -> Self {
        self.starts_full = true;
        self
    }

    /// Sets the behaviour while Redis is unavailable or slow, [`WhenUnavailable::Share`] if not set.
    pub fn when_unavailable(mut self, policy: WhenUnavailable) -> Self {
        self.when_unavailable = policy;
        self
    }

    /// Adds a hook that is called for each request that is let through, and when Redis becomes unavailable or available
    /// again. Hooks run in the order in which they were added. They must not block: a request waits until they return.
    ///
    /// ```
    /// # use std::num::NonZeroU32;
    /// # use talkjs_redis::{RedisLimiter, redis};
    /// # use talkjs_runtime::{BoxError, rate_limit::RateLimit};
    /// use talkjs_redis::Event;
    ///
    /// # fn main() -> Result<(), BoxError> {
    /// # let server = redis::Client::open("redis://127.0.0.1:6379")?;
    /// let limiter = RedisLimiter::builder(server, "q3k1pa9d", RateLimit::per_second(9, 600), NonZeroU32::MIN)
    ///     .on_event(|event| match event {
    ///         Event::Unavailable { failure, .. } => eprintln!("rate limit without Redis: {failure}"),
    ///         Event::Available { outage, admitted, .. } => eprintln!("Redis is back after {outage:?}, {admitted} sent"),
    ///         _ => {}
    ///     })
    ///     .build();
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_event(mut self, hook: impl Fn(Event<'_>) + Send + Sync + 'static) -> Self {
        self.observers.add(hook);
        self
    }

    /// Builds the limiter.
    #[must_use]
    pub fn build(self) -> RedisLimiter {
        let tag = format!("{{{}:{}}}", without_braces(&self.prefix), without_braces(&self.app));
        let bucket = |name: Option<&str>, limit: RateLimit| {
            let key = name.map_or(tag.clone(), |name| format!("{tag}:{name}"));
            Arc::new(Bucket::new(name, key, smaller(limit, self.jitter), self.workers.get(), self.starts_full))
        };
        let named = self.named.iter().map(|(name, limit)| (name.clone(), bucket(Some(name), *limit))).collect();
        let general = bucket(None, self.general);
        RedisLimiter {
            link: Link::new(self.server, self.reply_timeout, self.observers, Arc::clone(&general)),
            general,
            named: Arc::new(named),
            when_unavailable: self.when_unavailable,
            lateness: self.jitter.checked_div(2).unwrap_or_default().max(self.reply_timeout),
        }
    }
}

/// The limit, reduced by the requests that can arrive late.
fn smaller(limit: RateLimit, jitter: Duration) -> RateLimit {
    let late = jitter.as_nanos().div_ceil(limit.interval().as_nanos().max(1));
    let late = u32::try_from(late).unwrap_or(u32::MAX);
    RateLimit::every(limit.interval(), limit.burst().saturating_sub(late).max(1))
}

/// Redis determines the hash slot from the first pair of braces.
fn without_braces(text: &str) -> String {
    text.replace('%', "%25").replace('{', "%7B").replace('}', "%7D")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_burst_is_smaller_by_what_can_be_late() {
        let smaller = |limit, milliseconds| smaller(limit, Duration::from_millis(milliseconds)).burst();
        assert_eq!(smaller(RateLimit::per_second(9, 600), 1000), 591);
        assert_eq!(smaller(RateLimit::per_second(9, 600), 0), 600);
        assert_eq!(smaller(RateLimit::per_second(9, 4), 1000), 1);
        assert_eq!(smaller(RateLimit::every(Duration::ZERO, 4), 1000), 1);
    }

    #[test]
    fn apps_and_buckets_have_keys_of_their_own_in_one_slot() {
        let key = |app: &str| {
            let server = redis::Client::open("redis://127.0.0.1:1").unwrap();
            let limit = RateLimit::per_second(1, 1);
            let builder = RedisLimiter::builder(server, app, limit, NonZeroU32::MIN).prefix("a{b");
            format!("{:?}", builder.bucket("batch", limit).build())
        };
        assert!(key("one").contains("\"{a%7Bb:one}\"") && key("one").contains("\"{a%7Bb:one}:batch\""));
        assert!(key("}").contains("\"{a%7Bb:%7D}\""), "{}", key("}"));
        assert_ne!(without_braces("%7D"), without_braces("}"));
    }
}
