//! Who may post: the page's own forms and whoever is no browser, but no other site that a browser has open.

use axum::http::header::{HOST, HeaderName, ORIGIN};
use axum::http::request::Parts;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a request does not come from a page of another site.
pub(super) fn is_own(parts: &Parts) -> bool {
    let header = |name: &HeaderName| parts.headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let is_own_site = header(&FETCH_SITE).is_none_or(|site| matches!(site, "same-origin" | "none"));
    let is_own_origin = header(&ORIGIN).is_none_or(|origin| {
        let host = origin.split_once("://").map(|(_, host)| host);
        host.is_some() && host == header(&HOST)
    });
    is_own_site && is_own_origin
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn is_taken(headers: &[(&str, &str)]) -> bool {
        let mut request = Request::post("/_page/send").header("Host", "127.0.0.1:4010");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        is_own(&request.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn only_other_sites_are_refused() {
        assert!(is_taken(&[]));
        assert!(is_taken(&[("Origin", "http://127.0.0.1:4010")]));
        assert!(is_taken(&[("Origin", "http://127.0.0.1:4010"), ("Sec-Fetch-Site", "same-origin")]));
        assert!(is_taken(&[("Sec-Fetch-Site", "none")]));
        for origin in ["http://127.0.0.1:4011", "https://example.com", "null", "", "127.0.0.1:4010"] {
            assert!(!is_taken(&[("Origin", origin)]), "{origin}");
        }
        for site in ["cross-site", "same-site", ""] {
            assert!(!is_taken(&[("Sec-Fetch-Site", site)]), "{site}");
            assert!(!is_taken(&[("Sec-Fetch-Site", site), ("Origin", "http://127.0.0.1:4010")]), "{site}");
        }
    }
}
