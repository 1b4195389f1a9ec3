//! The seam to whoever knows the credential.

use std::time::SystemTime;

use http::HeaderValue;

use super::transport::BoxError;

/// Makes the `Authorization` header of one request.
///
/// It is asked again for every attempt, just before the attempt is sent, so that a credential that lives for seconds
/// is never stale.
pub trait Authorize: Send + Sync {
    /// Returns the value of the header for a request that is sent `now`. The runtime marks it as sensitive.
    ///
    /// # Errors
    ///
    /// When no credential can be made; nothing is sent then. The error must not contain the secret.
    fn authorization(&self, now: SystemTime) -> Result<HeaderValue, BoxError>;
}
