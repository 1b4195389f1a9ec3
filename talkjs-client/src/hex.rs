//! Bytes as hexadecimal digits.

use std::fmt::Write as _;

/// Writes each byte as two lower-case digits.
pub(crate) fn hex(bytes: impl Iterator<Item = u8>) -> String {
    bytes.fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
