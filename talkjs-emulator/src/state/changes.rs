//! The changes of operations in an app. Webhooks, the data file and the page are based on them.

use serde::Deserialize;

use super::conversations::Conversation;
use super::messages::Message;
use super::records::Key;

/// Changes that are not passed on yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    /// Records to store again or to remove.
    pub(crate) keys: Vec<Key>,
    /// Changes that cause events, in order.
    pub(crate) happenings: Vec<Happening>,
    /// Whether the whole app was restored to another state.
    pub(crate) everything: bool,
    /// Whether a user came online or went offline, which is not stored.
    pub(crate) sessions: bool,
}

impl Changes {
    pub(crate) fn store(&mut self, key: Key) {
        self.keys.push(key);
    }

    pub(crate) fn tell(&mut self, happening: Happening) {
        self.happenings.push(happening);
    }
}

/// A change that causes events. It refers to stored resources; deleted ones are included.
#[derive(Clone, Debug)]
pub(crate) enum Happening {
    UserWritten {
        id: String,
        is_new: bool,
    },
    MessageSent {
        conversation: String,
        id: String,
    },
    MessageEdited {
        conversation: String,
        id: String,
    },
    MessageDeleted {
        conversation: String,
        message: Box<Message>,
    },
    ConversationDeleted(Box<Conversation>),
    /// A participant has read messages for the first time; oldest first.
    Read {
        conversation: String,
        reader: String,
        messages: Vec<String>,
    },
    /// A participant is to be notified again of unread messages.
    Notified {
        id: String,
        conversation: String,
        recipient: String,
        channels: Vec<Channel>,
    },
}

/// A way to notify a user who does not look at the chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Channel {
    Email,
    Sms,
}
