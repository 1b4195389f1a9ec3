//! Decides whether a request is retried, without side effects.

use std::time::Duration;

use http::StatusCode;

use crate::error::retries::StopReason;
use crate::response::status::is_transient;
use crate::send::policy::MOST_HONOURED;

/// The outcome of one attempt, as far as it matters for the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing was sent.
    NotSent,
    /// The request may have arrived, but there was no complete response.
    NoResponse,
    /// A response arrived.
    Response {
        status: StatusCode,
        /// The delay that the server asks for.
        retry_after: Option<Duration>,
    },
    /// The credential was rejected, and the next one will differ: this machine's clock was wrong, or the provider has
    /// renewed it.
    CredentialCorrected,
}

/// The time of the retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retry {
    /// Without a delay, since the cause was corrected.
    AtOnce,
    /// After the server's delay plus a random one.
    After(Duration),
    /// The same after 429, for which a limiter slows all calls down.
    Paced(Duration),
}

impl Outcome {
    /// Returns whether the response means that there were too many requests.
    pub(crate) fn is_limited(self) -> bool {
        matches!(self, Self::Response { status: StatusCode::TOO_MANY_REQUESTS, .. })
    }
}

/// Decides after the attempt number `made`. `is_harmless` returns whether the request may take effect once more after what
/// may have happened already.
pub(crate) fn decide(
    outcome: Outcome,
    is_harmless: impl Fn() -> bool,
    made: u32,
    attempts: u32,
) -> Result<Retry, StopReason> {
    let retry = match outcome {
        Outcome::CredentialCorrected => Retry::AtOnce,
        Outcome::NotSent => Retry::After(Duration::ZERO),
        Outcome::NoResponse if is_harmless() => Retry::After(Duration::ZERO),
        Outcome::NoResponse => return Err(StopReason::Unsafe),
        Outcome::Response { status, retry_after } => {
            after_response(status, retry_after.unwrap_or_default(), is_harmless)?
        }
    };
    if made < attempts { Ok(retry) } else { Err(StopReason::AttemptsUsedUp) }
}

fn after_response(status: StatusCode, wait: Duration, is_harmless: impl Fn() -> bool) -> Result<Retry, StopReason> {
    if !is_transient(status) {
        Err(StopReason::Final)
    } else if !is_harmless() {
        Err(StopReason::Unsafe)
    } else if wait > MOST_HONOURED {
        Err(StopReason::WaitTooLong)
    } else if status == StatusCode::TOO_MANY_REQUESTS {
        Ok(Retry::Paced(wait))
    } else {
        Ok(Retry::After(wait))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::send::policy::RetryPolicy;

    fn response(status: u16) -> Outcome {
        Outcome::Response { status: StatusCode::from_u16(status).unwrap(), retry_after: None }
    }

    const NOW: Result<Retry, StopReason> = Ok(Retry::After(Duration::ZERO));

    #[test]
    fn the_table_of_outcomes_and_classes() {
        let mut rows = 0;
        let mut expect = |outcome, repeatable, unrepeatable| {
            assert_eq!(decide(outcome, || true, 1, 3), repeatable, "{outcome:?}, repeatable");
            assert_eq!(decide(outcome, || false, 1, 3), unrepeatable, "{outcome:?}, not repeatable");
            rows += 2;
        };
        expect(Outcome::NotSent, NOW, NOW);
        expect(Outcome::NoResponse, NOW, Err(StopReason::Unsafe));
        expect(Outcome::CredentialCorrected, Ok(Retry::AtOnce), Ok(Retry::AtOnce));
        for status in [408, 500, 502, 503, 504] {
            expect(response(status), NOW, Err(StopReason::Unsafe));
        }
        expect(response(429), Ok(Retry::Paced(Duration::ZERO)), Err(StopReason::Unsafe));
        for status in (100..600).filter(|status| ![408, 429, 500, 502, 503, 504].contains(status)) {
            expect(response(status), Err(StopReason::Final), Err(StopReason::Final));
        }
        assert_eq!(rows, 2 * 503);
    }

    #[test]
    fn the_last_attempt_is_the_last() {
        for outcome in [Outcome::NotSent, Outcome::NoResponse, Outcome::CredentialCorrected, response(503)] {
            assert!(decide(outcome, || true, 2, 3).is_ok(), "{outcome:?}");
            assert_eq!(decide(outcome, || true, 3, 3), Err(StopReason::AttemptsUsedUp), "{outcome:?}");
            assert_eq!(decide(outcome, || true, 1, RetryPolicy::none().attempts), Err(StopReason::AttemptsUsedUp));
        }
        assert_eq!(RetryPolicy::new().attempts(0), RetryPolicy::none());
    }

    #[test]
    fn the_servers_wait_is_kept_up_to_a_minute() {
        let asking = |seconds| Outcome::Response {
            status: StatusCode::SERVICE_UNAVAILABLE,
            retry_after: Some(Duration::from_secs(seconds)),
        };
        assert_eq!(decide(asking(60), || true, 1, 3), Ok(Retry::After(Duration::from_secs(60))));
        assert_eq!(decide(asking(61), || true, 1, 3), Err(StopReason::WaitTooLong));
    }
}
