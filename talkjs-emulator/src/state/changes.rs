//! What the operations on an app have changed. Webhooks, the data file and the page all go by it.

use serde::Deserialize;

use super::conversations::Conversation;
use super::messages::Message;
use super::records::Key;

/// What has changed and is not passed on yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    /// What has to be stored anew, or is gone.
    pub(crate) keys: Vec<Key>,
    /// What is worth an event, in its order.
    pub(crate) happenings: Vec<Happening>,
    /// Whether the whole app was put into another state.
    pub(crate) everything: bool,
    /// Whether somebody came online or went away, which is not stored.
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

/// Something that events are made of. It names what to look at; what is gone comes along.
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
    /// A participant is to be told again of what is unread.
    Notified {
        id: String,
        conversation: String,
        recipient: String,
        channels: Vec<Channel>,
    },
}

/// A way to notify somebody who does not look at the chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Channel {
    Email,
    Sms,
}
