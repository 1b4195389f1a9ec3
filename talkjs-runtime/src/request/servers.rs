//! Servers of single operations.

use crate::request::base_url::BaseUrl;

pub(crate) const PLAIN_HTTP: &str =
    "must begin with `https://`: plain http is for this machine, unless `.allow_plain_http()` is set";

/// The servers of single operations, and their replacements.
#[derive(Clone, Debug, Default)]
pub(crate) struct Servers {
    replaced: Vec<(String, BaseUrl)>,
    /// The servers that also get credentials.
    trusted: Vec<BaseUrl>,
    allow_plain_http: bool,
}

impl Servers {
    pub(crate) fn new(replaced: Vec<(String, BaseUrl)>, trusted: Vec<BaseUrl>, allow_plain_http: bool) -> Self {
        Self { replaced, trusted, allow_plain_http }
    }

    /// Checks that a server may get a credential: that of the base URL, and those that the caller has added. A
    /// description may come from a third party, which must not choose who gets the credential.
    pub(crate) fn trusted(&self, url: BaseUrl, base: &BaseUrl) -> Result<BaseUrl, String> {
        let named = self.replaced.iter().map(|(_, to)| to).chain(&self.trusted);
        if [base].into_iter().chain(named).any(|trusted| url.is_origin_of(trusted)) {
            return Ok(url);
        }
        Err(format!("gets no credential unless `.trust_server(\"{}\")` allows it", url.origin()))
    }

    /// The URL of an operation with its own server; `Err` contains the reason why it is not usable.
    pub(crate) fn find(&self, server: &str, base: &BaseUrl) -> Result<BaseUrl, String> {
        if let Some((_, url)) = self.replaced.iter().find(|(from, _)| from == server) {
            return Ok(url.clone());
        }
        let url = base.resolve(server)?;
        if url.is_https() || url.is_loopback() || self.allow_plain_http || url.is_origin_of(base) {
            Ok(url)
        } else {
            Err(PLAIN_HTTP.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_goes_to_its_own_server_or_to_what_replaces_it() {
        let base: BaseUrl = "https://a.b/v1".parse().unwrap();
        let replaced = vec![("https://files.b".to_owned(), "http://127.0.0.1:1/x".parse().unwrap())];
        let servers = Servers::new(replaced, vec!["https://named.b".parse().unwrap()], false);
        let found = |server: &str| servers.find(server, &base).map(|url| url.to_string());
        assert_eq!(found("https://files.b").unwrap(), "http://127.0.0.1:1/x");
        assert_eq!(found("https://other.b/y/").unwrap(), "https://other.b/y");
        assert_eq!(found("/v2").unwrap(), "https://a.b/v2");
        assert_eq!(found("v2/").unwrap(), "https://a.b/v2");
        assert_eq!(found("../v2").unwrap(), "https://a.b/v2");
        assert_eq!(found("//c.d/e").unwrap(), "https://c.d/e");
        let trusted = |server: &str| servers.trusted(servers.find(server, &base).unwrap(), &base).map(drop);
        for server in ["https://files.b", "/v2", "https://a.b/other", "https://named.b/z"] {
            assert_eq!(trusted(server), Ok(()), "{server}");
        }
        assert_eq!(
            trusted("https://other.b/y/"),
            Err("gets no credential unless `.trust_server(\"https://other.b\")` allows it".to_owned())
        );
        assert!(trusted("https://a.b:8443").is_err() && trusted("https://named.b.evil").is_err());
        assert!(found("http://other.b").unwrap_err().contains("must begin with `https://`"));
        assert!(Servers::new(Vec::new(), Vec::new(), true).find("http://other.b", &base).is_ok());
    }
}
