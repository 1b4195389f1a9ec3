//! The requests for starting one conversation: validated together, then sent one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::future::join;
use serde_json::Value;

use super::confirmation::{check_connection, misdelivered, written};
use super::deadline::Deadline;
use super::idempotency_key::{KEY_LIFETIME, derive_key};
use super::job::{JOB, Job, Participant};
use super::memory::{Memory, MessageKey};
use super::outcome::{StartedConversation, Step};
use crate::api::{Client, ConversationId, ConversationUpdate, MessageId, NewMessage, UserId, UserUpdate};
use crate::ids::id_problem;
use talkjs_runtime::check::{Broken, Checker, Part, Problem, Violation};
use talkjs_runtime::flow::{IdempotencyKeyAge, mint_key};
use talkjs_runtime::retry::RetryPolicy;
use talkjs_runtime::{Call, Error};

/// The most users in one bulk request.
const USERS_PER_REQUEST: usize = 100;
/// The most messages in one request.
const MESSAGES_PER_REQUEST: usize = 10;
/// The longest key of a job, in bytes.
const MAX_KEY: usize = 255;

/// All requests. Each message has its key before the first request is sent, so that the same messages can always be
/// sent again with the same keys.
pub(super) struct Plan {
    client: Client,
    pub(super) conversation_id: ConversationId,
    pub(super) users: Vec<(UserId, UserUpdate)>,
    conversation: ConversationUpdate,
    pub(super) messages: Vec<NewMessage>,
    pub(super) key: String,
    pub(super) key_minted_at: SystemTime,
    pub(super) fingerprint: String,
    timeout: Duration,
    memory: Arc<Memory>,
}

/// The confirmed steps. Messages are confirmed per request, so that the remaining ones are split as before.
#[derive(Default)]
pub(super) struct Progress {
    pub(super) users: Vec<UserId>,
    pub(super) conversation: bool,
    pub(super) messages: Vec<MessageId>,
    /// The message ids of the last response that was rejected because of them.
    pub(super) rejected: Vec<MessageId>,
}

/// A plan that stopped half way.
pub(super) struct Stop {
    pub(super) plan: Plan,
    pub(super) done: Progress,
    pub(super) step: Step,
    pub(super) cause: Error,
    /// The second error, if the two users were written concurrently.
    pub(super) other_cause: Option<Error>,
}

/// The reason why a step failed: one error, or two of concurrent requests.
struct Failure {
    cause: Error,
    other_cause: Option<Error>,
}

impl From<Error> for Failure {
    fn from(cause: Error) -> Self {
        Self { cause, other_cause: None }
    }
}

impl Plan {
    /// Creates the plan, or returns all violations.
    pub(super) fn new(job: Job) -> Result<Self, Error> {
        let violations = violations_of(&job);
        if !violations.is_empty() {
            return Err(Error::invalid_request(JOB, violations));
        }
        let fingerprint = job.fingerprint();
        let Job { client, conversation_id, participants, conversation: details, mut messages, timeout, .. } = job;
        let key = job.idempotency_key.unwrap_or_else(mint_key);
        let key_minted_at = job.key_minted_at.unwrap_or_else(SystemTime::now);
        give_keys(&mut messages, &conversation_id, &key);
        let conversation = with_participants(details, &participants);
        let users = participants.into_iter().filter_map(|Participant { id, user }| Some((id, user?))).collect();
        let memory = Memory::of(&client);
        Ok(Self {
            client,
            conversation_id,
            users,
            conversation,
            messages,
            key,
            key_minted_at,
            fingerprint,
            timeout,
            memory,
        })
    }

    /// Sends the requests for steps that are not done yet.
    pub(super) async fn run(self, mut done: Progress) -> Result<StartedConversation, Box<Stop>> {
        match self.take_steps(&mut done).await {
            Ok(()) => Ok(StartedConversation {
                conversation_id: self.conversation_id,
                message_ids: done.messages,
                fingerprint: self.fingerprint,
            }),
            Err((step, Failure { cause, other_cause })) => {
                Err(Box::new(Stop { plan: self, done, step, cause, other_cause }))
            }
        }
    }

    /// Runs the steps, and runs them again after a response that belongs to another request: this may also be true of
    /// responses before it. Only messages are proven by their ids.
    async fn take_steps(&self, done: &mut Progress) -> Result<(), (Step, Failure)> {
        let deadline = Deadline::after(self.timeout, JOB);
        for _ in 1..self.retry().attempts {
            match self.take_steps_once(done, deadline).await {
                Err((_, Failure { cause: Error::UnexpectedResponse(_), .. })) => {
                    (done.users, done.conversation) = (Vec::new(), false);
                }
                outcome => return outcome,
            }
        }
        self.take_steps_once(done, deadline).await
    }

    async fn take_steps_once(&self, done: &mut Progress, deadline: Deadline) -> Result<(), (Step, Failure)> {
        self.write_users(&mut done.users, deadline).await.map_err(|failure| (Step::Users, failure))?;
        if !done.conversation {
            self.write_conversation(deadline).await.map_err(|error| (Step::Conversation, error.into()))?;
            done.conversation = true;
        }
        self.send_messages(done, deadline).await.map_err(|error| (Step::Messages, error.into()))
    }

    /// More attempts than for single calls: giving up half way costs more than waiting.
    fn retry(&self) -> RetryPolicy {
        self.client.core().retry_or(RetryPolicy::new().attempts(5))
    }

    async fn write_users(&self, written: &mut Vec<UserId>, deadline: Deadline) -> Result<(), Failure> {
        match self.users_but(written).as_slice() {
            [] => Ok(()),
            [user] => Ok(keep(written, user, self.write_user(user, deadline).await)?),
            [first, second] => {
                // If one fails, the other still completes, so that the result is known for both.
                let outcomes = join(self.write_user(first, deadline), self.write_user(second, deadline)).await;
                match (keep(written, first, outcomes.0), keep(written, second, outcomes.1)) {
                    (Err(cause), other) => Err(Failure { cause, other_cause: other.err() }),
                    (Ok(()), second) => Ok(second?),
                }
            }
            many => {
                for users in many.chunks(USERS_PER_REQUEST) {
                    let batch: BTreeMap<String, UserUpdate> =
                        users.iter().map(|(id, user)| (id.to_string(), user.clone())).collect();
                    self.write(self.client.upsert_users(batch), None, deadline).await?;
                    written.extend(users.iter().map(|(id, _)| id.clone()));
                }
                Ok(())
            }
        }
    }

    fn users_but(&self, written: &[UserId]) -> Vec<&(UserId, UserUpdate)> {
        let written: BTreeSet<&str> = written.iter().map(UserId::as_str).collect();
        self.users.iter().filter(|(id, _)| !written.contains(id.as_str())).collect()
    }

    async fn write_user(&self, (id, user): &(UserId, UserUpdate), deadline: Deadline) -> Result<(), Error> {
        self.write(self.client.upsert_user(id.clone(), user.clone()), Some(id.as_str()), deadline).await
    }

    async fn write_conversation(&self, deadline: Deadline) -> Result<(), Error> {
        let call = self.client.upsert_conversation(self.conversation_id.clone(), self.conversation.clone());
        self.write(call, Some(self.conversation_id.as_str()), deadline).await
    }

    async fn write<E, H>(&self, call: Call<(), E, H>, id: Option<&str>, deadline: Deadline) -> Result<(), Error> {
        written(&self.client, call.retry(self.retry()).timeout(deadline.left()?), id).await
    }

    /// Sends the messages, one request at a time: the next ten only after the last ten are confirmed, to preserve their
    /// order.
    async fn send_messages(&self, done: &mut Progress, deadline: Deadline) -> Result<(), Error> {
        for messages in self.messages.get(done.messages.len()..).unwrap_or_default().chunks(MESSAGES_PER_REQUEST) {
            let call = self.client.send_messages(self.conversation_id.clone(), messages.to_vec());
            let call = call.retry(self.retry()).timeout(deadline.left()?).key_minted_at(self.key_minted_at);
            self.memory.begin(MessageKey::new(&self.conversation_id, &self.key), &self.fingerprint);
            let (head, answers) = call.send_with_response().await?.into_parts();
            let ids: Vec<_> = answers.into_iter().map(|message| message.id).collect();
            let reason = if ids.len() != messages.len() {
                format!("{} messages were sent, {} confirmed", messages.len(), ids.len())
            } else if !self.are_theirs(messages, &ids, &done.rejected) {
                done.rejected = ids;
                "the id of a message belongs to another message".to_owned()
            } else {
                check_connection(&self.client, "sendMessages", &head).await?;
                done.messages.extend(ids);
                continue;
            };
            return Err(misdelivered(&self.client, "sendMessages", &head, reason));
        }
        Ok(())
    }

    /// Returns whether the ids can belong to the messages. Rejected ids are accepted if they are returned again over
    /// another connection.
    fn are_theirs(&self, messages: &[NewMessage], ids: &[MessageId], rejected: &[MessageId]) -> bool {
        let key = |message: &NewMessage| Some(MessageKey::new(&self.conversation_id, own_key(message)?));
        let claims: Vec<_> =
            messages.iter().zip(ids).filter_map(|(message, id)| Some((key(message)?, id.clone()))).collect();
        self.memory.claim(&claims, ids == rejected)
    }
}

impl fmt::Debug for Plan {
    /// Omits users and messages, which may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan").field("conversation_id", &self.conversation_id).finish_non_exhaustive()
    }
}

fn keep(written: &mut Vec<UserId>, (id, _): &(UserId, UserUpdate), outcome: Result<(), Error>) -> Result<(), Error> {
    outcome.map(|()| written.push(id.clone()))
}

/// Adds the participants after those in the details, each once.
fn with_participants(mut details: ConversationUpdate, participants: &[Participant]) -> ConversationUpdate {
    let ids = details.participants.get_or_insert_default();
    for Participant { id, .. } in participants {
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    details
}

fn give_keys(messages: &mut [NewMessage], conversation_id: &ConversationId, job_key: &str) {
    for (position, message) in messages.iter_mut().enumerate() {
        let key = match message {
            NewMessage::User(message) => &mut message.idempotency_key,
            NewMessage::System(message) => &mut message.idempotency_key,
            // An unknown type has its own value.
            _ => continue,
        };
        key.get_or_insert_with(|| derive_key(conversation_id.as_str(), job_key, position));
    }
}

fn own_key(message: &NewMessage) -> Option<&str> {
    match message {
        NewMessage::User(message) => message.idempotency_key.as_deref(),
        NewMessage::System(message) => message.idempotency_key.as_deref(),
        NewMessage::Unknown(message) => message.json().get("idempotencyKey").and_then(Value::as_str),
    }
}

fn violations_of(job: &Job) -> Vec<Violation> {
    let conversation_id = id_problem(job.conversation_id.as_str()).map(|problem| Violation {
        part: Part::Path("conversationId"),
        pointer: String::new(),
        problem,
    });
    let mut checker = Checker::new(Part::Body);
    checker.within("participants", |checker| check_participants(job, checker));
    checker.within("details", |checker| check_details(&job.conversation, checker));
    checker.within("messages", |checker| check_messages(&job.messages, checker));
    if let Some(key) = &job.idempotency_key {
        checker.within("idempotencyKey", |checker| check_key(key, checker));
    }
    if has_other_content(job) {
        checker.within("idempotencyKey", |checker| checker.report(Problem::OtherContent));
    }
    let minted_at = job.key_minted_at.filter(|_| !job.messages.is_empty());
    if let Some(problem) = minted_at.and_then(|moment| IdempotencyKeyAge::since(moment).problem(KEY_LIFETIME)) {
        checker.within("idempotencyKey", |checker| checker.report(problem));
    }
    conversation_id.into_iter().chain(checker.finish()).collect()
}

/// Whether the key was used for other messages, as far as caller and client know.
fn has_other_content(job: &Job) -> bool {
    let key = job.idempotency_key.as_deref();
    let known = key.and_then(|key| Memory::of(&job.client).fingerprint(&MessageKey::new(&job.conversation_id, key)));
    let fingerprint = job.fingerprint();
    [&known, &job.expected_fingerprint].into_iter().flatten().any(|known| *known != fingerprint)
}

fn check_details(details: &ConversationUpdate, checker: &mut Checker) {
    checker.value(details, &[]);
    let listed = details.participants.iter().flatten().enumerate();
    for (position, problem) in listed.filter_map(|(position, id)| Some((position, id_problem(id.as_str())?))) {
        checker.within("participants", |checker| checker.within(position, |checker| checker.report(problem)));
    }
}

fn check_participants(job: &Job, checker: &mut Checker) {
    let listed = job.conversation.participants.as_ref().is_some_and(|ids| !ids.is_empty());
    if job.participants.is_empty() && !listed {
        checker.report(Broken::TooFewItems { min: 1, found: 0 });
    }
    let mut users = BTreeMap::new();
    for (position, Participant { id, user }) in job.participants.iter().enumerate() {
        checker.within(position, |checker| {
            // Ids that cannot be part of a URL are rejected in bulk requests too: such a user could never be requested.
            if let Some(problem) = id_problem(id.as_str()) {
                checker.within("id", |checker| checker.report(problem));
            }
            if let Some(user) = user {
                checker.value(user, &[]);
                // Two versions of one user would be written in an undefined order.
                if let Some(earlier) = users.insert(id.as_str(), position) {
                    let pointer = format!("/participants/{earlier}/id");
                    checker.within("id", |checker| checker.report(Problem::SameAs { pointer }));
                }
            }
        });
    }
}

fn check_messages(messages: &[NewMessage], checker: &mut Checker) {
    let mut keys = BTreeMap::new();
    for (position, message) in messages.iter().enumerate() {
        checker.within(position, |checker| {
            checker.value(message, &[]);
            checker.within("idempotencyKey", |checker| {
                let Some(key) = own_key(message) else {
                    // It cannot have a key, and would arrive twice.
                    if matches!(message, NewMessage::Unknown(_)) {
                        checker.report(Problem::Missing);
                    }
                    return;
                };
                check_length(key, checker);
                // The second message would be treated as a retry of the first and never arrive.
                if let Some(earlier) = keys.insert(key, position) {
                    checker.report(Problem::SameAs { pointer: format!("/messages/{earlier}/idempotencyKey") });
                }
            });
        });
    }
}

fn check_key(key: &str, checker: &mut Checker) {
    if key.is_empty() {
        checker.report(Problem::Empty);
    }
    check_length(key, checker);
}

fn check_length(key: &str, checker: &mut Checker) {
    if key.len() > MAX_KEY {
        checker.report(Problem::TooManyBytes { max: MAX_KEY, found: key.len() });
    }
}
