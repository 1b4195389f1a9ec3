//! Who a request comes from: the seam to whoever knows it, and the credentials that descriptions have names for.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};

use super::body::RequestBody;
use super::escape::escaped;
use super::request::{add_cookie, add_query};
use super::transport::BoxError;

/// Makes what one request proves with who it comes from.
///
/// It is asked again for every attempt, just before the attempt is sent, so that a credential that lives for seconds
/// is never stale.
pub trait Authorize: Send + Sync {
    /// Returns what a request that is sent `now` carries. The runtime marks headers as sensitive.
    ///
    /// `now` is this machine's time, or the server's once that has refused a credential and turned out to have another.
    ///
    /// # Errors
    ///
    /// When no credential can be made; nothing is sent then. The error must not contain the secret.
    fn authorization(&self, now: SystemTime) -> Result<Authorization, BoxError>;

    /// Returns the security scheme of the description that this is for. It is then sent on the operations that name
    /// the scheme and on no others. Without one it is sent on all operations but those that are described as open to
    /// everyone.
    fn scheme(&self) -> Option<&str> {
        None
    }
}

macro_rules! forwarded {
    ($($pointer:ident),+) => {
        $(impl<A: Authorize + ?Sized> Authorize for $pointer<A> {
            fn authorization(&self, now: SystemTime) -> Result<Authorization, BoxError> {
                (**self).authorization(now)
            }

            fn scheme(&self) -> Option<&str> {
                (**self).scheme()
            }
        })+
    };
}

forwarded!(Arc, Box);

/// What a request carries to prove who it comes from.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Authorization {
    /// A header.
    Header(HeaderName, HeaderValue),
    /// A member of the query: name and value. It is part of the URL, which servers on the way may log; that is how such
    /// an API is made.
    Query(String, String),
    /// A cookie: name and value.
    Cookie(String, String),
}

impl From<HeaderValue> for Authorization {
    /// The `Authorization` header.
    fn from(value: HeaderValue) -> Self {
        Self::Header(AUTHORIZATION, value)
    }
}

impl fmt::Debug for Authorization {
    /// Names the place and hides the value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name, _) => write!(f, "Header({name}, ***)"),
            Self::Query(name, _) => write!(f, "Query({name}, ***)"),
            Self::Cookie(name, _) => write!(f, "Cookie({name}, ***)"),
        }
    }
}

impl Authorization {
    /// Puts it into a request.
    pub(crate) fn apply(self, request: &mut http::Request<RequestBody>) -> Result<(), BoxError> {
        match self {
            Self::Header(name, mut value) => {
                value.set_sensitive(true);
                request.headers_mut().insert(name, value);
                Ok(())
            }
            Self::Query(name, value) => {
                let member = format!("{}={}", escaped(&name), escaped(&value));
                let url = add_query(request.uri(), &member).map_err(|_| "the URL is too long for the credential")?;
                *request.uri_mut() = url;
                Ok(())
            }
            Self::Cookie(name, value) if value.chars().all(is_cookie_octet) => {
                add_cookie(request.headers_mut(), &format!("{name}={value}"), true).map_err(|_| {
                    format!("`{name}`, which the description names, cannot be the name of a cookie").into()
                })
            }
            Self::Cookie(name, _) => {
                Err(format!("the credential for the cookie `{name}` contains what no cookie can carry").into())
            }
        }
    }
}

/// What RFC 6265 lets a cookie's value have; all else would end it.
fn is_cookie_octet(character: char) -> bool {
    matches!(character, '!' | '#'..='+' | '-'..=':' | '<'..='[' | ']'..='~')
}

/// A credential for one security scheme of a description. Generated code has a function for each scheme.
#[derive(Clone)]
pub struct Credential {
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

impl Credential {
    /// A bearer token, as of `http` with `bearer`, `oauth2` and `openIdConnect`.
    pub fn bearer(scheme: &'static str, token: impl Into<String>) -> Self {
        Self::authorization_header(scheme, format!("Bearer {}", token.into()))
    }

    /// A name and a password, as of `http` with `basic`.
    pub fn basic(scheme: &'static str, user: impl Into<String>, password: impl Into<String>) -> Self {
        let pair = STANDARD.encode(format!("{}:{}", user.into(), password.into()));
        Self::authorization_header(scheme, format!("Basic {pair}"))
    }

    /// The whole value of the `Authorization` header, as of other `http` schemes.
    pub fn authorization_header(scheme: &'static str, value: impl Into<String>) -> Self {
        Self { scheme, proof: Proof::Authorization(value.into()) }
    }

    /// An API key in a header.
    pub fn header(scheme: &'static str, name: &'static str, key: impl Into<String>) -> Self {
        Self { scheme, proof: Proof::Header(name, key.into()) }
    }

    /// An API key in the query. It is then part of every URL, which servers on the way may log; that is how such an API
    /// is made.
    pub fn query(scheme: &'static str, name: &'static str, key: impl Into<String>) -> Self {
        Self { scheme, proof: Proof::Query(name, key.into()) }
    }

    /// An API key in a cookie.
    pub fn cookie(scheme: &'static str, name: &'static str, key: impl Into<String>) -> Self {
        Self { scheme, proof: Proof::Cookie(name, key.into()) }
    }
}

impl Authorize for Credential {
    fn authorization(&self, _now: SystemTime) -> Result<Authorization, BoxError> {
        // The reasons of the `http` crate show no value, and neither do ours.
        let header = |name, value: &str| {
            HeaderValue::from_str(value)
                .map(|value| Authorization::Header(name, value))
                .map_err(|_| format!("the credential `{}` contains what no header can carry", self.scheme))
        };
        Ok(match &self.proof {
            Proof::Authorization(value) => header(AUTHORIZATION, value)?,
            Proof::Header(name, key) => {
                let name = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| format!("`{name}`, which the description names, cannot be the name of a header"))?;
                header(name, key)?
            }
            Proof::Query(name, key) => Authorization::Query((*name).to_owned(), key.clone()),
            Proof::Cookie(name, key) => Authorization::Cookie((*name).to_owned(), key.clone()),
        })
    }

    fn scheme(&self) -> Option<&str> {
        Some(self.scheme)
    }
}

impl fmt::Debug for Credential {
    /// Names the scheme and hides the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}

/// What an operation asks for: alternatives, each a set of schemes; nothing when the description does not say.
pub(crate) type Security = Option<&'static [&'static [&'static str]]>;

/// The credentials that an operation is sent with.
///
/// Of the alternatives the first counts whose schemes all have a credential. Where no alternative is complete, what
/// there is for any of them is sent, as the server knows better what it wants.
pub(crate) fn chosen(security: Security, known: &[Box<dyn Authorize>]) -> impl Iterator<Item = &dyn Authorize> {
    let has = |scheme: &str| known.iter().any(|credential| credential.scheme() == Some(scheme));
    let alternatives = security.unwrap_or_default();
    let is_open = security.is_some() && alternatives.iter().all(|schemes| schemes.is_empty());
    let complete = alternatives.iter().find(|schemes| !schemes.is_empty() && schemes.iter().all(|scheme| has(scheme)));
    let is_chosen = move |scheme: &str| match complete {
        Some(schemes) => schemes.contains(&scheme),
        None => alternatives.iter().any(|schemes| schemes.contains(&scheme)),
    };
    let fits = move |credential: &&dyn Authorize| credential.scheme().map_or(!is_open, is_chosen);
    known.iter().map(|credential| &**credential).filter(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> http::Request<RequestBody> {
        let mut request = http::Request::new(RequestBody::default());
        *request.uri_mut() = "https://a.b/c?d=e".parse().unwrap();
        request
    }

    fn sent(credential: &Credential) -> http::Request<RequestBody> {
        let mut request = request();
        credential.authorization(SystemTime::UNIX_EPOCH).unwrap().apply(&mut request).unwrap();
        request
    }

    #[test]
    fn each_kind_of_credential_goes_where_the_description_says() {
        let bearer = sent(&Credential::bearer("s", "t"));
        assert_eq!(bearer.headers()["authorization"], "Bearer t");
        assert!(bearer.headers()["authorization"].is_sensitive());
        // The example of RFC 7617.
        let basic = sent(&Credential::basic("s", "Aladdin", "open sesame"));
        assert_eq!(basic.headers()["authorization"], "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        let header = sent(&Credential::header("s", "X-Api-Key", "k"));
        assert_eq!(header.headers()["x-api-key"], "k");
        assert!(header.headers()["x-api-key"].is_sensitive());
        assert_eq!(sent(&Credential::query("s", "api key", "k&1")).uri(), "https://a.b/c?d=e&api%20key=k%261");
        let cookie = sent(&Credential::cookie("s", "sid", "k"));
        assert_eq!(cookie.headers()["cookie"], "sid=k");
        assert!(cookie.headers()["cookie"].is_sensitive());
    }

    #[test]
    fn no_secret_shows() {
        for credential in [
            Credential::bearer("s", "canary\n"),
            Credential::header("s", "X-Api-Key", "canary\u{e9}\n"),
            Credential::cookie("s", "sid", "canary;"),
            Credential::query("s", "key", "canary"),
        ] {
            assert!(!format!("{credential:?}").contains("canary"));
            match credential.authorization(SystemTime::UNIX_EPOCH) {
                Ok(authorization) => {
                    assert!(!format!("{authorization:?}").contains("canary"));
                    if let Err(error) = authorization.apply(&mut request()) {
                        assert!(!format!("{error} {error:?}").contains("canary"));
                    }
                }
                Err(error) => assert!(!format!("{error} {error:?}").contains("canary")),
            }
        }
    }

    struct Plain;

    impl Authorize for Plain {
        fn authorization(&self, _now: SystemTime) -> Result<Authorization, BoxError> {
            Ok(HeaderValue::from_static("plain").into())
        }
    }

    #[test]
    fn a_credential_is_sent_only_where_its_scheme_is_named() {
        let known: Vec<Box<dyn Authorize>> = vec![
            Box::new(Plain),
            Box::new(Credential::bearer("a", "")),
            Box::new(Credential::bearer("b", "")),
            Box::new(Credential::bearer("c", "")),
        ];
        let cases: [(Security, &[Option<&str>]); 9] = [
            (None, &[None]),
            (Some(&[]), &[]),
            (Some(&[&[]]), &[]),
            (Some(&[&["a"]]), &[None, Some("a")]),
            (Some(&[&[], &["a"]]), &[None, Some("a")]),
            (Some(&[&["a", "b"], &["c"]]), &[None, Some("a"), Some("b")]),
            (Some(&[&["x", "b"], &["c"]]), &[None, Some("c")]),
            (Some(&[&["x", "b"]]), &[None, Some("b")]),
            (Some(&[&["x"]]), &[None]),
        ];
        for (security, schemes) in cases {
            let found: Vec<_> = chosen(security, &known).map(|credential| credential.scheme()).collect();
            assert_eq!(found, schemes, "{security:?}");
        }
    }
}
