//! Matches the media type of a response with the described ones.

use http::HeaderMap;
use http::header::CONTENT_TYPE;

use crate::response::read::Mismatch;

/// Names of the same format: one JSON text in each line.
const JSON_LINES: [&str; 6] = [
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonl",
    "application/jsonlines",
    "application/x-jsonlines",
];

/// Chooses a group of media types by the header `Content-Type` of a response; the first one if there is no such header.
/// An exact media type takes precedence over one of the same format, and that over a range.
///
/// # Errors
///
/// If the media type is in none of the groups.
pub(crate) fn choose(groups: &[&[&str]], headers: &HeaderMap) -> Result<usize, Mismatch> {
    let Some(found) = media_type(headers) else { return Ok(0) };
    let distance = |group: &&[&str]| group.iter().filter_map(|range| distance(&essence(range), &found)).min();
    let distances = groups.iter().map(distance).enumerate();
    let nearest = distances.filter_map(|(index, distance)| Some((distance?, index))).min();
    nearest.map(|(_, index)| index).ok_or_else(|| undescribed(groups, &found))
}

/// The media type of a response without its parameters, if the response has one.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    headers.get(CONTENT_TYPE).map(|header| essence(&String::from_utf8_lossy(header.as_bytes())))
}

/// A media type without parameters, in lower case.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or(media_type).trim().to_ascii_lowercase()
}

/// The distance of a media type to a range that includes it.
fn distance(range: &str, found: &str) -> Option<u8> {
    let is_lines = |media_type: &str| JSON_LINES.contains(&media_type);
    if range == found {
        return Some(0);
    }
    if is_json(range) && is_json(found) || is_lines(range) && is_lines(found) {
        return Some(1);
    }
    match range.strip_suffix('*')? {
        "*/" => Some(3),
        kind => found.starts_with(kind).then_some(2),
    }
}

pub(crate) fn is_json(media_type: &str) -> bool {
    matches!(media_type, "application/json" | "text/json") || media_type.ends_with("+json")
}

/// Adds the content type to the error for a body that is not JSON, if the content type is not JSON either.
pub(crate) fn with_content_type(mismatch: Mismatch, headers: &HeaderMap) -> Mismatch {
    match media_type(headers).filter(|found| !is_json(found)) {
        Some(found) if mismatch.is_no_json() => {
            let reason = format!("{}; its content type is `{found}`", mismatch.reason);
            Mismatch { reason, ..mismatch }
        }
        _ => mismatch,
    }
}

fn undescribed(groups: &[&[&str]], found: &str) -> Mismatch {
    let described: Vec<String> =
        groups.iter().flat_map(|group| group.iter()).map(|range| format!("`{range}`")).collect();
    let reason = format!("expected the content type {}, found `{found}`", described.join(" or "));
    Mismatch { pointer: String::new(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(groups: &[&[&str]], content_type: &str) -> Result<usize, String> {
        let value = content_type.parse().map_err(|_| "the content type is no header".to_owned())?;
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, value)]);
        choose(groups, &headers).map_err(|mismatch| mismatch.reason)
    }

    #[test]
    fn the_nearest_media_type_is_chosen() {
        let groups: &[&[&str]] = &[&["application/json"], &["text/*"], &["text/csv"], &["application/star+json"]];
        for (content_type, index) in [
            ("application/json", 0),
            ("Application/JSON; charset=utf-8", 0),
            ("text/json", 0),
            ("application/problem+json", 0),
            ("application/star+json", 3),
            ("text/csv", 2),
            ("text/csv;header=present", 2),
            ("text/html", 1),
        ] {
            assert_eq!(chosen(groups, content_type), Ok(index), "{content_type}");
        }
        assert_eq!(chosen(&[&["application/jsonl"], &["*/*"]], "application/x-ndjson"), Ok(0));
        assert_eq!(chosen(&[&["application/jsonl"], &["*/*"]], "image/png"), Ok(1));
    }

    #[test]
    fn the_first_media_type_is_chosen_without_a_header() {
        assert_eq!(choose(&[&["text/csv"], &["application/json"]], &HeaderMap::new()), Ok(0));
    }

    #[test]
    fn an_undescribed_media_type_is_an_error_that_lists_what_is_described() {
        assert_eq!(
            chosen(&[&["application/json", "text/json"], &["text/csv"]], "text/html; charset=utf-8").unwrap_err(),
            "expected the content type `application/json` or `text/json` or `text/csv`, found `text/html`"
        );
        assert!(chosen(&[&["image/*"]], "application/pdf").is_err());
    }
}
