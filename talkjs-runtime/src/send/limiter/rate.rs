//! The built-in rate limiter.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::boxed::{BoxError, BoxFuture};
use crate::error::queue_timeout::QueueTimeout;
use crate::send::limiter::Limiter;
use crate::time::{Instant, sleep_until};

/// A limit: a burst, and then requests at a steady pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    burst: u32,
    interval: Duration,
}

impl RateLimit {
    /// This many requests per second, and a burst after a time without requests. Zero counts as one in both.
    #[must_use]
    pub const fn per_second(requests: u32, burst: u32) -> Self {
        const SECOND: u64 = 1_000_000_000;
        let requests = if requests == 0 { 1 } else { requests };
        // Rounded up: a pace that is a nanosecond too fast exceeds the limit after enough requests.
        Self::every(Duration::from_nanos(SECOND.div_ceil(requests as u64)), burst)
    }

    /// One request in each interval, and a burst after a time without requests. Zero counts as one.
    #[must_use]
    pub const fn every(interval: Duration, burst: u32) -> Self {
        Self { burst: if burst == 0 { 1 } else { burst }, interval }
    }

    /// Returns how many requests may be sent at once after a time without requests, at least 1.
    #[must_use]
    pub const fn burst(&self) -> u32 {
        self.burst
    }

    /// Returns the time between requests at a steady pace.
    #[must_use]
    pub const fn interval(&self) -> Duration {
        self.interval
    }
}

/// The pause after a 429 that does not request a time.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest pause that a server can request.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The built-in limiter: first come, first served, each request as early as the limit allows.
///
/// Clients in one process can share one, in an [`Arc`](std::sync::Arc). A 429 pauses the bucket for one second, or as
/// long as the API requests (up to one minute), and ends its burst, for all waiting requests.
///
/// ```
/// use std::sync::Arc;
/// use talkjs_runtime::ClientCore;
/// use talkjs_runtime::rate_limit::{RateLimit, RateLimiter};
///
/// # fn main() -> Result<(), talkjs_runtime::Error> {
/// let half = Arc::new(RateLimiter::new(RateLimit::per_second(4, 300)).bucket("batch", RateLimit::per_second(1, 250)));
/// let builder = || ClientCore::builder("http://127.0.0.1:4010");
/// let (web, jobs) = (builder().limiter(half.clone()).build()?, builder().limiter(half).build()?);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct RateLimiter {
    general: Bucket,
    named: Vec<(String, Bucket)>,
}

impl RateLimiter {
    /// Creates a limiter with one limit for all requests.
    pub fn new(general: RateLimit) -> Self {
        Self { general: Bucket::new(general), named: Vec::new() }
    }

    /// Sets a separate limit for requests with this bucket. All other requests count against the general limit.
    #[must_use]
    pub fn bucket(mut self, name: impl Into<String>, limit: RateLimit) -> Self {
        let name = name.into();
        self.named.retain(|(known, _)| *known != name);
        self.named.push((name, Bucket::new(limit)));
        self
    }

    fn of(&self, bucket: Option<&str>) -> &Bucket {
        let named = bucket.and_then(|name| self.named.iter().find(|(known, _)| known == name));
        named.map_or(&self.general, |(_, bucket)| bucket)
    }
}

/// One limit and its queue.
///
/// The queue is tokio's: its mutex is first come, first served, and removes dropped waiters. Only the head of the queue
/// waits for the time, and nothing is taken before that, so there is nothing to return.
#[derive(Debug)]
struct Bucket {
    limit: RateLimit,
    head: tokio::sync::Mutex<()>,
    schedule: Mutex<Schedule>,
}

impl Limiter for RateLimiter {
    fn admit<'l>(&'l self, bucket: Option<&'l str>, at_most: Duration) -> BoxFuture<'l, Result<(), BoxError>> {
        Box::pin(async move { Ok(self.of(bucket).admit(at_most).await?) })
    }

    fn refused(&self, bucket: Option<&str>, retry_after: Option<Duration>) {
        self.of(bucket).pause(retry_after.unwrap_or(PAUSE).min(LONGEST_PAUSE));
    }
}

#[derive(Debug)]
struct Schedule {
    /// The time at which the whole burst is available again, unless more is sent; the usual name is "theoretical
    /// arrival time".
    full: Instant,
    /// The number of waiting requests.
    waiting: u32,
}

impl Bucket {
    fn new(limit: RateLimit) -> Self {
        let schedule = Schedule { full: Instant::now(), waiting: 0 };
        Self { limit, head: tokio::sync::Mutex::new(()), schedule: Mutex::new(schedule) }
    }

    fn schedule(&self) -> MutexGuard<'_, Schedule> {
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn admit(&self, at_most: Duration) -> Result<(), QueueTimeout> {
        let _ticket = self.join(at_most)?;
        let _head = self.head.lock().await;
        // A 429 may have moved the schedule during the sleep.
        while let Err(moment) = self.take() {
            sleep_until(moment).await;
        }
        Ok(())
    }

    /// Joins the queue, unless it is already too long.
    fn join(&self, at_most: Duration) -> Result<QueueTicket<'_>, QueueTimeout> {
        let mut schedule = self.schedule();
        let now = Instant::now();
        let ahead = self.limit.interval.saturating_mul(schedule.waiting);
        let queue = self.next(&schedule, now).saturating_duration_since(now).saturating_add(ahead);
        if queue > at_most {
            return Err(QueueTimeout { at_most, queue: Some(queue) });
        }
        schedule.waiting = schedule.waiting.saturating_add(1);
        Ok(QueueTicket(self))
    }

    /// Takes the next time of the schedule if it has come; otherwise returns it.
    fn take(&self) -> Result<(), Instant> {
        let mut schedule = self.schedule();
        let now = Instant::now();
        let moment = self.next(&schedule, now);
        if moment > now {
            return Err(moment);
        }
        let full = schedule.full.max(now);
        schedule.full = full.checked_add(self.limit.interval).unwrap_or(full);
        Ok(())
    }

    /// The earliest time of the next request.
    fn next(&self, schedule: &Schedule, now: Instant) -> Instant {
        let early = now.checked_add(self.burst()).map(|horizon| schedule.full.saturating_duration_since(horizon));
        early.and_then(|early| now.checked_add(early)).unwrap_or(now)
    }

    /// The time in which all but one request of a burst are available again.
    fn burst(&self) -> Duration {
        self.limit.interval.saturating_mul(self.limit.burst.saturating_sub(1))
    }

    /// Pauses for a time, and ends the burst.
    fn pause(&self, pause: Duration) {
        let mut schedule = self.schedule();
        let full = pause.checked_add(self.burst()).and_then(|until_full| Instant::now().checked_add(until_full));
        schedule.full = full.unwrap_or(schedule.full).max(schedule.full);
    }
}

/// A place in the queue, which is given up when dropped.
struct QueueTicket<'b>(&'b Bucket);

impl Drop for QueueTicket<'_> {
    fn drop(&mut self) {
        let mut schedule = self.0.schedule();
        schedule.waiting = schedule.waiting.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use std::task::{Context, Waker};

    use super::*;

    const LONG: Duration = Duration::from_secs(100_000);
    const NINE_A_SECOND: RateLimit = RateLimit::per_second(9, 600);

    fn limiter(limit: RateLimit) -> Arc<RateLimiter> {
        Arc::new(RateLimiter::new(limit).bucket("batch", RateLimit::per_second(1, 2)))
    }

    /// When each of so many callers was let through, in seconds, in the order of their turns, with their numbers.
    async fn turns(limiter: &Arc<RateLimiter>, callers: usize) -> Vec<(usize, f64)> {
        let (turns, _) = turns_and_polls(limiter, callers).await;
        turns
    }

    /// The same, and how often the one who was polled most often was polled.
    async fn turns_and_polls(limiter: &Arc<RateLimiter>, callers: usize) -> (Vec<(usize, f64)>, usize) {
        let (start, turns) = (Instant::now(), Arc::new(Mutex::new(Vec::new())));
        let callers: Vec<_> = (0..callers)
            .map(|number| {
                let (limiter, turns) = (Arc::clone(limiter), Arc::clone(&turns));
                tokio::spawn(async move {
                    let (mut admission, mut polls) = (limiter.admit(None, LONG), 0_usize);
                    let polled = std::future::poll_fn(|context| {
                        polls = polls.saturating_add(1);
                        admission.as_mut().poll(context)
                    });
                    polled.await.unwrap();
                    turns.lock().unwrap().push((number, start.elapsed().as_secs_f64()));
                    polls
                })
            })
            .collect();
        let mut most = 0;
        for caller in callers {
            most = most.max(caller.await.unwrap());
        }
        (Arc::try_unwrap(turns).unwrap().into_inner().unwrap(), most)
    }

    #[tokio::test(start_paused = true)]
    async fn who_comes_first_is_let_through_first_at_the_earliest_moment() {
        let (turns, polls) = turns_and_polls(&limiter(NINE_A_SECOND), 1500).await;
        assert_eq!(turns.len(), 1500);
        // Once by its task, once as the head of the queue, once when its time has come.
        assert!(polls <= 3, "{polls} times polled");
        println!("B7: {} turns, at most {} wake-ups each", turns.len(), polls - 1);
        for (place, (caller, moment)) in turns.into_iter().enumerate() {
            let earliest = (place.saturating_sub(599)) as f64 / 9.0;
            assert_eq!(caller, place);
            assert!((earliest..=earliest + 0.002).contains(&moment), "place {place}: {moment}, not {earliest}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_up_costs_nobody_anything() {
        let limiter = limiter(RateLimit::per_second(9, 1));
        let mut waiting: Vec<_> = (0..90).map(|_| Box::pin(limiter.admit(None, LONG))).collect();
        // All stand in line, and every third leaves it, the one at its head included.
        for caller in &mut waiting {
            let _ = caller.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        }
        let start = Instant::now();
        let mut number = 0;
        waiting.retain(|_| {
            number += 1;
            number % 3 != 2
        });
        // The first had its turn while it was polled.
        for caller in waiting.into_iter().skip(1) {
            caller.await.unwrap();
        }
        let taken = start.elapsed().as_secs_f64();
        assert!((59.0 / 9.0..59.0 / 9.0 + 0.1).contains(&taken), "{taken}");
        assert_eq!(limiter.general.schedule().waiting, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn no_second_has_more_than_it_may_whoever_gives_up() {
        let limiter = limiter(NINE_A_SECOND);
        let (start, turns) = (Instant::now(), Arc::new(Mutex::new(Vec::new())));
        let callers: Vec<_> = (0..1500)
            .map(|_| {
                let (limiter, turns) = (Arc::clone(&limiter), Arc::clone(&turns));
                tokio::spawn(async move {
                    limiter.admit(None, LONG).await.unwrap();
                    turns.lock().unwrap().push(start.elapsed().as_secs_f64());
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(1)).await;
        let waiting = callers.iter().skip(600).step_by(3);
        let cancelled = waiting.map(tokio::task::JoinHandle::abort).count();
        for caller in callers {
            let _ = caller.await;
        }
        let turns = turns.lock().unwrap().clone();
        assert_eq!((cancelled, turns.len()), (300, 1200));
        let behind = turns.iter().skip(600).copied();
        for (number, from) in behind.clone().enumerate() {
            let within = behind.clone().skip(number).take_while(|moment| *moment < from + 0.999).count();
            assert!(within <= 9, "{within} in the second from {from}");
        }
        let (last, shortest) = (turns.last().copied().unwrap(), 600.0 / 9.0);
        assert!((shortest - 0.2..shortest + 0.1).contains(&last), "{last}: no turn is lost");
        println!("B8: {} turns in {last} s, {cancelled} gave up", turns.len());
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_pause_there_is_a_new_burst() {
        let limiter = limiter(RateLimit::per_second(2, 5));
        assert_eq!(turns(&limiter, 7).await.last().map(|(_, moment)| *moment), Some(1.0));
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert!(turns(&limiter, 5).await.iter().all(|(_, moment)| *moment == 0.0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_stops_all_who_wait_and_ends_the_burst() {
        for (asked, pause) in [(None, 1.0), (Some(5), 5.0), (Some(10_000), 60.0)] {
            let limiter = limiter(RateLimit::per_second(2, 100));
            limiter.refused(None, asked.map(Duration::from_secs));
            limiter.refused(None, Some(Duration::ZERO));
            let moments: Vec<f64> = turns(&limiter, 3).await.into_iter().map(|(_, moment)| moment).collect();
            assert_eq!(moments, [pause, pause + 0.5, pause + 1.0]);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_reaches_those_who_sleep_already() {
        let limiter = limiter(RateLimit::per_second(1, 1));
        let other = Arc::clone(&limiter);
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(500)).await;
            other.refused(None, Some(Duration::from_secs(10)));
        });
        let moments: Vec<f64> = turns(&limiter, 3).await.into_iter().map(|(_, moment)| moment).collect();
        assert_eq!(moments, [0.0, 10.5, 11.5]);
    }

    #[tokio::test(start_paused = true)]
    async fn who_would_wait_too_long_is_refused_at_once() {
        let limiter = limiter(RateLimit::per_second(1, 1));
        let at_most = Duration::from_millis(2500);
        let mut waiting: Vec<_> = (0..5).map(|_| Box::pin(limiter.admit(None, at_most))).collect();
        let mut context = Context::from_waker(Waker::noop());
        let refused = waiting.iter_mut().filter_map(|caller| match caller.as_mut().poll(&mut context) {
            std::task::Poll::Ready(Err(error)) => Some(error.to_string()),
            _ => None,
        });
        assert_eq!(
            refused.collect::<Vec<_>>(),
            [
                "the queue for the rate limit is 3.0s long, and the call can wait for 2.5s",
                "the queue for the rate limit is 3.0s long, and the call can wait for 2.5s"
            ]
        );
    }

    #[tokio::test(start_paused = true)]
    async fn buckets_do_not_disturb_each_other_and_unknown_ones_are_the_general_one() {
        let limiter = limiter(RateLimit::per_second(1, 1));
        let start = Instant::now();
        limiter.admit(Some("batch"), LONG).await.unwrap();
        limiter.admit(Some("batch"), LONG).await.unwrap();
        limiter.admit(None, LONG).await.unwrap();
        assert_eq!(start.elapsed(), Duration::ZERO);
        limiter.admit(Some("else"), LONG).await.unwrap();
        assert_eq!(start.elapsed(), Duration::from_secs(1));
        assert_eq!(RateLimit::per_second(0, 0), RateLimit::per_second(1, 1));
        let limit = RateLimit::per_second(9, 0);
        assert_eq!((limit.burst(), limit.interval()), (1, Duration::from_nanos(111_111_112)));
    }
}
