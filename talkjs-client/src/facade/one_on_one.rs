//! Ids for the one conversation that two users have with each other.

use serde_json::json;

use crate::api::{ConversationId, UserId};
use crate::hash::{hmac_sha256, sha1};
use crate::hex::hex;
use crate::secret::Secret;

/// Returns TalkJS' id for the conversation between two users, whose order does not matter. It equals `oneOnOneId` of
/// TalkJS' SDKs, so a front end and a backend use the same conversation.
///
/// Everyone with the ids of two users can compute this id. If users can join conversations by id and that must be
/// prevented, use [`keyed_one_on_one_id`].
///
/// ```
/// use talkjs_client::one_on_one_id;
///
/// assert_eq!(one_on_one_id("12081", "8029").as_str(), "96111f2824316f80e0f5");
/// assert_eq!(one_on_one_id("8029", "12081"), one_on_one_id("12081", "8029"));
/// ```
///
/// It is the first 20 lower-case hexadecimal digits of the SHA-1 of both ids, sorted, as a JSON array without spaces.
pub fn one_on_one_id(one: impl Into<UserId>, other: impl Into<UserId>) -> ConversationId {
    let pair = pair(&one.into(), &other.into());
    hex(sha1(pair).into_iter().take(10)).into()
}

/// Returns an id for the conversation between two users that can only be computed with a secret of yours. The order of
/// the users does not matter.
///
/// Unlike [`one_on_one_id`], TalkJS' SDKs cannot compute it, so pass it to the front end. The secret must stay the same
/// as long as the conversations exist, as another secret results in other ids; so use a separate secret instead of the
/// app's secret key, which is changed from time to time.
///
/// ```
/// use talkjs_client::{Secret, keyed_one_on_one_id};
///
/// # fn main() -> Result<(), talkjs_client::SecretError> {
/// let secret = Secret::new("a-long-random-text")?;
/// let id = keyed_one_on_one_id(&secret, "12081", "8029");
/// assert_eq!(id, keyed_one_on_one_id(&secret, "8029", "12081"));
/// assert_ne!(id, keyed_one_on_one_id(&Secret::new("another-text")?, "12081", "8029"));
/// # Ok(())
/// # }
/// ```
///
/// It is the first 32 lower-case hexadecimal digits of the HMAC-SHA256 of both ids, sorted, as a JSON array without
/// spaces.
pub fn keyed_one_on_one_id(secret: &Secret, one: impl Into<UserId>, other: impl Into<UserId>) -> ConversationId {
    let pair = pair(&one.into(), &other.into());
    hex(hmac_sha256(secret.expose().as_bytes(), pair.as_bytes()).into_iter().take(16)).into()
}

/// Both ids as written by JavaScript's `JSON.stringify([one, other].sort())`.
fn pair(one: &UserId, other: &UserId) -> String {
    let (one, other) = (one.as_str(), other.as_str());
    // JavaScript compares UTF-16, which differs from Rust's order for characters beyond U+FFFF.
    let sorted = if one.encode_utf16().le(other.encode_utf16()) { [one, other] } else { [other, one] };
    json!(sorted).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Python 3:
    ///
    ///     def one_on_one_id(one, other):
    ///         pair = sorted([one, other], key=lambda id: id.encode("utf-16-be"))
    ///         text = json.dumps(pair, ensure_ascii=False, separators=(",", ":"))
    ///         return hashlib.sha1(text.encode()).hexdigest()[:20]
    const VECTORS: [(&str, &str, &str, &str); 11] = [
        ("12081", "8029", "96111f2824316f80e0f5", "266eabcf1d97aae70afa85b28a0491ea"),
        ("alice", "sebastian", "06940d20423fbf920d93", "cedfceb1088939c9900b919ddfd39468"),
        ("a", "a", "31ad8b1d9fc4c78e38b9", "9b67fe97649f23b262e12dcf957d9d7d"),
        ("", "a", "d86fb45013837a74765f", "620284c7396a2a477a23fbab31456585"),
        ("10", "9", "054b7c72c5481c512806", "c8c2abd621ad4c04214d9ae2874737b7"),
        ("Z", "a", "dea72449431eb2bf0546", "5e60fc7688f115678834faf0df61b4b2"),
        ("é", "z", "23c86a947bb736113b85", "9f4facf1ec103180a850eed9cdca6939"),
        ("quo\"te", "back\\slash", "07ba468723a4191db5a9", "17c6f35d02a9ccdfa94ab8d4c79a0e19"),
        ("tab\t\n\u{1}", "\u{7f}\u{2028}", "f4594c5d5b5cd6b794b6", "8588f6ce61d2305cae8bca07f988e2c3"),
        ("\u{ff5e}", "😀", "c910b806f23ff28fd072", "86ac7e2196c9f1707c15c6bb4d910cda"),
        ("a/b", "ü@example.com", "614021fd577e99e40bf5", "efb7d2d247f697c0613f0f52c3eef971"),
    ];

    #[test]
    fn ids_are_those_of_another_implementation() {
        for (one, other, expected, _) in VECTORS {
            assert_eq!(one_on_one_id(one, other).as_str(), expected, "{one:?} {other:?}");
            assert_eq!(one_on_one_id(other, one).as_str(), expected, "{other:?} {one:?}");
        }
    }

    /// The same with `hmac.new(b"canary", text.encode(), "sha256").hexdigest()[:32]`.
    #[test]
    fn keyed_ids_are_those_of_another_implementation() {
        let secret = Secret::new("canary").unwrap();
        for (one, other, _, expected) in VECTORS {
            assert_eq!(keyed_one_on_one_id(&secret, one, other).as_str(), expected, "{one:?} {other:?}");
            assert_eq!(keyed_one_on_one_id(&secret, other, one).as_str(), expected, "{other:?} {one:?}");
        }
    }

    #[test]
    fn no_two_pairs_are_written_alike() {
        assert_ne!(one_on_one_id("a", "b\",\"c"), one_on_one_id("a\",\"b", "c"));
        assert_ne!(one_on_one_id("ab", "c"), one_on_one_id("a", "bc"));
    }
}
