//! What the operations on an app have changed. Webhooks, the data file and the page all go by it.

use serde::Deserialize;

use super::conversations::Conversation;
use super::messages::Message;
use crate::events::Event;

/// One thing that has changed. It names what to look at; what is gone comes along.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "data"), allow(dead_code, reason = "only a data file needs all of them"))]
pub(crate) enum Change {
    /// The app's own data.
    App,
    User {
        id: String,
        is_new: bool,
    },
    /// A conversation is new, or its details are.
    Conversation(String),
    ConversationDeleted(Box<Conversation>),
    /// A user joined or left, or takes part in another way.
    Participant {
        conversation: String,
        user: String,
    },
    /// A participant has read messages for the first time; oldest first.
    Read {
        conversation: String,
        reader: String,
        messages: Vec<String>,
    },
    Message {
        conversation: String,
        id: String,
        what: MessageChange,
    },
    MessageDeleted {
        conversation: String,
        message: Box<Message>,
    },
    /// An idempotency key was used, or is forgotten.
    IdempotencyKey {
        conversation: String,
        key: String,
    },
    /// A participant is to be told again of what is unread. Nothing is stored.
    Notified {
        id: String,
        conversation: String,
        recipient: String,
        channels: Vec<Channel>,
    },
    /// A file was uploaded.
    File(String),
    /// Somebody came online or went away.
    Sessions,
    /// The whole app was put into another state.
    Everything,
}

/// What happened to a message that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageChange {
    Sent,
    Imported,
    Edited,
    Reacted,
}

/// A way to notify somebody who does not look at the chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Channel {
    Email,
    Sms,
}

/// What is to be passed on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox {
    pub(crate) changes: Vec<Change>,
    pub(crate) events: Vec<Event>,
}

/// The changes of the operations so far, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes(Vec<Change>);

impl Changes {
    pub(crate) fn add(&mut self, change: Change) {
        self.0.push(change);
    }

    pub(crate) fn take(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.0)
    }
}
