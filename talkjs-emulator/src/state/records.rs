//! An app's state as records that can be put away one by one and read again, for snapshots and the data file.
//!
//! Who is online and what is left of a rate limit is no part of it.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::app::App;
use super::changes::Change;
use super::conversations::Conversation;
use super::files::StoredFile;
use super::messages::Message;
use super::participants::Participation;
use super::users::User;

/// What a record is about. What comes first has to be read first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    App,
    File(String),
    User(String),
    Conversation(String),
    Participant { conversation: String, user: String },
    Message { conversation: String, id: String },
    Idempotency { conversation: String, key: String },
}

impl Key {
    /// The key as a number and two texts.
    pub(crate) fn parts(&self) -> (u8, &str, &str) {
        match self {
            Self::App => (0, "", ""),
            Self::File(token) => (1, token, ""),
            Self::User(id) => (2, id, ""),
            Self::Conversation(id) => (3, id, ""),
            Self::Participant { conversation, user } => (4, conversation, user),
            Self::Message { conversation, id } => (5, conversation, id),
            Self::Idempotency { conversation, key } => (6, conversation, key),
        }
    }

    /// The key that such parts are of.
    pub(crate) fn from_parts(kind: u8, first: &str, second: &str) -> Option<Self> {
        let (first, second) = (first.to_owned(), second.to_owned());
        Some(match kind {
            0 => Self::App,
            1 => Self::File(first),
            2 => Self::User(first),
            3 => Self::Conversation(first),
            4 => Self::Participant { conversation: first, user: second },
            5 => Self::Message { conversation: first, id: second },
            6 => Self::Idempotency { conversation: first, key: second },
            _ => return None,
        })
    }
}

/// A key and its record, which is JSON.
pub(crate) type Record = (Key, String);

/// A record that is not as this version writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadRecord(String);

impl fmt::Display for BadRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Change {
    /// What has to be put away anew, or is gone.
    #[cfg_attr(not(feature = "data"), allow(dead_code, reason = "only a data file needs it"))]
    pub(crate) fn keys(&self) -> Vec<Key> {
        match self {
            Self::App => vec![Key::App],
            Self::Sessions | Self::Notified { .. } | Self::Read { .. } | Self::Everything => Vec::new(),
            Self::User { id, .. } => vec![Key::User(id.clone())],
            Self::Conversation(id) => vec![Key::Conversation(id.clone())],
            Self::ConversationDeleted(conversation) => keys_of(conversation),
            Self::Participant { conversation, user } => {
                vec![Key::Participant { conversation: conversation.clone(), user: user.clone() }]
            }
            Self::Message { conversation, id, .. } => {
                vec![Key::Message { conversation: conversation.clone(), id: id.clone() }]
            }
            Self::MessageDeleted { conversation, message } => {
                vec![Key::Message { conversation: conversation.clone(), id: message.id.clone() }]
            }
            Self::IdempotencyKey { conversation, key } => {
                vec![Key::Idempotency { conversation: conversation.clone(), key: key.clone() }]
            }
            Self::File(token) => vec![Key::File(token.clone())],
        }
    }
}

/// A conversation and all that is in it.
fn keys_of(stored: &Conversation) -> Vec<Key> {
    let conversation = || stored.id.clone();
    let users = stored.participants.keys().chain(stored.former_participants.keys());
    let users = users.map(|user| Key::Participant { conversation: conversation(), user: user.clone() });
    let messages = stored.messages.all();
    let messages = messages.map(|(_, message)| Key::Message { conversation: conversation(), id: message.id.clone() });
    let keys = stored.idempotency_keys.all();
    let keys = keys.map(|key| Key::Idempotency { conversation: conversation(), key: key.to_owned() });
    std::iter::once(Key::Conversation(conversation())).chain(users).chain(messages).chain(keys).collect()
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

    /// The record of a key, or nothing when there is no such thing.
    pub(crate) fn record(&self, key: &Key) -> Option<String> {
        match key {
            Key::App => written(&(&self.data, &self.ids, &self.event_ids)),
            Key::File(token) => written(self.files.get(token)?),
            Key::User(id) => written(&self.users.with_place(id)?),
            Key::Conversation(id) => written(self.conversations.get(id)?),
            Key::Participant { conversation, user } => {
                let conversation = self.conversations.get(conversation)?;
                let participation = conversation.part_of(user)?;
                let has_left = !conversation.participants.contains_key(user);
                written(&(has_left, participation))
            }
            Key::Message { conversation, id } => {
                written(&self.conversations.get(conversation)?.messages.with_arrival(id)?)
            }
            Key::Idempotency { conversation, key } => {
                written(&self.conversations.get(conversation)?.idempotency_keys.first_use(key)?)
            }
        }
    }

    /// Reads records into an app that is empty.
    pub(crate) fn load(&mut self, mut records: Vec<Record>) -> Result<(), BadRecord> {
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

    fn load_one(&mut self, key: &Key, record: &str) -> Result<(), BadRecord> {
        match key {
            Key::App => {
                (self.data, self.ids, self.event_ids) = read(key, record)?;
            }
            Key::File(_) => {
                let file: StoredFile = read(key, record)?;
                self.files.add(file, &self.base_url);
            }
            Key::User(_) => {}
            Key::Conversation(_) => self.conversations.add(read(key, record)?),
            Key::Participant { conversation, user } => {
                let (has_left, participation): (bool, Participation) = read(key, record)?;
                let conversation = self.conversation_of(key, conversation)?;
                let (participants, former) = (&mut conversation.participants, &mut conversation.former_participants);
                let map = if has_left { former } else { participants };
                map.insert(user.clone(), participation);
            }
            Key::Message { conversation, .. } => {
                let (arrival, mut message): (u64, Message) = read(key, record)?;
                // The file may be at another address than when the message was sent.
                self.files.complete(&mut message.content);
                self.conversation_of(key, conversation)?.messages.put(arrival, message);
            }
            Key::Idempotency { conversation, key: name } => {
                let (message, used_at): (String, i64) = read(key, record)?;
                self.conversation_of(key, conversation)?.idempotency_keys.remember(name, &message, used_at);
            }
        }
        Ok(())
    }

    fn conversation_of(&mut self, key: &Key, id: &str) -> Result<&mut Conversation, BadRecord> {
        self.conversations.find_mut(id).map_err(|missing| bad(key, &missing))
    }
}

/// Records always can be written: their maps have texts as keys.
fn written<T: Serialize>(record: &T) -> Option<String> {
    serde_json::to_string(record).ok()
}

fn read<T: DeserializeOwned>(key: &Key, record: &str) -> Result<T, BadRecord> {
    serde_json::from_str(record).map_err(|error| bad(key, &error))
}

fn bad(key: &Key, why: &impl fmt::Display) -> BadRecord {
    BadRecord(format!("the record of {key:?} cannot be read: {why}"))
}
