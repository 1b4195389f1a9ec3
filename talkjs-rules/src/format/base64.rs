//! Base64 (RFC 4648).

/// Accepts the alphabet of section 4, which OpenAPI's `byte` means, or the URL-safe one of section 5, which some
/// servers use, but not both in one text. Padding may be absent; if present, it must be complete. Anything else is
/// rejected, including line breaks.
pub(super) fn is_base64(text: &str) -> bool {
    let data = text.trim_end_matches('=');
    let padding = text.len().saturating_sub(data.len());
    let is_of = |symbols: &[u8]| data.bytes().all(|byte| byte.is_ascii_alphanumeric() || symbols.contains(&byte));
    let is_whole = match data.len() % 4 {
        0 => padding == 0,
        2 => matches!(padding, 0 | 2),
        3 => matches!(padding, 0 | 1),
        // A group of one character has too few bits for a byte.
        _ => false,
    };
    is_whole && (is_of(b"+/") || is_of(b"-_"))
}
