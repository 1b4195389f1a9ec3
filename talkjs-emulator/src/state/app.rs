//! One app: its keys and everything in it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::changes::{Changes, Channel, Happening};
use super::conversations::{Conversation, ConversationUpdate, Conversations};
use super::files::{self, Files, Upload};
use super::ids::Ids;
use super::merge::merge;
use super::messages::{Imported, MessageEdit, NewMessage};
use super::participants::ParticipationUpdate;
use super::rate::Bucket;
use super::reactions::Reactions;
use super::records::{Key, Record, keys_of};
use super::refusal::{Missing, Reasons};
use super::sessions::{Session, Sessions};
use super::users::Users;
use super::writer::Writer;
use crate::auth::SecretKey;
use crate::decisions::Decisions;
use crate::error::ApiError;
use crate::events::Event;
use crate::version::ApiVersion;

/// Makes the ids of events differ from those of messages.
const EVENTS: u64 = 0x6576_656e_7473_0000;

#[derive(Clone, Debug, Default)]
pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) keys: Vec<SecretKey>,
    pub(crate) version: ApiVersion,
    pub(crate) data: AppData,
    pub(crate) themes: BTreeMap<String, Theme>,
    pub(crate) users: Users,
    pub(crate) sessions: Sessions,
    pub(crate) conversations: Conversations,
    pub(crate) files: Files,
    pub(crate) requests: Bucket,
    pub(crate) batches: Bucket,
    pub(crate) changes: Changes,
    /// Events that are not passed on yet.
    pub(crate) events: Vec<Event>,
    pub(crate) emits_events: bool,
    /// Scheme, host and port at which files can be downloaded.
    pub(super) base_url: String,
    seed: u64,
    /// Whether ids repeat when the app is restored to an earlier state. If they did, a backend that has seen the first
    /// ids would confuse them with the new ones.
    pub(crate) repeats_ids: bool,
    pub(super) ids: Ids,
    /// Separate from the others, which do not depend on whether anyone receives events.
    pub(super) event_ids: Ids,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct AppData {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    custom: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_locale: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Theme {
    pub(crate) base: String,
    /// Texts by file name.
    pub(crate) files: BTreeMap<String, String>,
}

impl App {
    pub(crate) fn new(id: &str, keys: Vec<SecretKey>, base_url: &str, seed: u64) -> Self {
        Self {
            id: id.to_owned(),
            keys,
            base_url: base_url.to_owned(),
            seed,
            ids: Ids::new(seed),
            event_ids: Ids::new(seed ^ EVENTS),
            ..Self::default()
        }
    }

    /// The same app with only these records.
    pub(crate) fn with_records(&self, records: Vec<Record>) -> Result<Self, String> {
        let new = Self::new(&self.id, self.keys.clone(), &self.base_url, self.seed);
        let (themes, version, repeats_ids) = (self.themes.clone(), self.version, self.repeats_ids);
        let mut app = Self { themes, version, repeats_ids, ..new };
        app.load(records)?;
        if !app.repeats_ids {
            app.ids = self.ids.behind(&app.ids);
            app.event_ids = self.event_ids.behind(&app.event_ids);
        }
        app.changes.everything = true;
        Ok(app)
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    pub(crate) fn update(&mut self, patch: &Value) -> Result<(), Reasons> {
        merge(&mut self.data, patch)?;
        self.changes.store(Key::App);
        Ok(())
    }

    pub(crate) fn put_user(&mut self, id: &str, patch: &Value, now: i64) -> Result<(), Reasons> {
        let is_new = self.users.put(id, patch, now)?;
        self.changes.store(Key::User(id.to_owned()));
        self.changes.tell(Happening::UserWritten { id: id.to_owned(), is_new });
        Ok(())
    }

    /// Creates or updates all users or, if one of the writes is wrong or cannot be done, none.
    pub(crate) fn put_users(
        &mut self,
        patches: Vec<(String, Result<Value, Reasons>)>,
        now: i64,
    ) -> Result<(), ApiError> {
        let (mut valid, mut invalid) = (Vec::new(), BTreeMap::new());
        for (id, patch) in patches {
            match patch.and_then(|patch| self.users.check(&id, &patch).map(|()| patch)) {
                Ok(patch) => valid.push((id, patch)),
                Err(reasons) => _ = invalid.insert(id, reasons),
            }
        }
        if !invalid.is_empty() {
            return Err(ApiError::InvalidUsers(invalid));
        }
        valid.iter().try_for_each(|(id, patch)| Ok(self.put_user(id, patch, now)?))
    }

    pub(crate) fn new_event_id(&mut self) -> String {
        format!("evt_{}", self.event_ids.name())
    }

    /// Notifies participants of unread messages, or all who have some if none are named.
    pub(crate) fn notify(
        &mut self,
        conversation: &str,
        recipients: Option<Vec<String>>,
        channels: &[Channel],
    ) -> Result<(), ApiError> {
        let conversation = self.conversations.find(conversation)?;
        let mut reasons = Reasons::default();
        for (index, user) in recipients.iter().flatten().enumerate() {
            if let Err(missing) = conversation.participant(user) {
                reasons.add(format!("recipients.{index}"), missing.to_string());
            }
        }
        reasons.or(())?;
        for recipient in recipients.unwrap_or_else(|| conversation.participants.keys().cloned().collect()) {
            let (conversation, channels) = (conversation.id.clone(), channels.to_vec());
            let id = self.event_ids.name();
            self.changes.tell(Happening::Notified { id, conversation, recipient, channels });
        }
        Ok(())
    }

    pub(crate) fn connect(&mut self, user: &str, session: Session) -> String {
        let id = self.ids.name();
        self.sessions.open(user, Session { id: id.clone(), ..session });
        self.changes.sessions = true;
        id
    }

    pub(crate) fn disconnect(&mut self, user: &str) {
        self.sessions.close_all(user);
        self.changes.sessions = true;
    }

    pub(crate) fn upload(&mut self, upload: Upload) -> String {
        let token = self.ids.name();
        self.files.store(&token, files::url(&self.base_url, &token), upload);
        self.changes.store(Key::File(token.clone()));
        token
    }

    pub(crate) fn put_conversation(
        &mut self,
        id: &str,
        update: &ConversationUpdate,
        now: i64,
        decisions: &Decisions,
    ) -> Result<(), ApiError> {
        let mut reasons = Reasons::default();
        for (index, user) in update.participants.iter().enumerate() {
            if let Err(missing) = self.check_participant(user, decisions) {
                reasons.add(format!("participants.{index}"), missing.to_string());
            }
        }
        if let Err(sentence) = check_room(self.conversations.get(id), &update.participants, decisions) {
            reasons.add("participants", sentence);
        }
        reasons.or(())?;
        self.conversations.create(id, now);
        Ok(self.write_to(id)?.update(update, now)?)
    }

    /// Deletes a conversation with all its messages; returns whether there was one.
    pub(crate) fn delete_conversation(&mut self, id: &str) -> bool {
        let Some(conversation) = self.conversations.remove(id) else { return false };
        self.changes.keys.extend(keys_of(&conversation));
        self.changes.tell(Happening::ConversationDeleted(Box::new(conversation)));
        true
    }

    pub(crate) fn join(
        &mut self,
        conversation: &str,
        user: &str,
        settings: &ParticipationUpdate,
        now: i64,
        decisions: &Decisions,
    ) -> Result<(), ApiError> {
        let found = self.conversations.find(conversation)?;
        self.check_participant(user, decisions)?;
        check_room(Some(found), &[user.to_owned()], decisions).map_err(|sentence| Reasons::one("userId", sentence))?;
        self.write_to(conversation)?.join(user, settings, now);
        Ok(())
    }

    pub(crate) fn send(
        &mut self,
        conversation: &str,
        mut messages: Vec<NewMessage>,
        now: i64,
        decisions: &Decisions,
    ) -> Result<Vec<String>, ApiError> {
        messages.iter_mut().for_each(|message| self.files.complete(&mut message.content));
        let adopted = if decisions.idempotency_keys_are_app_wide { self.keys_used_by(&messages) } else { Vec::new() };
        let senders: Vec<String> = messages.iter().filter_map(|message| message.sender.clone()).collect();
        let mut writer = self.write_to(conversation)?;
        writer.adopt(adopted);
        let sent = writer.send(messages, now, decisions)?;
        for sender in senders {
            self.sessions.stop_typing(&sender, conversation);
        }
        Ok(sent)
    }

    /// The idempotency keys of messages that are known in any conversation, each with its message and its first use.
    fn keys_used_by(&self, messages: &[NewMessage]) -> Vec<(String, String, i64)> {
        let keys = messages.iter().filter_map(|message| message.idempotency_key.as_ref());
        let used = keys.filter_map(|key| {
            let (message, at) = self.conversations.all().find_map(|other| other.idempotency_keys.first_use(key))?;
            Some((key.clone(), message.to_owned(), at))
        });
        used.collect()
    }

    pub(crate) fn import(&mut self, conversation: &str, mut messages: Vec<Imported>) -> Result<Vec<String>, ApiError> {
        messages.iter_mut().for_each(|imported| self.files.complete(&mut imported.message.content));
        Ok(self.write_to(conversation)?.import(messages)?)
    }

    pub(crate) fn edit_message(
        &mut self,
        conversation: &str,
        message: &str,
        mut edit: MessageEdit,
        now: i64,
    ) -> Result<(), ApiError> {
        if let Some(content) = &mut edit.content {
            self.files.complete(content);
        }
        self.write_to(conversation)?.edit(message, edit, now)
    }

    /// The only way to change a conversation that exists.
    pub(crate) fn write_to(&mut self, conversation: &str) -> Result<Writer<'_>, Missing> {
        let conversation = self.conversations.find_mut(conversation)?;
        Ok(Writer { conversation, ids: &mut self.ids, changes: &mut self.changes })
    }

    pub(crate) fn reactions(&self, conversation: &str, message: &str) -> Result<&Reactions, Missing> {
        Ok(&self.conversations.find(conversation)?.message(message)?.reactions)
    }

    fn check_participant(&self, id: &str, decisions: &Decisions) -> Result<(), Missing> {
        if decisions.unknown_users_may_participate { Ok(()) } else { self.users.find(id).map(drop) }
    }
}

/// Whether a conversation has room for its participants and some more.
fn check_room(conversation: Option<&Conversation>, joining: &[String], decisions: &Decisions) -> Result<(), String> {
    let Some(most) = decisions.most_participants else {
        return Ok(());
    };
    let present = conversation.into_iter().flat_map(|conversation| conversation.participants.keys());
    let all: BTreeSet<&String> = present.chain(joining).collect();
    if all.len() <= most { Ok(()) } else { Err(format!("a conversation has at most {most} participants")) }
}
