//! Reads times in the headers of a response.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, HeaderName, RETRY_AFTER};

/// Reads how long the server asks clients to wait, in seconds or until a date; the longest of several values. Other
/// values are ignored, and a date in the past means no delay.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    // The server's own date, if present, makes the difference correct even if this machine's clock is wrong.
    let now = date(headers, &DATE).unwrap_or(now);
    let wishes = headers.get_all(RETRY_AFTER).iter().filter_map(|value| {
        let text = value.to_str().ok()?.trim();
        match text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
            // More digits than fit mean a very long time.
            true => Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX))),
            false => Some(httpdate::parse_http_date(text).ok()?.duration_since(now).unwrap_or_default()),
        }
    });
    wishes.max()
}

/// Reads a header with one date.
pub(crate) fn date(headers: &HeaderMap, name: &HeaderName) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(name)?.to_str().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_seconds_or_dates() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        let asked = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(RETRY_AFTER, value.parse().unwrap());
            }
            retry_after(&headers, now).map(|wait| wait.as_secs())
        };
        let cases: [(&[&str], Option<u64>); 16] = [
            (&[], None),
            (&["0"], Some(0)),
            (&["5"], Some(5)),
            (&[" 5 "], Some(5)),
            (&["-1"], None),
            (&["1e9"], None),
            (&["1.5"], None),
            (&["abc"], None),
            (&[""], None),
            (&["5", "7"], Some(7)),
            (&["abc", "7"], Some(7)),
            (&["999999999999"], Some(999_999_999_999)),
            (&["99999999999999999999999"], Some(u64::MAX)),
            (&["Sun, 06 Nov 1994 08:49:47 GMT"], Some(10)),
            (&["Sunday, 06-Nov-94 08:49:47 GMT"], Some(10)),
            (&["Sun Nov  6 08:49:47 1994"], Some(10)),
        ];
        for (values, expected) in &cases {
            assert_eq!(asked(values), *expected, "{values:?}");
        }
        assert_eq!(asked(&["Sun, 06 Nov 1994 08:49:00 GMT"]), Some(0), "past");
        assert_eq!(cases.len() + 1, 17);
        println!("B5: {} wishes", cases.len() + 1);
    }

    #[test]
    fn a_date_counts_from_the_servers_own() {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, "Sun, 06 Nov 1994 08:49:47 GMT".parse().unwrap());
        headers.insert(DATE, "Sun, 06 Nov 1994 08:49:44 GMT".parse().unwrap());
        assert_eq!(retry_after(&headers, SystemTime::now()), Some(Duration::from_secs(3)));
    }
}
