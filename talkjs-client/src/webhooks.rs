//! Webhooks: events that TalkJS posts to your server.
//!
//! [`Verifier::event`] checks that TalkJS sent an event, and reads it. The two steps are also available separately, so
//! that an event can be stored unchanged and read later: [`Verifier::verify`] and [`parse`].
//!
//! ```
//! use talkjs_client::{Secret, WebhookEvent, webhooks};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let secret = Secret::new("sk_test_example")?; // the key that the dashboard marks for webhooks
//! let verifier = webhooks::Verifier::new(&secret);
//!
//! # let body = br#"{"id": "evt_1", "type": "conversation.deleted", "createdAt": 1711929600000, "data": {}}"#;
//! # let timestamp = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_millis().to_string();
//! # let signature = webhooks::sign(&secret, &timestamp, body);
//! # let headers = [("X-TalkJS-Signature", signature), ("X-TalkJS-Timestamp", timestamp)];
//! // `body` and `headers` are those of a POST to your server; the body must not have been parsed and serialized again.
//! verifier.verify(body, headers)?;
//! match webhooks::parse(body)? {
//!     WebhookEvent::MessageSent(event) => println!("{:?}", event.data.message.text),
//!     event => println!("something else, {}", event.id()),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Respond with 200 within 5 seconds, so queue work that takes longer. After any other response TalkJS retries once. So
//! an event may arrive twice, or not at all, and its order is not guaranteed: use [`WebhookEvent::id`] to detect
//! duplicates.
//!
//! The HTTP server has to limit the length of bodies, before they are in memory.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::api::WebhookEvent;
use crate::hash::{hmac_sha256, is_signed};
use crate::hex::hex;
use crate::secret::Secret;
use talkjs_runtime::error::Mismatch;
use talkjs_runtime::flow::json;

/// The header with the HMAC-SHA256 of timestamp, dot and body: 64 hexadecimal digits, which TalkJS writes in upper
/// case.
pub const SIGNATURE_HEADER: &str = "X-TalkJS-Signature";

/// The header with the time of the signature.
pub const TIMESTAMP_HEADER: &str = "X-TalkJS-Timestamp";

/// The highest difference between the time of a signature and the current time, unless [`Verifier::tolerance`] is set:
/// 5 minutes.
pub const DEFAULT_TOLERANCE: Duration = Duration::from_secs(300);

/// It is undocumented whether timestamps count seconds or milliseconds. Smaller numbers would be before 1973 in
/// milliseconds, larger ones after the year 5138 in seconds.
const FIRST_MILLISECONDS: u64 = 100_000_000_000;

/// Verifies that TalkJS sent a request.
///
/// It needs the raw bytes: the body and the headers' values as received.
#[derive(Clone)]
pub struct Verifier {
    secrets: Vec<Secret>,
    tolerance: Duration,
}

/// The reason why an event could not be verified. It contains no header values.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// A header is missing.
    MissingHeader {
        /// Its name.
        name: &'static str,
    },
    /// A duplicate header.
    RepeatedHeader {
        /// Its name.
        name: &'static str,
    },
    /// The signature is not 64 hexadecimal digits.
    MalformedSignature,
    /// The timestamp is not a whole number, or is out of range.
    MalformedTimestamp,
    /// The signature does not match this body and this timestamp for any of the secrets.
    NoSecretMatches {
        /// The number of secrets.
        secrets: usize,
    },
    /// The signature is valid but too old, so it may have been recorded and sent again.
    TooOld {
        /// The age of the signature.
        age: Duration,
        /// The highest allowed age.
        tolerance: Duration,
    },
    /// The signature is valid but in the future: one of the clocks is wrong.
    TooNew {
        /// How far it is ahead of the current time.
        ahead: Duration,
        /// How far it may be ahead.
        tolerance: Duration,
    },
}

/// The reason why a request is not an event from TalkJS.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventError {
    /// It could not be verified. Respond with 401.
    Verify(VerifyError),
    /// TalkJS sent it, but the body is not an event. Respond with 400.
    Parse(ParseError),
}

/// The place and the reason why a body is not an event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseError {
    /// The place as a JSON pointer, such as `/data/message/id`; empty for the whole body. For a missing property it is
    /// the place where the property should be.
    pub pointer: String,
    /// The reason, without values of the body.
    pub reason: String,
}

impl Verifier {
    /// Creates a verifier with the secret key that the dashboard marks for webhooks. A [`Secret`] is never empty, so an
    /// unset key is never accepted.
    #[must_use]
    pub fn new(secret: &Secret) -> Self {
        Self { secrets: vec![secret.clone()], tolerance: DEFAULT_TOLERANCE }
    }

    /// Also accepts signatures with another secret, while one key replaces the other.
    #[must_use]
    pub fn or(mut self, secret: &Secret) -> Self {
        self.secrets.push(secret.clone());
        self
    }

    /// Sets the highest difference between the time of a signature and the current time, in both directions, inclusive.
    /// Events that are stored and verified later need more; `Duration::MAX` accepts any time.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Verifies a request and reads its event: [`verify`](Self::verify) and then [`parse`].
    ///
    /// ```
    /// use talkjs_client::http::HeaderMap;
    /// use talkjs_client::webhooks::{EventError, Verifier};
    ///
    /// /// The status of the response.
    /// fn receive(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> u16 {
    ///     match verifier.event(headers, body) {
    ///         Ok(event) => {
    ///             println!("{}", event.id());
    ///             200
    ///         }
    ///         Err(EventError::Verify(_)) => 401,
    ///         Err(_) => 400,
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`EventError`]. The body is parsed only if it is from TalkJS.
    pub fn event<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Result<WebhookEvent, EventError> {
        self.verify(body, headers).map_err(EventError::Verify)?;
        parse(body).map_err(EventError::Parse)
    }

    /// Verifies that an event was sent by TalkJS, and recently.
    ///
    /// Headers are names and values of any types that are text and bytes: a `&HeaderMap` of the crate `http`, which
    /// axum and hyper use, or of actix-web; or an array as in the example of [the module](self). Names are not
    /// case-sensitive.
    ///
    /// # Errors
    ///
    /// [`VerifyError`]: the headers are checked first, then the signature, then the time. Respond with 401 or the like,
    /// and do not read the body.
    pub fn verify<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        body: &[u8],
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Result<(), VerifyError> {
        self.verify_at(SystemTime::now(), body, headers)
    }

    /// The same as [`verify`](Self::verify) with `now` as the current time: for tests, and for events that were stored
    /// with the time of their arrival.
    ///
    /// # Errors
    ///
    /// Those of [`verify`](Self::verify).
    pub fn verify_at<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        now: SystemTime,
        body: &[u8],
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Result<(), VerifyError> {
        let (signature, timestamp) = signed_headers(headers)?;
        let timestamp = timestamp.as_ref();
        let signature = decode_signature(signature.as_ref()).ok_or(VerifyError::MalformedSignature)?;
        let time = read_timestamp(timestamp).ok_or(VerifyError::MalformedTimestamp)?;
        self.check_signature(&signature, timestamp, body)?;
        self.check_time(time, now)
    }

    fn check_signature(&self, signature: &[u8; 32], timestamp: &[u8], body: &[u8]) -> Result<(), VerifyError> {
        let message = signed(timestamp, body);
        if self.secrets.iter().any(|secret| is_signed(secret.expose().as_bytes(), &message, signature)) {
            return Ok(());
        }
        Err(VerifyError::NoSecretMatches { secrets: self.secrets.len() })
    }

    /// Compares times since 1970.
    fn check_time(&self, time: Duration, now: SystemTime) -> Result<(), VerifyError> {
        let tolerance = self.tolerance;
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let (age, ahead) = (now.saturating_sub(time), time.saturating_sub(now));
        if age > tolerance {
            return Err(VerifyError::TooOld { age, tolerance });
        }
        if ahead > tolerance {
            return Err(VerifyError::TooNew { ahead, tolerance });
        }
        Ok(())
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("secrets", &self.secrets.len())
            .field("tolerance", &self.tolerance)
            .finish_non_exhaustive()
    }
}

/// Signs a body as TalkJS does, for tests of your own receiver. The result is the value of [`SIGNATURE_HEADER`], the
/// timestamp that of [`TIMESTAMP_HEADER`].
#[must_use]
pub fn sign(secret: &Secret, timestamp: &str, body: &[u8]) -> String {
    let mac = hmac_sha256(secret.expose().as_bytes(), &signed(timestamp.as_bytes(), body));
    hex(mac.into_iter()).to_ascii_uppercase()
}

/// Reads an event, whether or not it was verified. An event is a JSON object with a `type`. An event of an unknown type
/// is kept as received, whatever else it contains.
///
/// # Errors
///
/// If the body is not JSON or not an event, or if a required property of an event of a known type is missing or a
/// property has another type. The error contains the place.
pub fn parse(body: &[u8]) -> Result<WebhookEvent, ParseError> {
    let event = json(body).map_err(|Mismatch { pointer, reason }| ParseError { pointer, reason })?;
    if let WebhookEvent::Unknown(event) = &event {
        check_unknown(event.json())?;
    }
    Ok(event)
}

/// Checks that JSON is an event, if the description has no type for it.
fn check_unknown(json: &Value) -> Result<(), ParseError> {
    let Value::Object(event) = json else {
        return Err(wrong_type("", json, "an object"));
    };
    match event.get("type") {
        None => Err(ParseError { pointer: "/type".to_owned(), reason: "missing required property".to_owned() }),
        Some(Value::String(name)) if name.is_empty() => {
            Err(ParseError { pointer: "/type".to_owned(), reason: "must not be empty".to_owned() })
        }
        Some(Value::String(_)) => Ok(()),
        Some(other) => Err(wrong_type("/type", other, "a string")),
    }
}

fn wrong_type(pointer: &str, found: &Value, expected: &str) -> ParseError {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    ParseError { pointer: pointer.to_owned(), reason: format!("invalid type: {found}, expected {expected}") }
}

impl WebhookEvent {
    /// Returns the event's id, which is the same for a duplicate; empty for an event of an unknown type that has none.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::User(event) => event.id.as_str(),
            Self::MessageSent(event) => event.id.as_str(),
            Self::MessageChanged(event) => event.id.as_str(),
            Self::MessageRead(event) => event.id.as_str(),
            Self::ConversationDeleted(event) => event.id.as_str(),
            Self::Notification(event) => event.id.as_str(),
            Self::Unknown(event) => event.json().get("id").and_then(|id| id.as_str()).unwrap_or_default(),
        }
    }
}

/// The signed data.
fn signed(timestamp: &[u8], body: &[u8]) -> Vec<u8> {
    [timestamp, b".", body].concat()
}

/// Finds signature and timestamp. A duplicate of either header is rejected, since an intermediary may have checked the
/// other one.
fn signed_headers<N: AsRef<str>, V>(headers: impl IntoIterator<Item = (N, V)>) -> Result<(V, V), VerifyError> {
    let (mut signature, mut timestamp) = (None, None);
    for (name, value) in headers {
        let (place, name) = match name.as_ref() {
            name if name.eq_ignore_ascii_case(SIGNATURE_HEADER) => (&mut signature, SIGNATURE_HEADER),
            name if name.eq_ignore_ascii_case(TIMESTAMP_HEADER) => (&mut timestamp, TIMESTAMP_HEADER),
            _ => continue,
        };
        if place.replace(value).is_some() {
            return Err(VerifyError::RepeatedHeader { name });
        }
    }
    match (signature, timestamp) {
        (Some(signature), Some(timestamp)) => Ok((signature, timestamp)),
        (None, _) => Err(VerifyError::MissingHeader { name: SIGNATURE_HEADER }),
        (_, None) => Err(VerifyError::MissingHeader { name: TIMESTAMP_HEADER }),
    }
}

fn decode_signature(text: &[u8]) -> Option<[u8; 32]> {
    let text: &[u8; 64] = text.try_into().ok()?;
    let mut signature = [0; 32];
    let (pairs, _) = text.as_chunks();
    for (byte, [high, low]) in signature.iter_mut().zip(pairs) {
        *byte = (digit(*high)? << 4) | digit(*low)?;
    }
    Some(signature)
}

fn digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit & 0x0f),
        // Of the last four bits of a letter, `a` has 1.
        b'a'..=b'f' | b'A'..=b'F' => Some((digit & 0x0f).wrapping_add(9)),
        _ => None,
    }
}

/// Reads the time since 1970.
fn read_timestamp(text: &[u8]) -> Option<Duration> {
    // `parse` would accept a sign as well.
    let digits = str::from_utf8(text).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    let number: u64 = digits.parse().ok()?;
    let is_seconds = number < FIRST_MILLISECONDS;
    Some(if is_seconds { Duration::from_secs(number) } else { Duration::from_millis(number) })
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the webhook is not verified: ")?;
        match self {
            Self::MissingHeader { name } => write!(f, "missing header `{name}`"),
            Self::RepeatedHeader { name } => write!(f, "duplicate header `{name}`"),
            Self::MalformedSignature => {
                write!(f, "malformed header `{SIGNATURE_HEADER}`: it must be 64 hexadecimal digits")
            }
            Self::MalformedTimestamp => {
                write!(f, "malformed header `{TIMESTAMP_HEADER}`: it must be a time in whole milliseconds")
            }
            Self::NoSecretMatches { secrets: 1 } => f.write_str("the signature does not match the secret"),
            Self::NoSecretMatches { secrets } => write!(f, "the signature matches none of the {secrets} secrets"),
            Self::TooOld { age, tolerance } => write!(f, "it is too old: signed {age:?} ago, more than {tolerance:?}"),
            Self::TooNew { ahead, tolerance } => {
                write!(f, "it is too new: signed {ahead:?} ahead of this machine's clock, more than {tolerance:?}")
            }
        }
    }
}

impl std::error::Error for VerifyError {}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verify(error) => error.fmt(f),
            Self::Parse(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for EventError {}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => write!(f, "the webhook's body is not an event: {}", self.reason),
            pointer => write!(f, "the webhook's body is not an event: `{pointer}`: {}", self.reason),
        }
    }
}

impl std::error::Error for ParseError {}
