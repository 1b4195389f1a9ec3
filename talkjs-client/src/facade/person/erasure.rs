//! What is to be erased, and of whom.

use super::walk::{Scope, Walk};
use crate::api::{Client, UserId};

/// The name that spans give to the job, while it plans and while it runs.
pub(super) const JOB: &str = "erase_user";

/// What to do with the messages of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MessageErasure {
    /// Deletes them for good.
    Delete,
    /// Puts this text in the place of each message and its files, and removes its custom data, so that others can still
    /// follow the conversation. The text has to be plain, without TalkJS' mark-up. Whether an edit removes a file or a
    /// location is unconfirmed; if it does not, the report says so.
    ReplaceText(String),
}

/// An erasure as it was asked for.
#[derive(Clone)]
pub(super) struct Erasure {
    pub(super) client: Client,
    pub(super) user_id: UserId,
    pub(super) scope: Scope,
    pub(super) wishes: Wishes,
}

/// What was asked for; nothing, at first.
#[derive(Clone, Default)]
pub(super) struct Wishes {
    /// The new name, if the profile is to be cleared.
    pub(super) name: Option<String>,
    pub(super) messages: Option<MessageErasure>,
    pub(super) reactions: bool,
    pub(super) conversations: bool,
}

impl Erasure {
    /// Reads what there is now.
    pub(super) fn walk(&self) -> Walk {
        Walk::new(&self.client, self.user_id.clone(), self.scope)
    }
}
