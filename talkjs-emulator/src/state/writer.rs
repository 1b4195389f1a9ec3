//! Writes to a conversation: all its changes are made and recorded here.

use super::changes::{Changes, Happening};
use super::conversations::{Conversation, ConversationUpdate, MOST_READERS};
use super::ids::Ids;
use super::merge::merge;
use super::messages::{Imported, Message, MessageEdit, NewMessage, Origin};
use super::participants::{Access, Participation, ParticipationUpdate};
use super::reactions::Reactions;
use super::records::Key;
use super::refusal::{Missing, Reasons};
use crate::clock::whole_milliseconds;
use crate::decisions::Decisions;
use crate::error::ApiError;

pub(crate) struct Writer<'a> {
    pub(super) conversation: &'a mut Conversation,
    pub(super) ids: &'a mut Ids,
    pub(super) changes: &'a mut Changes,
}

impl Writer<'_> {
    pub(crate) fn update(&mut self, update: &ConversationUpdate, now: i64) -> Result<(), Reasons> {
        merge(&mut self.conversation.details, &update.details)?;
        self.changes.store(Key::Conversation(self.conversation.id.clone()));
        for user in &update.participants {
            if !self.conversation.participants.contains_key(user) {
                self.participant_or_new(user, now);
            }
        }
        Ok(())
    }

    fn participant_or_new(&mut self, user: &str, now: i64) -> &mut Participation {
        self.store_participant(user);
        self.conversation.former_participants.remove(user);
        let participants = self.conversation.participants.entry(user.to_owned());
        participants.or_insert_with(|| Participation::new(now, &self.ids.name()))
    }

    /// Adds a participant, or overwrites the settings of one.
    pub(crate) fn join(&mut self, user: &str, settings: &ParticipationUpdate, now: i64) {
        self.participant_or_new(user, now).update(settings, now);
    }

    pub(crate) fn update_participation(
        &mut self,
        user: &str,
        update: &ParticipationUpdate,
        now: i64,
    ) -> Result<(), Missing> {
        let latest = self.conversation.latest(now);
        let participation = self.conversation.participants.get_mut(user);
        participation.ok_or_else(|| Missing::Participant(user.to_owned()))?.update(update, latest);
        self.store_participant(user);
        self.note_reading(user);
        Ok(())
    }

    /// Removes a participant, if there is one. A user who keeps the conversation finds it in the list in its current
    /// state.
    pub(crate) fn leave(&mut self, user: &str, keeps: bool, now: i64) {
        let now = self.conversation.latest(now);
        let left = self.conversation.participants.remove(user);
        if let Some(mut participation) = left.filter(|_| keeps) {
            participation.set_access(Access::None, now);
            self.conversation.former_participants.insert(user.to_owned(), participation);
        } else if !keeps {
            self.conversation.former_participants.remove(user);
        }
        self.store_participant(user);
    }

    /// Adopts idempotency keys that were used in other conversations, each with its message and the time.
    pub(super) fn adopt(&mut self, used: Vec<(String, String, i64)>) {
        for (key, message, at) in used {
            if self.conversation.idempotency_keys.message(&key).is_none() {
                self.remember(key, &message, at);
            }
        }
    }

    fn remember(&mut self, key: String, message: &str, at: i64) {
        self.conversation.idempotency_keys.remember(&key, message, at);
        self.changes.store(Key::Idempotency(self.conversation.id.clone(), key));
    }

    /// Stores all messages in their order or, if one of them cannot be sent, none; returns their ids.
    pub(crate) fn send(
        &mut self,
        messages: Vec<NewMessage>,
        now: i64,
        decisions: &Decisions,
    ) -> Result<Vec<String>, Reasons> {
        let window = whole_milliseconds(decisions.idempotency_window);
        for key in self.conversation.idempotency_keys.forget(window, now) {
            self.changes.store(Key::Idempotency(self.conversation.id.clone(), key));
        }
        self.check_all(&messages)?;
        Ok(messages.into_iter().map(|message| self.send_once(message, now)).collect())
    }

    /// Stores all old messages or, if one of them cannot be stored, none; returns their ids.
    pub(crate) fn import(&mut self, messages: Vec<Imported>) -> Result<Vec<String>, Reasons> {
        self.check_all(messages.iter().map(|imported| &imported.message))?;
        Ok(messages.into_iter().map(|imported| self.import_one(imported)).collect())
    }

    fn check_all<'m>(&self, messages: impl IntoIterator<Item = &'m NewMessage>) -> Result<(), Reasons> {
        let mut reasons = Reasons::default();
        for (index, message) in messages.into_iter().enumerate() {
            if self.message_sent_before(message).is_some() {
                continue;
            }
            if let Some(Err(missing)) = message.sender.as_deref().map(|id| self.conversation.participant(id)) {
                reasons.add(format!("{index}.sender"), missing.to_string());
            }
            if let Some(Err(missing)) = message.referenced.as_deref().map(|id| self.conversation.message(id)) {
                reasons.add(format!("{index}.referencedMessageId"), missing.to_string());
            }
        }
        reasons.or(())
    }

    fn message_sent_before(&self, message: &NewMessage) -> Option<&str> {
        self.conversation.idempotency_keys.message(message.idempotency_key.as_ref()?)
    }

    fn send_once(&mut self, message: NewMessage, now: i64) -> String {
        if let Some(id) = self.message_sent_before(&message) {
            return id.to_owned();
        }
        // Later than all earlier messages, so that read markers distinguish them while the clock is fixed.
        let newest = self.conversation.messages.newest();
        let created_at = newest.map_or(now, |newest| now.max(newest.created_at.saturating_add(1)));
        let (key, sender) = (message.idempotency_key.clone(), message.sender.clone());
        let id = self.store(message, created_at, Origin::Rest);
        self.changes.tell(Happening::MessageSent { conversation: self.conversation.id.clone(), id: id.clone() });
        // The sender of a message has read all earlier ones.
        if let Some(sender) = sender
            && let Some(participation) = self.conversation.participants.get_mut(&sender)
        {
            participation.has_read(created_at);
            self.store_participant(&sender);
            self.note_reading(&sender);
        }
        if let Some(key) = key {
            self.remember(key, &id, now);
        }
        id
    }

    /// Moves read markers to what was read, without events.
    fn import_one(&mut self, imported: Imported) -> String {
        let id = self.store(imported.message, imported.created_at, Origin::Import);
        for reader in &imported.read_by {
            if let Some(participation) = self.conversation.participants.get_mut(reader) {
                participation.has_read(imported.created_at);
                let _ = participation.newly_read();
                self.store_participant(reader);
            }
        }
        id
    }

    fn store(&mut self, message: NewMessage, created_at: i64, origin: Origin) -> String {
        let id = self.ids.message();
        self.conversation.messages.add(Message {
            id: id.clone(),
            sender: message.sender,
            content: message.content,
            custom: message.custom,
            origin,
            referenced: message.referenced,
            reactions: Reactions::default(),
            created_at,
            edited_at: None,
        });
        self.store_message(&id);
        id
    }

    pub(crate) fn edit(&mut self, id: &str, edit: MessageEdit, now: i64) -> Result<(), ApiError> {
        self.message(id)?.edit(edit, now)?;
        self.changes.tell(Happening::MessageEdited { conversation: self.conversation.id.clone(), id: id.to_owned() });
        Ok(())
    }

    /// Deletes a message; returns whether there was one.
    pub(crate) fn delete_message(&mut self, id: &str) -> bool {
        let Some(message) = self.conversation.messages.remove(id) else { return false };
        self.store_message(id);
        let (conversation, message) = (self.conversation.id.clone(), Box::new(message));
        self.changes.tell(Happening::MessageDeleted { conversation, message });
        true
    }

    pub(crate) fn add_reaction(&mut self, message: &str, emoji: &str, user: &str) -> Result<(), ApiError> {
        Ok(self.message(message)?.reactions.add(emoji, user)?)
    }

    pub(crate) fn remove_reaction(&mut self, message: &str, emoji: &str, user: &str) -> Result<(), Missing> {
        self.message(message)?.reactions.remove(emoji, user);
        Ok(())
    }

    fn message(&mut self, id: &str) -> Result<&mut Message, Missing> {
        self.store_message(id);
        self.conversation.messages.get_mut(id).ok_or_else(|| Missing::Message(id.to_owned()))
    }

    fn store_message(&mut self, id: &str) {
        self.changes.store(Key::Message(self.conversation.id.clone(), id.to_owned()));
    }

    fn store_participant(&mut self, user: &str) {
        self.changes.store(Key::Participant(self.conversation.id.clone(), user.to_owned()));
    }

    /// Records what a participant has read for the first time, after the read marker has moved.
    fn note_reading(&mut self, user: &str) {
        let participation = self.conversation.participants.get_mut(user);
        let Some((after, until)) = participation.and_then(Participation::newly_read) else { return };
        if self.conversation.participants.len() > MOST_READERS {
            return;
        }
        let passed = self.conversation.messages.between(after, until);
        let read = passed.filter(|message| message.sender.as_deref() != Some(user));
        let messages: Vec<_> = read.map(|message| message.id.clone()).collect();
        if !messages.is_empty() {
            let conversation = self.conversation.id.clone();
            self.changes.tell(Happening::Read { conversation, reader: user.to_owned(), messages });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::*;
    use crate::state::content::Content;

    /// A conversation that can be written to.
    struct Written {
        conversation: Conversation,
        ids: Ids,
        changes: Changes,
    }

    impl Written {
        fn by(users: &[&str]) -> Self {
            let conversation = Conversation::new("c", 1, 0);
            let mut written = Self { conversation, ids: Ids::new(1), changes: Changes::default() };
            for user in users {
                written.writer().participant_or_new(user, 0);
            }
            written
        }

        fn writer(&mut self) -> Writer<'_> {
            Writer { conversation: &mut self.conversation, ids: &mut self.ids, changes: &mut self.changes }
        }

        fn send(&mut self, messages: Vec<NewMessage>, now: i64) -> Result<Vec<String>, Reasons> {
            self.writer().send(messages, now, &Decisions::default())
        }

        fn readers(&self, message: &str) -> Vec<&str> {
            self.conversation.readers(self.conversation.messages.get(message).unwrap())
        }

        fn has_read(&mut self, user: &str, until: i64) {
            self.conversation.participants.get_mut(user).unwrap().has_read(until);
        }
    }

    fn from(sender: &str, key: Option<&str>) -> NewMessage {
        NewMessage {
            sender: Some(sender.to_owned()),
            content: Content::from_text("hello", false),
            custom: BTreeMap::new(),
            referenced: None,
            idempotency_key: key.map(str::to_owned),
        }
    }

    #[test]
    fn messages_of_one_moment_have_distinct_times() {
        let mut written = Written::by(&["a", "b"]);
        let sent = written.send(vec![from("a", None), from("b", None)], 5).unwrap();
        let times: Vec<_> = sent.iter().map(|id| written.conversation.message(id).unwrap().created_at).collect();
        assert_eq!(times, [5, 6]);
    }

    #[test]
    fn a_replayed_key_is_not_checked_again() {
        let mut written = Written::by(&["a"]);
        let once = || vec![from("a", Some("key"))];
        let first = written.send(once(), 0).unwrap();
        written.conversation.participants.clear();
        assert_eq!(written.send(once(), 1), Ok(first));
        assert!(written.send(once(), whole_milliseconds(Duration::from_secs(24 * 60 * 60))).is_err());
    }

    #[test]
    fn readers_are_not_told_in_large_conversations() {
        let users: Vec<_> = (0..=MOST_READERS).map(|number| number.to_string()).collect();
        let users: Vec<_> = users.iter().map(String::as_str).collect();
        let mut written = Written::by(&users);
        let sent = written.send(vec![from("0", None)], 5).unwrap();
        written.has_read("1", 5);
        assert!(written.readers(&sent[0]).is_empty());
        written.conversation.participants.remove("300");
        assert_eq!(written.readers(&sent[0]), ["1"]);
    }

    #[test]
    fn system_messages_are_unread_too() {
        let mut written = Written::by(&["a"]);
        written.send(vec![NewMessage { sender: None, ..from("a", None) }], 5).unwrap();
        assert_eq!(written.conversation.unread_messages("a").len(), 1);
    }
}
