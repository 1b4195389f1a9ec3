//! The job of starting one conversation.

use std::time::{Duration, SystemTime};

use super::fingerprint::fingerprint;
use crate::api::{Client, ConversationId, ConversationUpdate, NewMessage, UserId, UserUpdate};

/// The name of the whole job in errors and spans.
pub(super) const JOB: &str = "start_conversation";

/// The job as described by the caller.
#[derive(Clone)]
pub(super) struct Job {
    pub(super) client: Client,
    pub(super) conversation_id: ConversationId,
    pub(super) participants: Vec<Participant>,
    pub(super) conversation: ConversationUpdate,
    pub(super) messages: Vec<NewMessage>,
    pub(super) idempotency_key: Option<String>,
    pub(super) key_minted_at: Option<SystemTime>,
    pub(super) expected_fingerprint: Option<String>,
    pub(super) timeout: Duration,
}

/// A participant; `user` is set if the user should be written.
#[derive(Clone)]
pub(super) struct Participant {
    pub(super) id: UserId,
    pub(super) user: Option<UserUpdate>,
}

impl Job {
    /// A short text that identifies the conversation's id and the messages.
    pub(super) fn fingerprint(&self) -> String {
        fingerprint(&self.conversation_id, &self.messages)
    }
}
