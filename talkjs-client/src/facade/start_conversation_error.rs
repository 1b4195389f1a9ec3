//! A job of several requests that stopped half way.

use std::fmt;
use std::time::SystemTime;

use super::job::JOB;
use super::outcome::{StartedConversation, Step};
use super::plan::{Plan, Progress, Stop};
use crate::api::{ConversationId, MessageId, UserId};
use talkjs_runtime::Error;
use talkjs_runtime::flow::{JobError, in_job_span};

/// How far [`StartConversation`](super::StartConversation) came before an error stopped it, and what it takes to go on.
///
/// To complete it, [`resume`](StartConversationError::resume) it, or make the same call again with
/// [`idempotency_key`](StartConversationError::idempotency_key), also from another process. No message is sent twice as long as
/// TalkJS remembers the keys: 24 hours, as a third party says. 23 hours after the key was made, messages are refused.
///
/// ```no_run
/// use talkjs_client::{Error, StartConversation, StartConversationError, StartedConversation};
///
/// async fn twice(start: StartConversation) -> Result<StartedConversation, Error> {
///     match start.send().await {
///         Ok(started) => Ok(started),
///         Err(error) => error.into_job::<StartConversationError>()?.resume().await,
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct StartConversationError {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The step that failed.
    pub step: Step,
    /// The number of users that were to be written.
    pub users: usize,
    /// The users that are written, in the order in which they were added.
    pub users_written: Vec<UserId>,
    /// Whether the conversation is written.
    pub conversation_written: bool,
    /// The messages that are confirmed, in their order. Of the others, the next ten at most may have been sent too: when
    /// the cause says that the outcome is unknown, when TalkJS answered with 5xx, and when its answer could not be read.
    pub message_ids: Vec<MessageId>,
    /// The number of messages that were to be sent.
    pub messages: usize,
    /// The key that the call was made with, or that was minted for it.
    pub idempotency_key: String,
    /// When the key was made: what the call was told, or else its beginning.
    pub key_minted_at: SystemTime,
    /// The [fingerprint](super::StartConversation::fingerprint) of the messages. Store it with the key: the same call made
    /// again can [expect](super::StartConversation::expect_fingerprint) it.
    pub fingerprint: String,
    pub(super) plan: Plan,
    pub(super) cause: Error,
    /// What else failed: the two users are written side by side.
    pub(super) other_cause: Option<Error>,
}

impl StartConversationError {
    /// Goes on with what is not done. Messages that are confirmed are not sent again; the ten whose outcome may be unknown
    /// are sent once more, byte for byte, under the keys that they had. Users and conversation are written again only if
    /// the cause is a status of 400 or 404, or a response that does not match: then their own responses are in doubt.
    ///
    /// # Errors
    ///
    /// The same error again, with all that is done by now.
    pub async fn resume(self) -> Result<StartedConversation, Error> {
        let Self { plan, users_written, conversation_written, message_ids, cause, .. } = self;
        let mut done = Progress { messages: message_ids, ..Progress::default() };
        if !contradicts_writes(&cause) {
            (done.users, done.conversation) = (users_written, conversation_written);
        }
        let run = async { plan.run(done).await.map_err(Self::from_stop) };
        in_job_span(JOB, run, |outcome| outcome.as_ref().err()).await
    }

    /// The error of a plan that stopped half way.
    pub(super) fn from_stop(stop: Box<Stop>) -> Error {
        let Stop { plan, done, step, cause, other_cause } = *stop;
        let stopped = Self {
            conversation_id: plan.conversation_id.clone(),
            step,
            users: plan.users.len(),
            users_written: done.users,
            conversation_written: done.conversation,
            message_ids: done.messages,
            messages: plan.messages.len(),
            idempotency_key: plan.key.clone(),
            key_minted_at: plan.key_minted_at,
            fingerprint: plan.fingerprint.clone(),
            plan,
            cause,
            other_cause,
        };
        stopped.into()
    }

    /// Returns the error that stopped it.
    pub fn stopped_by(&self) -> &Error {
        &self.cause
    }

    /// Returns the second error, if both of two users that were written side by side failed.
    pub fn other_cause(&self) -> Option<&Error> {
        self.other_cause.as_ref()
    }
}

/// Whether the error makes it doubtful that the steps before it were confirmed by responses of their own: TalkJS misses
/// something (400, 404), or a response belongs to another request.
fn contradicts_writes(cause: &Error) -> bool {
    match cause {
        Error::Api(error) => matches!(error.status.as_u16(), 400 | 404),
        Error::UnexpectedResponse(_) => true,
        _ => false,
    }
}

impl JobError for StartConversationError {
    fn stopped_by(&self) -> &Error {
        &self.cause
    }
}

impl std::error::Error for StartConversationError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

impl fmt::Display for StartConversationError {
    /// Leaves out ids and the idempotency key, which do not belong into logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{JOB}` stopped at ")?;
        match self.step {
            Step::Users => write!(f, "the users ({} of {} written)", self.users_written.len(), self.users),
            Step::Conversation => f.write_str("the conversation (users written)"),
            Step::Messages => write!(
                f,
                "the messages ({} of {} sent; users and conversation written)",
                self.message_ids.len(),
                self.messages
            ),
        }?;
        write!(f, ": {}", self.cause)?;
        if let Some(other) = &self.other_cause {
            write!(f, "; the other user failed too: {other}")?;
        }
        f.write_str("; to complete it, resume it or make the same call again with its idempotency key")
    }
}
