//! The settings of a client, and those of a single call.

use std::time::Duration;

use crate::send::auth::choose::Wanted;
use crate::send::key_age::IdempotencyKeyAge;
use crate::send::policy::RetryPolicy;

/// What a client is set to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// The whole call, from `.send()` to the end: queue, attempts and delays.
    pub(crate) timeout: Duration,
    /// One attempt.
    pub(crate) attempt_timeout: Duration,
    /// Each chunk of a body that is read as it comes; without it, as one attempt.
    pub(crate) chunk_timeout: Option<Duration>,
    /// Each wait for the limiter; without it, the rest of the call.
    pub(crate) queue_timeout: Option<Duration>,
    pub(crate) retry: RetryPolicy,
    /// How long the API remembers idempotency keys; for ever if nothing is said.
    pub(crate) key_lifetime: Option<Duration>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            attempt_timeout: Duration::from_secs(15),
            chunk_timeout: None,
            queue_timeout: None,
            retry: RetryPolicy::new(),
            key_lifetime: None,
        }
    }
}

/// What one call has otherwise.
#[derive(Clone, Default)]
pub(crate) struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) chunk_timeout: Option<Duration>,
    pub(crate) queue_timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    /// The age of the idempotency keys of the request; they are made when it is sent if nothing is said.
    pub(crate) key_age: Option<IdempotencyKeyAge>,
    /// The credentials of the call; those that the operation declares if nothing is said.
    pub(crate) credentials: Option<Wanted>,
}

impl Settings {
    /// The settings of one call.
    pub(crate) fn with(self, options: &CallOptions) -> Self {
        Self {
            timeout: options.timeout.unwrap_or(self.timeout),
            attempt_timeout: options.attempt_timeout.unwrap_or(self.attempt_timeout),
            chunk_timeout: options.chunk_timeout.or(self.chunk_timeout),
            queue_timeout: options.queue_timeout.or(self.queue_timeout),
            retry: options.retry.unwrap_or(self.retry),
            key_lifetime: self.key_lifetime,
        }
    }
}
