//! A queue that is too long.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// A request did not get its turn in the time that it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueueTimeout {
    /// How long it could have waited.
    pub at_most: Duration,
    /// How long the queue is, if the limiter knows it: the wait that the request would have needed.
    pub queue: Option<Duration>,
}

impl QueueTimeout {
    /// Makes the error of a [`Limiter`](crate::rate_limit::Limiter) whose queue is too long.
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
