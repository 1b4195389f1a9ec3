//! Hides a sensitive property in `Debug`.

use std::fmt;

/// Prints `***`; generated `Debug` uses it for properties that the description marks with `x-sensitive`.
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
