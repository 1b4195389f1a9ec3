//! The limiter: it decides when a request may be sent, so that the API's limits are kept.

pub(crate) mod rate;

use crate::boxed::{BoxError, BoxFuture};
use std::sync::Arc;
use std::time::Duration;

/// Lets requests through at the pace that an API allows. Every attempt of every call asks it.
///
/// [`RateLimiter`](crate::rate_limit::RateLimiter) is built in and for one process. Where several processes share a limit, implement this on a store
/// that all of them reach.
pub trait Limiter: Send + Sync {
    /// Waits until one request may be sent. `bucket` names the limit that it counts against (`x-rate-limit` in the
    /// description); most have none and count against the general one. A request that would have to wait longer than `at_most`
    /// should fail at once; the future is dropped after that time.
    ///
    /// Dropping the future gives its place back, if nobody waits behind it and depends on it.
    ///
    /// # Errors
    ///
    /// Why no request can be sent. Nothing is sent then.
    fn admit<'l>(&'l self, bucket: Option<&'l str>, at_most: Duration) -> BoxFuture<'l, Result<(), BoxError>>;

    /// Takes note of a 429, and of the wait that the API asked for, if it did (`Retry-After`). Nothing should be let through
    /// in that time. The call itself waits too, whatever this does, before it calls [`admit`](Self::admit) again.
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
