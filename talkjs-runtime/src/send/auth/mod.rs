//! Credentials and credential providers.

pub(crate) mod cached;
pub(crate) mod choose;
pub(crate) mod scheme;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::SystemTime;

use http::header::{AUTHORIZATION, HeaderName, HeaderValue};

use crate::boxed::{BoxError, BoxFuture};
use crate::request::body::RequestBody;
use crate::request::draft::{add_cookie, add_query};
use crate::request::escape::escaped;

/// Provides the credential of a request.
///
/// It is called for every attempt, just before the attempt is sent, so that a credential with a lifetime of seconds is
/// never stale.
pub trait CredentialProvider: Send + Sync {
    /// Returns the credential of a request that is sent `now`. The runtime marks headers as sensitive.
    ///
    /// `now` is this machine's time, corrected by the [`ServerClock`](crate::auth::ServerClock). A provider that has
    /// its credential available returns [`CredentialFuture::ready`]; one that fetches it returns
    /// [`CredentialFuture::new`]. The wait counts as time of the call.
    ///
    /// # Errors
    ///
    /// If there is no credential; nothing is sent then. The error must not contain the secret.
    fn credential(&self, now: SystemTime) -> CredentialFuture<'_>;

    /// Is called when the server has rejected the credential of the time `now` with 401. Returns whether the next
    /// credential will differ; the call is then retried once. The default returns `false`.
    fn rejected(&self, now: SystemTime) -> bool {
        let _ = now;
        false
    }

    /// Returns the security scheme of the description that this credential is for. It is then only sent with operations
    /// that require the scheme. Without a scheme it is sent with all operations except those that are described as open
    /// to everyone.
    fn scheme(&self) -> Option<&str> {
        None
    }
}

macro_rules! forwarded {
    ($($pointer:ident),+) => {
        $(impl<A: CredentialProvider + ?Sized> CredentialProvider for $pointer<A> {
            fn credential(&self, now: SystemTime) -> CredentialFuture<'_> {
                (**self).credential(now)
            }

            fn rejected(&self, now: SystemTime) -> bool {
                (**self).rejected(now)
            }

            fn scheme(&self) -> Option<&str> {
                (**self).scheme()
            }
        })+
    };
}

forwarded!(Arc, Box);

/// A credential that may not be available yet.
#[must_use = "a future does nothing unless it is awaited"]
pub struct CredentialFuture<'p>(Progress<'p>);

enum Progress<'p> {
    Ready(Option<Result<Credential, BoxError>>),
    Waiting(BoxFuture<'p, Result<Credential, BoxError>>),
}

impl<'p> CredentialFuture<'p> {
    /// A credential that is available. It needs no allocation.
    pub fn ready(credential: Result<Credential, BoxError>) -> Self {
        Self(Progress::Ready(Some(credential)))
    }

    /// A credential that has to be fetched.
    pub fn new(credential: impl Future<Output = Result<Credential, BoxError>> + Send + 'p) -> Self {
        Self(Progress::Waiting(Box::pin(credential)))
    }

    /// The credential if it is at hand, or else what waits for it.
    pub(crate) fn at_hand(self) -> Result<Result<Credential, BoxError>, Self> {
        match self.0 {
            Progress::Ready(Some(credential)) => Ok(credential),
            waiting => Err(Self(waiting)),
        }
    }
}

impl Future for CredentialFuture<'_> {
    type Output = Result<Credential, BoxError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Progress::Ready(credential) => match credential.take() {
                Some(credential) => Poll::Ready(credential),
                None => Poll::Pending,
            },
            Progress::Waiting(credential) => credential.as_mut().poll(context),
        }
    }
}

impl fmt::Debug for CredentialFuture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CredentialFuture")
    }
}

/// The credential of a request.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credential {
    /// A header.
    Header(HeaderName, HeaderValue),
    /// A parameter of the query: name and value. It is part of the URL, which proxies and servers may log; some APIs
    /// require it.
    Query(String, String),
    /// A cookie: name and value.
    Cookie(String, String),
}

impl From<HeaderValue> for Credential {
    /// The `Authorization` header.
    fn from(value: HeaderValue) -> Self {
        Self::Header(AUTHORIZATION, value)
    }
}

impl fmt::Debug for Credential {
    /// Shows the place and hides the value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name, _) => write!(f, "Header({name}, ***)"),
            Self::Query(name, _) => write!(f, "Query({name}, ***)"),
            Self::Cookie(name, _) => write!(f, "Cookie({name}, ***)"),
        }
    }
}

impl Credential {
    /// Creates a bearer token, in the `Authorization` header.
    ///
    /// # Errors
    ///
    /// If the token contains characters that are not allowed in a header.
    pub fn bearer(token: &str) -> Result<Self, BoxError> {
        let value = HeaderValue::from_str(&format!("Bearer {token}"));
        Ok(value.map_err(|_| "the token contains characters that are not allowed in a header")?.into())
    }

    /// Adds it to a request.
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
                add_cookie(request.headers_mut(), &format!("{name}={value}"), true)
                    .map_err(|_| format!("invalid cookie name `{name}` in the description").into())
            }
            Self::Cookie(name, _) => Err(format!(
                "the credential for the cookie `{name}` contains characters that are not allowed in a cookie"
            )
            .into()),
        }
    }
}

/// The characters that RFC 6265 allows in a cookie's value; others would end it.
fn is_cookie_octet(character: char) -> bool {
    matches!(character, '!' | '#'..='+' | '-'..=':' | '<'..='[' | ']'..='~')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::send::auth::choose::{Security, Wanted, chosen};
    use crate::send::auth::scheme::SchemeCredential;

    fn request() -> http::Request<RequestBody> {
        let mut request = http::Request::new(RequestBody::default());
        *request.uri_mut() = "https://a.b/c?d=e".parse().unwrap();
        request
    }

    fn sent(credential: &SchemeCredential) -> http::Request<RequestBody> {
        let mut request = request();
        credential.made().unwrap().apply(&mut request).unwrap();
        request
    }

    #[test]
    fn each_kind_of_credential_goes_where_the_description_says() {
        let bearer = sent(&SchemeCredential::bearer("s", "t"));
        assert_eq!(bearer.headers()["authorization"], "Bearer t");
        assert!(bearer.headers()["authorization"].is_sensitive());
        // The example of RFC 7617.
        let basic = sent(&SchemeCredential::basic("s", "Aladdin", "open sesame"));
        assert_eq!(basic.headers()["authorization"], "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        let header = sent(&SchemeCredential::header("s", "X-Api-Key", "k"));
        assert_eq!(header.headers()["x-api-key"], "k");
        assert!(header.headers()["x-api-key"].is_sensitive());
        assert_eq!(sent(&SchemeCredential::query("s", "api key", "k&1")).uri(), "https://a.b/c?d=e&api%20key=k%261");
        let cookie = sent(&SchemeCredential::cookie("s", "sid", "k"));
        assert_eq!(cookie.headers()["cookie"], "sid=k");
        assert!(cookie.headers()["cookie"].is_sensitive());
    }

    #[test]
    fn no_secret_shows() {
        for credential in [
            SchemeCredential::bearer("s", "canary\n"),
            SchemeCredential::header("s", "X-Api-Key", "canary\u{e9}\n"),
            SchemeCredential::cookie("s", "sid", "canary;"),
            SchemeCredential::query("s", "key", "canary"),
        ] {
            assert!(!format!("{credential:?}").contains("canary"));
            match credential.made() {
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

    impl CredentialProvider for Plain {
        fn credential(&self, _now: SystemTime) -> CredentialFuture<'_> {
            CredentialFuture::ready(Ok(HeaderValue::from_static("plain").into()))
        }
    }

    #[test]
    fn a_credential_is_sent_only_where_its_scheme_is_named() {
        let known: Vec<Box<dyn CredentialProvider>> = vec![
            Box::new(Plain),
            Box::new(SchemeCredential::bearer("a", "")),
            Box::new(SchemeCredential::bearer("b", "")),
            Box::new(SchemeCredential::bearer("c", "")),
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
            let wanted = Wanted::Declared(security);
            let found: Vec<_> = chosen(&wanted, &known).map(|credential| credential.scheme()).collect();
            assert_eq!(found, schemes, "{security:?}");
        }
    }
}
