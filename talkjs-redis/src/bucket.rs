//! The state of a bucket in this process.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use talkjs_runtime::rate_limit::{Limiter as _, RateLimit, RateLimiter};
use tokio::time::Instant;

use crate::script::{Mark, News, Op, Pace, Reply, Request, microseconds};

#[derive(Debug)]
pub(crate) struct Bucket {
    /// The name; `None` for the general limit.
    pub(crate) name: Option<String>,
    key: String,
    pace: Pace,
    /// The limit of this process while Redis is unavailable.
    share: RateLimit,
    starts_full: bool,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    epoch: u64,
    shift: u64,
    /// The time of Redis' last reply.
    heard: Option<Instant>,
    /// The newest place of this process.
    newest: Mark,
    /// The number of requests that were sent without Redis and not reported to it yet.
    sent: u64,
    /// The end of a pause that the API requested, if it was not reported to Redis yet.
    pause: Option<Instant>,
    /// The limiter of an outage, with the number of the outage.
    share: Option<(u64, Arc<RateLimiter>)>,
}

impl Bucket {
    pub(crate) fn new(name: Option<&str>, key: String, limit: RateLimit, workers: u32, starts_full: bool) -> Self {
        let interval = microseconds(limit.interval().saturating_add(Duration::from_nanos(999))).max(1);
        let burst = Duration::from_micros(interval).saturating_mul(limit.burst().saturating_sub(1));
        let pace = Pace { interval, burst: microseconds(burst) };
        let workers = workers.max(1);
        let burst = limit.burst().checked_div(workers).unwrap_or(limit.burst());
        let share = RateLimit::every(Duration::from_micros(interval).saturating_mul(workers), burst);
        Self { name: name.map(str::to_owned), key, pace, share, starts_full, known: Mutex::default() }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn reserve(&self, at_most: Duration, told: &Telling<'_>) -> Request<'_> {
        self.request(Op::Reserve, at_most, told.news, self.newest())
    }

    pub(crate) fn look(&self, told: &Telling<'_>) -> Request<'_> {
        self.request(Op::Look, Duration::ZERO, told.news, self.newest())
    }

    pub(crate) fn give_back(&self, mark: Mark) -> Request<'_> {
        self.request(Op::Return, Duration::ZERO, News::default(), mark)
    }

    fn newest(&self) -> Mark {
        self.known().newest
    }

    fn request(&self, op: Op, at_most: Duration, news: News, mark: Mark) -> Request<'_> {
        // If this process has seen the bucket before, a missing bucket was lost.
        let starts_full = self.starts_full && self.known().epoch == 0;
        Request { op, key: &self.key, pace: self.pace, at_most, starts_full, news, mark }
    }

    /// Takes the news to report. News that are not reported are put back.
    pub(crate) fn news(&self) -> Telling<'_> {
        let mut known = self.known();
        let (sent, pause) = (std::mem::take(&mut known.sent), known.pause.take());
        let left = pause.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()));
        Telling { bucket: self, news: News { sent, pause: microseconds(left) }, pause }
    }

    /// Updates the state from a reply.
    pub(crate) fn learn(&self, reply: &Reply) {
        let mut known = self.known();
        let shift = if known.epoch == reply.mark.epoch { known.shift } else { 0 };
        known.epoch = reply.mark.epoch;
        known.shift = shift.max(reply.mark.shift);
        known.heard = Some(Instant::now());
    }

    /// Stores a place of this process.
    pub(crate) fn reserved(&self, mark: Mark) {
        let mut known = self.known();
        if known.newest.epoch != mark.epoch || known.newest.full < mark.full {
            known.newest = mark;
        }
    }

    /// Removes the newest place, which was returned.
    pub(crate) fn returned(&self, mark: Mark) {
        let mut known = self.known();
        if known.newest == mark {
            known.newest.full = mark.full.saturating_sub(self.pace.interval);
        }
    }

    /// Returns how far pauses have moved a place since it was given; `None` if its bucket was lost.
    pub(crate) fn moved(&self, mark: Mark) -> Option<Duration> {
        let known = self.known();
        (known.epoch == mark.epoch).then(|| Duration::from_micros(known.shift.saturating_sub(mark.shift)))
    }

    /// Returns whether Redis has replied within this time.
    pub(crate) fn heard_within(&self, time: Duration) -> bool {
        self.known().heard.is_some_and(|heard| heard.elapsed() <= time)
    }

    /// Stores a pause that the API requested.
    pub(crate) fn pause(&self, pause: Duration) {
        let mut known = self.known();
        let until = Instant::now().checked_add(pause);
        known.pause = known.pause.max(until);
        // Waiting requests have to ask Redis again before they are sent.
        known.heard = None;
        if let Some((_, share)) = &known.share {
            share.refused(None, Some(pause));
        }
    }

    /// Returns the limiter of an outage, and whether it is new. It starts without a burst, since it is unknown how much
    /// of the shared burst is left.
    pub(crate) fn share(&self, outage: u64) -> (Arc<RateLimiter>, bool) {
        let mut known = self.known();
        match &known.share {
            Some((number, share)) if *number == outage => (Arc::clone(share), false),
            _ => {
                let share = Arc::new(RateLimiter::new(self.share));
                share.refused(None, Some(self.share.interval()));
                if let Some(until) = known.pause {
                    share.refused(None, Some(until.saturating_duration_since(Instant::now())));
                }
                known.share = Some((outage, Arc::clone(&share)));
                (share, true)
            }
        }
    }

    /// Counts a request that is sent without Redis.
    pub(crate) fn sent(&self) {
        let mut known = self.known();
        known.sent = known.sent.saturating_add(1);
    }

    /// Whether there are news to report.
    pub(crate) fn has_news(&self) -> bool {
        let known = self.known();
        known.sent > 0 || known.pause.is_some()
    }
}

/// News that are being reported. If dropped before they are reported, they are put back.
pub(crate) struct Telling<'b> {
    bucket: &'b Bucket,
    news: News,
    pause: Option<Instant>,
}

impl Telling<'_> {
    pub(crate) fn told(mut self) {
        self.news = News::default();
        self.pause = None;
    }
}

impl Drop for Telling<'_> {
    fn drop(&mut self) {
        let mut known = self.bucket.known();
        known.sent = known.sent.saturating_add(self.news.sent);
        known.pause = known.pause.max(self.pause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(limit: RateLimit) -> Bucket {
        Bucket::new(None, "key".to_owned(), limit, 8, true)
    }

    #[test]
    fn a_pace_in_microseconds_is_never_faster_than_the_limit() {
        let nine = bucket(RateLimit::per_second(9, 600));
        assert_eq!(nine.pace, Pace { interval: 111_112, burst: 599 * 111_112 });
        assert_eq!(nine.share, RateLimit::every(Duration::from_micros(8 * 111_112), 75));
        let fast = bucket(RateLimit::per_second(3_000_000, 1));
        assert_eq!(fast.pace, Pace { interval: 1, burst: 0 });
        assert_eq!(bucket(RateLimit::every(Duration::ZERO, 1)).pace.interval, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn news_that_are_not_told_are_told_the_next_time() {
        let bucket = bucket(RateLimit::per_second(9, 600));
        bucket.sent();
        bucket.pause(Duration::from_secs(2));
        drop(bucket.news());
        bucket.sent();
        tokio::time::advance(Duration::from_secs(1)).await;
        let telling = bucket.news();
        assert_eq!(telling.news, News { sent: 2, pause: 1_000_000 });
        assert!(!bucket.has_news());
        telling.told();
        assert!(!bucket.has_news());
    }

    #[tokio::test(start_paused = true)]
    async fn a_bucket_starts_full_only_for_whoever_has_not_seen_it() {
        let bucket = bucket(RateLimit::per_second(9, 600));
        assert!(bucket.look(&bucket.news()).starts_full);
        let mark = Mark { epoch: 5, full: 9, shift: 0 };
        bucket.learn(&Reply { done: false, wait: Duration::ZERO, at: Duration::ZERO, mark });
        assert!(!bucket.look(&bucket.news()).starts_full);
    }

    #[tokio::test(start_paused = true)]
    async fn a_share_begins_without_a_burst_and_a_new_outage_with_a_new_one() {
        let bucket = bucket(RateLimit::per_second(8, 80));
        let start = Instant::now();
        for turn in 1..=3 {
            bucket.share(1).0.admit(None, Duration::from_secs(9)).await.unwrap();
            assert_eq!(start.elapsed().as_secs(), turn);
        }
        assert!(!bucket.share(1).1 && bucket.share(2).1);
    }
}
