//! A record of data about a person.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::api::{ConversationId, MessageId};

/// A record of data about a person, with the JSON that the API returned, including undocumented properties.
///
/// As JSON it is an object with a `kind` (`profile`, `conversation`, `message`, `file`, `reaction`,
/// `uncheckedReactions`) and the fields of the variant.
#[derive(Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum PersonRecord {
    /// The user.
    Profile {
        /// As `getUser` returns it.
        data: Value,
    },
    /// A conversation that the person takes part in.
    Conversation {
        /// As returned by the list, without data about others: the last message, and other participants.
        data: Value,
    },
    /// A message that the person sent.
    Message {
        /// As returned by `listMessages`, without `readBy`, which is about others.
        data: Value,
    },
    /// A file in a message that the person sent. Its content is not part of an export; fetch it from the URL.
    File {
        /// The conversation.
        conversation_id: ConversationId,
        /// The message.
        message_id: MessageId,
        /// The URL of its content.
        url: String,
        /// Its name, if the API returns it.
        filename: Option<String>,
        /// Its size in bytes, if the API returns it.
        size: Option<u64>,
    },
    /// A reaction of the person to any message.
    Reaction {
        /// The conversation.
        conversation_id: ConversationId,
        /// The message.
        message_id: MessageId,
        /// The emoji.
        emoji: String,
    },
    /// There are so many reactions with this emoji that the API does not list them all. One of them may be the
    /// person's.
    UncheckedReactions {
        /// The conversation.
        conversation_id: ConversationId,
        /// The message.
        message_id: MessageId,
        /// The emoji.
        emoji: String,
    },
}

impl PersonRecord {
    /// Returns the record as a line of JSON with a line feed at its end. The same record gives the same bytes.
    pub fn to_json_line(&self) -> String {
        // It consists of JSON and strings, so serialization cannot fail.
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Profile { .. } => "Profile",
            Self::Conversation { .. } => "Conversation",
            Self::Message { .. } => "Message",
            Self::File { .. } => "File",
            Self::Reaction { .. } => "Reaction",
            Self::UncheckedReactions { .. } => "UncheckedReactions",
        }
    }
}

impl fmt::Debug for PersonRecord {
    /// Shows only the kind. Everything else is personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(self.kind()).finish_non_exhaustive()
    }
}

/// The files of a message.
pub(super) fn files_of(conversation_id: &ConversationId, message_id: &MessageId, message: &Value) -> Vec<PersonRecord> {
    let file = |file: &Value| {
        Some(PersonRecord::File {
            conversation_id: conversation_id.clone(),
            message_id: message_id.clone(),
            url: file.get("url")?.as_str()?.to_owned(),
            filename: file.get("filename").and_then(Value::as_str).map(str::to_owned),
            size: file.get("size").and_then(Value::as_u64),
        })
    };
    let blocks = message.get("content").and_then(Value::as_array).into_iter().flatten();
    let files: Vec<_> = blocks.filter(|block| is_file(block)).filter_map(file).collect();
    // Older responses have the file only in the old form.
    if files.is_empty() { message.get("attachment").and_then(file).into_iter().collect() } else { files }
}

pub(super) fn is_file(block: &Value) -> bool {
    block.get("type").and_then(Value::as_str) == Some("file")
}
