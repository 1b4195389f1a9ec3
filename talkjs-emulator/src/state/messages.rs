//! The messages of one conversation, in the order of their time.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::content::Content;
use super::merge::merge;
use super::reactions::Reactions;
use super::refusal::Reasons;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Message {
    pub(crate) id: String,
    /// The sender; a system message has none.
    pub(crate) sender: Option<String>,
    pub(crate) content: Content,
    pub(crate) custom: BTreeMap<String, String>,
    pub(crate) origin: Origin,
    pub(crate) referenced: Option<String>,
    pub(crate) reactions: Reactions,
    pub(crate) created_at: i64,
    pub(crate) edited_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Origin {
    Rest,
    Import,
}

impl Origin {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Import => "import",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct NewMessage {
    pub(crate) sender: Option<String>,
    pub(crate) content: Content,
    pub(crate) custom: BTreeMap<String, String>,
    pub(crate) referenced: Option<String>,
    pub(crate) idempotency_key: Option<String>,
}

/// An old message.
#[derive(Clone, Debug)]
pub(crate) struct Imported {
    pub(crate) message: NewMessage,
    pub(crate) created_at: i64,
    /// The users who have read it and all earlier messages.
    pub(crate) read_by: Vec<String>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct MessageEdit {
    pub(crate) content: Option<Content>,
    /// The patch of its custom data.
    pub(crate) custom: Value,
}

impl Message {
    /// Changes of custom data do not mark the message as edited.
    pub(crate) fn edit(&mut self, edit: MessageEdit, now: i64) -> Result<(), Reasons> {
        if let Some(content) = edit.content {
            self.content = content;
            self.edited_at = Some(now);
        }
        merge(&mut self.custom, &edit.custom)
    }
}

/// By time, then by arrival.
type Place = (i64, u64);

#[derive(Clone, Debug, Default)]
pub(crate) struct Messages {
    stored: BTreeMap<Place, Message>,
    places: HashMap<String, Place>,
    arrivals: u64,
}

impl Messages {
    pub(crate) fn add(&mut self, message: Message) {
        self.put(self.arrivals.saturating_add(1), message);
    }

    /// Adds a message that was created earlier.
    pub(crate) fn put(&mut self, arrival: u64, message: Message) {
        self.arrivals = self.arrivals.max(arrival);
        let place = (message.created_at, arrival);
        self.places.insert(message.id.clone(), place);
        self.stored.insert(place, message);
    }

    /// All of them, oldest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Message> {
        self.stored.values()
    }

    pub(crate) fn with_arrival(&self, id: &str) -> Option<(u64, &Message)> {
        let place = self.places.get(id)?;
        Some((place.1, self.stored.get(place)?))
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Message> {
        self.stored.get(self.places.get(id)?)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Message> {
        self.stored.get_mut(self.places.get(id)?)
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<Message> {
        self.stored.remove(&self.places.remove(id)?)
    }

    pub(crate) fn newest(&self) -> Option<&Message> {
        self.stored.values().next_back()
    }

    /// The newest message up to a time.
    pub(crate) fn newest_until(&self, time: i64) -> Option<&Message> {
        self.stored.range(..=(time, u64::MAX)).next_back().map(|(_, message)| message)
    }

    /// The messages after a time and up to another, oldest first.
    pub(crate) fn between(&self, after: i64, until: i64) -> impl Iterator<Item = &Message> {
        let start = (after.saturating_add(1), 0);
        self.stored.range(start..).take_while(move |((time, _), _)| *time <= until).map(|(_, message)| message)
    }

    /// The messages newer than a time, newest first.
    pub(crate) fn after(&self, time: i64) -> impl Iterator<Item = &Message> {
        self.stored.range((time.saturating_add(1), 0)..).rev().map(|(_, message)| message)
    }

    /// The messages older than a cursor, newest first, or nothing if the cursor is not a message.
    pub(crate) fn page(&self, after: Option<&str>, limit: usize) -> Option<Vec<&Message>> {
        let end = match after {
            Some(id) => *self.places.get(id)?,
            None => (i64::MAX, u64::MAX),
        };
        Some(self.stored.range(..end).rev().take(limit).map(|(_, message)| message).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: &str, created_at: i64) -> Message {
        Message {
            id: id.to_owned(),
            sender: None,
            content: Content::from_text(id, false),
            custom: BTreeMap::new(),
            origin: Origin::Rest,
            referenced: None,
            reactions: Reactions::default(),
            created_at,
            edited_at: None,
        }
    }

    fn filled() -> Messages {
        let mut messages = Messages::default();
        for (id, time) in [("1", 10), ("2", 20), ("3", 20), ("0", 5)] {
            messages.add(message(id, time));
        }
        messages
    }

    fn ids<'m>(messages: impl IntoIterator<Item = &'m Message>) -> Vec<&'m str> {
        messages.into_iter().map(|message| message.id.as_str()).collect()
    }

    #[test]
    fn newest_comes_first_and_equal_times_keep_the_order_of_arrival() {
        let messages = filled();
        assert_eq!(ids(messages.page(None, 10).unwrap()), ["3", "2", "1", "0"]);
        assert_eq!(ids(messages.page(Some("3"), 2).unwrap()), ["2", "1"]);
        assert!(messages.page(Some("x"), 2).is_none());
        assert_eq!(ids(messages.newest()), ["3"]);
        assert_eq!(ids(messages.newest_until(19)), ["1"]);
        assert_eq!(ids(messages.newest_until(4)), [] as [&str; 0]);
    }

    #[test]
    fn after_a_time_means_later_than_it() {
        let messages = filled();
        assert_eq!(ids(messages.after(10)), ["3", "2"]);
        assert_eq!(ids(messages.after(20)), [] as [&str; 0]);
        assert_eq!(ids(messages.after(i64::MAX)), [] as [&str; 0]);
        assert_eq!(ids(messages.between(5, 20)), ["1", "2", "3"]);
        assert_eq!(ids(messages.between(5, 19)), ["1"]);
        assert_eq!(ids(messages.between(20, 5)), [] as [&str; 0]);
    }
}
