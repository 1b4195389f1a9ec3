//! Which webhooks are taken for TalkJS', and which are not.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use talkjs_client::Secret;
use talkjs_client::webhooks::{SIGNATURE_HEADER, TIMESTAMP_HEADER, Verifier, VerifyError, sign};

const KEY: &str = "sk_test_canary";
const TIMESTAMP: &str = "1711929600000";
const BODY: &[u8] = br#"{"id":"evt_1","type":"conversation.deleted","createdAt":1711929600000,"data":{}}"#;
const SIGNATURE: &str = "6EB34B631EFD9CD7F5A78683B3713C5D5BCFEE75D54633A84DC6E37BC4C8223A";

fn secret(text: &str) -> Secret {
    Secret::new(text).unwrap()
}

fn verifier() -> Verifier {
    Verifier::new(&secret(KEY))
}

/// The time of [`TIMESTAMP`].
fn signed_at() -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(1_711_929_600_000)
}

fn headers<'t>(signature: &'t [u8], timestamp: &'t [u8]) -> [(&'static str, &'t [u8]); 2] {
    [(SIGNATURE_HEADER, signature), (TIMESTAMP_HEADER, timestamp)]
}

/// Verifies when the signature is just made.
fn verify(signature: impl AsRef<[u8]>, timestamp: impl AsRef<[u8]>, body: &[u8]) -> Result<(), VerifyError> {
    verifier().verify_at(signed_at(), body, headers(signature.as_ref(), timestamp.as_ref()))
}

/// Computed with Python 3, `hmac.new(key, timestamp + b"." + body, hashlib.sha256).hexdigest().upper()`; the first one
/// also with `printf %s TIMESTAMP.BODY | openssl dgst -sha256 -hmac KEY`.
#[test]
fn signatures_of_another_implementation_are_accepted() {
    let long = "k".repeat(131);
    let vectors: [(&str, &str, &[u8], &str); 4] = [
        (KEY, TIMESTAMP, BODY, SIGNATURE),
        (KEY, TIMESTAMP, b"", "905FEFBD031D1BFDD10F0C037DEE2EE98817A9F4A3445481F091E992400A9477"),
        // In seconds; with a byte order mark, CR LF, NUL, and what is no UTF-8.
        (
            KEY,
            "1711929600",
            b"\xef\xbb\xbf{\"a\":\r\n\"\x00\xff\"}",
            "0115F5B2501FDD8A37F83CC6880390F23FEF8AB309C1D511A19251CFB9A3143D",
        ),
        (
            &long,
            TIMESTAMP,
            "{\"text\":\"é 😀\"}".as_bytes(),
            "2F7B83422C2CA11DB78DE1FF16FFC5B491137FDB19EDBCC525F533738FF3B9D7",
        ),
    ];
    for (key, timestamp, body, signature) in vectors {
        let verifier = Verifier::new(&secret(key));
        let verify = |text: &str| verifier.verify_at(signed_at(), body, headers(text.as_bytes(), timestamp.as_bytes()));
        assert_eq!(verify(signature), Ok(()));
        assert_eq!(verify(&signature.to_lowercase()), Ok(()));
        let mixed: String = signature.replace('A', "a").replace('D', "d");
        assert_eq!(verify(&mixed), Ok(()));
        assert_eq!(sign(&secret(key), timestamp, body), signature);
    }
}

#[test]
fn a_body_of_a_mebibyte_is_accepted() {
    let body = vec![b'x'; 1024 * 1024];
    assert_eq!(verify(sign(&secret(KEY), TIMESTAMP, &body), TIMESTAMP, &body), Ok(()));
}

/// The text with one bit of one byte the other way round, for every bit.
fn flipped(text: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    (0..text.len() * 8).map(|bit| {
        let mut flipped = text.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        flipped
    })
}

#[test]
fn one_flipped_bit_anywhere_is_refused() {
    let unsigned = Err(VerifyError::NoSecretMatches { secrets: 1 });
    let mut refused = 0;
    for body in flipped(BODY) {
        assert_eq!(verify(SIGNATURE, TIMESTAMP, &body), unsigned);
        refused += 1;
    }
    for timestamp in flipped(TIMESTAMP.as_bytes()) {
        let outcome = verify(SIGNATURE, &timestamp, BODY);
        assert!(matches!(outcome, Err(VerifyError::NoSecretMatches { .. } | VerifyError::MalformedTimestamp)));
        refused += 1;
    }
    let mut same = 0;
    for signature in flipped(SIGNATURE.as_bytes()) {
        match verify(&signature, TIMESTAMP, BODY) {
            // The bit between upper and lower case says nothing.
            Ok(()) => {
                assert!(signature.eq_ignore_ascii_case(SIGNATURE.as_bytes()));
                same += 1;
            }
            Err(error) => {
                assert!(matches!(error, VerifyError::NoSecretMatches { .. } | VerifyError::MalformedSignature));
                refused += 1;
            }
        }
    }
    assert_eq!(same, SIGNATURE.bytes().filter(u8::is_ascii_alphabetic).count());
    assert_eq!(refused + same, (BODY.len() + TIMESTAMP.len() + SIGNATURE.len()) * 8);

    let mac = u8_pairs(SIGNATURE);
    for flipped in flipped(&mac) {
        let signature: String = flipped.iter().map(|byte| format!("{byte:02X}")).collect();
        assert_eq!(verify(signature, TIMESTAMP, BODY), unsigned);
    }
}

fn u8_pairs(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn a_longer_a_shorter_or_a_rewritten_body_is_refused() {
    let longer = [BODY, b" "].concat();
    let rewritten = serde_json::to_vec_pretty(&serde_json::from_slice::<serde_json::Value>(BODY).unwrap()).unwrap();
    assert_ne!(rewritten, BODY);
    for body in [&longer, &BODY[1..], &BODY[..BODY.len() - 1], &rewritten] {
        assert_eq!(verify(SIGNATURE, TIMESTAMP, body), Err(VerifyError::NoSecretMatches { secrets: 1 }));
    }
    // The dot between timestamp and body cannot move.
    assert!(verify(SIGNATURE, &TIMESTAMP[..12], &[b"0.", BODY].concat()).is_err());
}

/// SplitMix64: the same numbers in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[test]
fn a_million_random_signatures_are_refused() {
    const THREADS: u64 = 4;
    const EACH: u64 = 250_000;
    let start = std::time::Instant::now();
    let refuse = |thread| {
        let (verifier, mut random) = (verifier(), Random(thread));
        let refused = (0..EACH).filter(|_| {
            let [high, low] = [(); 2].map(|()| u128::from(random.next()) << 64 | u128::from(random.next()));
            let signature = format!("{high:032X}{low:032x}");
            let outcome = verifier.verify_at(signed_at(), b"{}", headers(signature.as_bytes(), TIMESTAMP.as_bytes()));
            outcome == Err(VerifyError::NoSecretMatches { secrets: 1 })
        });
        refused.count()
    };
    let refused: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || refuse(thread))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    println!("{refused} random signatures refused in {:?}", start.elapsed());
    assert_eq!(refused, 1_000_000);
}

#[test]
fn a_hundred_thousand_random_headers_and_bodies_are_refused_without_a_panic() {
    let verifier = verifier();
    let mut random = Random(7);
    for _ in 0..100_000 {
        let (length, mut bytes) = (random.next() % 70, Vec::new());
        (0..length).for_each(|_| bytes.push(random.next().to_le_bytes()[0]));
        let cut = usize::try_from(length / 2).unwrap();
        // Half of the time one of the two headers is well-formed.
        let (signature, timestamp) = match random.next() % 4 {
            0 => (SIGNATURE.as_bytes(), &bytes[..]),
            1 => (&bytes[..], TIMESTAMP.as_bytes()),
            _ => (&bytes[cut..], &bytes[..cut]),
        };
        assert!(verifier.verify_at(signed_at(), &bytes, headers(signature, timestamp)).is_err());
    }
}

#[test]
fn a_replay_is_refused_after_the_age_limit_and_accepted_at_it() {
    let limit = Duration::from_secs(300);
    let moment = Duration::from_nanos(1);
    let at = |now: SystemTime| verifier().verify_at(now, BODY, headers(SIGNATURE.as_bytes(), TIMESTAMP.as_bytes()));
    for now in [signed_at() - limit, signed_at() - limit + moment, signed_at(), signed_at() + limit] {
        assert_eq!(at(now), Ok(()));
    }
    assert_eq!(at(signed_at() + limit + moment), Err(VerifyError::TooOld { age: limit + moment, tolerance: limit }));
    assert_eq!(at(signed_at() - limit - moment), Err(VerifyError::TooNew { ahead: limit + moment, tolerance: limit }));
    assert!(matches!(at(UNIX_EPOCH - limit), Err(VerifyError::TooNew { .. })), "a clock before 1970");
    // The clock of this machine is long past that time.
    let old = verifier().verify(BODY, headers(SIGNATURE.as_bytes(), TIMESTAMP.as_bytes()));
    assert!(matches!(old, Err(VerifyError::TooOld { .. })), "{old:?}");
}

#[test]
fn the_age_limit_can_be_set() {
    let at = |tolerance, now| {
        verifier().tolerance(tolerance).verify_at(now, BODY, headers(SIGNATURE.as_bytes(), TIMESTAMP.as_bytes()))
    };
    assert_eq!(at(Duration::ZERO, signed_at()), Ok(()));
    assert!(at(Duration::ZERO, signed_at() + Duration::from_nanos(1)).is_err());
    assert_eq!(at(Duration::MAX, signed_at() + Duration::from_secs(1 << 33)), Ok(()));
}

#[test]
fn a_time_at_the_end_of_all_numbers_does_not_overflow() {
    let secret = secret(KEY);
    for timestamp in ["0", "99999999999", "100000000000", "9223372036854775807", "18446744073709551615"] {
        let signature = sign(&secret, timestamp, BODY);
        for now in [UNIX_EPOCH, signed_at(), UNIX_EPOCH + Duration::from_secs(1 << 40)] {
            let verifier = Verifier::new(&secret);
            let outcome = verifier.verify_at(now, BODY, headers(signature.as_bytes(), timestamp.as_bytes()));
            let is_now = timestamp == "0" && now == UNIX_EPOCH;
            assert_eq!(outcome.is_ok(), is_now, "{timestamp} {now:?}");
            let verifier = verifier.tolerance(Duration::MAX);
            assert_eq!(verifier.verify_at(now, BODY, headers(signature.as_bytes(), timestamp.as_bytes())), Ok(()));
        }
    }
}

#[test]
fn a_timestamp_is_a_whole_number() {
    let of_40_digits = "1".repeat(40);
    let texts = [
        "",
        "+1711929600000",
        "-1711929600000",
        " 1711929600000",
        "1711929600000 ",
        "1711929600000.0",
        "1.7e12",
        "0x18e96e7d400",
        "1711929600000\0",
        "1_711_929_600_000",
        "-9223372036854775808",
        "18446744073709551616",
        "１７１１９２９６００",
        "2024-04-01T00:00:00Z",
        &of_40_digits,
    ];
    for timestamp in texts {
        let signature = sign(&secret(KEY), timestamp, BODY);
        assert_eq!(verify(signature, timestamp, BODY), Err(VerifyError::MalformedTimestamp), "{timestamp:?}");
    }
}

#[test]
fn a_signature_is_64_hexadecimal_digits() {
    let with_prefix = format!("sha256={SIGNATURE}");
    let twice = SIGNATURE.repeat(2);
    let longer = format!("{SIGNATURE}0");
    let plus = format!("+{}", &SIGNATURE[1..]);
    let other = format!("é{}", &SIGNATURE[2..]);
    let base64 = "brNLYx79nNf1p4aDs3E8XVvP7nXVRjOoTcbje8TIIjo=";
    for signature in ["", &SIGNATURE[..63], &longer, &twice, &with_prefix, &plus, &other, base64, &"g".repeat(64)] {
        assert_eq!(verify(signature, TIMESTAMP, BODY), Err(VerifyError::MalformedSignature), "{signature:?}");
    }
}

#[test]
fn each_header_is_there_once() {
    let (signature, timestamp) = ((SIGNATURE_HEADER, SIGNATURE), (TIMESTAMP_HEADER, TIMESTAMP));
    let verify = |headers: Vec<(&str, &str)>| verifier().verify_at(signed_at(), BODY, headers);
    assert_eq!(verify(vec![("host", "here"), timestamp, signature]), Ok(()));
    assert_eq!(verify(vec![timestamp]), Err(VerifyError::MissingHeader { name: SIGNATURE_HEADER }));
    assert_eq!(verify(vec![signature]), Err(VerifyError::MissingHeader { name: TIMESTAMP_HEADER }));
    for (doubled, name) in [(signature, SIGNATURE_HEADER), (timestamp, TIMESTAMP_HEADER)] {
        let outcome = verify(vec![signature, timestamp, doubled]);
        assert_eq!(outcome, Err(VerifyError::RepeatedHeader { name }));
    }
    // Names of other case are the same names.
    assert_eq!(verify(vec![("x-talkjs-signature", SIGNATURE), ("X-TALKJS-TIMESTAMP", TIMESTAMP)]), Ok(()));
}

#[test]
fn a_header_map_is_taken_as_it_is() {
    let mut map = http::HeaderMap::new();
    map.insert("x-talkjs-signature", SIGNATURE.parse().unwrap());
    map.insert("x-talkjs-timestamp", TIMESTAMP.parse().unwrap());
    assert_eq!(verifier().verify_at(signed_at(), BODY, &map), Ok(()));
    map.append("x-talkjs-signature", SIGNATURE.parse().unwrap());
    let repeated = VerifyError::RepeatedHeader { name: SIGNATURE_HEADER };
    assert_eq!(verifier().verify_at(signed_at(), BODY, &map), Err(repeated));
}

#[test]
fn either_of_two_keys_is_enough_and_a_third_is_not() {
    let both = Verifier::new(&secret("new")).or(&secret(KEY));
    let with = |key| {
        let signature = sign(&secret(key), TIMESTAMP, BODY);
        both.verify_at(signed_at(), BODY, headers(signature.as_bytes(), TIMESTAMP.as_bytes()))
    };
    assert_eq!((with("new"), with(KEY)), (Ok(()), Ok(())));
    assert_eq!(with("other"), Err(VerifyError::NoSecretMatches { secrets: 2 }));
}

#[test]
fn what_comes_first_is_said_first() {
    // Nothing is right: the headers are looked at before the signature, the signature before the time.
    let later = signed_at() + Duration::from_secs(1_000_000);
    let at = |signature: &str, timestamp: &str| {
        verifier().verify_at(later, b"changed", headers(signature.as_bytes(), timestamp.as_bytes()))
    };
    assert_eq!(at("no", "no"), Err(VerifyError::MalformedSignature));
    assert_eq!(at(SIGNATURE, "no"), Err(VerifyError::MalformedTimestamp));
    assert_eq!(at(SIGNATURE, TIMESTAMP), Err(VerifyError::NoSecretMatches { secrets: 1 }));
}

#[test]
fn errors_say_what_is_wrong_and_show_no_value() {
    let seconds = Duration::from_secs;
    let cases = [
        (VerifyError::MissingHeader { name: SIGNATURE_HEADER }, "missing header `X-TalkJS-Signature`"),
        (VerifyError::RepeatedHeader { name: TIMESTAMP_HEADER }, "duplicate header `X-TalkJS-Timestamp`"),
        (VerifyError::MalformedSignature, "malformed header `X-TalkJS-Signature`: it must be 64 hexadecimal digits"),
        (
            VerifyError::MalformedTimestamp,
            "malformed header `X-TalkJS-Timestamp`: it must be a time in whole milliseconds",
        ),
        (VerifyError::NoSecretMatches { secrets: 1 }, "the signature does not match the secret"),
        (VerifyError::NoSecretMatches { secrets: 2 }, "the signature matches none of the 2 secrets"),
        (
            VerifyError::TooOld { age: seconds(301), tolerance: seconds(300) },
            "it is too old: signed 301s ago, more than 300s",
        ),
        (
            VerifyError::TooNew { ahead: seconds(301), tolerance: seconds(300) },
            "it is too new: signed 301s ahead of this machine's clock, more than 300s",
        ),
    ];
    for (error, words) in cases {
        assert_eq!(error.to_string(), format!("the webhook is not verified: {words}"));
    }
    let shown = format!("{:?} {:#?}", verifier(), verifier().or(&secret("other")));
    assert!(shown.starts_with("Verifier { secrets: 1, tolerance: 300s, .. }"), "{shown}");
}

#[test]
fn nobody_can_sign_with_an_empty_secret() {
    assert!(Secret::new("").is_err() && Secret::new(" ").is_err());
}
