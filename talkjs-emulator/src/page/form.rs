//! Names and values, as addresses and forms write them.

use std::fmt::Write as _;

use crate::percent;

/// The pairs of a query or of a form; a pair that is not UTF-8 or has a broken escape is left out.
pub(super) fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split('&').filter_map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((percent::decode_query(name)?, percent::decode_query(value)?))
    })
}

/// Any text so that it can stand in an address, in a query's value, or as the `id` of an element.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // A string takes everything.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_goes_round() {
        for text in ["", "a b+c", "100%", "a&b=c;d#e?f/g", "é👍\0\r\n\"'<>"] {
            let query = format!("x={}&y", encoded(text));
            let expected = [("x".to_owned(), text.to_owned()), ("y".to_owned(), String::new())];
            assert_eq!(pairs(&query).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        assert_eq!(pairs("a=%ff&b=%zz&c=1").collect::<Vec<_>>(), [("c".to_owned(), "1".to_owned())]);
    }
}
