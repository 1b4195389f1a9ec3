//! Media types, as far as they differ for the code.

/// What the media types mean to the code.
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
        // Events come one by one, and need not end.
        "text/event-stream" => Media::Bytes,
        _ if essence.ends_with("+json") => Media::Json,
        _ if essence.starts_with("text/") => Media::Text,
        _ => Media::Bytes,
    }
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(range: &str) -> String {
    range.split(';').next().unwrap_or(range).trim().to_ascii_lowercase()
}

/// How much a media type is preferred: the smaller, the more.
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
}
