//! An app's state as records that can be stored one by one and read again, for snapshots and the data file.
//!
//! It does not contain online users and used rate limits.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::app::App;
use super::conversations::Conversation;
use super::messages::Message;
use super::users::User;

/// The key of a record. Records are read in this order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Key {
    App,
    File(String),
    User(String),
    Conversation(String),
    /// Of a conversation.
    Participant(String, String),
    /// Of a conversation.
    Message(String, String),
    /// Of a conversation.
    Idempotency(String, String),
}

/// A key and its record.
pub(crate) type Record = (Key, Value);

/// The keys of a conversation and its contents.
pub(super) fn keys_of(conversation: &Conversation) -> Vec<Key> {
    let id = || conversation.id.clone();
    let users = conversation.participants.keys().chain(conversation.former_participants.keys());
    let users = users.map(|user| Key::Participant(id(), user.clone()));
    let messages = conversation.messages.all().map(|message| Key::Message(id(), message.id.clone()));
    let keys = conversation.idempotency_keys.all().map(|key| Key::Idempotency(id(), key.to_owned()));
    std::iter::once(Key::Conversation(id())).chain(users).chain(messages).chain(keys).collect()
}

impl App {
    /// All keys, in the order in which their records have to be read.
    pub(crate) fn keys(&self) -> Vec<Key> {
        let files = self.files.tokens().map(|token| Key::File(token.to_owned()));
        let users = self.users.ids().cloned().map(Key::User);
        let conversations = self.conversations.all().flat_map(keys_of);
        let mut keys: Vec<_> = std::iter::once(Key::App).chain(files).chain(users).chain(conversations).collect();
        keys.sort_unstable();
        keys
    }

    pub(crate) fn records(&self) -> Vec<Record> {
        self.keys().into_iter().filter_map(|key| self.record(&key).map(|record| (key, record))).collect()
    }

    /// The record of a key, or nothing if it does not exist.
    pub(crate) fn record(&self, key: &Key) -> Option<Value> {
        let conversation = |id: &str| self.conversations.get(id);
        match key {
            Key::App => written(&(&self.data, &self.ids, &self.event_ids)),
            Key::File(token) => written(self.files.get(token)?),
            Key::User(id) => written(&self.users.with_place(id)?),
            Key::Conversation(id) => written(conversation(id)?),
            Key::Participant(id, user) => {
                let has_left = !conversation(id)?.participants.contains_key(user);
                written(&(has_left, conversation(id)?.part_of(user)?))
            }
            Key::Message(id, message) => written(&conversation(id)?.messages.with_arrival(message)?),
            Key::Idempotency(id, key) => written(&conversation(id)?.idempotency_keys.first_use(key)?),
        }
    }

    /// Reads records into an app that is empty.
    pub(crate) fn load(&mut self, mut records: Vec<Record>) -> Result<(), String> {
        records.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
        let mut users = Vec::new();
        for (key, record) in &records {
            match key {
                Key::User(_) => users.push(read::<(usize, User)>(key, record)?),
                _ => self.load_one(key, record)?,
            }
        }
        users.sort_unstable_by_key(|(place, _)| *place);
        users.into_iter().for_each(|(_, user)| self.users.add(user));
        Ok(())
    }

    fn load_one(&mut self, key: &Key, record: &Value) -> Result<(), String> {
        match key {
            Key::App => (self.data, self.ids, self.event_ids) = read(key, record)?,
            Key::File(_) => self.files.add(read(key, record)?, &self.base_url),
            Key::User(_) => {}
            Key::Conversation(_) => self.conversations.add(read(key, record)?),
            Key::Participant(id, user) => {
                let (has_left, participation) = read(key, record)?;
                let conversation = self.conversation_of(key, id)?;
                let (participants, former) = (&mut conversation.participants, &mut conversation.former_participants);
                let map = if has_left { former } else { participants };
                map.insert(user.clone(), participation);
            }
            Key::Message(id, _) => {
                let (arrival, mut message): (u64, Message) = read(key, record)?;
                // The address of the file may have changed since the message was sent.
                self.files.complete(&mut message.content);
                self.conversation_of(key, id)?.messages.put(arrival, message);
            }
            Key::Idempotency(id, name) => {
                let (message, used_at): (String, i64) = read(key, record)?;
                self.conversation_of(key, id)?.idempotency_keys.remember(name, &message, used_at);
            }
        }
        Ok(())
    }

    fn conversation_of(&mut self, key: &Key, id: &str) -> Result<&mut Conversation, String> {
        self.conversations.find_mut(id).map_err(|missing| bad(key, &missing))
    }
}

/// Writing a record cannot fail: its maps have texts as keys.
fn written<T: Serialize>(record: &T) -> Option<Value> {
    serde_json::to_value(record).ok()
}

fn read<T: DeserializeOwned>(key: &Key, record: &Value) -> Result<T, String> {
    T::deserialize(record).map_err(|error| bad(key, &error))
}

fn bad(key: &Key, why: &impl fmt::Display) -> String {
    format!("the record of {key:?} cannot be read: {why}")
}
