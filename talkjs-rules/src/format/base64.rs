//! Base64 (RFC 4648).

/// The alphabet of section 4, as OpenAPI's `byte` means it, or the URL-safe one of section 5, which some servers mean;
/// not both in one text. Padding may be left out, as with the URL-safe one it mostly is; where it stands, it is whole.
/// Anything else is no base64, line breaks included.
pub(super) fn is_base64(text: &str) -> bool {
    let data = text.trim_end_matches('=');
    let padding = text.len().saturating_sub(data.len());
    let is_of = |symbols: &[u8]| data.bytes().all(|byte| byte.is_ascii_alphanumeric() || symbols.contains(&byte));
    let is_whole = match data.len() % 4 {
        0 => padding == 0,
        2 => matches!(padding, 0 | 2),
        3 => matches!(padding, 0 | 1),
        // One character of a group has too few bits for a byte.
        _ => false,
    };
    is_whole && (is_of(b"+/") || is_of(b"-_"))
}
