//! One app: its keys and everything in it.

use super::conversations::{ConversationUpdate, Conversations};
use super::ids::Ids;
use super::messages::NewMessage;
use super::participants::{Access, Notify};
use super::reactions::Reactions;
use super::refusal::{Missing, Reasons, Refusal};
use super::users::Users;
use crate::auth::SecretKey;
use crate::decisions::Decisions;

/// An app. No two share anything.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) keys: Vec<SecretKey>,
    pub(crate) users: Users,
    pub(crate) conversations: Conversations,
    ids: Ids,
}

/// How a user joins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Joining {
    pub(crate) access: Access,
    pub(crate) notify: Notify,
}

impl App {
    pub(crate) fn new(id: &str, keys: Vec<SecretKey>, seed: u64) -> Self {
        Self {
            id: id.to_owned(),
            keys,
            users: Users::default(),
            conversations: Conversations::default(),
            ids: Ids::new(seed),
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
        messages: Vec<NewMessage>,
        now: i64,
        decisions: &Decisions,
    ) -> Result<Vec<String>, Refusal> {
        let conversation = self.conversations.find(conversation)?;
        Ok(conversation.send(messages, now, &mut self.ids, decisions)?)
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
