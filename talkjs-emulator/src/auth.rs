//! Authentication: the app's secret key, or a token signed with it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use thiserror::Error;

/// A secret key of an app. Never shown.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SecretKey(String);

impl SecretKey {
    pub(crate) fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    fn is(&self, candidate: &str) -> bool {
        let (key, candidate) = (self.0.as_bytes(), candidate.as_bytes());
        let differences = key.iter().zip(candidate).fold(0, |found, (left, right)| found | (left ^ right));
        key.len() == candidate.len() && differences == 0
    }

    fn has_signed(&self, message: &str, signature: &[u8]) -> bool {
        Hmac::<Sha256>::new_from_slice(self.0.as_bytes())
            .map(|mac| mac.chain_update(message).verify_slice(signature).is_ok())
            .unwrap_or(false)
    }

    pub(crate) fn mac(&self, message: &str) -> Vec<u8> {
        Hmac::<Sha256>::new_from_slice(self.0.as_bytes())
            .map(|mac| mac.chain_update(message).finalize().into_bytes().to_vec())
            .unwrap_or_default()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretKey(***)")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum Denied {
    #[error("the header `Authorization` is missing")]
    Missing,
    #[error("the header `Authorization` is not `Bearer` and a token")]
    NotBearer,
    #[error("the bearer token is neither the app's secret key nor a token signed with it")]
    UnknownKey,
    #[error("the bearer token is not a JSON Web Token")]
    MalformedToken,
    #[error("the token's `alg` is not `HS256`")]
    Algorithm,
    #[error("the token is not signed with the app's secret key")]
    Signature,
    #[error("the token's `iss` is not the app's id")]
    Issuer,
    #[error("the token's `tokenType` is neither `app` nor `admin`")]
    TokenType,
    #[error("the token's `exp` is missing or not a number")]
    NoExpiry,
    #[error("the token has expired")]
    Expired,
}

/// Checks the value of the `Authorization` header at a time in Unix milliseconds.
pub(crate) fn check(authorization: Option<&str>, app_id: &str, keys: &[SecretKey], now: i64) -> Result<(), Denied> {
    let bearer = bearer(authorization.ok_or(Denied::Missing)?).ok_or(Denied::NotBearer)?;
    if keys.iter().any(|key| key.is(bearer)) {
        return Ok(());
    }
    // A dot distinguishes a token from a wrong key.
    if !bearer.contains('.') {
        return Err(Denied::UnknownKey);
    }
    check_claims(&verified_claims(bearer, keys)?, app_id, now)
}

fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

fn verified_claims(token: &str, keys: &[SecretKey]) -> Result<Value, Denied> {
    let (signed, signature) = token.rsplit_once('.').ok_or(Denied::MalformedToken)?;
    let (header, claims) = signed.split_once('.').ok_or(Denied::MalformedToken)?;
    let header = decoded_object(header)?;
    if header.get("alg").and_then(Value::as_str) != Some("HS256") {
        return Err(Denied::Algorithm);
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Denied::MalformedToken)?;
    if !keys.iter().any(|key| key.has_signed(signed, &signature)) {
        return Err(Denied::Signature);
    }
    decoded_object(claims)
}

fn decoded_object(part: &str) -> Result<Value, Denied> {
    URL_SAFE_NO_PAD
        .decode(part)
        .ok()
        .and_then(|json| serde_json::from_slice::<Value>(&json).ok())
        .filter(Value::is_object)
        .ok_or(Denied::MalformedToken)
}

fn check_claims(claims: &Value, app_id: &str, now: i64) -> Result<(), Denied> {
    let claim = |name: &str| claims.get(name).and_then(Value::as_str);
    if claim("iss") != Some(app_id) {
        return Err(Denied::Issuer);
    }
    if !matches!(claim("tokenType"), Some("app" | "admin")) {
        return Err(Denied::TokenType);
    }
    let expiry = claims.get("exp").and_then(Value::as_f64).ok_or(Denied::NoExpiry)?;
    // Milliseconds stay exact for 285,000 years.
    let now = now as f64 / 1000.0;
    if now < expiry { Ok(()) } else { Err(Denied::Expired) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_700_000_000_500;

    fn token(header: &Value, claims: &Value, key: &str) -> String {
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", encode(header), encode(claims));
        let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap().chain_update(&signed);
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    fn claims() -> Value {
        json!({"tokenType": "app", "iss": "app1", "exp": 1_700_000_030})
    }

    fn checked(authorization: &str) -> Result<(), Denied> {
        check(Some(authorization), "app1", &[SecretKey::new("sk_test_old"), SecretKey::new("sk_test_1")], NOW)
    }

    fn checked_claims(claims: &Value) -> Result<(), Denied> {
        checked(&format!("Bearer {}", token(&json!({"alg": "HS256"}), claims, "sk_test_1")))
    }

    fn with(name: &str, value: Value) -> Value {
        let mut claims = claims();
        claims[name] = value;
        claims
    }

    #[test]
    fn any_of_the_keys_itself_is_a_credential() {
        assert_eq!(checked("Bearer sk_test_1"), Ok(()));
        assert_eq!(checked("bearer  sk_test_old"), Ok(()));
    }

    #[test]
    fn tokens_of_apps_and_admins_are_credentials() {
        assert_eq!(checked_claims(&claims()), Ok(()));
        assert_eq!(checked_claims(&with("tokenType", json!("admin"))), Ok(()));
    }

    #[test]
    fn whatever_is_no_bearer_token_is_refused() {
        assert_eq!(check(None, "app1", &[], NOW), Err(Denied::Missing));
        assert_eq!(checked("sk_test_1"), Err(Denied::NotBearer));
        assert_eq!(checked("Basic sk_test_1"), Err(Denied::NotBearer));
        assert_eq!(checked("Bearer "), Err(Denied::NotBearer));
        assert_eq!(checked("Bearer sk_test_2"), Err(Denied::UnknownKey));
        assert_eq!(checked("Bearer sk_test_"), Err(Denied::UnknownKey));
        assert_eq!(checked("Bearer sk_test_11"), Err(Denied::UnknownKey));
    }

    #[test]
    fn what_is_not_three_parts_of_json_is_refused() {
        for token in ["a.b", "a.b.c", "..", "e30.e30.!", "e30.W10.AA"] {
            let refused = checked(&format!("Bearer {token}"));
            assert!(
                matches!(refused, Err(Denied::MalformedToken | Denied::Algorithm | Denied::Signature)),
                "{token}: {refused:?}"
            );
        }
    }

    #[test]
    fn only_hs256_is_taken() {
        for algorithm in [json!("none"), json!("HS512"), json!("RS256"), json!("hs256"), json!(null)] {
            let token = token(&json!({"alg": algorithm}), &claims(), "sk_test_1");
            assert_eq!(checked(&format!("Bearer {token}")), Err(Denied::Algorithm), "{algorithm}");
        }
    }

    #[test]
    fn a_foreign_or_cut_signature_is_refused() {
        let foreign = token(&json!({"alg": "HS256"}), &claims(), "sk_test_other");
        assert_eq!(checked(&format!("Bearer {foreign}")), Err(Denied::Signature));
        let own = token(&json!({"alg": "HS256"}), &claims(), "sk_test_1");
        let (signed, signature) = own.rsplit_once('.').unwrap();
        let half = URL_SAFE_NO_PAD.encode(&URL_SAFE_NO_PAD.decode(signature).unwrap()[..16]);
        for cut in [format!("{signed}."), format!("{signed}.AAAA"), format!("{signed}.{half}")] {
            assert_eq!(checked(&format!("Bearer {cut}")), Err(Denied::Signature), "{cut}");
        }
    }

    #[test]
    fn claims_must_fit() {
        assert_eq!(checked_claims(&with("iss", json!("app2"))), Err(Denied::Issuer));
        assert_eq!(checked_claims(&with("tokenType", json!("user"))), Err(Denied::TokenType));
        assert_eq!(checked_claims(&with("exp", json!("soon"))), Err(Denied::NoExpiry));
        assert_eq!(checked_claims(&json!({"tokenType": "app", "iss": "app1"})), Err(Denied::NoExpiry));
    }

    #[test]
    fn a_token_ends_with_its_expiry() {
        assert_eq!(checked_claims(&with("exp", json!(1_700_000_000))), Err(Denied::Expired));
        assert_eq!(checked_claims(&with("exp", json!(1_700_000_000.5))), Err(Denied::Expired));
        assert_eq!(checked_claims(&with("exp", json!(1_700_000_001))), Ok(()));
    }

    #[test]
    fn a_key_does_not_show() {
        assert_eq!(format!("{:?}", SecretKey::new("sk_test_1")), "SecretKey(***)");
    }
}
