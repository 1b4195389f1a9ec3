//! The events that follow from changes.

use serde_json::{Map, Value, json};

use super::{conversations, messages, users};
use crate::decisions::Decisions;
use crate::events::{Event, EventKind};
use crate::state::app::App;
use crate::state::changes::{Channel, Happening};
use crate::state::conversations::Conversation;
use crate::state::messages::Message;

/// Creates the events of the last operation, if anyone receives events.
///
/// It must be called after each operation, as events show the current state.
pub(crate) fn emit_events(app: &mut App, now: i64, decisions: &Decisions) {
    let happenings = std::mem::take(&mut app.changes.happenings);
    if app.emits_events {
        let emitted: Vec<_> = happenings.iter().flat_map(|it| Observer { app, decisions }.events_of(it)).collect();
        for (kind, data) in emitted {
            let event = Event { app_id: app.id.clone(), id: app.new_event_id(), kind, created_at: now, data };
            app.events.push(event);
        }
    }
}

type Emitted = Vec<(EventKind, Value)>;

#[derive(Clone, Copy)]
struct Observer<'a> {
    app: &'a App,
    decisions: &'a Decisions,
}

impl Observer<'_> {
    fn events_of(self, happening: &Happening) -> Emitted {
        let emitted = match happening {
            Happening::UserWritten { id, is_new } => self.user(id, *is_new),
            Happening::MessageSent { conversation, id } => self.message(EventKind::MessageSent, conversation, id),
            Happening::MessageEdited { conversation, id } => self.message(EventKind::MessageUpdated, conversation, id),
            Happening::MessageDeleted { conversation, message } => self.deleted_message(conversation, message),
            Happening::ConversationDeleted(conversation) => Some(self.deleted_conversation(conversation)),
            Happening::Read { conversation, reader, messages } => return self.reading(conversation, reader, messages),
            Happening::Notified { id, conversation, recipient, channels } => {
                return self.notifications(id, conversation, recipient, channels).unwrap_or_default();
            }
        };
        emitted.into_iter().collect()
    }

    fn user(self, id: &str, is_new: bool) -> Option<(EventKind, Value)> {
        let kind = if is_new { EventKind::UserCreated } else { EventKind::UserUpdated };
        Some((kind, json!({"user": users::show(self.app.users.get(id)?)})))
    }

    fn message(self, kind: EventKind, conversation: &str, id: &str) -> Option<(EventKind, Value)> {
        let conversation = self.app.conversations.get(conversation)?;
        Some((kind, self.message_data(conversation, conversation.messages.get(id)?).into()))
    }

    fn deleted_message(self, conversation: &str, message: &Message) -> Option<(EventKind, Value)> {
        let conversation = self.app.conversations.get(conversation)?;
        Some((EventKind::MessageDeleted, self.message_data(conversation, message).into()))
    }

    fn deleted_conversation(self, conversation: &Conversation) -> (EventKind, Value) {
        let shown = conversations::show(conversation, self.decisions);
        (EventKind::ConversationDeleted, json!({"conversation": shown}))
    }

    /// One event for each message. A reader who is not a user is a guest; guests cause no events.
    fn reading(self, conversation: &str, reader: &str, read: &[String]) -> Emitted {
        let (Some(conversation), Some(recipient)) =
            (self.app.conversations.get(conversation), self.app.users.get(reader))
        else {
            return Emitted::new();
        };
        let data = |message: &Message| {
            let mut data = self.message_data(conversation, message);
            data.insert("recipient".to_owned(), users::show(recipient));
            (EventKind::MessageRead, data.into())
        };
        read.iter().filter_map(|id| conversation.messages.get(id)).map(data).collect()
    }

    /// An event for the notification as a whole, then one for each channel.
    fn notifications(self, id: &str, conversation: &str, recipient: &str, channels: &[Channel]) -> Option<Emitted> {
        let conversation = self.app.conversations.get(conversation)?;
        let user = self.app.users.get(recipient)?;
        let mut unread = conversation.unread_messages(recipient);
        unread.reverse();
        let newest = unread.last()?;
        let data = json!({
            "notificationId": id,
            "conversation": conversations::show(conversation, self.decisions),
            "recipient": users::show(user),
            "sender": self.sender(newest),
            "messages": unread.iter().map(|message| messages::show(message, conversation)).collect::<Vec<_>>(),
        });
        let sent =
            channels.iter().filter(|channel| user.can_be_reached(**channel)).map(|_| EventKind::NotificationSent);
        let kinds = std::iter::once(EventKind::NotificationTriggered).chain(sent);
        Some(kinds.map(|kind| (kind, data.clone())).collect())
    }

    fn message_data(self, conversation: &Conversation, message: &Message) -> Map<String, Value> {
        Map::from_iter([
            ("conversation".to_owned(), conversations::show(conversation, self.decisions)),
            ("message".to_owned(), messages::show(message, conversation)),
            ("sender".to_owned(), self.sender(message)),
        ])
    }

    fn sender(self, message: &Message) -> Value {
        message.sender.as_deref().and_then(|id| self.app.users.get(id)).map_or(Value::Null, users::show)
    }
}
