//! By which names the emulator lets itself be called.
//!
//! A page on the web can make a browser ask this machine under a name of the page's own (DNS rebinding), and would then
//! be allowed to read the answer. So a name that nobody has given to the emulator is refused.

use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::uri::Authority;

const LOCAL: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// The names, besides those of this machine.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hosts(Vec<String>);

impl Hosts {
    pub(crate) fn new(names: Vec<String>) -> Self {
        Self(names)
    }

    /// Whether a request is for this emulator, by its header `Host`; the port does not matter.
    pub(crate) fn are_meant(&self, parts: &Parts) -> bool {
        let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
        host.is_some_and(|host| self.include(host))
    }

    /// Whether a request comes from no page of another site. Only browsers say where a request comes from.
    pub(crate) fn are_the_origin(&self, parts: &Parts) -> bool {
        parts.headers.get(ORIGIN).is_none_or(|origin| {
            let host = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
            host.is_some_and(|(_, host)| self.include(host))
        })
    }

    fn include(&self, authority: &str) -> bool {
        let Ok(authority) = authority.parse::<Authority>() else {
            return false;
        };
        let host = authority.host();
        LOCAL.into_iter().chain(self.0.iter().map(String::as_str)).any(|known| known.eq_ignore_ascii_case(host))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn parts(name: &str, value: &str) -> Parts {
        Request::get("/").header(name, value).body(()).unwrap().into_parts().0
    }

    #[test]
    fn names_of_this_machine_and_given_ones_are_meant_at_any_port() {
        let hosts = Hosts::new(vec!["talkjs.local".to_owned()]);
        for name in ["localhost", "LOCALHOST:4010", "127.0.0.1:1", "[::1]:4010", "[::1]", "talkjs.local:4010"] {
            assert!(hosts.are_meant(&parts("Host", name)), "{name}");
        }
        for name in ["", "evil.example", "localhost.evil.example", "127.0.0.2", "0.0.0.0:4010", "a b"] {
            assert!(!hosts.are_meant(&parts("Host", name)), "{name}");
        }
        assert!(!hosts.are_meant(&parts("X-Host", "localhost")));
    }

    #[test]
    fn pages_of_other_sites_are_no_origin() {
        let hosts = Hosts::default();
        for origin in ["http://localhost:4010", "http://127.0.0.1"] {
            assert!(hosts.are_the_origin(&parts("Origin", origin)), "{origin}");
        }
        for origin in ["null", "https://evil.example", "localhost"] {
            assert!(!hosts.are_the_origin(&parts("Origin", origin)), "{origin}");
        }
        assert!(hosts.are_the_origin(&parts("X-Origin", "https://evil.example")));
    }
}
