//! The progress of an import, in numbers.

/// The name of the whole job in errors and spans.
pub(super) const JOB: &str = "import";

/// The progress of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportProgress {
    /// The number of users that are written.
    pub users: usize,
    /// The number of conversations that are done.
    pub conversations: usize,
    /// The number of messages that are imported, by this run or an earlier one.
    pub messages: usize,
    /// The number of all users.
    pub planned_users: usize,
    /// The number of all conversations.
    pub planned_conversations: usize,
    /// The number of all messages.
    pub planned_messages: usize,
}
