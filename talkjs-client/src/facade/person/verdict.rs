//! Decides what an erasure does with a record.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::erasure::{MessageErasure, Wishes};
use super::record::{PersonRecord, is_file};
use crate::api::{ConversationId, MessageId, UserUpdate};

/// A change that an erasure makes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "step", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum ErasureStep {
    /// Removes a reaction from a message.
    RemoveReaction {
        /// The conversation.
        conversation_id: ConversationId,
        /// The message.
        message_id: MessageId,
        /// The emoji.
        emoji: String,
    },
    /// Replaces the text of a message and removes its custom data.
    ReplaceMessage {
        /// The conversation.
        conversation_id: ConversationId,
        /// The message.
        message_id: MessageId,
    },
    /// Deletes a message.
    DeleteMessage {
        /// The conversation.
        conversation_id: ConversationId,
        /// The message.
        message_id: MessageId,
    },
    /// Ends the participation in a conversation.
    LeaveConversation {
        /// The conversation.
        conversation_id: ConversationId,
    },
    /// Replaces the name, or clears properties.
    ClearProfile {
        /// The properties that change, by their JSON names.
        properties: Vec<&'static str>,
    },
}

/// Data that an erasure keeps.
#[derive(Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Remainder {
    /// The reason.
    pub because: RemainsBecause,
    /// The data, as in an export.
    pub record: PersonRecord,
}

/// The reason why data remains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum RemainsBecause {
    /// The erasure does not include it.
    NotAsked,
    /// The API has no deletion of users. The id, the new name, the role and the time of creation remain, and an old
    /// `headerPhotoUrl`, which the API cannot set.
    UsersCannotBeDeleted,
    /// The message was replaced instead of deleted, so its id, sender and time remain.
    MessageWasReplaced,
    /// The API does not list so many reactions with one emoji, so it is unknown whether one is the person's.
    Unchecked,
    /// It should have been erased but still exists: it is new, or its step failed, or TalkJS did not do what it
    /// confirmed.
    NotErased,
}

impl Remainder {
    /// Returns it as a line of JSON with a line feed at its end: `{"because": …, "record": …}`.
    pub fn to_json_line(&self) -> String {
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }
}

impl fmt::Debug for Remainder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remainder").field("because", &self.because).field("record", &self.record).finish()
    }
}

/// The decision about a record.
pub(super) enum Verdict {
    Erase(ErasureStep),
    /// It is erased with its message.
    GoesAlong,
    Keep(RemainsBecause),
}

/// Decides on a record.
pub(super) fn verdict(wishes: &Wishes, record: &PersonRecord) -> Verdict {
    match record {
        PersonRecord::Profile { data } => profile_verdict(wishes, data),
        PersonRecord::Conversation { data } => match id(data) {
            Some(conversation_id) if wishes.conversations => {
                Verdict::Erase(ErasureStep::LeaveConversation { conversation_id: conversation_id.into() })
            }
            _ => Verdict::Keep(RemainsBecause::NotAsked),
        },
        PersonRecord::Message { data } => message_verdict(wishes, data),
        PersonRecord::File { .. } if wishes.messages.is_some() => Verdict::GoesAlong,
        PersonRecord::Reaction { conversation_id, message_id, emoji } if wishes.reactions => {
            Verdict::Erase(ErasureStep::RemoveReaction {
                conversation_id: conversation_id.clone(),
                message_id: message_id.clone(),
                emoji: emoji.clone(),
            })
        }
        PersonRecord::UncheckedReactions { .. } => Verdict::Keep(RemainsBecause::Unchecked),
        PersonRecord::File { .. } | PersonRecord::Reaction { .. } => Verdict::Keep(RemainsBecause::NotAsked),
    }
}

fn profile_verdict(wishes: &Wishes, profile: &Value) -> Verdict {
    let Some(name) = &wishes.name else { return Verdict::Keep(RemainsBecause::NotAsked) };
    let (_, properties) = cleared(name, profile);
    if properties.is_empty() {
        return Verdict::Keep(RemainsBecause::UsersCannotBeDeleted);
    }
    Verdict::Erase(ErasureStep::ClearProfile { properties })
}

type Clear = fn(UserUpdate) -> UserUpdate;

/// The update that clears the properties of a profile, and their names.
pub(super) fn cleared(name: &str, profile: &Value) -> (UserUpdate, Vec<&'static str>) {
    let (mut update, mut properties) = (UserUpdate::new(), Vec::new());
    if profile.get("name").and_then(Value::as_str) != Some(name) {
        update = update.name(name);
        properties.push("name");
    }
    let clear: [(_, Clear); 8] = [
        ("email", UserUpdate::clear_email),
        ("phone", UserUpdate::clear_phone),
        ("welcomeMessage", UserUpdate::clear_welcome_message),
        ("photoUrl", UserUpdate::clear_photo_url),
        ("locale", UserUpdate::clear_locale),
        ("custom", UserUpdate::clear_custom),
        ("pushTokens", UserUpdate::clear_push_tokens),
        ("availabilityText", UserUpdate::clear_availability_text),
    ];
    for (property, clear) in clear {
        if profile.get(property).is_some_and(|value| !is_empty(value)) {
            update = clear(update);
            properties.push(property);
        }
    }
    (update, properties)
}

/// Whether a value is that of a cleared property.
fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_object().is_some_and(serde_json::Map::is_empty)
}

fn message_verdict(wishes: &Wishes, message: &Value) -> Verdict {
    let conversation_id = message.get("conversationId").and_then(Value::as_str);
    let (Some(conversation_id), Some(message_id)) = (conversation_id, id(message)) else {
        return Verdict::Keep(RemainsBecause::NotErased);
    };
    let (conversation_id, message_id) = (conversation_id.into(), message_id.into());
    match &wishes.messages {
        None => Verdict::Keep(RemainsBecause::NotAsked),
        Some(MessageErasure::Delete) => Verdict::Erase(ErasureStep::DeleteMessage { conversation_id, message_id }),
        Some(MessageErasure::ReplaceText(text)) if is_replaced(message, text) => {
            Verdict::Keep(RemainsBecause::MessageWasReplaced)
        }
        Some(MessageErasure::ReplaceText(_)) => {
            Verdict::Erase(ErasureStep::ReplaceMessage { conversation_id, message_id })
        }
    }
}

fn is_replaced(message: &Value, text: &str) -> bool {
    let has_file = message.get("content").and_then(Value::as_array).is_some_and(|blocks| blocks.iter().any(is_file));
    let is_bare = ["custom", "attachment", "location"].iter().all(|name| message.get(name).is_none_or(is_empty));
    is_bare && !has_file && message.get("text").and_then(Value::as_str) == Some(text)
}

fn id(resource: &Value) -> Option<&str> {
    resource.get("id")?.as_str()
}
