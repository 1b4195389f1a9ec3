//! The error for a queue that is too long.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// A request could not be sent within its time in the queue for the rate limit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueueTimeout {
    /// How long it could wait.
    pub at_most: Duration,
    /// The length of the queue, if the limiter knows it: how long the request would have had to wait.
    pub queue: Option<Duration>,
}

impl QueueTimeout {
    /// Creates the error of a [`Limiter`](crate::rate_limit::Limiter) whose queue is too long.
    #[must_use]
    pub const fn new(at_most: Duration, queue: Option<Duration>) -> Self {
        Self { at_most, queue }
    }
}

impl fmt::Display for QueueTimeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at_most, queue } = self;
        match queue {
            Some(queue) => {
                write!(f, "the queue for the rate limit is {queue:.1?} long, and the call can wait for {at_most:.1?}")
            }
            None => write!(f, "the rate limit did not let it through within {at_most:.1?}"),
        }
    }
}

impl StdError for QueueTimeout {}
