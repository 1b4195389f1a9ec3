//! Keys that make a message arrive once, however often it is sent.

use std::time::Duration;

use serde_json::json;

use crate::hash::sha256;
use crate::hex::hex;

/// The highest age of a key when a request is sent with it. According to a third party, TalkJS remembers keys for 24
/// hours; the last hour is for differences between clocks and for requests in flight.
pub(crate) const KEY_LIFETIME: Duration = Duration::from_secs(23 * 60 * 60);

/// Derives the key of one message: the first 32 hexadecimal digits of the SHA-256 of the JSON array
/// `[conversation id, key of the whole job, position]`, written without spaces.
///
/// It is undocumented whether TalkJS remembers keys for a conversation or for the whole app, and how long a key may be.
/// So the conversation is part of the key (otherwise the same job key for two conversations could suppress the second
/// one's messages), and the length is always the same.
pub(super) fn derive_key(conversation_id: &str, job_key: &str, position: usize) -> String {
    let parts = json!([conversation_id, job_key, position]).to_string();
    hex(sha256(parts).into_iter().take(16))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use talkjs_runtime::flow::mint_key;

    #[test]
    fn a_derived_key_stays_the_same_for_ever() {
        // Computed with another implementation: printf '["order_391_fc","order-391-created",0]' | sha256sum
        assert_eq!(derive_key("order_391_fc", "order-391-created", 0), "6e945e684656d5a826786661a2a5a03d");
    }

    #[test]
    fn conversation_job_and_position_all_count() {
        let keys = BTreeSet::from([
            derive_key("a", "k", 0),
            derive_key("b", "k", 0),
            derive_key("a", "l", 0),
            derive_key("a", "k", 1),
            derive_key("a\",\"k", "", 0),
        ]);
        assert_eq!(keys.len(), 5);
    }

    #[test]
    fn minted_keys_differ_also_across_threads() {
        let threads: Vec<_> =
            (0..4).map(|_| std::thread::spawn(|| (0..1000).map(|_| mint_key()).collect::<Vec<_>>())).collect();
        let keys: BTreeSet<String> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        assert_eq!(keys.len(), 4000);
        assert!(keys.iter().all(|key| key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit())));
    }
}
