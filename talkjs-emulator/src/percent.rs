//! Percent-encoding.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Characters that are encoded in any part of an address.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Encodes text for an address, a query's value, or the `id` of an element.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// The text of a path segment, decoded once; nothing if an escape is malformed or the bytes are not UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    let is_escape = |rest: &str| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    if !text.split('%').skip(1).all(is_escape) {
        return None;
    }
    percent_decode_str(text).decode_utf8().ok().map(Into::into)
}

/// The text of a query's name or value, where `+` is a space.
pub(crate) fn decode_query(text: &str) -> Option<String> {
    decode(&text.replace('+', " "))
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
        assert_eq!(decode(&encode("a b+/-_.~%é")).as_deref(), Some("a b+/-_.~%é"));
    }

    #[test]
    fn broken_escapes_and_invalid_utf8_have_no_text() {
        for broken in ["%", "%2", "a%zz", "%+1", "%ff", "%C3", "%ED%A0%80"] {
            assert_eq!(decode(broken), None, "{broken}");
        }
    }
}
