//! What is accepted as a webhook and what is not, each kind of it once, and how many kinds there are.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use talkjs_client::Secret;
use talkjs_client::webhooks::{SIGNATURE_HEADER, TIMESTAMP_HEADER, Verifier, VerifyError, sign};

const KEY: &str = "sk_test_canary";
const OLD_KEY: &str = "sk_test_canary_old";
const BODY: &[u8] = br#"{"id":"evt_1","type":"conversation.deleted","createdAt":1711929600000,"data":{}}"#;
const NOW: &str = "1711929600000";

type Headers = Vec<(&'static str, Vec<u8>)>;

/// A webhook as it came, when the time is [`NOW`].
struct Case {
    headers: Headers,
    body: Vec<u8>,
}

fn secret(key: &str) -> Secret {
    Secret::new(key).unwrap()
}

fn with(signature: impl AsRef<[u8]>, timestamp: impl AsRef<[u8]>, body: &[u8]) -> Case {
    let headers =
        vec![(SIGNATURE_HEADER, signature.as_ref().to_vec()), (TIMESTAMP_HEADER, timestamp.as_ref().to_vec())];
    Case { headers, body: body.to_vec() }
}

/// Signed as it should be.
fn signed(timestamp: &str, body: &[u8]) -> Case {
    with(sign(&secret(KEY), timestamp, body), timestamp, body)
}

fn seconds_off(seconds: i64) -> Case {
    signed(&(1_711_929_600_000 + seconds * 1000).to_string(), BODY)
}

impl Case {
    fn outcome(&self) -> Result<(), VerifyError> {
        let now: SystemTime = UNIX_EPOCH + Duration::from_millis(NOW.parse().unwrap());
        let headers = self.headers.iter().map(|(name, value)| (*name, value.as_slice()));
        Verifier::new(&secret(KEY)).or(&secret(OLD_KEY)).verify_at(now, &self.body, headers)
    }

    fn changed(mut self, change: impl FnOnce(&mut Headers)) -> Self {
        change(&mut self.headers);
        self
    }
}

fn accepted() -> Vec<(&'static str, Case)> {
    let right = sign(&secret(KEY), NOW, BODY);
    let mixed: String =
        right.char_indices().map(|(at, digit)| if at % 2 == 0 { digit.to_ascii_lowercase() } else { digit }).collect();
    vec![
        ("upper-case digits", with(&right, NOW, BODY)),
        ("lower-case digits", with(right.to_lowercase(), NOW, BODY)),
        ("mixed digits", with(mixed, NOW, BODY)),
        ("an empty body", signed(NOW, b"")),
        ("a byte order mark", signed(NOW, b"\xEF\xBB\xBF{}")),
        ("CR LF in the body", signed(NOW, b"{\r\n}\r\n")),
        ("NUL in the body", signed(NOW, b"{\0}")),
        ("a body of a mebibyte", signed(NOW, &vec![b'x'; 1024 * 1024])),
        ("a body that is no UTF-8", signed(NOW, b"\xFF\xFE\x80")),
        ("the old secret", with(sign(&secret(OLD_KEY), NOW, BODY), NOW, BODY)),
        ("299 s old", seconds_off(-299)),
        ("299 s ahead", seconds_off(299)),
    ]
}

fn malformed() -> Vec<(&'static str, Case)> {
    let right = sign(&secret(KEY), NOW, BODY);
    let timestamp = |text: &str| signed(text, BODY);
    let headers = |change: fn(&mut Headers)| with(&right, NOW, BODY).changed(change);
    vec![
        ("no signature", headers(|headers| drop(headers.remove(0)))),
        ("no timestamp", headers(|headers| drop(headers.remove(1)))),
        ("two signatures", headers(|headers| headers.push(headers[0].clone()))),
        ("two timestamps", headers(|headers| headers.push(headers[1].clone()))),
        ("an empty signature", with("", NOW, BODY)),
        ("an empty timestamp", timestamp("")),
        ("a signature beyond ASCII", with(format!("é{}", &right[2..]), NOW, BODY)),
        ("a timestamp beyond ASCII", timestamp("１７１１９２９６００")),
        ("63 digits", with(&right[1..], NOW, BODY)),
        ("65 digits", with(format!("{right}0"), NOW, BODY)),
        ("128 digits", with(right.repeat(2), NOW, BODY)),
        ("no hexadecimal digit", with(format!("G{}", &right[1..]), NOW, BODY)),
        ("a prefix", with(format!("sha256={right}"), NOW, BODY)),
        ("base64", with("brNLYx79nNf1p4aDs3E8XVvP7nXVRjOoTcbje8TIIjo=", NOW, BODY)),
        ("the least number", timestamp("-9223372036854775808")),
        ("a sign", timestamp("+1")),
        ("a space", timestamp(" 1")),
        ("a fraction", timestamp("1.0")),
        ("a hexadecimal number", timestamp("0x1")),
        ("40 digits of time", timestamp(&"1".repeat(40))),
    ]
}

fn unsigned() -> Vec<(&'static str, Case)> {
    let right = sign(&secret(KEY), NOW, BODY);
    let longer = [BODY, b"\n"].concat();
    let written_anew = serde_json::to_vec_pretty(&serde_json::from_slice::<serde_json::Value>(BODY).unwrap()).unwrap();
    vec![
        ("a byte more", with(&right, NOW, &longer)),
        ("a byte less", with(&right, NOW, &BODY[1..])),
        ("the same JSON", with(&right, NOW, &written_anew)),
        ("another timestamp", with(&right, "1711929600001", BODY)),
        ("another secret", with(sign(&secret("sk_test_other"), NOW, BODY), NOW, BODY)),
    ]
}

#[test]
fn every_kind_of_webhook_is_accepted_or_refused_as_it_should_be() {
    let mut rows = 0;
    for (name, case) in accepted() {
        assert_eq!(case.outcome(), Ok(()), "{name}");
        rows += 1;
    }
    for (name, case) in malformed() {
        let outcome = case.outcome();
        let is_expected = matches!(
            outcome,
            Err(VerifyError::MissingHeader { .. }
                | VerifyError::RepeatedHeader { .. }
                | VerifyError::MalformedSignature
                | VerifyError::MalformedTimestamp)
        );
        assert!(is_expected, "{name}: {outcome:?}");
        rows += 1;
    }
    for (name, case) in unsigned() {
        assert_eq!(case.outcome(), Err(VerifyError::NoSecretMatches { secrets: 2 }), "{name}");
        rows += 1;
    }
    assert!(matches!(seconds_off(-301).outcome(), Err(VerifyError::TooOld { .. })));
    assert!(matches!(seconds_off(301).outcome(), Err(VerifyError::TooNew { .. })));
    assert!(matches!(signed("9223372036854775807", BODY).outcome(), Err(VerifyError::TooNew { .. })));
    assert!(Secret::new("").is_err(), "nobody can forget the secret");
    rows += 4;
    assert_eq!(rows, 41);
    println!("F: {rows} kinds of webhooks");
}
