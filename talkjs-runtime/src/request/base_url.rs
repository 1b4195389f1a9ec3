//! The base URL, which comes before an operation's path.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use crate::request::path::is_dot_segment;
use bytes::Bytes;
use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};

/// A checked base URL: scheme, host, port, and a path prefix.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
    prefix: String,
}

impl FromStr for BaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.contains(['?', '#']) {
            return Err("must not have a query or a fragment".to_owned());
        }
        let parts = text.parse().unwrap_or_else(|_| Uri::default()).into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err("must be a full URL such as `https://api.example.com`".to_owned());
        };
        if scheme != Scheme::HTTPS && scheme != Scheme::HTTP {
            return Err(format!("must begin with `https://` or `http://`, found `{scheme}://`"));
        }
        if authority.as_str().contains('@') {
            return Err("must not contain a user name or a password".to_owned());
        }
        if authority.host().is_empty() {
            return Err("must have a host".to_owned());
        }
        if !is_port(authority.as_str().strip_prefix(authority.host()).unwrap_or_default()) {
            return Err("must have a port from 0 to 65535".to_owned());
        }
        let bracketed = authority.host().strip_prefix('[').map(|host| host.trim_end_matches(']'));
        if bracketed.is_some_and(|host| host.parse::<Ipv6Addr>().is_err()) {
            return Err("must have only an IPv6 address in brackets".to_owned());
        }
        let path = parts.path_and_query.as_ref().map_or("", PathAndQuery::path);
        if path.split('/').any(is_dot_segment) {
            return Err("must not have `.` or `..` in its path".to_owned());
        }
        Ok(Self { scheme, authority, prefix: path.trim_end_matches('/').to_owned() })
    }
}

impl BaseUrl {
    /// Returns the URL of a whole path, which begins with the [prefix](Self::prefix) and may have a query.
    pub(crate) fn with_path(&self, path_and_query: String) -> Result<Uri, http::Error> {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(PathAndQuery::from_maybe_shared(Bytes::from(path_and_query))?);
        Ok(Uri::from_parts(parts)?)
    }

    /// Resolves a URL relative to this one.
    pub(crate) fn resolve(&self, text: &str) -> Result<Self, String> {
        if text.contains("://") {
            text.parse()
        } else if text.starts_with("//") {
            format!("{}:{text}", self.scheme).parse()
        } else {
            let folder = self.prefix.rsplit_once('/').map_or("", |(folder, _)| folder);
            let path = if text.starts_with('/') { text.to_owned() } else { format!("{folder}/{text}") };
            format!("{}://{}{}", self.scheme, self.authority, without_dots(&path)).parse()
        }
    }

    /// Returns whether scheme, host and port are the same.
    pub(crate) fn is_origin_of(&self, other: &Self) -> bool {
        self.scheme == other.scheme && self.authority == other.authority
    }

    /// Returns scheme, host and port.
    pub(crate) fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.authority)
    }

    /// Returns the path prefix; empty or beginning with `/`.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    pub(crate) fn is_https(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// Returns whether the host is certainly this machine, so that nobody on the network can read the data.
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.authority)
    }

    /// Returns host and port.
    pub(crate) fn authority(&self) -> &Authority {
        &self.authority
    }
}

/// Returns whether a host is certainly this machine.
pub(crate) fn is_loopback(authority: &Authority) -> bool {
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.prefix)
    }
}

/// Whether the text after the host is empty, or a colon and a number; the `http` crate accepts any text as a port.
fn is_port(text: &str) -> bool {
    let digits = text.strip_prefix(':').unwrap_or(text);
    digits.is_empty() || digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.parse::<u16>().is_ok()
}

/// Resolves `.` and `..` in a path.
fn without_dots(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    format!("/{}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::BaseUrl;

    fn parse(text: &str) -> Result<BaseUrl, String> {
        text.parse()
    }

    #[test]
    fn a_path_is_put_behind_the_prefix() {
        for base in ["https://api.example.com/v1/app", "https://api.example.com/v1/app/"] {
            let base = parse(base).unwrap();
            let url = base.with_path(format!("{}/users/a?limit=1", base.prefix())).unwrap();
            assert_eq!(url.to_string(), "https://api.example.com/v1/app/users/a?limit=1");
        }
        assert_eq!(
            parse("http://127.0.0.1:4010").unwrap().with_path("/users".to_owned()).unwrap().to_string(),
            "http://127.0.0.1:4010/users"
        );
    }

    #[test]
    fn what_is_no_base_url_is_refused_with_the_reason() {
        let cases = [
            ("api.example.com", "must be a full URL such as `https://api.example.com`"),
            ("/v1", "must be a full URL such as `https://api.example.com`"),
            ("", "must be a full URL such as `https://api.example.com`"),
            ("https://", "must be a full URL such as `https://api.example.com`"),
            ("ftp://a", "must begin with `https://` or `http://`, found `ftp://`"),
            ("https://user:pass@a", "must not contain a user name or a password"),
            ("https://a:99999", "must have a port from 0 to 65535"),
            ("https://a:+80", "must have a port from 0 to 65535"),
            ("http://[127.0.0.1]", "must have only an IPv6 address in brackets"),
            ("http://[localhost]:80", "must have only an IPv6 address in brackets"),
            ("https://a/?x=1", "must not have a query or a fragment"),
            ("https://a/#x", "must not have a query or a fragment"),
            ("https://a/v1/../v2", "must not have `.` or `..` in its path"),
            ("https://a/v1/%2E%2e", "must not have `.` or `..` in its path"),
        ];
        for (text, reason) in cases {
            assert_eq!(parse(text), Err(reason.to_owned()), "{text}");
        }
    }

    #[test]
    fn loopback_is_this_machine_and_nothing_that_looks_like_it() {
        for here in
            ["http://localhost", "http://LocalHost:80", "http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:80"]
        {
            assert!(parse(here).unwrap().is_loopback(), "{here}");
        }
        for elsewhere in
            ["http://localhost.example.com", "http://127.0.0.1.example.com", "http://10.0.0.1", "http://[::2]"]
        {
            assert!(!parse(elsewhere).unwrap().is_loopback(), "{elsewhere}");
        }
    }
}
