//! Percent-encoding.

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Appends the text with everything escaped but RFC 3986's unreserved characters.
///
/// What is left cannot end a segment, a query member or the path, whatever the text is.
pub(crate) fn escape(text: &str, out: &mut String) {
    escape_but(text, b"-._~", out);
}

/// Returns the escaped text.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

/// Appends the text with the reserved characters left as they are that mean nothing inside the value of a query
/// member (`allowReserved`).
pub(crate) fn escape_unreserved(text: &str, out: &mut String) {
    escape_but(text, b"-._~:/?@!$'()*,;=", out);
}

fn escape_but(text: &str, kept: &[u8], out: &mut String) {
    let is_kept = |byte: u8| byte.is_ascii_alphanumeric() || kept.contains(&byte);
    if text.bytes().all(is_kept) {
        return out.push_str(text);
    }
    for byte in text.bytes() {
        if is_kept(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(hex_digit(byte >> 4));
            out.push(hex_digit(byte & 0x0F));
        }
    }
}

fn hex_digit(value: u8) -> char {
    HEX.get(usize::from(value)).copied().map_or('0', char::from)
}

#[cfg(test)]
mod tests {
    use super::escape;

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
