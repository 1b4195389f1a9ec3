//! The limiter: it decides when a request may be sent, to respect the API's limits.

pub(crate) mod rate;

use crate::boxed::{BoxError, BoxFuture};
use std::sync::Arc;
use std::time::Duration;

/// Lets requests through at the pace that an API allows. It is called for every attempt of every call.
///
/// The built-in [`RateLimiter`](crate::rate_limit::RateLimiter) is for one process. If several processes share a limit,
/// implement this with a store that all of them use.
pub trait Limiter: Send + Sync {
    /// Waits until one request may be sent. `bucket` is the limit that it counts against (`x-rate-limit` in the
    /// description); most requests have none and count against the general one. A request that would have to wait
    /// longer than `at_most` should fail at once; the future is dropped after that time.
    ///
    /// Dropping the future returns its place, if no later request depends on it.
    ///
    /// # Errors
    ///
    /// The reason why no request can be sent. Nothing is sent then.
    fn admit<'l>(&'l self, bucket: Option<&'l str>, at_most: Duration) -> BoxFuture<'l, Result<(), BoxError>>;

    /// Is called after a 429, with the delay that the API asked for, if it did (`Retry-After`). No request should be
    /// let through in that time. The call itself also waits before it calls [`admit`](Self::admit) again.
    fn refused(&self, bucket: Option<&str>, retry_after: Option<Duration>);
}

macro_rules! forwarded {
    ($($pointer:ident),+) => {
        $(impl<L: Limiter + ?Sized> Limiter for $pointer<L> {
            fn admit<'l>(&'l self, bucket: Option<&'l str>, at_most: Duration) -> BoxFuture<'l, Result<(), BoxError>> {
                (**self).admit(bucket, at_most)
            }

            fn refused(&self, bucket: Option<&str>, retry_after: Option<Duration>) {
                (**self).refused(bucket, retry_after);
            }
        })+
    };
}

forwarded!(Arc, Box);
