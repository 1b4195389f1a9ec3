//! Percent-encoding.

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// What no URL gives a meaning, besides letters and digits.
const UNRESERVED: &[u8] = b"-._~";

/// Appends the text with everything escaped except RFC 3986's unreserved characters.
///
/// The result cannot end a segment, a query pair or the path, whatever the text is.
pub(crate) fn escape(text: &str, out: &mut String) {
    escape_but(text, UNRESERVED, out);
}

/// Returns the escaped text.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

/// The same for a text that is not needed any more: most ids stay as they are.
pub(crate) fn into_escaped(text: String) -> String {
    if text.bytes().all(|byte| is_kept(byte, UNRESERVED)) { text } else { escaped(&text) }
}

/// The reserved characters that do not end a value of a query: all except `&` and `#`.
const RESERVED_IN_QUERY: &[u8] = b"-._~:/?[]@!$'()*+,;=";

/// The reserved characters that do not end a segment of a path: those of RFC 3986's `pchar`.
const RESERVED_IN_SEGMENT: &[u8] = b"-._~:@!$&'()*+,;=";

/// Returns the text as a value of a query, as required by `allowReserved`: reserved characters and percent-encoded
/// triples are kept, as far as the value stays a single value.
pub(crate) fn reserved_in_query(text: &str) -> String {
    reserved(text, RESERVED_IN_QUERY)
}

/// The same for a segment of a path.
pub(crate) fn reserved_in_segment(text: &str) -> String {
    reserved(text, RESERVED_IN_SEGMENT)
}

fn reserved(text: &str, kept: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('%');
    escape_but(parts.next().unwrap_or_default(), kept, &mut out);
    for part in parts {
        let is_triple = part.bytes().take_while(u8::is_ascii_hexdigit).count() >= 2;
        out.push_str(if is_triple { "%" } else { "%25" });
        escape_but(part, kept, &mut out);
    }
    out
}

fn escape_but(text: &str, kept: &[u8], out: &mut String) {
    if text.bytes().all(|byte| is_kept(byte, kept)) {
        return out.push_str(text);
    }
    for byte in text.bytes() {
        if is_kept(byte, kept) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(hex_digit(byte >> 4));
            out.push(hex_digit(byte & 0x0F));
        }
    }
}

fn is_kept(byte: u8, kept: &[u8]) -> bool {
    byte.is_ascii_alphanumeric() || kept.contains(&byte)
}

fn hex_digit(value: u8) -> char {
    HEX.get(usize::from(value)).copied().map_or('0', char::from)
}

#[cfg(test)]
mod tests {
    use super::{escape, reserved_in_query, reserved_in_segment};

    #[test]
    fn triples_and_reserved_characters_stay_where_that_is_asked_for() {
        for (text, query, segment) in [
            ("a%20b%2fc%2F", "a%20b%2fc%2F", "a%20b%2fc%2F"),
            ("100% %zz %4 %", "100%25%20%25zz%20%254%20%25", "100%25%20%25zz%20%254%20%25"),
            (":/?#[]@!$&'()*+,;=", ":/?%23[]@!$%26'()*+,;=", ":%2F%3F%23%5B%5D@!$&'()*+,;="),
            ("é%C3%A9\"", "%C3%A9%C3%A9%22", "%C3%A9%C3%A9%22"),
            ("%%41", "%25%41", "%25%41"),
        ] {
            assert_eq!((reserved_in_query(text).as_str(), reserved_in_segment(text).as_str()), (query, segment));
        }
    }

    #[test]
    fn only_unreserved_characters_stay() {
        let mut out = String::new();
        escape("aZ09-._~ /?#[]@!$&'()*+,;=:%\\\"é😀\n", &mut out);
        assert_eq!(
            out,
            "aZ09-._~%20%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%3A%25%5C%22%C3%A9%F0%9F%98%80%0A"
        );
    }
}
