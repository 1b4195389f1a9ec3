//! Protection of the emulator from pages on the web.
//!
//! A page can make a browser send requests to this machine under a name of the page's own (DNS rebinding), and could
//! then read the responses. So requests for an unknown name are refused. And a page can make a browser send a request
//! to any address, without reading the response: so only the emulator's own page, and clients that are not browsers,
//! can control it.

use http::header::{HOST, HeaderName, ORIGIN};
use http::request::Parts;
use http::uri::Authority;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const LOCAL: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Whether the header `Host` names this machine or is one of some names; the port does not matter.
pub(crate) fn host_allowed(names: &[String], parts: &Parts) -> bool {
    let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok()?.parse::<Authority>().ok());
    let mut allowed = LOCAL.into_iter().chain(names.iter().map(String::as_str));
    host.is_some_and(|host| allowed.any(|name| name.eq_ignore_ascii_case(host.host())))
}

/// Whether a request comes from the emulator's own page, or not from a browser: only browsers send an origin.
pub(crate) fn same_origin(parts: &Parts) -> bool {
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
    use http::Request;

    use super::*;

    fn parts(headers: &[(&str, &str)]) -> Parts {
        let request = headers.iter().fold(Request::post("/"), |request, (name, value)| request.header(*name, *value));
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn names_of_this_machine_and_given_ones_are_allowed_at_any_port() {
        let names = ["talkjs.local".to_owned()];
        for name in ["localhost", "LOCALHOST:4010", "127.0.0.1:1", "[::1]:4010", "[::1]", "talkjs.local:4010"] {
            assert!(host_allowed(&names, &parts(&[("Host", name)])), "{name}");
        }
        for name in ["", "evil.example", "localhost.evil.example", "127.0.0.2", "0.0.0.0:4010", "a b"] {
            assert!(!host_allowed(&names, &parts(&[("Host", name)])), "{name}");
        }
        assert!(!host_allowed(&names, &parts(&[("X-Host", "localhost")])));
    }

    #[test]
    fn only_other_sites_are_refused_and_another_port_is_another_site() {
        let is_taken = |headers: &[_]| same_origin(&parts(&[&[("Host", "127.0.0.1:4010")], headers].concat()));
        assert!(is_taken(&[]));
        assert!(is_taken(&[("Origin", "http://127.0.0.1:4010")]));
        assert!(is_taken(&[("Origin", "http://127.0.0.1:4010"), ("Sec-Fetch-Site", "same-origin")]));
        assert!(is_taken(&[("Sec-Fetch-Site", "none")]));
        for origin in
            ["http://127.0.0.1:4011", "http://localhost:4010", "https://example.com", "null", "", "127.0.0.1:4010"]
        {
            assert!(!is_taken(&[("Origin", origin)]), "{origin}");
        }
        for site in ["cross-site", "same-site", ""] {
            assert!(!is_taken(&[("Sec-Fetch-Site", site)]), "{site}");
            assert!(!is_taken(&[("Sec-Fetch-Site", site), ("Origin", "http://127.0.0.1:4010")]), "{site}");
        }
    }
}
