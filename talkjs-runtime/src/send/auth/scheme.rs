//! Credentials for the security schemes of a description.

use std::fmt;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};

use crate::boxed::BoxError;
use crate::send::auth::{Credential, CredentialFuture, CredentialProvider};

/// A credential for one security scheme of a description. Generated code has a function for each scheme.
#[derive(Clone)]
pub struct SchemeCredential {
    scheme: &'static str,
    proof: Proof,
}

#[derive(Clone)]
enum Proof {
    /// The whole value of the `Authorization` header.
    Authorization(String),
    Header(&'static str, String),
    Query(&'static str, String),
    Cookie(&'static str, String),
}

impl SchemeCredential {
    /// Creates a bearer token, for `http` with `bearer`, `oauth2` and `openIdConnect`.
    pub fn bearer(scheme: &'static str, token: impl Into<String>) -> Self {
        Self::authorization_header(scheme, format!("Bearer {}", token.into()))
    }

    /// Creates a credential from a name and a password, for `http` with `basic`.
    pub fn basic(scheme: &'static str, user: impl Into<String>, password: impl Into<String>) -> Self {
        let pair = STANDARD.encode(format!("{}:{}", user.into(), password.into()));
        Self::authorization_header(scheme, format!("Basic {pair}"))
    }

    /// Creates a credential from the whole value of the `Authorization` header, for other `http` schemes.
    pub fn authorization_header(scheme: &'static str, value: impl Into<String>) -> Self {
        Self { scheme, proof: Proof::Authorization(value.into()) }
    }

    /// Creates an API key in a header.
    pub fn header(scheme: &'static str, name: &'static str, key: impl Into<String>) -> Self {
        Self { scheme, proof: Proof::Header(name, key.into()) }
    }

    /// Creates an API key in the query. It is part of every URL, which proxies and servers may log; some APIs require
    /// it.
    pub fn query(scheme: &'static str, name: &'static str, key: impl Into<String>) -> Self {
        Self { scheme, proof: Proof::Query(name, key.into()) }
    }

    /// Creates an API key in a cookie.
    pub fn cookie(scheme: &'static str, name: &'static str, key: impl Into<String>) -> Self {
        Self { scheme, proof: Proof::Cookie(name, key.into()) }
    }

    pub(crate) fn made(&self) -> Result<Credential, BoxError> {
        // The errors of the `http` crate contain no value, and neither do these.
        let header = |name, value: &str| {
            HeaderValue::from_str(value).map(|value| Credential::Header(name, value)).map_err(|_| {
                format!("the credential `{}` contains characters that are not allowed in a header", self.scheme)
            })
        };
        Ok(match &self.proof {
            Proof::Authorization(value) => header(AUTHORIZATION, value)?,
            Proof::Header(name, key) => {
                let name = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| format!("invalid header name `{name}` in the description"))?;
                header(name, key)?
            }
            Proof::Query(name, key) => Credential::Query((*name).to_owned(), key.clone()),
            Proof::Cookie(name, key) => Credential::Cookie((*name).to_owned(), key.clone()),
        })
    }
}

impl CredentialProvider for SchemeCredential {
    fn credential(&self, _now: SystemTime) -> CredentialFuture<'_> {
        CredentialFuture::ready(self.made())
    }

    fn scheme(&self) -> Option<&str> {
        Some(self.scheme)
    }
}

impl fmt::Debug for SchemeCredential {
    /// Shows the scheme and hides the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SchemeCredential").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}
