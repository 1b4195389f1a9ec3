//! The rate limit of an app.

use std::num::NonZero;

use crate::decisions::RateLimit;

/// The cost of one request, and what a rate of one a second gives back in as many milliseconds.
const COST: i64 = 1_000;

/// The rest of a burst, and the time of that.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bucket(Option<(i64, i64)>);

impl Bucket {
    /// Whether one more request is allowed now.
    pub(crate) fn take(&mut self, limit: RateLimit, now: i64) -> bool {
        let full = i64::from(limit.burst).saturating_mul(COST);
        let (left, since) = self.0.unwrap_or((full, now));
        let gained = now.saturating_sub(since).saturating_mul(i64::from(limit.per_second));
        let left = left.saturating_add(gained).min(full);
        let is_enough = left >= COST;
        self.0 = Some((if is_enough { left.saturating_sub(COST) } else { left }, now));
        is_enough
    }

    /// The seconds until one more request is allowed, if ever.
    pub(crate) fn wait(&self, limit: RateLimit) -> Option<u64> {
        let (left, _) = self.0.unwrap_or((0, 0));
        let missing = u64::try_from(COST.saturating_sub(left)).ok()?;
        let milliseconds = missing.div_ceil(NonZero::new(u64::from(limit.per_second))?.get());
        Some(milliseconds.div_ceil(1_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(bucket: &mut Bucket, now: i64) -> usize {
        let limit = RateLimit { burst: 3, per_second: 2 };
        (0..10).filter(|_| bucket.take(limit, now)).count()
    }

    #[test]
    fn who_has_to_wait_is_told_the_whole_seconds() {
        for (per_second, seconds) in [(1, Some(1)), (9, Some(1)), (0, None)] {
            let limit = RateLimit { burst: 1, per_second };
            let mut bucket = Bucket::default();
            assert!(bucket.take(limit, 0) && !bucket.take(limit, 0));
            assert_eq!(bucket.wait(limit), seconds);
        }
    }

    #[test]
    fn a_burst_is_let_through_and_then_so_many_a_second() {
        let mut bucket = Bucket::default();
        assert_eq!(taken(&mut bucket, 0), 3);
        assert_eq!(taken(&mut bucket, 499), 0);
        assert_eq!(taken(&mut bucket, 500), 1);
        assert_eq!(taken(&mut bucket, 1_500), 2);
        assert_eq!(taken(&mut bucket, 1_000_000), 3);
    }
}
