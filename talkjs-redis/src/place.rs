//! A place in the queue that all processes share.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::bucket::Bucket;
use crate::link::Link;
use crate::script::{Mark, Reply};

/// A place that Redis has given. If it is dropped unused, it is returned, unless a later place was reserved.
pub(crate) struct Place {
    link: Arc<Link>,
    bucket: Arc<Bucket>,
    mark: Mark,
    /// The time of the place, computed from the start of the request, which may be too early, and from its reply, which
    /// may be too late.
    earliest: Instant,
    latest: Instant,
    /// The time by Redis' clock.
    at: SystemTime,
    is_used: bool,
}

impl Place {
    pub(crate) fn new(link: &Arc<Link>, bucket: &Arc<Bucket>, reply: &Reply, asked: Instant) -> Self {
        let from = |start: Instant| start.checked_add(reply.wait).unwrap_or(start);
        Self {
            link: Arc::clone(link),
            bucket: Arc::clone(bucket),
            mark: reply.mark,
            earliest: from(asked),
            latest: from(Instant::now()),
            at: SystemTime::UNIX_EPOCH.checked_add(reply.at).unwrap_or(SystemTime::UNIX_EPOCH),
            is_used: false,
        }
    }

    /// Returns the time from which on the request may be sent; `None` if the bucket was lost meanwhile.
    pub(crate) fn moment(&self) -> Option<Instant> {
        self.latest.checked_add(self.bucket.moved(self.mark)?)
    }

    /// Returns by how much the place is late now, at most.
    pub(crate) fn lateness(&self) -> Option<Duration> {
        let moment = self.earliest.checked_add(self.bucket.moved(self.mark)?)?;
        Some(moment.elapsed())
    }

    /// Uses the place. Returns its time by Redis' clock.
    pub(crate) fn used(mut self) -> SystemTime {
        self.is_used = true;
        let moved = self.bucket.moved(self.mark).unwrap_or_default();
        self.at.checked_add(moved).unwrap_or(self.at)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Outside of a tokio runtime it cannot be sent.
        let Some(runtime) = Handle::try_current().ok().filter(|_| !self.is_used) else { return };
        let (link, bucket, mark) = (Arc::clone(&self.link), Arc::clone(&self.bucket), self.mark);
        runtime.spawn(async move {
            let Ok(line) = link.line().await else { return };
            // Without a reply it may have been returned already, so it is not returned again.
            if let Ok(reply) = link.ask(&line, &bucket.give_back(mark)).await {
                bucket.learn(&reply);
                if reply.done {
                    bucket.returned(mark);
                }
            }
        });
    }
}
