//! A short text that identifies the content of a job's messages.

use crate::api::{ConversationId, NewMessage};
use crate::hash::sha256;
use crate::hex::hex;

/// The first 32 hexadecimal digits of the SHA-256 of the JSON array `[conversation id, messages]`, with the messages as
/// the caller passed them. It is the same across processes and versions.
pub(super) fn fingerprint(conversation_id: &ConversationId, messages: &[NewMessage]) -> String {
    // A message that cannot be written as JSON is rejected before it is sent.
    let json = serde_json::to_vec(&(conversation_id, messages)).unwrap_or_default();
    hex(sha256(json).into_iter().take(16))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UserMessage;

    fn of(texts: &[&str]) -> String {
        let messages: Vec<_> = texts.iter().map(|text| UserMessage::new("a", *text).into()).collect();
        fingerprint(&"c".into(), &messages)
    }

    #[test]
    fn a_fingerprint_stays_the_same_for_ever() {
        // Computed with another implementation:
        // printf '["c",[{"type":"UserMessage","sender":"a","text":"Hi"}]]' | sha256sum
        assert_eq!(of(&["Hi"]), "e671861e74fe22b2321b429bb6a8b149");
    }

    #[test]
    fn conversation_text_number_and_order_all_count() {
        let one = of(&["Hi", "Ho"]);
        assert!([of(&["Hi"]), of(&["Ho", "Hi"]), of(&["Hi", "Ho!"]), of(&[])].iter().all(|other| *other != one));
        assert_ne!(fingerprint(&"c".into(), &[]), fingerprint(&"d".into(), &[]));
        assert_eq!(one, of(&["Hi", "Ho"]));
    }
}
