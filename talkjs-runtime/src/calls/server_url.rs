//! The servers of a description, and their URLs.

use crate::error::Error;
use crate::error::settings::SettingsProblem;

/// A server in the description.
#[derive(Clone, Copy, Debug)]
pub struct Server {
    /// The URL, with variables in braces.
    pub url: &'static str,
    /// The description of the server; may be empty.
    pub description: &'static str,
    /// The variables.
    pub variables: &'static [ServerVariable],
}

impl Server {
    /// Returns the URL with its variables replaced by the given values, or by their defaults.
    ///
    /// # Errors
    ///
    /// [`Error::Settings`] if a name is not a variable of the server, or if a value is not one of those described.
    pub fn url_with(&self, variables: &[(&str, &str)]) -> Result<String, Error> {
        server_url(self.url, self.variables, variables)
    }
}

/// A variable in the URL of a server.
#[derive(Clone, Copy, Debug)]
pub struct ServerVariable {
    /// The name.
    pub name: &'static str,
    /// The default value.
    pub default: &'static str,
    /// The allowed values; any if empty.
    pub values: &'static [&'static str],
}

/// Replaces the variables in a server's URL.
///
/// # Errors
///
/// [`Error::Settings`] if a name is not a variable of the server, or if a value is not one of those described.
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
            "invalid settings: `server_url` cannot have `mars` for `region`, only `us`, `eu`; \
             `server_url` has no variable `zone`, only `region`, `path`"
        );
    }
}
