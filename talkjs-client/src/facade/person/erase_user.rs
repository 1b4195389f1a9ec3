//! What is to be erased of a person.

use std::fmt;

use super::erasure::{Erasure, JOB, MessageErasure, Wishes};
use super::erasure_plan::ErasurePlan;
use super::verdict::{Verdict, verdict};
use super::walk::Scope;
use crate::api::{Client, UserId};
use talkjs_runtime::Error;
use talkjs_runtime::flow::in_job_span;

/// Erases what the API can erase of a person, for a request for erasure. Nothing is erased that was not asked for, and nothing
/// at all before a [plan](ErasurePlan) is run: the plan is the dry run.
///
/// TalkJS has no deletion of users. What can be done, each if it is asked for: replace the name and clear the profile,
/// delete or replace the person's messages, take off the reactions, leave the conversations. The report then says what
/// remains and why, read from the API after the last step.
///
/// TalkJS may tell of the changes by webhooks (`user.updated`, `message.updated`, `message.deleted`), and open chats
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
    /// greeting, locale, availability and custom data. The role stays, as it decides what the user may do.
    pub fn clear_profile(mut self, name: impl Into<String>) -> Self {
        self.0.wishes.name = Some(name.into());
        self
    }

    /// Deletes or replaces the messages that the person sent.
    pub fn messages(mut self, erasure: MessageErasure) -> Self {
        self.0.wishes.messages = Some(erasure);
        self
    }

    /// Takes the person's reactions off all messages. That the API can do so is a third party's word.
    pub fn remove_reactions(mut self) -> Self {
        self.0.wishes.reactions = true;
        self
    }

    /// Ends the person's participation in all conversations, after all else in them is done.
    pub fn leave_conversations(mut self) -> Self {
        self.0.wishes.conversations = true;
        self
    }

    /// Also reads all conversations of the app, for what the person left in conversations before leaving them. See
    /// [`ExportUser::search_all_conversations`](super::ExportUser::search_all_conversations).
    pub fn search_all_conversations(mut self) -> Self {
        self.0.scope = Scope::All;
        self
    }

    /// Reads what there is and says what would be done. The plan keeps a record of all that it leaves in memory.
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
    /// Leaves the user out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EraseUser")
            .field("messages", &self.0.wishes.messages.is_some())
            .field("reactions", &self.0.wishes.reactions)
            .field("conversations", &self.0.wishes.conversations)
            .finish_non_exhaustive()
    }
}
