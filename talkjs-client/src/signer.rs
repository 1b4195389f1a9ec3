//! The credentials of TalkJS.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use talkjs_runtime::http::HeaderValue;
use zeroize::Zeroizing;

use crate::api::UserId;
use crate::hash::hmac_sha256;
use crate::secret::Secret;
use talkjs_runtime::auth::{Credential, CredentialFuture, CredentialProvider, ServerClock};
use talkjs_runtime::error::SettingsProblem;
use talkjs_runtime::{BoxError, Error};

/// The lifetime of a token for the API. A new one is created for each attempt, so it only has to cover the transfer and
/// an inaccurate clock.
const APP_TOKEN_LIFETIME: Duration = Duration::from_secs(30);

/// The header of every token: `{"alg":"HS256","typ":"JWT"}`.
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// Signs tokens with an app's secret key, which itself is never sent.
///
/// It authorizes each attempt with a token (a JWT, HS256) issued in the same second, which expires after 30 seconds.
/// This is the default of a client.
///
/// # Key rotation
///
/// A token has one signature, so a signer has one key. An app can have several keys at once: create a new one, let all
/// your servers sign with it, and only then delete the old one, not before the last user token that it has signed is
/// expired. Until then webhooks may be signed with either; the verifier of the module `webhooks` supports several.
#[derive(Clone)]
pub struct TokenSigner {
    app_id: String,
    secret_key: Secret,
    clock: ServerClock,
    last: Arc<Mutex<Option<Signed>>>,
}

/// The credential of one second: a token contains its time in whole seconds, so all tokens of a second are the same.
struct Signed {
    second: u64,
    credential: HeaderValue,
}

impl TokenSigner {
    /// Creates a signer for an app.
    pub fn new(app_id: impl Into<String>, secret_key: Secret) -> Self {
        Self { app_id: app_id.into(), secret_key, clock: ServerClock::default(), last: Arc::default() }
    }

    /// Signs user tokens with the time of this clock, such as the [corrected
    /// one](talkjs_runtime::ClientCore::server_clock) of a client. Without it, the time of this machine is used.
    #[must_use]
    pub fn clock(mut self, clock: ServerClock) -> Self {
        self.clock = clock;
        self
    }

    /// Signs a token for one user's front end. TalkJS suggests a lifetime of one day; it is rounded up to whole
    /// seconds. [`Client::user_token`](crate::Client::user_token) does the same with the settings and the corrected
    /// clock of a client.
    ///
    /// ```
    /// use std::time::Duration;
    /// use talkjs_client::{TokenSigner, Secret};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let signer = TokenSigner::new("q3k1pa9d", Secret::new("sk_test_example")?);
    /// let token = signer.user_token("12081", Duration::from_secs(24 * 60 * 60))?;
    /// assert_eq!(token.split('.').count(), 3);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Settings`] if the user id is empty, or if this machine's clock is before 1970.
    pub fn user_token(&self, user_id: impl Into<UserId>, lifetime: Duration) -> Result<String, Error> {
        let user_id: UserId = user_id.into();
        if user_id.as_str().is_empty() {
            return Err(SettingsProblem::new("user_id", "must not be empty").into());
        }
        let token = seconds(self.clock.now()).and_then(|now| self.token("user", Some(user_id.as_str()), now, lifetime));
        token.map_err(|reason| SettingsProblem::new("user_token", format!("cannot be signed: {reason}")).into())
    }

    /// The credential for the second of a time.
    fn app_credential(&self, now: SystemTime) -> Result<Credential, BoxError> {
        let second = seconds(now)?;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(signed) = last.as_ref().filter(|signed| signed.second == second) {
            return Ok(signed.credential.clone().into());
        }
        let credential = bearer(&self.token("app", None, second, APP_TOKEN_LIFETIME)?)?;
        *last = Some(Signed { second, credential: credential.clone() });
        Ok(credential.into())
    }

    fn token(
        &self,
        token_type: &'static str,
        subject: Option<&str>,
        now: u64,
        lifetime: Duration,
    ) -> Result<String, BoxError> {
        let claims = Claims {
            token_type,
            issuer: &self.app_id,
            subject,
            issued_at: now,
            // Rounded up: a token with a lifetime of less than a second must not be expired from the start.
            expires_at: now.saturating_add(whole_seconds(lifetime)),
        };
        Ok(sign(HEADER, &serde_json::to_vec(&claims)?, self.secret_key.expose().as_bytes()))
    }
}

impl CredentialProvider for TokenSigner {
    fn credential(&self, now: SystemTime) -> CredentialFuture<'_> {
        CredentialFuture::ready(self.app_credential(now))
    }
}

impl fmt::Debug for TokenSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSigner").field("app_id", &self.app_id).field("secret_key", &self.secret_key).finish()
    }
}

/// Sends the secret key itself with every request.
///
/// TalkJS still accepts it, and calls it legacy: anyone who gets one request can act as the app forever, while a token
/// of [`TokenSigner`] expires after 30 seconds.
#[derive(Clone, Debug)]
pub struct SecretKeyBearer(Secret);

impl SecretKeyBearer {
    /// Creates a provider with this secret key.
    pub fn new(secret_key: Secret) -> Self {
        Self(secret_key)
    }
}

impl CredentialProvider for SecretKeyBearer {
    fn credential(&self, _now: SystemTime) -> CredentialFuture<'_> {
        CredentialFuture::ready(bearer(self.0.expose()).map(Credential::from))
    }
}

#[derive(Serialize)]
struct Claims<'t> {
    #[serde(rename = "tokenType")]
    token_type: &'static str,
    #[serde(rename = "iss")]
    issuer: &'t str,
    #[serde(rename = "sub", skip_serializing_if = "Option::is_none")]
    subject: Option<&'t str>,
    #[serde(rename = "iat")]
    issued_at: u64,
    #[serde(rename = "exp")]
    expires_at: u64,
}

/// The seconds since 1970.
fn seconds(time: SystemTime) -> Result<u64, BoxError> {
    let since = time.duration_since(UNIX_EPOCH).map_err(|_| "this machine's clock is before 1970")?;
    Ok(since.as_secs())
}

fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0))
}

/// Signs a token with an encoded header (RFC 7515, HS256).
fn sign(header: &str, claims: &[u8], key: &[u8]) -> String {
    let mut token = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims));
    let signature = URL_SAFE_NO_PAD.encode(hmac_sha256(key, token.as_bytes()));
    token.push('.');
    token.push_str(&signature);
    token
}

fn bearer(credential: &str) -> Result<HeaderValue, BoxError> {
    let text = Zeroizing::new(format!("Bearer {credential}"));
    let mut value = HeaderValue::from_str(&text)?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use serde_json::{Value, json};

    fn signer() -> TokenSigner {
        TokenSigner::new("q3k1pa9d", Secret::new("sk_test_canary").unwrap())
    }

    fn legacy(bearer: &SecretKeyBearer) -> Credential {
        let mut credential = pin!(bearer.credential(at(0)));
        match credential.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(credential) => credential.unwrap(),
            Poll::Pending => panic!("the key is at hand"),
        }
    }

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH.checked_add(Duration::from_secs(seconds)).unwrap()
    }

    fn part(token: &str, index: usize) -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(index).unwrap()).unwrap()).unwrap()
    }

    fn header(authorization: Credential) -> HeaderValue {
        let Credential::Header(_, value) = authorization else { panic!("{authorization:?} is no header") };
        value
    }

    #[test]
    fn the_vector_of_rfc_7515_a_1_is_reproduced() {
        let key = URL_SAFE_NO_PAD
            .decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
            .unwrap();
        let claims = b"{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
        let header = URL_SAFE_NO_PAD.encode(b"{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}");
        assert_eq!(
            sign(&header, claims, &key),
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
             eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
             dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        );
    }

    #[test]
    fn an_app_token_says_what_it_must_and_no_more() {
        let header = header(signer().app_credential(at(1_700_000_000)).unwrap());
        let token = header.to_str().unwrap().strip_prefix("Bearer ").unwrap().to_owned();
        assert_eq!(part(&token, 0), json!({"alg": "HS256", "typ": "JWT"}));
        assert_eq!(
            part(&token, 1),
            json!({"tokenType": "app", "iss": "q3k1pa9d", "iat": 1_700_000_000, "exp": 1_700_000_030})
        );
    }

    #[test]
    fn each_second_has_its_own_token_whichever_way_the_clock_goes() {
        let used = signer();
        for second in [1, 1, 2, 2, 1] {
            assert_eq!(used.app_credential(at(second)).unwrap(), signer().app_credential(at(second)).unwrap());
        }
        assert_ne!(used.app_credential(at(1)).unwrap(), used.app_credential(at(2)).unwrap());
    }

    #[test]
    fn a_user_token_names_its_user_and_lives_as_long_as_asked() {
        let token = signer().token("user", Some("12081"), 1_700_000_000, Duration::from_secs(86_400)).unwrap();
        assert_eq!(
            part(&token, 1),
            json!({
                "tokenType": "user", "iss": "q3k1pa9d", "sub": "12081", "iat": 1_700_000_000, "exp": 1_700_086_400
            })
        );
    }

    #[test]
    fn a_user_token_for_nobody_is_refused() {
        let error = signer().user_token("", Duration::from_secs(1)).unwrap_err();
        assert_eq!(error.to_string(), "invalid settings: `user_id` must not be empty");
    }

    #[test]
    fn a_lifetime_counts_in_whole_seconds_rounded_up() {
        for (millis, expiry) in [(0, 1), (1, 2), (1000, 2), (1500, 3)] {
            let token = signer().token("user", Some("a"), 1, Duration::from_millis(millis)).unwrap();
            assert_eq!(part(&token, 1)["exp"], json!(expiry), "{millis} ms");
        }
    }

    #[test]
    fn a_lifetime_without_end_does_not_overflow() {
        let token = signer().token("user", Some("a"), 1, Duration::MAX).unwrap();
        assert_eq!(part(&token, 1)["exp"], json!(u64::MAX));
    }

    #[test]
    fn a_clock_before_1970_is_an_error() {
        let error = signer().app_credential(UNIX_EPOCH.checked_sub(Duration::from_secs(1)).unwrap()).unwrap_err();
        assert_eq!(error.to_string(), "this machine's clock is before 1970");
    }

    #[test]
    fn the_legacy_header_is_the_key_itself() {
        let header = header(legacy(&SecretKeyBearer::new(Secret::new("sk_test_canary").unwrap())));
        assert_eq!(header.to_str().unwrap(), "Bearer sk_test_canary");
    }

    #[test]
    fn neither_signer_nor_header_shows_the_key() {
        let secret = Secret::new("sk_test_canary").unwrap();
        let legacy = SecretKeyBearer::new(secret);
        let shown = format!("{:?} {legacy:?} {:?}", signer(), header(self::legacy(&legacy)));
        assert!(!shown.contains("canary"), "{shown}");
        assert!(shown.contains("Sensitive"), "{shown}");
    }
}
