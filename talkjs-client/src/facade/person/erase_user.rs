//! The settings of an erasure.

use std::fmt;

use super::erasure::{Erasure, JOB, MessageErasure, Wishes};
use super::erasure_plan::ErasurePlan;
use super::verdict::{Verdict, verdict};
use super::walk::Scope;
use crate::api::{Client, UserId};
use talkjs_runtime::Error;
use talkjs_runtime::flow::in_job_span;

/// Erases the data of a person as far as the API supports it, for a request for erasure. Only data that is selected
/// here is erased, and only when a [plan](ErasurePlan) is run: the plan is the dry run.
///
/// TalkJS has no deletion of users. It supports the following, each only if selected: replace the name and clear the
/// profile, delete or replace the person's messages, remove the reactions, leave the conversations. The report then
/// lists what remains and why, read from the API after the last step.
///
/// TalkJS may report the changes by webhooks (`user.updated`, `message.updated`, `message.deleted`), and open chats
/// show them.
///
/// ```no_run
/// use talkjs_client::{Client, Error, MessageErasure};
///
/// # async fn erase(talkjs: Client) -> Result<(), Error> {
/// let plan = talkjs
///     .erase_user("12081")
///     .clear_profile("Deleted user")
///     .messages(MessageErasure::Delete)
///     .remove_reactions()
///     .leave_conversations()
///     .plan()
///     .await?; // reads only
/// println!("{} steps", plan.steps().len());
///
/// let report = plan.on_progress(|progress| println!("{} of {}", progress.done, progress.steps)).run().await;
/// for remainder in report.done()? {
///     print!("{}", remainder.to_json_line());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "nothing is read before `.plan().await`"]
pub struct EraseUser(Erasure);

impl EraseUser {
    pub(crate) fn new(client: &Client, user_id: UserId) -> Self {
        Self(Erasure { client: client.clone(), user_id, scope: Scope::Own, wishes: Wishes::default() })
    }

    /// Replaces the name, which cannot be cleared, and clears e-mail addresses, phone numbers, push tokens, picture,
    /// greeting, locale, availability and custom data. The role stays, as it defines the user's permissions.
    pub fn clear_profile(mut self, name: impl Into<String>) -> Self {
        self.0.wishes.name = Some(name.into());
        self
    }

    /// Deletes or replaces the messages that the person sent.
    pub fn messages(mut self, erasure: MessageErasure) -> Self {
        self.0.wishes.messages = Some(erasure);
        self
    }

    /// Removes the person's reactions from all messages. That the API supports this is only documented by a third
    /// party.
    pub fn remove_reactions(mut self) -> Self {
        self.0.wishes.reactions = true;
        self
    }

    /// Ends the person's participation in all conversations, after all other steps in them.
    pub fn leave_conversations(mut self) -> Self {
        self.0.wishes.conversations = true;
        self
    }

    /// Also reads all conversations of the app, to find data of the person in conversations that the person has left.
    /// See
    pub fn search_all_conversations(mut self) -> Self {
        self.0.scope = Scope::All;
        self
    }

    /// Reads the current data and plans the steps. The plan keeps a record of all data that remains in memory.
    ///
    /// # Errors
    ///
    /// Those of a single call; 404 if there is no such user.
    pub async fn plan(self) -> Result<ErasurePlan, Error> {
        in_job_span(JOB, self.make_plan(), |outcome| outcome.as_ref().err()).await
    }

    async fn make_plan(self) -> Result<ErasurePlan, Error> {
        let mut walk = self.0.walk();
        let mut plan = ErasurePlan::new(self.0);
        while let Some(record) = walk.next().await {
            let record = record?;
            match verdict(plan.wishes(), &record) {
                Verdict::Erase(step) => plan.add_step(step, record),
                Verdict::GoesAlong => plan.add_file(record),
                Verdict::Keep(because) => plan.add_kept(record, because),
            }
        }
        plan.sort();
        Ok(plan)
    }
}

impl fmt::Debug for EraseUser {
    /// Omits the user.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EraseUser")
            .field("messages", &self.0.wishes.messages.is_some())
            .field("reactions", &self.0.wishes.reactions)
            .field("conversations", &self.0.wishes.conversations)
            .finish_non_exhaustive()
    }
}
