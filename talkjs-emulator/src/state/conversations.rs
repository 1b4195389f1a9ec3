//! Conversations: their details, participants and messages.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::idempotency::IdempotencyKeys;
use super::lists::{List, Lists, Place};
use super::messages::{Message, Messages};
use super::participants::Participation;
use super::refusal::Missing;

/// Larger conversations have no read receipts.
pub(super) const MOST_READERS: usize = 300;

/// A conversation. Its messages and participants have their own records.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Conversation {
    pub(crate) id: String,
    /// Its position in the order of creation.
    pub(crate) number: u64,
    pub(crate) created_at: i64,
    pub(crate) details: Details,
    #[serde(skip)]
    pub(crate) participants: BTreeMap<String, Participation>,
    /// Users who left and still find it in their list, with their settings at that time.
    #[serde(skip)]
    pub(crate) former_participants: BTreeMap<String, Participation>,
    #[serde(skip)]
    pub(crate) messages: Messages,
    #[serde(skip)]
    pub(crate) idempotency_keys: IdempotencyKeys,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Details {
    pub(crate) subject: Option<String>,
    pub(crate) photo_url: Option<String>,
    pub(crate) welcome_messages: Option<Vec<String>>,
    pub(crate) custom: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub(crate) struct ConversationUpdate {
    /// Users to add; users who are not named stay.
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

    pub(crate) fn participant(&self, user: &str) -> Result<&Participation, Missing> {
        self.participants.get(user).ok_or_else(|| Missing::Participant(user.to_owned()))
    }

    /// The time of the newest message, or now: while the clock is fixed, messages can be ahead of it.
    pub(crate) fn latest(&self, now: i64) -> i64 {
        self.messages.newest().map_or(now, |newest| newest.created_at.max(now))
    }

    /// The participation that a user has or had, if the conversation is in the user's list.
    pub(crate) fn part_of(&self, user: &str) -> Option<&Participation> {
        self.participants.get(user).or_else(|| self.former_participants.get(user))
    }

    /// The newest message, or the newest one that a viewer receives.
    pub(crate) fn last_message(&self, viewer: Option<&str>) -> Option<&Message> {
        match viewer.and_then(|user| self.part_of(user)?.cut_off_at) {
            Some(end) => self.messages.newest_until(end),
            None => self.messages.newest(),
        }
    }

    /// Why no inbox shows the conversation.
    pub(crate) fn why_hidden(&self) -> Option<&'static str> {
        if self.messages.newest().is_none() {
            Some("no message yet")
        } else {
            self.participants.is_empty().then_some("nobody takes part")
        }
    }

    pub(crate) fn message(&self, id: &str) -> Result<&Message, Missing> {
        self.messages.get(id).ok_or_else(|| Missing::Message(id.to_owned()))
    }

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

    /// Until when everyone has read everything, or nothing without participants.
    pub(crate) fn everyone_read_until(&self) -> Option<i64> {
        self.participants.values().map(|participation| participation.read_until.unwrap_or(0)).min()
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Conversations {
    by_id: HashMap<String, Conversation>,
    created: u64,
    lists: Lists,
}

impl Conversations {
    pub(crate) fn get(&self, id: &str) -> Option<&Conversation> {
        self.by_id.get(id)
    }

    pub(crate) fn find(&self, id: &str) -> Result<&Conversation, Missing> {
        self.get(id).ok_or_else(|| Missing::Conversation(id.to_owned()))
    }

    pub(crate) fn find_mut(&mut self, id: &str) -> Result<&mut Conversation, Missing> {
        let conversation = self.by_id.get_mut(id).ok_or_else(|| Missing::Conversation(id.to_owned()))?;
        self.lists.note(id, Some(conversation));
        Ok(conversation)
    }

    /// Adds a new conversation, unless its id is in use.
    pub(crate) fn create(&mut self, id: &str, now: i64) {
        if !self.by_id.contains_key(id) {
            self.add(Conversation::new(id, self.created.saturating_add(1), now));
        }
    }

    /// Adds a conversation, which may have been created earlier.
    pub(crate) fn add(&mut self, conversation: Conversation) {
        self.created = self.created.max(conversation.number);
        self.lists.note(&conversation.id, None);
        self.by_id.insert(conversation.id.clone(), conversation);
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<Conversation> {
        self.lists.note(id, self.by_id.get(id));
        self.by_id.remove(id)
    }

    /// All of them, in no particular order.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Conversation> {
        self.by_id.values()
    }

    /// To be called before [`Self::listed`].
    pub(crate) fn refresh_lists(&mut self) {
        self.lists.refresh(&self.by_id);
    }

    /// The conversations of a list between two places, in order.
    pub(crate) fn listed(
        &self,
        list: List,
        places: RangeInclusive<Place>,
    ) -> impl DoubleEndedIterator<Item = &Conversation> {
        self.lists.ids(list, places).filter_map(|id| self.by_id.get(id))
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }
}
