//! What happens in an app: sent to webhooks, and to subscribers in the same process.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use tokio::sync::mpsc::{self, error::TrySendError};

/// An event in an app, as TalkJS sends it to webhooks.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// The app of the event.
    pub app_id: String,
    /// The id of the event, such as `evt_0UQbqdxnQWkoIw7Db7fZHK`.
    pub id: String,
    /// What happened.
    pub kind: EventKind,
    /// When, in Unix milliseconds of the emulator's clock.
    pub created_at: i64,
    /// The affected resources: an object whose properties depend on the kind, such as `user`, or `conversation`,
    /// `message` and `sender`.
    pub data: Value,
}

impl Event {
    pub(crate) fn body(&self) -> String {
        json!({"id": self.id, "type": self.kind.name(), "createdAt": self.created_at, "data": self.data}).to_string()
    }
}

/// The types of events.
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

    /// The property `type` of a webhook, such as `message.sent`.
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

impl Serialize for EventKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

const MOST_WAITING: usize = 10_000;

/// The events of an [`Emulator`](crate::Emulator) since the call of [`Emulator::events`](crate::Emulator::events), in
/// the order in which they happened. At most 10,000 wait to be read; later events are dropped, and
/// [`dropped`](Self::dropped) counts them.
#[derive(Debug)]
pub struct Events {
    waiting: mpsc::Receiver<Event>,
    dropped: Arc<AtomicU64>,
}

impl Events {
    /// The next event, or nothing after the emulator has stopped and all its events have been read.
    ///
    /// The future can be dropped at any time without losing an event, and needs no particular runtime.
    pub async fn next(&mut self) -> Option<Event> {
        self.waiting.recv().await
    }

    /// The next event if there is one already. The events of a request are available before its response.
    pub fn try_next(&mut self) -> Option<Event> {
        self.waiting.try_recv().ok()
    }

    /// How many events were dropped because too many were waiting.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::SeqCst)
    }
}

#[derive(Debug, Default)]
pub(crate) struct Listeners(Mutex<Vec<Listener>>);

#[derive(Debug)]
struct Listener {
    events: mpsc::Sender<Event>,
    dropped: Arc<AtomicU64>,
}

impl Listener {
    /// Whether anyone still listens.
    fn send(&self, event: &Event) -> bool {
        match self.events.try_send(event.clone()) {
            Ok(()) => true,
            Err(TrySendError::Full(_)) => {
                self.dropped.fetch_add(1, Ordering::SeqCst);
                true
            }
            Err(TrySendError::Closed(_)) => false,
        }
    }
}

impl Listeners {
    pub(crate) fn add(&self) -> Events {
        let (events, waiting) = mpsc::channel(MOST_WAITING);
        let dropped = Arc::new(AtomicU64::new(0));
        self.list().push(Listener { events, dropped: Arc::clone(&dropped) });
        Events { waiting, dropped }
    }

    pub(crate) fn is_empty(&self) -> bool {
        let mut listeners = self.list();
        listeners.retain(|listener| !listener.events.is_closed());
        listeners.is_empty()
    }

    pub(crate) fn send(&self, event: &Event) {
        self.list().retain(|listener| listener.send(event));
    }

    fn list(&self) -> MutexGuard<'_, Vec<Listener>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_reads_is_dropped_beyond_a_bound_and_counted() {
        let listeners = Listeners::default();
        let mut events = listeners.add();
        let event = |number: usize| Event {
            app_id: String::new(),
            id: number.to_string(),
            kind: EventKind::UserCreated,
            created_at: 0,
            data: Value::Null,
        };
        (0..MOST_WAITING + 3).for_each(|number| listeners.send(&event(number)));
        assert_eq!(events.dropped(), 3);
        assert_eq!(events.try_next().unwrap().id, "0");
        listeners.send(&event(7));
        assert_eq!(events.dropped(), 3);
        drop(events);
        assert!(listeners.is_empty());
    }
}
