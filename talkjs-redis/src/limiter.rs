//! The limiter: reserves places in Redis, and waits for their time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use talkjs_runtime::rate_limit::{Limiter, QueueTimeout};
use talkjs_runtime::{BoxError, BoxFuture};
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep_until, timeout};

use crate::bucket::Bucket;
use crate::builder::WhenUnavailable;
use crate::event::Event;
use crate::failure::Unavailable;
use crate::link::{Link, Outage};
use crate::place::Place;

/// The pause after a 429 that does not request a time.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest pause that the API can request.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The age up to which the state of a bucket is fresh enough to let a waiting request through.
const FRESH: Duration = Duration::from_millis(50);
/// The time before its place at which a request asks whether the place is still valid.
const LEAD: Duration = Duration::from_millis(20);

/// How long a request with a place waits for a new connection.
const RECONNECTED: Duration = Duration::from_millis(50);

/// A rate limiter that many processes share by Redis.
///
/// See the [crate documentation](crate) for its guarantees. Clones share one connection.
#[derive(Clone, Debug)]
pub struct RedisLimiter {
    pub(crate) link: Arc<Link>,
    pub(crate) general: Arc<Bucket>,
    pub(crate) named: Arc<BTreeMap<String, Arc<Bucket>>>,
    pub(crate) when_unavailable: WhenUnavailable,
    /// How much later than its place a request may be let through.
    pub(crate) lateness: Duration,
}

/// The result of a reservation.
enum Reservation {
    Taken(Place),
    /// The queue is longer than the request can wait.
    TooLong(Duration),
}

impl Limiter for RedisLimiter {
    fn admit<'l>(&'l self, bucket: Option<&'l str>, at_most: Duration) -> BoxFuture<'l, Result<(), BoxError>> {
        Box::pin(self.admitted(self.of(bucket), at_most))
    }

    fn refused(&self, bucket: Option<&str>, retry_after: Option<Duration>) {
        let bucket = self.of(bucket);
        bucket.pause(retry_after.unwrap_or(PAUSE).min(LONGEST_PAUSE));
        self.tell_later(bucket);
    }
}

impl RedisLimiter {
    fn of(&self, bucket: Option<&str>) -> &Arc<Bucket> {
        bucket.and_then(|name| self.named.get(name)).unwrap_or(&self.general)
    }

    async fn admitted(&self, bucket: &Arc<Bucket>, at_most: Duration) -> Result<(), BoxError> {
        // Outside of a tokio runtime, timers panic.
        Handle::try_current()?;
        let start = Instant::now();
        loop {
            let left = at_most.saturating_sub(start.elapsed());
            let place = match self.reserve(bucket, left).await {
                Ok(Reservation::Taken(place)) => self.hold(bucket, place).await.map(Some),
                Ok(Reservation::TooLong(queue)) => return Err(QueueTimeout::new(left, Some(queue)).into()),
                Err(outage) => self.without_redis(bucket, left, &outage).await?.then_some(None),
            };
            if let Some(place) = place {
                let name = bucket.name.as_deref();
                self.link.show_admitted(Event::Admitted { bucket: name, place, waited: start.elapsed() });
                return Ok(());
            }
            if start.elapsed() >= at_most {
                return Err(QueueTimeout::new(at_most, None).into());
            }
        }
    }

    /// Reserves the next place by one request to Redis.
    async fn reserve(&self, bucket: &Arc<Bucket>, at_most: Duration) -> Result<Reservation, Outage> {
        let line = self.link.line().await?;
        let asked = Instant::now();
        let news = bucket.news();
        let reply = self.link.ask(&line, &bucket.reserve(at_most, &news)).await?;
        news.told();
        bucket.learn(&reply);
        if !reply.done {
            return Ok(Reservation::TooLong(reply.wait));
        }
        bucket.reserved(reply.mark);
        Ok(Reservation::Taken(Place::new(&self.link, bucket, &reply, asked)))
    }

    /// Waits for a place. Returns its time by Redis' clock, or `None` if it is no longer valid.
    async fn hold(&self, bucket: &Bucket, place: Place) -> Option<SystemTime> {
        loop {
            let moment = place.moment()?;
            if let Some(before) = moment.checked_sub(LEAD)
                && before > Instant::now()
            {
                sleep_until(before).await;
            }
            if !bucket.heard_within(FRESH) && self.look(bucket).await.is_err() {
                // If only the connection was lost, there will be a new one, and the place is still valid.
                timeout(RECONNECTED, self.link.up()).await.ok()?;
                self.look(bucket).await.ok()?;
            }
            if place.moment()? == moment {
                sleep_until(moment).await;
                break;
            }
        }
        if place.lateness()? > self.lateness {
            return None;
        }
        Some(place.used())
    }

    /// Asks Redis whether a bucket is still the same, and reports the news.
    async fn look(&self, bucket: &Bucket) -> Result<(), Outage> {
        let line = self.link.line().await?;
        let news = bucket.news();
        let reply = self.link.ask(&line, &bucket.look(&news)).await?;
        news.told();
        bucket.learn(&reply);
        Ok(())
    }

    /// Lets a request through without Redis, or returns that Redis is available again.
    async fn without_redis(&self, bucket: &Arc<Bucket>, at_most: Duration, outage: &Outage) -> Result<bool, BoxError> {
        match self.when_unavailable {
            WhenUnavailable::FailClosed => return Err(Unavailable { failure: outage.failure.clone() }.into()),
            WhenUnavailable::FailOpen => {}
            WhenUnavailable::Share => {
                let (share, is_new) = bucket.share(outage.number);
                if is_new {
                    self.tell_later(bucket);
                }
                tokio::select! {
                    biased;
                    () = self.link.up() => return Ok(false),
                    admitted = share.admit(None, at_most) => admitted?,
                }
            }
        }
        bucket.sent();
        Ok(true)
    }

    /// Reports the news as soon as Redis is available.
    fn tell_later(&self, bucket: &Arc<Bucket>) {
        let (limiter, bucket) = (self.clone(), Arc::clone(bucket));
        let tell = async move {
            limiter.link.up().await;
            if bucket.has_news() {
                // If this fails, the next request to Redis reports them.
                let _ = limiter.look(&bucket).await;
            }
        };
        // Nothing waits outside of a tokio runtime.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(tell);
        }
    }
}
