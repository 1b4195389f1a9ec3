//! What happens in an app and is worth telling: as webhooks, and to whoever listens in the same process.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use tokio::sync::mpsc;

/// Something that happened in an app, as TalkJS tells its webhooks.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// The app in which it happened.
    pub app_id: String,
    /// The id of the event, such as `evt_0UQbqdxnQWkoIw7Db7fZHK`.
    pub id: String,
    /// What happened.
    pub kind: EventKind,
    /// When, in Unix milliseconds of the emulator's clock.
    pub created_at: i64,
    /// What it happened to: an object whose members depend on the kind, such as `user`, or `conversation`, `message`
    /// and `sender`.
    pub data: Value,
}

impl Event {
    /// The body of a webhook.
    pub(crate) fn body(&self) -> String {
        json!({"id": self.id, "type": self.kind.name(), "createdAt": self.created_at, "data": self.data}).to_string()
    }
}

/// The types of events that the emulator knows of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventKind {
    /// `user.created`
    UserCreated,
    /// `user.updated`
    UserUpdated,
    /// `message.sent`
    MessageSent,
    /// `message.updated`
    MessageUpdated,
    /// `message.deleted`
    MessageDeleted,
    /// `message.read`
    MessageRead,
    /// `conversation.deleted`
    ConversationDeleted,
    /// `notification.triggered`
    NotificationTriggered,
    /// `notification.sent`
    NotificationSent,
}

impl EventKind {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::UserCreated,
        Self::UserUpdated,
        Self::MessageSent,
        Self::MessageUpdated,
        Self::MessageDeleted,
        Self::MessageRead,
        Self::ConversationDeleted,
        Self::NotificationTriggered,
        Self::NotificationSent,
    ];

    /// The name in the member `type` of a webhook, such as `message.sent`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UserCreated => "user.created",
            Self::UserUpdated => "user.updated",
            Self::MessageSent => "message.sent",
            Self::MessageUpdated => "message.updated",
            Self::MessageDeleted => "message.deleted",
            Self::MessageRead => "message.read",
            Self::ConversationDeleted => "conversation.deleted",
            Self::NotificationTriggered => "notification.triggered",
            Self::NotificationSent => "notification.sent",
        }
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The events of an [`Emulator`](crate::Emulator) since [`Emulator::events`](crate::Emulator::events) gave this, in
/// the order in which they happened.
#[derive(Debug)]
pub struct Events(mpsc::UnboundedReceiver<Event>);

impl Events {
    /// The next event, or nothing when the emulator is gone and all its events have been seen.
    ///
    /// It can be dropped at any time without losing an event, and needs no particular runtime.
    pub async fn next(&mut self) -> Option<Event> {
        self.0.recv().await
    }

    /// The next event if there is one already. A request's events are there before its answer is.
    pub fn try_next(&mut self) -> Option<Event> {
        self.0.try_recv().ok()
    }
}

/// Those who listen in the same process.
#[derive(Debug, Default)]
pub(crate) struct Listeners(Mutex<Vec<mpsc::UnboundedSender<Event>>>);

impl Listeners {
    pub(crate) fn add(&self) -> Events {
        let (sender, receiver) = mpsc::unbounded_channel();
        self.senders(|senders| senders.push(sender));
        Events(receiver)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.senders(|senders| {
            senders.retain(|sender| !sender.is_closed());
            senders.is_empty()
        })
    }

    pub(crate) fn tell(&self, event: &Event) {
        self.senders(|senders| senders.retain(|sender| sender.send(event.clone()).is_ok()));
    }

    fn senders<T>(&self, act: impl FnOnce(&mut Vec<mpsc::UnboundedSender<Event>>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
