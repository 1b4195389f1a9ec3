//! Where a description says that an API is, when that is more than one address.

use super::base_url::BaseUrl;
use super::error::Error;
use super::settings::SettingsProblem;

/// A name in braces in the address of a server.
#[derive(Clone, Copy, Debug)]
pub struct ServerVariable {
    /// The name.
    pub name: &'static str,
    /// The value that it has unless told otherwise.
    pub default: &'static str,
    /// The values that it may have; any when empty.
    pub values: &'static [&'static str],
}

/// Fills in the variables of a server's address.
///
/// # Errors
///
/// [`Error::Settings`] when a name is no variable of the server, and when a value is none of those described.
pub fn server_url(template: &str, known: &[ServerVariable], given: &[(&str, &str)]) -> Result<String, Error> {
    let problems: Vec<_> = given.iter().filter_map(|(name, value)| problem(known, name, value)).collect();
    if !problems.is_empty() {
        return Err(Error::Settings { problems });
    }
    let mut url = template.to_owned();
    for variable in known {
        let value = given.iter().rev().find(|(name, _)| *name == variable.name).map(|(_, value)| *value);
        url = url.replace(&format!("{{{}}}", variable.name), value.unwrap_or(variable.default));
    }
    Ok(url)
}

fn problem(known: &[ServerVariable], name: &str, value: &str) -> Option<SettingsProblem> {
    let quoted = |words: Vec<&str>| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let reason = match known.iter().find(|variable| variable.name == name) {
        None => {
            let names = quoted(known.iter().map(|variable| variable.name).collect());
            format!("has no variable `{name}`, only {names}")
        }
        Some(variable) if variable.values.is_empty() || variable.values.contains(&value) => return None,
        Some(variable) => {
            format!("cannot have `{value}` for `{name}`, only {}", quoted(variable.values.to_vec()))
        }
    };
    Some(SettingsProblem::new("server_url", reason))
}

/// The addresses that operations name for themselves, and what to use in their place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Servers {
    replaced: Vec<(String, BaseUrl)>,
    /// Those that get credentials, too.
    trusted: Vec<BaseUrl>,
    allow_plain_http: bool,
}

impl Servers {
    pub(crate) fn new(replaced: Vec<(String, BaseUrl)>, trusted: Vec<BaseUrl>, allow_plain_http: bool) -> Self {
        Self { replaced, trusted, allow_plain_http }
    }

    /// Lets a server pass that may get a credential: that of the base URL, and those that the caller has named. A
    /// description may come from somebody else, and must not choose who learns the credential.
    pub(crate) fn trusted(&self, url: BaseUrl, base: &BaseUrl) -> Result<BaseUrl, String> {
        let named = self.replaced.iter().map(|(_, to)| to).chain(&self.trusted);
        if [base].into_iter().chain(named).any(|trusted| url.is_origin_of(trusted)) {
            return Ok(url);
        }
        Err(format!("gets no credential unless `.trust_server(\"{}\")` allows it", url.origin()))
    }

    /// The address of an operation that names its server; `Err` says what is wrong with it.
    pub(crate) fn find(&self, server: &str, base: &BaseUrl) -> Result<BaseUrl, String> {
        if let Some((_, url)) = self.replaced.iter().find(|(from, _)| from == server) {
            return Ok(url.clone());
        }
        let url = base.resolve(server)?;
        if url.is_https() || url.is_loopback() || self.allow_plain_http || url.is_origin_of(base) {
            Ok(url)
        } else {
            Err(super::core::PLAIN_HTTP.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VARIABLES: &[ServerVariable] = &[
        ServerVariable { name: "region", default: "us", values: &["us", "eu"] },
        ServerVariable { name: "path", default: "v1", values: &[] },
    ];
    const URL: &str = "https://{region}.example.com/{path}";

    #[test]
    fn what_is_not_given_has_its_default() {
        assert_eq!(server_url(URL, VARIABLES, &[]).unwrap(), "https://us.example.com/v1");
        let given = [("region", "eu"), ("path", "v2")];
        assert_eq!(server_url(URL, VARIABLES, &given).unwrap(), "https://eu.example.com/v2");
    }

    #[test]
    fn what_is_not_described_is_refused() {
        assert_eq!(
            server_url(URL, VARIABLES, &[("region", "mars"), ("zone", "1")]).unwrap_err().to_string(),
            "the client could not be built: `server_url` cannot have `mars` for `region`, only `us`, `eu`; \
             `server_url` has no variable `zone`, only `region`, `path`"
        );
    }

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
