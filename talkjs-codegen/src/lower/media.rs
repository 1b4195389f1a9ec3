//! Media types, as far as they affect the code.

use crate::model::Framing;

/// The kinds of media types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Media {
    Json,
    Form,
    Multipart,
    Text,
    Bytes,
}

/// The kind of a media type or range.
pub(super) fn media_of(range: &str) -> Media {
    let essence = essence(range);
    match essence.as_str() {
        "application/json" | "text/json" | "*/*" => Media::Json,
        "application/x-www-form-urlencoded" => Media::Form,
        "multipart/form-data" => Media::Multipart,
        // Events arrive one by one, and the stream may have no end.
        "text/event-stream" => Media::Bytes,
        _ if essence.ends_with("+json") => Media::Json,
        _ if essence.starts_with("text/") => Media::Text,
        _ => Media::Bytes,
    }
}

/// How a response of a media type is split into events or values; `None` if it is read as a whole.
pub(super) fn framing_of(range: &str) -> Option<Framing> {
    match essence(range).as_str() {
        "text/event-stream" => Some(Framing::Events),
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/x-jsonl"
        | "application/jsonlines"
        | "application/x-jsonlines" => Some(Framing::Lines),
        "application/json-seq" => Some(Framing::Records),
        _ => None,
    }
}

/// Whether a media type is another notation for JSON values.
pub(super) fn is_other_notation(range: &str) -> bool {
    let essence = essence(range);
    let subtype = essence.split('/').nth(1).unwrap_or_default();
    let notation = subtype.rsplit('+').next().unwrap_or_default();
    ["xml", "yaml", "x-yaml", "cbor", "msgpack", "x-msgpack", "vnd.msgpack"].contains(&notation)
}

/// The suffix of a method or type for a media type. It depends only on the media type, so that names stay when the
/// description gets another one.
pub(super) fn suffix(range: &str) -> String {
    let essence = essence(range);
    match essence.as_str() {
        "application/json" | "text/json" => "json",
        "application/x-www-form-urlencoded" => "form",
        "multipart/form-data" => "multipart",
        "text/plain" | "text/*" => "text",
        "application/octet-stream" => "bytes",
        other if other.contains('*') => "bytes",
        other => {
            let subtype = other.split('/').nth(1).unwrap_or(other);
            subtype.strip_prefix("x-").unwrap_or(subtype)
        }
    }
    .to_owned()
}

/// A media type without parameters, in lower case.
pub(super) fn essence(range: &str) -> String {
    range.split(';').next().unwrap_or(range).trim().to_ascii_lowercase()
}

/// The preference of a media type: smaller is better.
pub(super) fn rank(range: &str) -> (Media, u8) {
    let exactness = match essence(range).as_str() {
        "application/json" => 0,
        "*/*" => 2,
        _ => 1,
    };
    (media_of(range), exactness)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_exact_media_type_is_preferred() {
        let mut ranges = [
            "image/png",
            "*/*",
            "text/plain",
            "application/vnd.api+json",
            "multipart/form-data",
            "application/x-www-form-urlencoded",
            "application/json; charset=utf-8",
        ];
        ranges.sort_by_key(|range| rank(range));
        assert_eq!(
            ranges,
            [
                "application/json; charset=utf-8",
                "application/vnd.api+json",
                "*/*",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "text/plain",
                "image/png",
            ]
        );
    }

    #[test]
    fn a_suffix_is_made_of_the_media_type_alone() {
        for (range, expected) in [
            ("application/json; charset=utf-8", "json"),
            ("application/x-www-form-urlencoded", "form"),
            ("multipart/form-data; boundary=x", "multipart"),
            ("text/plain;charset=utf-8", "text"),
            ("application/octet-stream", "bytes"),
            ("image/*", "bytes"),
            ("text/csv", "csv"),
            ("text/x-markdown", "markdown"),
            ("application/merge-patch+json", "merge-patch+json"),
            ("application/xml", "xml"),
            ("nonsense", "nonsense"),
        ] {
            assert_eq!(suffix(range), expected, "{range}");
        }
    }

    #[test]
    fn other_notations_of_json_values_are_known() {
        for range in ["application/xml", "text/xml", "application/atom+xml; charset=utf-8", "application/yaml"] {
            assert!(is_other_notation(range), "{range}");
        }
        for range in ["text/csv", "application/pdf", "application/json", "*/*", "xml"] {
            assert!(!is_other_notation(range), "{range}");
        }
    }
}
