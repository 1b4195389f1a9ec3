//! Statuses of responses.

use http::StatusCode;

/// Returns whether the same request can have another response a little later.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}
