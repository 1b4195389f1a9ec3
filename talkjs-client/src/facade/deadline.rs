//! The deadline of a job of several requests.

use std::io;
use std::time::Duration;

use tokio::time::Instant;

use talkjs_runtime::Error;

/// The time by which a job has to be done.
#[derive(Clone, Copy)]
pub(super) struct Deadline {
    job: &'static str,
    limit: Duration,
    start: Instant,
}

impl Deadline {
    /// The deadline of a job that starts now.
    pub(super) fn after(limit: Duration, job: &'static str) -> Self {
        Self { job, limit, start: Instant::now() }
    }

    /// Returns how long the next request may take.
    ///
    /// # Errors
    ///
    /// [`Error::NotSent`] if the time is over.
    pub(super) fn left(self) -> Result<Duration, Error> {
        let left = self.limit.saturating_sub(self.start.elapsed());
        if !left.is_zero() {
            return Ok(left);
        }
        let reason = format!("timeout of the job after {:?}", self.limit);
        let source = io::Error::new(io::ErrorKind::TimedOut, reason);
        Err(Error::not_sent(self.job, source))
    }
}
