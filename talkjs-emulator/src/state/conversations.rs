//! Conversations: their details, who takes part, and what is said.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::changes::{Change, Changes, MessageChange};
use super::idempotency::IdempotencyKeys;
use super::ids::Ids;
use super::merge::merge;
use super::messages::{Imported, Message, Messages, NewMessage, Origin};
use super::participants::{Access, Participation};
use super::reactions::Reactions;
use super::refusal::{Missing, Reasons};
use crate::clock::whole_milliseconds;
use crate::decisions::Decisions;

/// In larger conversations nobody is told who read a message.
const MOST_READERS: usize = 300;

/// A conversation. Whatever is many of it has records of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Conversation {
    pub(crate) id: String,
    /// Its place in the order of creation.
    pub(crate) number: u64,
    pub(crate) created_at: i64,
    pub(crate) details: Details,
    #[serde(skip)]
    pub(crate) participants: BTreeMap<String, Participation>,
    /// Those who left and still find it in their list, as it was then.
    #[serde(skip)]
    pub(crate) former_participants: BTreeMap<String, Participation>,
    #[serde(skip)]
    pub(crate) messages: Messages,
    #[serde(skip)]
    pub(crate) idempotency_keys: IdempotencyKeys,
}

/// What a conversation is about, as responses show it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Details {
    pub(crate) subject: Option<String>,
    pub(crate) photo_url: Option<String>,
    pub(crate) welcome_messages: Option<Vec<String>>,
    pub(crate) custom: BTreeMap<String, String>,
}

/// A write to a conversation.
#[derive(Clone, Debug)]
pub(crate) struct ConversationUpdate {
    /// Users to add; nobody is ever removed by not being named.
    pub(crate) participants: Vec<String>,
    pub(crate) details: Value,
}

impl Conversation {
    pub(crate) fn new(id: &str, number: u64, now: i64) -> Self {
        Self {
            id: id.to_owned(),
            number,
            created_at: now,
            details: Details::default(),
            participants: BTreeMap::new(),
            former_participants: BTreeMap::new(),
            messages: Messages::default(),
            idempotency_keys: IdempotencyKeys::default(),
        }
    }

    pub(crate) fn update(
        &mut self,
        update: &ConversationUpdate,
        now: i64,
        ids: &mut Ids,
        changes: &mut Changes,
    ) -> Result<(), Reasons> {
        merge(&mut self.details, &update.details)?;
        changes.add(Change::Conversation(self.id.clone()));
        for user in &update.participants {
            if !self.participants.contains_key(user) {
                self.participant_or_new(user, now, ids);
                changes.add(self.participant_change(user));
            }
        }
        Ok(())
    }

    pub(crate) fn participant_or_new(&mut self, user: &str, now: i64, ids: &mut Ids) -> &mut Participation {
        self.former_participants.remove(user);
        self.participants.entry(user.to_owned()).or_insert_with(|| Participation::new(now, &ids.name()))
    }

    pub(crate) fn participant(&self, user: &str) -> Result<&Participation, Missing> {
        self.participants.get(user).ok_or_else(|| Missing::Participant(user.to_owned()))
    }

    pub(crate) fn participant_mut(&mut self, user: &str) -> Result<&mut Participation, Missing> {
        self.participants.get_mut(user).ok_or_else(|| Missing::Participant(user.to_owned()))
    }

    /// Lets a user leave; gives whether anything changed. Who keeps the conversation finds it in the list as it is now.
    pub(crate) fn leave(&mut self, user: &str, keeps: bool, now: i64) -> bool {
        let now = self.latest(now);
        let left = self.participants.remove(user);
        if !keeps {
            return self.former_participants.remove(user).is_some() || left.is_some();
        }
        let Some(mut participation) = left else {
            return false;
        };
        participation.set_access(Access::None, now);
        self.former_participants.insert(user.to_owned(), participation);
        true
    }

    /// The time that no message is newer than: while the clock stands, messages can be ahead of it.
    pub(crate) fn latest(&self, now: i64) -> i64 {
        self.messages.newest().map_or(now, |newest| newest.created_at.max(now))
    }

    /// The part that a user has or had, if the conversation is in the user's list.
    pub(crate) fn part_of(&self, user: &str) -> Option<&Participation> {
        self.participants.get(user).or_else(|| self.former_participants.get(user))
    }

    /// The newest message, or the newest one that a viewer gets.
    pub(crate) fn last_message(&self, viewer: Option<&str>) -> Option<&Message> {
        match viewer.and_then(|user| self.part_of(user)?.cut_off_at) {
            Some(end) => self.messages.newest_until(end),
            None => self.messages.newest(),
        }
    }

    /// That a participant joined, left or takes part in another way.
    pub(crate) fn participant_change(&self, user: &str) -> Change {
        Change::Participant { conversation: self.id.clone(), user: user.to_owned() }
    }

    /// Notes what a participant has read for the first time, after the read marker has moved.
    pub(crate) fn note_reading(&mut self, user: &str, changes: &mut Changes) {
        let Some((after, until)) = self.participants.get_mut(user).and_then(Participation::newly_read) else {
            return;
        };
        if self.participants.len() > MOST_READERS {
            return;
        }
        let read = self.messages.between(after, until).filter(|message| message.sender.as_deref() != Some(user));
        let messages: Vec<_> = read.map(|message| message.id.clone()).collect();
        if !messages.is_empty() {
            changes.add(Change::Read { conversation: self.id.clone(), reader: user.to_owned(), messages });
        }
    }

    pub(crate) fn message(&self, id: &str) -> Result<&Message, Missing> {
        self.messages.get(id).ok_or_else(|| Missing::Message(id.to_owned()))
    }

    pub(crate) fn message_mut(&mut self, id: &str) -> Result<&mut Message, Missing> {
        self.messages.get_mut(id).ok_or_else(|| Missing::Message(id.to_owned()))
    }

    /// Stores all messages in their order or, when one of them cannot be sent, none; gives their ids.
    pub(crate) fn send(
        &mut self,
        messages: Vec<NewMessage>,
        now: i64,
        ids: &mut Ids,
        changes: &mut Changes,
        decisions: &Decisions,
    ) -> Result<Vec<String>, Reasons> {
        let window = whole_milliseconds(decisions.idempotency_window);
        for key in self.idempotency_keys.forget(window, now) {
            changes.add(Change::IdempotencyKey { conversation: self.id.clone(), key });
        }
        self.check_all(&messages)?;
        Ok(messages.into_iter().map(|message| self.send_once(message, now, ids, changes)).collect())
    }

    fn check_all<'m>(&self, messages: impl IntoIterator<Item = &'m NewMessage>) -> Result<(), Reasons> {
        let mut reasons = Reasons::default();
        for (index, message) in messages.into_iter().enumerate() {
            if self.message_sent_before(message).is_none() {
                self.check_sender(index, message, &mut reasons);
                self.check_reference(index, message, &mut reasons);
            }
        }
        reasons.or(())
    }

    fn check_sender(&self, index: usize, message: &NewMessage, reasons: &mut Reasons) {
        if let Some(Err(missing)) = message.sender.as_deref().map(|sender| self.participant(sender)) {
            reasons.add(format!("{index}.sender"), missing.to_string());
        }
    }

    fn check_reference(&self, index: usize, message: &NewMessage, reasons: &mut Reasons) {
        let Some(id) = &message.referenced else {
            return;
        };
        if self.messages.get(id).is_none() {
            let missing = Missing::Message(id.clone());
            reasons.add(format!("{index}.referencedMessageId"), missing.to_string());
        }
    }

    fn message_sent_before(&self, message: &NewMessage) -> Option<&str> {
        self.idempotency_keys.message(message.idempotency_key.as_ref()?)
    }

    fn send_once(&mut self, message: NewMessage, now: i64, ids: &mut Ids, changes: &mut Changes) -> String {
        if let Some(id) = self.message_sent_before(&message) {
            return id.to_owned();
        }
        let created_at = self.next_message_time(now);
        let (key, sender) = (message.idempotency_key.clone(), message.sender.clone());
        let id = self.store(message, created_at, Origin::Rest, ids);
        changes.add(self.message_change(&id, MessageChange::Sent));
        if let Some(sender) = sender {
            self.read_own_message(&sender, created_at, changes);
        }
        if let Some(key) = key {
            self.idempotency_keys.remember(&key, &id, now);
            changes.add(Change::IdempotencyKey { conversation: self.id.clone(), key });
        }
        id
    }

    /// Who sends a message has read all before it.
    fn read_own_message(&mut self, sender: &str, created_at: i64, changes: &mut Changes) {
        if let Some(participation) = self.participants.get_mut(sender) {
            participation.has_read(created_at);
            changes.add(self.participant_change(sender));
            self.note_reading(sender, changes);
        }
    }

    /// That something happened to a message.
    pub(crate) fn message_change(&self, id: &str, what: MessageChange) -> Change {
        Change::Message { conversation: self.id.clone(), id: id.to_owned(), what }
    }

    /// Stores all messages of the past or, when one of them cannot be, none; gives their ids.
    pub(crate) fn import(
        &mut self,
        messages: Vec<Imported>,
        ids: &mut Ids,
        changes: &mut Changes,
    ) -> Result<Vec<String>, Reasons> {
        self.check_all(messages.iter().map(|imported| &imported.message))?;
        Ok(messages.into_iter().map(|imported| self.import_one(imported, ids, changes)).collect())
    }

    /// Read markers move to what was read, and nobody is told.
    fn import_one(&mut self, imported: Imported, ids: &mut Ids, changes: &mut Changes) -> String {
        let id = self.store(imported.message, imported.created_at, Origin::Import, ids);
        changes.add(self.message_change(&id, MessageChange::Imported));
        for reader in &imported.read_by {
            if let Some(participation) = self.participants.get_mut(reader) {
                participation.has_read(imported.created_at);
                let _ = participation.newly_read();
                changes.add(self.participant_change(reader));
            }
        }
        id
    }

    fn store(&mut self, message: NewMessage, created_at: i64, origin: Origin, ids: &mut Ids) -> String {
        let id = ids.message();
        self.messages.add(Message {
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
        id
    }

    /// Later than all messages before, so that read markers tell them apart while the clock stands.
    fn next_message_time(&self, now: i64) -> i64 {
        self.messages.newest().map_or(now, |newest| now.max(newest.created_at.saturating_add(1)))
    }

    /// The messages that a participant has not read.
    pub(crate) fn unread_by(&self, user: &str, participation: &Participation) -> impl Iterator<Item = &Message> {
        let newer = self.messages.after(participation.read_until.unwrap_or(0));
        let from_others = newer.filter(move |message| message.sender.as_deref() != Some(user));
        from_others.filter(|message| participation.gets(message.created_at))
    }

    /// The messages that a participant has not read, newest first.
    pub(crate) fn unread_messages(&self, user: &str) -> Vec<&Message> {
        let participation = self.participants.get(user);
        participation.map_or_else(Vec::new, |participation| self.unread_by(user, participation).collect())
    }

    /// The participants who have read a message, without its sender.
    pub(crate) fn readers(&self, message: &Message) -> Vec<&str> {
        if self.participants.len() > MOST_READERS {
            return Vec::new();
        }
        self.participants
            .iter()
            .filter(|(id, _)| message.sender.as_ref() != Some(*id))
            .filter(|(_, participation)| participation.read_until >= Some(message.created_at))
            .map(|(id, _)| id.as_str())
            .collect()
    }

    /// Until when everyone has read everything, or nothing when nobody takes part.
    pub(crate) fn everyone_read_until(&self) -> Option<i64> {
        self.participants.values().map(|participation| participation.read_until.unwrap_or(0)).min()
    }
}

/// All conversations of an app.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conversations {
    by_id: HashMap<String, Conversation>,
    created: u64,
}

impl Conversations {
    pub(crate) fn get(&self, id: &str) -> Option<&Conversation> {
        self.by_id.get(id)
    }

    pub(crate) fn find(&self, id: &str) -> Result<&Conversation, Missing> {
        self.get(id).ok_or_else(|| Missing::Conversation(id.to_owned()))
    }

    pub(crate) fn find_mut(&mut self, id: &str) -> Result<&mut Conversation, Missing> {
        self.by_id.get_mut(id).ok_or_else(|| Missing::Conversation(id.to_owned()))
    }

    pub(crate) fn find_or_new(&mut self, id: &str, now: i64) -> &mut Conversation {
        self.by_id.entry(id.to_owned()).or_insert_with(|| {
            self.created = self.created.saturating_add(1);
            Conversation::new(id, self.created, now)
        })
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<Conversation> {
        self.by_id.remove(id)
    }

    /// Adds a conversation that was created before.
    pub(crate) fn add(&mut self, conversation: Conversation) {
        self.created = self.created.max(conversation.number);
        self.by_id.insert(conversation.id.clone(), conversation);
    }

    /// All of them, in no particular order.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Conversation> {
        self.by_id.values()
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::state::content::Content;

    fn with_participants(users: &[&str]) -> (Conversation, Ids) {
        let mut ids = Ids::new(1);
        let mut conversation = Conversation::new("c", 1, 0);
        for user in users {
            conversation.participant_or_new(user, 0, &mut ids);
        }
        (conversation, ids)
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
    fn one_bad_message_stops_all() {
        let (mut conversation, mut ids) = with_participants(&["a"]);
        let messages = vec![from("a", None), from("stranger", None)];
        let reasons =
            conversation.send(messages, 5, &mut ids, &mut Changes::default(), &Decisions::default()).unwrap_err();
        assert_eq!(reasons.by_member().keys().collect::<Vec<_>>(), ["1.sender"]);
        assert!(conversation.messages.newest().is_none());
    }

    #[test]
    fn messages_of_one_moment_have_distinct_times() {
        let (mut conversation, mut ids) = with_participants(&["a", "b"]);
        let messages = vec![from("a", None), from("b", None)];
        let sent = conversation.send(messages, 5, &mut ids, &mut Changes::default(), &Decisions::default()).unwrap();
        let times: Vec<_> = sent.iter().map(|id| conversation.messages.get(id).unwrap().created_at).collect();
        assert_eq!(times, [5, 6]);
    }

    #[test]
    fn messages_bear_the_time_of_the_clock() {
        let (mut conversation, mut ids) = with_participants(&["a"]);
        for now in [5, 50, 500] {
            conversation
                .send(vec![from("a", None)], now, &mut ids, &mut Changes::default(), &Decisions::default())
                .unwrap();
            assert_eq!(conversation.messages.newest().unwrap().created_at, now);
        }
    }

    #[test]
    fn a_replayed_key_is_not_checked_again() {
        let (mut conversation, mut ids) = with_participants(&["a"]);
        let decisions = Decisions::default();
        let mut send = |conversation: &mut Conversation, now| {
            conversation.send(vec![from("a", Some("key"))], now, &mut ids, &mut Changes::default(), &decisions)
        };
        let first = send(&mut conversation, 0).unwrap();
        conversation.participants.clear();
        assert_eq!(send(&mut conversation, 1), Ok(first));
        let day = whole_milliseconds(Duration::from_secs(24 * 60 * 60));
        assert!(send(&mut conversation, day).is_err());
    }

    #[test]
    fn reading_is_by_marker_and_the_sender_is_no_reader() {
        let (mut conversation, mut ids) = with_participants(&["a", "b"]);
        let decisions = Decisions::default();
        let sent = conversation.send(vec![from("a", None)], 5, &mut ids, &mut Changes::default(), &decisions).unwrap();
        let readers = |conversation: &Conversation| -> Vec<String> {
            let message = conversation.messages.get(&sent[0]).unwrap();
            let readers = conversation.readers(message);
            readers.into_iter().map(str::to_owned).collect()
        };
        assert!(readers(&conversation).is_empty());
        assert_eq!(conversation.everyone_read_until(), Some(0));
        conversation.participant_mut("b").unwrap().has_read(5);
        assert_eq!(readers(&conversation), ["b"]);
        assert_eq!(conversation.everyone_read_until(), Some(5));
    }

    #[test]
    fn readers_are_not_told_in_large_conversations() {
        let users: Vec<_> = (0..=MOST_READERS).map(|number| number.to_string()).collect();
        let users: Vec<_> = users.iter().map(String::as_str).collect();
        let (mut conversation, mut ids) = with_participants(&users);
        let decisions = Decisions::default();
        let sent = conversation.send(vec![from("0", None)], 5, &mut ids, &mut Changes::default(), &decisions).unwrap();
        conversation.participant_mut("1").unwrap().has_read(5);
        let readers = |conversation: &Conversation| {
            let message = conversation.messages.get(&sent[0]).unwrap();
            conversation.readers(message).len()
        };
        assert_eq!(readers(&conversation), 0);
        conversation.participants.remove("300");
        assert_eq!(readers(&conversation), 1);
    }

    #[test]
    fn system_messages_are_unread_too() {
        let (mut conversation, mut ids) = with_participants(&["a"]);
        let message = NewMessage { sender: None, ..from("a", None) };
        conversation.send(vec![message], 5, &mut ids, &mut Changes::default(), &Decisions::default()).unwrap();
        assert_eq!(conversation.unread_messages("a").len(), 1);
    }
}
