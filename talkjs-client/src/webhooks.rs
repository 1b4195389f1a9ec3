//! Webhooks: events that TalkJS posts to a server of yours.
//!
//! [`Verifier::event`] checks that TalkJS sent an event, and reads it. The two steps are also there apart, so that an event
//! can be stored as it came and read later: [`Verifier::verify`] and [`parse`].
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
//! // `body` and `headers` are those of a POST that your server got; the body must not have been read and written anew.
//! verifier.verify(body, headers)?;
//! match webhooks::parse(body)? {
//!     WebhookEvent::MessageSent(event) => println!("{:?}", event.data.message.text),
//!     event => println!("something else, {}", event.id()),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Answer 200 within 5 seconds, so put away what takes longer. After any other answer TalkJS tries once more. So an
//! event may come twice, or not at all, and no source promises an order: use [`WebhookEvent::id`] to tell what is done
//! already.
//!
//! How long a body may be is for the HTTP server to limit, before it is in memory.

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

/// The header that says when the event was signed.
pub const TIMESTAMP_HEADER: &str = "X-TalkJS-Timestamp";

/// How far the time of a signature may be from the time here, unless [`Verifier::tolerance`] is set: 5 minutes.
pub const DEFAULT_TOLERANCE: Duration = Duration::from_secs(300);

/// No source says whether timestamps count seconds or milliseconds. What is less than this would be before 1973 in
/// milliseconds, and what is more after the year 5138 in seconds.
const FIRST_MILLISECONDS: u64 = 100_000_000_000;

/// Tells what TalkJS sent from what others did.
///
/// It is for raw bytes: the body as it came, and the headers' values as they came.
#[derive(Clone)]
pub struct Verifier {
    secrets: Vec<Secret>,
    tolerance: Duration,
}

/// Why it is not sure that TalkJS sent an event. It shows no header's value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// A header is not there.
    MissingHeader {
        /// Its name.
        name: &'static str,
    },
    /// A header is there more than once.
    RepeatedHeader {
        /// Its name.
        name: &'static str,
    },
    /// The signature is not 64 hexadecimal digits.
    MalformedSignature,
    /// The timestamp is no whole number, or a larger one than there is a time for.
    MalformedTimestamp,
    /// The signature is not that of this body and this timestamp with any of the secrets.
    NoSecretMatches {
        /// The number of secrets.
        secrets: usize,
    },
    /// The signature is right and too old, so it may have been recorded and sent again.
    TooOld {
        /// How long ago it was made.
        age: Duration,
        /// How long ago it may have been made.
        tolerance: Duration,
    },
    /// The signature is right and comes from the future: one of the clocks is wrong.
    TooNew {
        /// How far it is ahead of the time here.
        ahead: Duration,
        /// How far it may be ahead.
        tolerance: Duration,
    },
}

/// Why a request is no event from TalkJS.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventError {
    /// It is not sure that TalkJS sent it. Answer 401.
    Verify(VerifyError),
    /// TalkJS sent it, and the body is no event. Answer 400.
    Parse(ParseError),
}

/// Where and why a body is no event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseError {
    /// The place as a JSON pointer, such as `/data/message/id`; empty for the whole body. Of a missing property it is the
    /// place where the property should be.
    pub pointer: String,
    /// What is wrong there, without any value of the body.
    pub reason: String,
}

impl Verifier {
    /// Takes the secret key that the dashboard marks for webhooks. A [`Secret`] is never empty, so nobody can sign with
    /// a key that was forgotten.
    #[must_use]
    pub fn new(secret: &Secret) -> Self {
        Self { secrets: vec![secret.clone()], tolerance: DEFAULT_TOLERANCE }
    }

    /// Takes what is signed with another secret as well, while one key replaces the other.
    #[must_use]
    pub fn or(mut self, secret: &Secret) -> Self {
        self.secrets.push(secret.clone());
        self
    }

    /// Sets how far the time of a signature may be from the time here, in both directions. What is exactly so far is
    /// accepted. Events that were put away and are verified later need more; `Duration::MAX` takes any time.
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
    /// /// The status to answer with.
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
    /// [`EventError`]. The body is read only if it is from TalkJS.
    pub fn event<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Result<WebhookEvent, EventError> {
        self.verify(body, headers).map_err(EventError::Verify)?;
        parse(body).map_err(EventError::Parse)
    }

    /// Says whether an event was sent by TalkJS, and just now.
    ///
    /// Headers are names and values of any types that are text and bytes: a `&HeaderMap` of the crate `http`, which
    /// axum and hyper have, or of actix-web; or an array as in the example of [the module](self). Names match in either
    /// case.
    ///
    /// # Errors
    ///
    /// [`VerifyError`]: the headers are looked at first, then the signature, then the time. Answer 401 or the like, and
    /// do not read the body.
    pub fn verify<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        body: &[u8],
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Result<(), VerifyError> {
        self.verify_at(SystemTime::now(), body, headers)
    }

    /// Does what [`verify`](Self::verify) does as if it were `now`: for tests, and for events that were put away with
    /// the time at which they came.
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

    /// Compares times as they are since 1970, before which no clock that matters stands.
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

/// Signs a body as TalkJS does, for tests of your own receiver. The result goes into [`SIGNATURE_HEADER`], the
/// timestamp into [`TIMESTAMP_HEADER`].
#[must_use]
pub fn sign(secret: &Secret, timestamp: &str, body: &[u8]) -> String {
    let mac = hmac_sha256(secret.expose().as_bytes(), &signed(timestamp.as_bytes(), body));
    hex(mac.into_iter()).to_ascii_uppercase()
}

/// Reads an event, whether or not it was verified. An event is a JSON object with a `type`. An event of an unknown type
/// is stored as it came, whatever else it has.
///
/// # Errors
///
/// When the body is not JSON or not an event, or when an event of a known type lacks a required property or has a
/// property of another type. The error names the place.
pub fn parse(body: &[u8]) -> Result<WebhookEvent, ParseError> {
    let event = json(body).map_err(|Mismatch { pointer, reason }| ParseError { pointer, reason })?;
    if let WebhookEvent::Unknown(event) = &event {
        check_unknown(event.json())?;
    }
    Ok(event)
}

/// Checks that JSON is an event at all when the description has no type for it.
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
    /// Returns the event's id, which is the same when an event comes again; empty for an event of an unknown type that
    /// has none.
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

/// What TalkJS signs.
fn signed(timestamp: &[u8], body: &[u8]) -> Vec<u8> {
    [timestamp, b".", body].concat()
}

/// Finds signature and timestamp. A second header of either name could be the one that someone in between has looked
/// at.
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
    // `parse` would take a sign as well.
    let digits = str::from_utf8(text).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    let number: u64 = digits.parse().ok()?;
    let is_seconds = number < FIRST_MILLISECONDS;
    Some(if is_seconds { Duration::from_secs(number) } else { Duration::from_millis(number) })
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the webhook is not verified: ")?;
        match self {
            Self::MissingHeader { name } => write!(f, "the header `{name}` is missing"),
            Self::RepeatedHeader { name } => write!(f, "the header `{name}` is there more than once"),
            Self::MalformedSignature => write!(f, "`{SIGNATURE_HEADER}` must be 64 hexadecimal digits"),
            Self::MalformedTimestamp => write!(f, "`{TIMESTAMP_HEADER}` must be a time in whole milliseconds"),
            Self::NoSecretMatches { secrets: 1 } => f.write_str("it was not signed with the secret"),
            Self::NoSecretMatches { secrets } => write!(f, "it was signed with none of the {secrets} secrets"),
            Self::TooOld { age, tolerance } => write!(f, "it was signed {age:?} ago, more than {tolerance:?}"),
            Self::TooNew { ahead, tolerance } => {
                write!(f, "it was signed {ahead:?} ahead of this machine's clock, more than {tolerance:?}")
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
            "" => write!(f, "the webhook's body is no event: {}", self.reason),
            pointer => write!(f, "the webhook's body is no event: `{pointer}`: {}", self.reason),
        }
    }
}

impl std::error::Error for ParseError {}
