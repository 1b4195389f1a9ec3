//! The keys that make a repeated message the same message.

use std::collections::{HashMap, VecDeque};

/// The keys used in one conversation.
#[derive(Clone, Debug, Default)]
pub(crate) struct IdempotencyKeys {
    messages: HashMap<String, String>,
    /// When each key was first used, oldest first.
    used: VecDeque<(i64, String)>,
}

impl IdempotencyKeys {
    /// The message that a key was first used for.
    pub(crate) fn message(&self, key: &str) -> Option<&str> {
        self.messages.get(key).map(String::as_str)
    }

    pub(crate) fn remember(&mut self, key: &str, message: &str, now: i64) {
        self.messages.insert(key.to_owned(), message.to_owned());
        self.used.push_back((now, key.to_owned()));
    }

    /// Forgets the keys that were used a window ago or earlier.
    pub(crate) fn forget(&mut self, window: i64, now: i64) {
        while let Some((at, _)) = self.used.front() {
            if now.saturating_sub(*at) < window {
                return;
            }
            if let Some((_, key)) = self.used.pop_front() {
                self.messages.remove(&key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_for_the_window_and_not_longer() {
        let mut keys = IdempotencyKeys::default();
        keys.remember("first", "msg_1", 0);
        keys.remember("second", "msg_2", 50);
        keys.forget(100, 99);
        assert_eq!(keys.message("first"), Some("msg_1"));
        keys.forget(100, 100);
        assert_eq!(keys.message("first"), None);
        assert_eq!(keys.message("second"), Some("msg_2"));
    }
}
