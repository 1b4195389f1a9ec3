//! The result of starting a conversation.

use crate::api::{ConversationId, MessageId};

/// A conversation that was started.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StartedConversation {
    /// The id of the conversation.
    pub conversation_id: ConversationId,
    /// The ids of the messages, in the order in which they were added.
    pub message_ids: Vec<MessageId>,
    /// The [fingerprint](super::StartConversation::fingerprint) of the messages.
    pub fingerprint: String,
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
