//! Recent results of a client's jobs, kept to detect a response that belongs to another request, and a job key that is
//! reused for other messages.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;

use crate::api::{Client, ConversationId, MessageId};

/// The number of entries that are kept. A duplicate response arrives within milliseconds, so this is plenty.
const MOST: usize = 10_000;

/// The recent results of one client.
#[derive(Default)]
pub(crate) struct Memory {
    /// The message of each message id.
    messages: Mutex<Recent>,
    /// The fingerprint of the content of each job key.
    jobs: Mutex<Recent>,
}

/// A message or a job, by its conversation and its key.
#[derive(Clone)]
pub(super) struct MessageKey(String);

impl MessageKey {
    pub(super) fn new(conversation_id: &ConversationId, key: &str) -> Self {
        // As JSON, since both may contain any character.
        Self(json!([conversation_id.as_str(), key]).to_string())
    }
}

impl Memory {
    /// The memory of a client. A client that was not created by its builder has a new memory for each job.
    pub(super) fn of(client: &Client) -> Arc<Self> {
        client.core().extension::<Arc<Self>>().map(Arc::clone).unwrap_or_default()
    }

    /// Stores which messages the ids belong to. Returns whether that is possible: an id must not occur twice, and must
    /// not belong to another message, unless the ids are `certain`.
    pub(super) fn claim(&self, messages: &[(MessageKey, MessageId)], certain: bool) -> bool {
        let mut known = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        let distinct: BTreeSet<&str> = messages.iter().map(|(_, id)| id.as_str()).collect();
        let is_free = |(key, id): &(MessageKey, MessageId)| known.get(id.as_str()).is_none_or(|owner| *owner == key.0);
        let are_theirs = distinct.len() == messages.len() && (certain || messages.iter().all(is_free));
        if are_theirs {
            messages.iter().for_each(|(key, id)| known.insert(id.to_string(), key.0.clone()));
        }
        are_theirs
    }

    /// Stores that messages with this fingerprint are sent with a job key.
    pub(super) fn begin(&self, job: MessageKey, fingerprint: &str) {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.insert(job.0, fingerprint.to_owned());
    }

    /// Returns the fingerprint of the messages that were sent with a job key.
    pub(super) fn fingerprint(&self, job: &MessageKey) -> Option<String> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.get(&job.0).cloned()
    }
}

/// The latest entries of a map.
#[derive(Default)]
struct Recent {
    entries: BTreeMap<String, String>,
    oldest_first: VecDeque<String>,
}

impl Recent {
    fn get(&self, key: &str) -> Option<&String> {
        self.entries.get(key)
    }

    fn insert(&mut self, key: String, value: String) {
        if self.entries.insert(key.clone(), value).is_some() {
            return;
        }
        self.oldest_first.push_back(key);
        if self.oldest_first.len() > MOST
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.entries.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(key: &str, id: &str) -> (MessageKey, MessageId) {
        (MessageKey::new(&"c".into(), key), id.into())
    }

    #[test]
    fn an_id_belongs_to_one_message() {
        let memory = Memory::default();
        assert!(memory.claim(&[message("k1", "m1"), message("k2", "m2")], false));
        assert!(memory.claim(&[message("k1", "m1"), message("k2", "m2")], false), "the same request once more");
        assert!(!memory.claim(&[message("k3", "m3"), message("k4", "m2")], false), "another request");
        assert!(memory.claim(&[message("k5", "m3")], false), "a rejected response claims nothing");
        for certain in [false, true] {
            assert!(!memory.claim(&[message("k6", "m6"), message("k7", "m6")], certain), "twice in one response");
        }
        assert!(memory.claim(&[message("k4", "m2")], true));
        assert!(memory.claim(&[message("k4", "m2")], false) && !memory.claim(&[message("k2", "m2")], false));
    }

    #[test]
    fn the_same_key_in_another_conversation_is_another_message() {
        let memory = Memory::default();
        assert!(memory.claim(&[message("k", "m")], false));
        assert!(!memory.claim(&[(MessageKey::new(&"d".into(), "k"), "m".into())], false));
    }

    #[test]
    fn only_the_latest_entries_are_kept() {
        let memory = Memory::default();
        for number in 0..=MOST {
            assert!(memory.claim(&[message("k", &number.to_string())], false));
        }
        assert!(memory.claim(&[message("other", "0")], false), "the oldest is forgotten");
        assert!(!memory.claim(&[message("other", &MOST.to_string())], false));
        assert_eq!(memory.messages.lock().unwrap().entries.len(), MOST);
    }
}
