//! The error of a job that stopped half way.

use std::fmt;
use std::time::SystemTime;

use super::job::JOB;
use super::outcome::{StartedConversation, Step};
use super::plan::{Plan, Progress, Stop};
use crate::api::{ConversationId, MessageId, UserId};
use talkjs_runtime::Error;
use talkjs_runtime::flow::{JobError, in_job_span};

/// The progress of [`StartConversation`](super::StartConversation) before an error stopped it, with everything needed
/// to continue.
///
/// To complete it, [`resume`](StartConversationError::resume) it, or make the same call again with
/// [`idempotency_key`](StartConversationError::idempotency_key), also from another process. No message is sent twice
/// while TalkJS remembers the keys: 24 hours according to a third party. 23 hours after the key was created, messages
/// are rejected.
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
    /// The ids of the confirmed messages, in their order. Of the others, at most the next ten may have been sent too:
    /// if the cause is an unknown outcome, a 5xx response, or a response that could not be read.
    pub message_ids: Vec<MessageId>,
    /// The number of messages that were to be sent.
    pub messages: usize,
    /// The key of the call, or the one that was generated for it.
    pub idempotency_key: String,
    /// When the key was created: as set by the caller, or else the start of the call.
    pub key_minted_at: SystemTime,
    /// The [fingerprint](super::StartConversation::fingerprint) of the messages. Store it with the key, to
    /// [expect](super::StartConversation::expect_fingerprint) it when you make the call again.
    pub fingerprint: String,
    pub(super) plan: Plan,
    pub(super) cause: Error,
    /// The second error, if the two users were written concurrently.
    pub(super) other_cause: Option<Error>,
}

impl StartConversationError {
    /// Continues with the steps that are not done. Confirmed messages are not sent again; the ten with unknown outcome
    /// are retried with the same bytes and the same keys. Users and conversation are written again only if the cause is
    /// a status of 400 or 404, or a response that does not match: then their own responses are in doubt.
    ///
    /// # Errors
    ///
    /// The same error again, with the progress so far.
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

    /// Returns the second error, if both of two concurrent writes of users failed.
    pub fn other_cause(&self) -> Option<&Error> {
        self.other_cause.as_ref()
    }
}

/// Whether the error makes earlier confirmations doubtful: TalkJS does not find something (400, 404), or a response
/// belongs to another request.
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
    /// Omits ids and the idempotency key, which do not belong into logs.
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
