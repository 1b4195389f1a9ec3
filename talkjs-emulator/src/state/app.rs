//! One app: its keys and everything in it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::changes::{Change, Changes, Channel, MessageChange, Outbox};
use super::conversations::{Conversation, ConversationUpdate, Conversations};
use super::files::{self, Files, Upload};
use super::ids::Ids;
use super::merge::merge;
use super::messages::{Imported, MessageEdit, NewMessage};
use super::participants::{Access, Notify, ParticipationUpdate};
use super::rate::Bucket;
use super::reactions::Reactions;
use super::records::{BadRecord, Record};
use super::refusal::{Missing, Reasons};
use super::sessions::{Session, Sessions};
use super::users::Users;
use crate::auth::SecretKey;
use crate::decisions::Decisions;
use crate::error::ApiError;
use crate::version::ApiVersion;

/// What makes the ids of events differ from those of messages.
const EVENTS: u64 = 0x6576_656e_7473_0000;

/// An app. No two share anything.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) keys: Vec<SecretKey>,
    /// The version of the API for requests that name none.
    pub(crate) version: ApiVersion,
    pub(crate) data: AppData,
    pub(crate) themes: BTreeMap<String, Theme>,
    pub(crate) users: Users,
    pub(crate) sessions: Sessions,
    pub(crate) conversations: Conversations,
    pub(crate) files: Files,
    pub(crate) requests: Bucket,
    pub(crate) batches: Bucket,
    /// What the current operation has changed.
    pub(crate) changes: Changes,
    /// What the operations have changed that are over, and the events of it.
    pub(crate) outbox: Outbox,
    /// Whether anybody wants events.
    pub(crate) emits_events: bool,
    /// Scheme, host and port at which files can be downloaded.
    pub(super) base_url: String,
    /// What the first ids are made of.
    seed: u64,
    /// Whether ids come again when the app is put into an earlier state. Otherwise a backend that has seen the first
    /// ones would take the new for the old.
    pub(crate) repeats_ids: bool,
    pub(super) ids: Ids,
    /// Apart from the others, which are the same whether or not anybody wants events.
    pub(super) event_ids: Ids,
}

/// The app's own data, as responses show it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct AppData {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    custom: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_locale: Option<String>,
}

/// A theme of the chat UI.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Theme {
    pub(crate) base: String,
    /// Texts by file name.
    pub(crate) files: BTreeMap<String, String>,
}

/// How a user joins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Joining {
    pub(crate) access: Access,
    pub(crate) notify: Notify,
}

impl App {
    pub(crate) fn new(id: &str, keys: Vec<SecretKey>, base_url: &str, seed: u64) -> Self {
        Self {
            id: id.to_owned(),
            keys,
            version: ApiVersion::LATEST,
            data: AppData::default(),
            themes: BTreeMap::new(),
            users: Users::default(),
            sessions: Sessions::default(),
            conversations: Conversations::default(),
            files: Files::default(),
            requests: Bucket::default(),
            batches: Bucket::default(),
            changes: Changes::default(),
            outbox: Outbox::default(),
            emits_events: false,
            base_url: base_url.to_owned(),
            seed,
            repeats_ids: false,
            ids: Ids::new(seed),
            event_ids: Ids::new(seed ^ EVENTS),
        }
    }

    /// The same app with some records and nothing else.
    pub(crate) fn with_records(&self, records: Vec<Record>) -> Result<Self, BadRecord> {
        let mut app = Self::new(&self.id, self.keys.clone(), &self.base_url, self.seed);
        app.load(records)?;
        app.repeats_ids = self.repeats_ids;
        if !app.repeats_ids {
            app.ids = self.ids.behind(&app.ids);
            app.event_ids = self.event_ids.behind(&app.event_ids);
        }
        app.themes.clone_from(&self.themes);
        app.version = self.version;
        app.changes.add(Change::Everything);
        Ok(app)
    }

    /// Scheme, host and port of the emulator.
    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    pub(crate) fn update(&mut self, patch: &Value) -> Result<(), Reasons> {
        merge(&mut self.data, patch)?;
        self.changes.add(Change::App);
        Ok(())
    }

    /// Creates or updates one user.
    pub(crate) fn put_user(&mut self, id: &str, patch: &Value, now: i64) -> Result<(), Reasons> {
        let is_new = self.users.put(id, patch, now)?;
        self.changes.add(Change::User { id: id.to_owned(), is_new });
        Ok(())
    }

    /// Creates or updates all users or, when one of the writes is wrong or cannot be done, none.
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

    /// Notifies participants of what is unread, or all who have something unread when none are named.
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
            self.changes.add(Change::Notified { id, conversation, recipient, channels });
        }
        Ok(())
    }

    /// Opens a session of a user; gives its id.
    pub(crate) fn connect(&mut self, user: &str, session: Session) -> String {
        let id = self.ids.name();
        self.sessions.open(user, Session { id: id.clone(), ..session });
        self.changes.add(Change::Sessions);
        id
    }

    /// Closes all sessions of a user.
    pub(crate) fn disconnect(&mut self, user: &str) {
        self.sessions.close_all(user);
        self.changes.add(Change::Sessions);
    }

    /// Stores a file; gives its token.
    pub(crate) fn upload(&mut self, upload: Upload) -> String {
        let token = self.ids.name();
        self.files.store(&token, files::url(&self.base_url, &token), upload);
        self.changes.add(Change::File(token.clone()));
        token
    }

    pub(crate) fn put_conversation(
        &mut self,
        id: &str,
        update: &ConversationUpdate,
        now: i64,
        decisions: &Decisions,
    ) -> Result<(), Reasons> {
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
        let conversation = self.conversations.find_or_new(id, now);
        conversation.update(update, now, &mut self.ids, &mut self.changes)
    }

    /// Deletes a conversation with all its messages; gives whether there was one.
    pub(crate) fn delete_conversation(&mut self, id: &str) -> bool {
        let deleted = self.conversations.remove(id);
        let was_there = deleted.is_some();
        if let Some(conversation) = deleted {
            self.changes.add(Change::ConversationDeleted(Box::new(conversation)));
        }
        was_there
    }

    /// Lets a user join, or overwrites how the user takes part.
    pub(crate) fn join(
        &mut self,
        conversation: &str,
        user: &str,
        joining: Joining,
        now: i64,
        decisions: &Decisions,
    ) -> Result<(), ApiError> {
        let found = self.conversations.find(conversation)?;
        self.check_participant(user, decisions)?;
        check_room(Some(found), &[user.to_owned()], decisions).map_err(|sentence| Reasons::one("userId", sentence))?;
        let conversation = self.conversations.find_mut(conversation)?;
        let participation = conversation.participant_or_new(user, now, &mut self.ids);
        participation.set_access(joining.access, now);
        participation.notify = joining.notify;
        self.changes.add(conversation.participant_change(user));
        Ok(())
    }

    pub(crate) fn update_participation(
        &mut self,
        conversation: &str,
        user: &str,
        update: &ParticipationUpdate,
        now: i64,
    ) -> Result<(), Missing> {
        let conversation = self.conversations.find_mut(conversation)?;
        let latest = conversation.latest(now);
        conversation.participant_mut(user)?.update(update, latest);
        self.changes.add(conversation.participant_change(user));
        conversation.note_reading(user, &mut self.changes);
        Ok(())
    }

    /// Lets a user leave, or nothing when the user takes no part. Who keeps the conversation finds it in
    /// the list as it is now.
    pub(crate) fn leave(&mut self, conversation: &str, user: &str, keeps: bool, now: i64) -> Result<(), Missing> {
        let conversation = self.conversations.find_mut(conversation)?;
        if conversation.leave(user, keeps, now) {
            self.changes.add(conversation.participant_change(user));
        }
        Ok(())
    }

    pub(crate) fn send(
        &mut self,
        conversation: &str,
        mut messages: Vec<NewMessage>,
        now: i64,
        decisions: &Decisions,
    ) -> Result<Vec<String>, ApiError> {
        self.conversations.find(conversation)?;
        messages.iter_mut().for_each(|message| self.files.complete(&mut message.content));
        if decisions.idempotency_keys_are_app_wide {
            self.adopt_keys(conversation, &messages);
        }
        let senders: Vec<String> = messages.iter().filter_map(|message| message.sender.clone()).collect();
        let stored = self.conversations.find_mut(conversation)?;
        let sent = stored.send(messages, now, &mut self.ids, &mut self.changes, decisions)?;
        for sender in senders {
            self.sessions.stop_typing(&sender, conversation);
        }
        Ok(sent)
    }

    /// Lets a conversation know the keys of messages that were used in another one.
    fn adopt_keys(&mut self, conversation: &str, messages: &[NewMessage]) {
        for key in messages.iter().filter_map(|message| message.idempotency_key.as_ref()) {
            let used = self.conversations.all().find_map(|other| other.idempotency_keys.first_use(key));
            let Some((message, at)) = used.map(|(message, at)| (message.to_owned(), at)) else { continue };
            if let Ok(conversation) = self.conversations.find_mut(conversation)
                && conversation.idempotency_keys.message(key).is_none()
            {
                conversation.idempotency_keys.remember(key, &message, at);
                self.changes.add(Change::IdempotencyKey { conversation: conversation.id.clone(), key: key.clone() });
            }
        }
    }

    /// Stores messages of the past.
    pub(crate) fn import(&mut self, conversation: &str, mut messages: Vec<Imported>) -> Result<Vec<String>, ApiError> {
        messages.iter_mut().for_each(|imported| self.files.complete(&mut imported.message.content));
        let conversation = self.conversations.find_mut(conversation)?;
        Ok(conversation.import(messages, &mut self.ids, &mut self.changes)?)
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
        let conversation = self.conversations.find_mut(conversation)?;
        conversation.message_mut(message)?.edit(edit, now)?;
        self.changes.add(conversation.message_change(message, MessageChange::Edited));
        Ok(())
    }

    /// Deletes a message; gives whether there was one.
    pub(crate) fn delete_message(&mut self, conversation: &str, message: &str) -> Result<bool, Missing> {
        let conversation = self.conversations.find_mut(conversation)?;
        let Some(message) = conversation.messages.remove(message) else {
            return Ok(false);
        };
        let message = Box::new(message);
        self.changes.add(Change::MessageDeleted { conversation: conversation.id.clone(), message });
        Ok(true)
    }

    pub(crate) fn reactions(&self, conversation: &str, message: &str) -> Result<&Reactions, Missing> {
        Ok(&self.conversations.find(conversation)?.message(message)?.reactions)
    }

    pub(crate) fn add_reaction(
        &mut self,
        conversation: &str,
        message: &str,
        emoji: &str,
        user: &str,
    ) -> Result<(), ApiError> {
        let conversation = self.conversations.find_mut(conversation)?;
        conversation.message_mut(message)?.reactions.add(emoji, user)?;
        self.changes.add(conversation.message_change(message, MessageChange::Reacted));
        Ok(())
    }

    pub(crate) fn remove_reaction(
        &mut self,
        conversation: &str,
        message: &str,
        emoji: &str,
        user: &str,
    ) -> Result<(), Missing> {
        let conversation = self.conversations.find_mut(conversation)?;
        conversation.message_mut(message)?.reactions.remove(emoji, user);
        self.changes.add(conversation.message_change(message, MessageChange::Reacted));
        Ok(())
    }

    fn check_participant(&self, id: &str, decisions: &Decisions) -> Result<(), Missing> {
        if decisions.unknown_users_may_participate { Ok(()) } else { self.users.find(id).map(drop) }
    }
}

/// Whether a conversation holds those who are in it and some more.
fn check_room(conversation: Option<&Conversation>, joining: &[String], decisions: &Decisions) -> Result<(), String> {
    let Some(most) = decisions.most_participants else {
        return Ok(());
    };
    let present = conversation.into_iter().flat_map(|conversation| conversation.participants.keys());
    let all: BTreeSet<&String> = present.chain(joining).collect();
    if all.len() <= most { Ok(()) } else { Err(format!("a conversation has at most {most} participants")) }
}
