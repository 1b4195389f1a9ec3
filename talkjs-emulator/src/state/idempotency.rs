//! The keys that identify repeated messages.

use std::collections::{HashMap, VecDeque};

/// The keys used in one conversation.
#[derive(Clone, Debug, Default)]
pub(crate) struct IdempotencyKeys {
    messages: HashMap<String, (String, i64)>,
    /// When each key was first used, oldest first.
    used: VecDeque<(i64, String)>,
}

impl IdempotencyKeys {
    pub(crate) fn message(&self, key: &str) -> Option<&str> {
        self.first_use(key).map(|(message, _)| message)
    }

    /// The message that a key was first used for, and when.
    pub(crate) fn first_use(&self, key: &str) -> Option<(&str, i64)> {
        self.messages.get(key).map(|(message, at)| (message.as_str(), *at))
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        self.messages.keys().map(String::as_str)
    }

    pub(crate) fn remember(&mut self, key: &str, message: &str, now: i64) {
        self.messages.insert(key.to_owned(), (message.to_owned(), now));
        // Keys that are loaded come in any order.
        let place = self.used.partition_point(|(at, _)| *at <= now);
        self.used.insert(place, (now, key.to_owned()));
    }

    /// Forgets the keys that were first used a window ago or earlier; returns them.
    pub(crate) fn forget(&mut self, window: i64, now: i64) -> Vec<String> {
        let is_old = |(at, _): &&(i64, String)| now.saturating_sub(*at) >= window;
        let count = self.used.iter().take_while(is_old).count();
        let old: Vec<_> = self.used.drain(..count).map(|(_, key)| key).collect();
        for key in &old {
            self.messages.remove(key);
        }
        old
    }
}
