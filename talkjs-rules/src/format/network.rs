//! Host names, addresses, email addresses and URIs.

use std::net::{Ipv4Addr, Ipv6Addr};

pub(super) fn is_email(text: &str) -> bool {
    // A quoted local part may hold an `@`.
    let parts = text.rsplit_once('@');
    parts.is_some_and(|(local, domain)| {
        let is_plain = !local.contains('@') || local.starts_with('"');
        is_plain && !local.is_empty() && !domain.is_empty() && !domain.contains(char::is_whitespace)
    })
}

pub(super) fn is_uri(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme)) && !text.contains(char::is_whitespace)
}

/// A URI or a relative reference. A `:` before the first `/`, `?` or `#` ends a scheme.
pub(super) fn is_uri_reference(text: &str) -> bool {
    let before_path = text.split(['/', '?', '#']).next().unwrap_or_default();
    let has_good_scheme = before_path.split_once(':').is_none_or(|(scheme, _)| is_scheme(scheme));
    has_good_scheme && !text.contains(char::is_whitespace) && !text.contains('\\')
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

pub(super) fn is_ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

pub(super) fn is_ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

/// RFC 1123, optionally with the final dot of a fully qualified name.
pub(super) fn is_hostname(text: &str) -> bool {
    let name = text.strip_suffix('.').unwrap_or(text);
    name.len() <= 253 && name.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let is_inside = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (1..=63).contains(&label.len()) && is_inside && !label.starts_with('-') && !label.ends_with('-')
}
