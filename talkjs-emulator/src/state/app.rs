//! One app: its keys and everything in it.

use std::collections::BTreeMap;

use super::content::Content;
use super::conversations::{ConversationUpdate, Conversations};
use super::files::{Files, Upload};
use super::ids::Ids;
use super::messages::NewMessage;
use super::participants::{Access, Notify};
use super::rate::Bucket;
use super::reactions::Reactions;
use super::refusal::{Missing, Reasons, Refusal};
use super::sessions::{Session, Sessions};
use super::update::{Entries, Update};
use super::users::Users;
use crate::auth::SecretKey;
use crate::decisions::Decisions;

/// An app. No two share anything.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) keys: Vec<SecretKey>,
    pub(crate) custom: BTreeMap<String, String>,
    pub(crate) default_locale: Option<String>,
    pub(crate) themes: BTreeMap<String, Theme>,
    pub(crate) users: Users,
    pub(crate) sessions: Sessions,
    pub(crate) conversations: Conversations,
    pub(crate) files: Files,
    pub(crate) requests: Bucket,
    pub(crate) batches: Bucket,
    /// Scheme, host and port at which files can be downloaded.
    base_url: String,
    ids: Ids,
}

/// A theme of the chat UI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Theme {
    pub(crate) base: String,
    /// Texts by file name.
    pub(crate) files: BTreeMap<String, String>,
}

/// A write to the app's own data.
#[derive(Clone, Debug, Default)]
pub(crate) struct AppUpdate {
    pub(crate) custom: Update<Entries<String>>,
    pub(crate) default_locale: Option<String>,
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
            custom: BTreeMap::new(),
            default_locale: None,
            themes: BTreeMap::new(),
            users: Users::default(),
            sessions: Sessions::default(),
            conversations: Conversations::default(),
            files: Files::default(),
            requests: Bucket::default(),
            batches: Bucket::default(),
            base_url: base_url.to_owned(),
            ids: Ids::new(seed),
        }
    }

    pub(crate) fn update(&mut self, update: AppUpdate, decisions: &Decisions) {
        if decisions.app_custom_is_overwritten && update.custom != Update::Keep {
            self.custom.clear();
        }
        update.custom.merge(&mut self.custom);
        if let Some(locale) = update.default_locale {
            self.default_locale = Some(locale);
        }
    }

    /// Opens a session of a user; gives its id.
    pub(crate) fn connect(&mut self, user: &str, session: Session) -> String {
        let id = self.ids.name();
        self.sessions.open(user, Session { id: id.clone(), ..session });
        id
    }

    /// Stores a file; gives its token.
    pub(crate) fn upload(&mut self, upload: Upload) -> String {
        let token = self.ids.name();
        self.files.store(&token, format!("{}/files/{token}", self.base_url), upload);
        token
    }

    /// Adds to content what is known of its file.
    pub(crate) fn complete_file(&self, content: &mut Content, decisions: &Decisions) -> Result<(), String> {
        match self.files.complete(content) {
            Err(token) if !decisions.unknown_file_tokens_are_accepted => {
                Err(format!("the file token `{token}` is unknown"))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn put_conversation(
        &mut self,
        id: &str,
        update: ConversationUpdate,
        now: i64,
        decisions: &Decisions,
    ) -> Result<(), Reasons> {
        let mut reasons = Reasons::default();
        for (index, user) in update.participants.iter().enumerate() {
            if let Err(missing) = self.check_participant(user, decisions) {
                reasons.add(format!("participants.{index}"), missing.to_string());
            }
        }
        reasons.or(())?;
        self.conversations.find_or_new(id, now).update(update, now, &mut self.ids);
        Ok(())
    }

    /// Lets a user join, or overwrites how the user takes part.
    pub(crate) fn join(
        &mut self,
        conversation: &str,
        user: &str,
        joining: Joining,
        now: i64,
        decisions: &Decisions,
    ) -> Result<(), Missing> {
        self.conversations.find(conversation)?;
        self.check_participant(user, decisions)?;
        let participation = self.conversations.find(conversation)?.participant_or_new(user, now, &mut self.ids);
        participation.access = joining.access;
        participation.notify = joining.notify;
        Ok(())
    }

    pub(crate) fn send(
        &mut self,
        conversation: &str,
        mut messages: Vec<NewMessage>,
        now: i64,
        decisions: &Decisions,
    ) -> Result<Vec<String>, Refusal> {
        self.conversations.find(conversation)?;
        self.complete_files(&mut messages, decisions)?;
        let conversation = self.conversations.find(conversation)?;
        Ok(conversation.send(messages, now, &mut self.ids, decisions)?)
    }

    /// Stores messages of the past, each with the time at which it was sent.
    pub(crate) fn import(
        &mut self,
        conversation: &str,
        messages: Vec<(NewMessage, i64)>,
        decisions: &Decisions,
    ) -> Result<Vec<String>, Refusal> {
        self.conversations.find(conversation)?;
        let (mut messages, times): (Vec<_>, Vec<_>) = messages.into_iter().unzip();
        self.complete_files(&mut messages, decisions)?;
        let conversation = self.conversations.find(conversation)?;
        Ok(conversation.import(messages, times, &mut self.ids, decisions)?)
    }

    fn complete_files(&self, messages: &mut [NewMessage], decisions: &Decisions) -> Result<(), Reasons> {
        let mut reasons = Reasons::default();
        for (index, message) in messages.iter_mut().enumerate() {
            if let Err(sentence) = self.complete_file(&mut message.content, decisions) {
                reasons.add(index.to_string(), sentence);
            }
        }
        reasons.or(())
    }

    pub(crate) fn reactions(&mut self, conversation: &str, message: &str) -> Result<&mut Reactions, Missing> {
        let conversation = self.conversations.find(conversation)?;
        Ok(&mut conversation.message(message)?.reactions)
    }

    pub(crate) fn check_user(&self, id: &str) -> Result<(), Missing> {
        if self.users.exists(id) { Ok(()) } else { Err(Missing::User(id.to_owned())) }
    }

    fn check_participant(&self, id: &str, decisions: &Decisions) -> Result<(), Missing> {
        if decisions.unknown_users_may_participate { Ok(()) } else { self.check_user(id) }
    }
}
