//! A job of several requests that stopped half way.

use std::fmt;

use crate::api::{ConversationId, MessageId, UserId};
use crate::runtime::Error;

/// How far [`StartConversation`](super::StartConversation) came before an error stopped it, and what it takes to go on.
///
/// To complete it, make the same call again with [`idempotency_key`](Interrupted::idempotency_key). Users and
/// conversation are written again, which changes nothing, and no message is sent twice as long as TalkJS remembers the
/// keys: 24 hours, as a third party says.
#[derive(Debug)]
#[non_exhaustive]
pub struct Interrupted {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The step that failed.
    pub step: Step,
    /// The number of users that were to be written.
    pub users: usize,
    /// The users that are written, in the order in which they were added.
    pub users_written: Vec<UserId>,
    /// Whether the conversation is written.
    pub conversation_written: bool,
    /// The messages that are confirmed, in their order. Of the others, the next ten at most may have been sent too: when
    /// the cause says that the outcome is unknown, when TalkJS answered with 5xx, and when its answer could not be read.
    pub message_ids: Vec<MessageId>,
    /// The number of messages that were to be sent.
    pub messages: usize,
    /// The key that the call was made with, or that was minted for it.
    pub idempotency_key: String,
    pub(crate) cause: Error,
}

/// A step of [`StartConversation`](super::StartConversation).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Writing the users.
    Users,
    /// Writing the conversation.
    Conversation,
    /// Sending the messages.
    Messages,
}

impl Interrupted {
    /// Returns the error that stopped it.
    pub fn cause(&self) -> &Error {
        &self.cause
    }
}

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`start_conversation` of `{}` stopped at ", self.conversation_id)?;
        match self.step {
            Step::Users => write!(f, "the users, {} of {} are written", self.users_written.len(), self.users)?,
            Step::Conversation => f.write_str("the conversation, the users are written")?,
            Step::Messages => write!(
                f,
                "the messages, {} of {} are sent, users and conversation are written",
                self.message_ids.len(),
                self.messages
            )?,
        }
        write!(f, "; to complete it make the same call again with the idempotency key `{}`", self.idempotency_key)
    }
}
