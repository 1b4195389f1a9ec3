//! Percent-encoding, undone once.

/// The text of a path segment, or nothing when an escape is broken or the bytes are no UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => digit(bytes.next()?)?.checked_mul(16)? | digit(bytes.next()?)?,
            other => other,
        });
    }
    String::from_utf8(decoded).ok()
}

/// The text of a query's name or value, where `+` is a space.
pub(crate) fn decode_query(text: &str) -> Option<String> {
    if text.contains('+') { decode(&text.replace('+', " ")) } else { decode(text) }
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_once() {
        assert_eq!(decode("a%2Fb%2fc").as_deref(), Some("a/b/c"));
        assert_eq!(decode("%252e%2e").as_deref(), Some("%2e."));
        assert_eq!(decode("%C3%A9+%F0%9F%91%8D").as_deref(), Some("é+👍"));
        assert_eq!(decode_query("a+b%2B").as_deref(), Some("a b+"));
    }

    #[test]
    fn broken_escapes_and_invalid_utf8_have_no_text() {
        for broken in ["%", "%2", "a%zz", "%+1", "%ff", "%C3", "%ED%A0%80"] {
            assert_eq!(decode(broken), None, "{broken}");
        }
    }
}
