//! The settings of a client, and those of a single call.

use std::time::Duration;

use crate::send::auth::choose::Wanted;
use crate::send::key_age::IdempotencyKeyAge;
use crate::send::policy::RetryPolicy;

/// The settings of a client.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// The timeout of the whole call, from `.send()` to the end: queue, attempts and delays.
    pub(crate) timeout: Duration,
    /// The timeout of one attempt.
    pub(crate) attempt_timeout: Duration,
    /// The timeout of each chunk of a streamed body; by default that of one attempt.
    pub(crate) chunk_timeout: Option<Duration>,
    /// The longest wait for the limiter; by default the rest of the call.
    pub(crate) queue_timeout: Option<Duration>,
    pub(crate) retry: RetryPolicy,
    /// How long the API remembers idempotency keys; forever by default.
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

/// The settings of one call. Few calls have any, so they stand apart.
#[derive(Clone, Default)]
pub(crate) struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) chunk_timeout: Option<Duration>,
    pub(crate) queue_timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    /// The age of the request's idempotency keys; by default they are created when it is sent.
    pub(crate) key_age: Option<IdempotencyKeyAge>,
    /// The credentials of the call; by default those that the operation declares.
    pub(crate) credentials: Option<Wanted>,
}

impl Settings {
    /// The settings of one call.
    pub(crate) fn with(self, options: Option<&CallOptions>) -> Self {
        let Some(options) = options else { return self };
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
