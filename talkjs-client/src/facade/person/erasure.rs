//! The data to erase.

use super::walk::{Scope, Walk};
use crate::api::{Client, UserId};

/// The name of the job in spans, both for planning and running.
pub(super) const JOB: &str = "erase_user";

/// What to do with the messages of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MessageErasure {
    /// Deletes them permanently.
    Delete,
    /// Replaces each message and its files by this text, and removes its custom data, so that others can still follow
    /// the conversation. The text has to be plain, without TalkJS' mark-up. It is unconfirmed whether an edit removes a
    /// file or a location; if it does not, the report lists it.
    ReplaceText(String),
}

/// A requested erasure.
#[derive(Clone)]
pub(super) struct Erasure {
    pub(super) client: Client,
    pub(super) user_id: UserId,
    pub(super) scope: Scope,
    pub(super) wishes: Wishes,
}

/// The selected data; nothing by default.
#[derive(Clone, Default)]
pub(super) struct Wishes {
    /// The new name, if the profile should be cleared.
    pub(super) name: Option<String>,
    pub(super) messages: Option<MessageErasure>,
    pub(super) reactions: bool,
    pub(super) conversations: bool,
}

impl Erasure {
    /// Reads the current data.
    pub(super) fn walk(&self) -> Walk {
        Walk::new(&self.client, self.user_id.clone(), self.scope)
    }
}
