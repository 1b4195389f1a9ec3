//! `Debug` of headers without their values.

use std::fmt;

use http::{HeaderMap, HeaderName};

/// Shows only the names of headers. Values can be personal or secret.
pub(crate) struct HeaderNames<'a>(pub(crate) &'a HeaderMap);

impl fmt::Debug for HeaderNames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys().map(HeaderName::as_str)).finish()
    }
}
