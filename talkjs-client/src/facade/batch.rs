//! Several operations in one request, each with its own answer.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::api::{
    AppUpdate, BatchOperation, BatchResult, Client, ConversationId, ConversationUpdate, ImportedMessages, MessageEdit,
    MessageId, NewMessages, NotificationRequest, ParticipationUpdate, PresenceQuery, UserBatch, UserId, UserUpdate,
};
use crate::runtime::{
    ApiError, Attempts, Call, Error, IntoValue, Mismatch, Part, Problem, RequestParts, UnexpectedAnswer, Violation,
};

/// The name that errors give to the whole job.
const JOB: &str = "batch";
/// The most operations that one batch takes.
const MOST_OPERATIONS: usize = 10;

/// Makes up to ten calls with one request.
///
/// TalkJS does them **in no particular order**, so none may depend on another: a new conversation does not go into one
/// batch with its users or its messages; [`start_conversation`](Client::start_conversation) is for those. One that
/// fails does not stop the others; its [answer](BatchAnswer) tells.
///
/// Each method is that of [`Client`] with the same name and takes the same. Lists and uploads are missing: the pages of
/// a list follow one another, and a file is no JSON. To let users join, name them in
/// [`upsert_conversation`](Self::upsert_conversation).
///
/// ```no_run
/// use talkjs_client::{Client, NewUser, User, UserUpdate};
///
/// # async fn run(talkjs: Client) -> Result<(), talkjs_client::Error> {
/// let answers = talkjs
///     .batch()
///     .upsert_user("12081", NewUser::new("Alice"))
///     .upsert_user("8029", UserUpdate::new().role("seller"))
///     .get_user("4711")
///     .send()
///     .await?;
///
/// for answer in &answers {
///     println!("{}: {}", answer.operation, answer.status);
/// }
/// let user: User = answers[2].json()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before `.send().await`"]
pub struct Batch {
    client: Client,
    operations: Vec<Result<RequestParts, Vec<Violation>>>,
}

/// What one operation of a [`Batch`] was answered with.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct BatchAnswer {
    /// The operation, by its `operationId`.
    pub operation: &'static str,
    /// The status that it would have had on its own.
    pub status: StatusCode,
    /// The body that it would have had on its own.
    pub body: Value,
    is_repeatable: bool,
}

impl BatchAnswer {
    /// Returns whether the operation took effect.
    pub fn is_success(&self) -> bool {
        self.status.is_success()
    }

    /// Returns the operation's error, if it has one, as the operation would have on its own.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] when the status is not a success.
    pub fn done(&self) -> Result<(), Error> {
        if self.is_success() {
            return Ok(());
        }
        let mut answer = http::Response::new(Bytes::from(self.body.to_string()));
        *answer.status_mut() = self.status;
        Err(Error::Api(Box::new(ApiError::new(self.operation, self.is_repeatable, answer))))
    }

    /// Reads the body as what the operation answers on its own, such as a [`User`](crate::User).
    ///
    /// # Errors
    ///
    /// [`Error::Api`] when the status is not a success, [`Error::UnexpectedAnswer`] when the body is something else.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.done()?;
        crate::runtime::json(self.body.to_string().as_bytes())
            .map_err(|Mismatch { pointer, reason }| unexpected(self.operation, self.status, pointer, reason))
    }
}

impl fmt::Debug for BatchAnswer {
    /// Leaves the body out, which may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchAnswer")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Batch {
    pub(crate) fn new(client: &Client) -> Self {
        Self { client: client.clone(), operations: Vec::new() }
    }

    /// Creates or updates a user.
    pub fn upsert_user(self, user_id: impl IntoValue<UserId>, user: impl IntoValue<UserUpdate>) -> Self {
        let call = self.client.upsert_user(user_id, user);
        self.with(call)
    }

    /// Creates or updates up to 100 users, all or none.
    pub fn upsert_users(self, users: impl IntoValue<UserBatch>) -> Self {
        let call = self.client.upsert_users(users);
        self.with(call)
    }

    /// Gets a user.
    pub fn get_user(self, user_id: impl IntoValue<UserId>) -> Self {
        let call = self.client.get_user(user_id);
        self.with(call)
    }

    /// Gets who is online.
    pub fn query_presences(self, query: impl IntoValue<PresenceQuery>) -> Self {
        let call = self.client.query_presences(query);
        self.with(call)
    }

    /// Creates or updates a conversation.
    pub fn upsert_conversation(
        self,
        conversation_id: impl IntoValue<ConversationId>,
        conversation: impl IntoValue<ConversationUpdate>,
    ) -> Self {
        let call = self.client.upsert_conversation(conversation_id, conversation);
        self.with(call)
    }

    /// Gets a conversation.
    pub fn get_conversation(self, conversation_id: impl IntoValue<ConversationId>) -> Self {
        let call = self.client.get_conversation(conversation_id);
        self.with(call)
    }

    /// Deletes a conversation for good.
    pub fn delete_conversation(self, conversation_id: impl IntoValue<ConversationId>) -> Self {
        let call = self.client.delete_conversation(conversation_id);
        self.with(call)
    }

    /// Changes the settings of a participant.
    pub fn update_participation(
        self,
        conversation_id: impl IntoValue<ConversationId>,
        user_id: impl IntoValue<UserId>,
        participation: impl IntoValue<ParticipationUpdate>,
    ) -> Self {
        let call = self.client.update_participation(conversation_id, user_id, participation);
        self.with(call)
    }

    /// Ends a participation.
    pub fn leave_conversation(
        self,
        conversation_id: impl IntoValue<ConversationId>,
        user_id: impl IntoValue<UserId>,
    ) -> Self {
        let call = self.client.leave_conversation(conversation_id, user_id);
        self.with(call)
    }

    /// Gets the inbound e-mail address of a participant.
    pub fn get_participant_email(
        self,
        conversation_id: impl IntoValue<ConversationId>,
        user_id: impl IntoValue<UserId>,
    ) -> Self {
        let call = self.client.get_participant_email(conversation_id, user_id);
        self.with(call)
    }

    /// Sends 1 to 10 messages to one conversation, which keep their order.
    pub fn send_messages(
        self,
        conversation_id: impl IntoValue<ConversationId>,
        messages: impl IntoValue<NewMessages>,
    ) -> Self {
        let call = self.client.send_messages(conversation_id, messages);
        self.with(call)
    }

    /// Gets a message.
    pub fn get_message(
        self,
        conversation_id: impl IntoValue<ConversationId>,
        message_id: impl IntoValue<MessageId>,
    ) -> Self {
        let call = self.client.get_message(conversation_id, message_id);
        self.with(call)
    }

    /// Edits a message.
    pub fn edit_message(
        self,
        conversation_id: impl IntoValue<ConversationId>,
        message_id: impl IntoValue<MessageId>,
        edit: impl IntoValue<MessageEdit>,
    ) -> Self {
        let call = self.client.edit_message(conversation_id, message_id, edit);
        self.with(call)
    }

    /// Deletes a message for good.
    pub fn delete_message(
        self,
        conversation_id: impl IntoValue<ConversationId>,
        message_id: impl IntoValue<MessageId>,
    ) -> Self {
        let call = self.client.delete_message(conversation_id, message_id);
        self.with(call)
    }

    /// Adds a reaction.
    pub fn add_reaction(
        self,
        conversation_id: impl IntoValue<ConversationId>,
        message_id: impl IntoValue<MessageId>,
        emoji: impl IntoValue<String>,
        user_id: impl IntoValue<UserId>,
    ) -> Self {
        let call = self.client.add_reaction(conversation_id, message_id, emoji, user_id);
        self.with(call)
    }

    /// Removes a reaction.
    pub fn remove_reaction(
        self,
        conversation_id: impl IntoValue<ConversationId>,
        message_id: impl IntoValue<MessageId>,
        emoji: impl IntoValue<String>,
        user_id: impl IntoValue<UserId>,
    ) -> Self {
        let call = self.client.remove_reaction(conversation_id, message_id, emoji, user_id);
        self.with(call)
    }

    /// Sends notifications of unanswered messages again.
    pub fn send_notifications(
        self,
        conversation_id: impl IntoValue<ConversationId>,
        request: impl IntoValue<NotificationRequest>,
    ) -> Self {
        let call = self.client.send_notifications(conversation_id, request);
        self.with(call)
    }

    /// Imports messages of the past.
    pub fn import_messages(
        self,
        conversation_id: impl IntoValue<ConversationId>,
        messages: impl IntoValue<ImportedMessages>,
    ) -> Self {
        let call = self.client.import_messages(conversation_id, messages);
        self.with(call)
    }

    /// Gets the app's data.
    pub fn get_app(self) -> Self {
        let call = self.client.get_app();
        self.with(call)
    }

    /// Sets the app's data.
    pub fn update_app(self, app: impl IntoValue<AppUpdate>) -> Self {
        let call = self.client.update_app(app);
        self.with(call)
    }

    /// Gets all themes.
    pub fn list_themes(self) -> Self {
        let call = self.client.list_themes();
        self.with(call)
    }

    /// Makes the request; the answers come in the order in which the operations were added.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`] with everything that is wrong, before anything is sent: no operation, more than ten, or
    /// one that breaks the description. A place such as `/2/userId` is in the third operation.
    ///
    /// Else when the batch as a whole fails. What became of its operations is then as unknown as after any other call
    /// that fails like this.
    pub async fn send(self) -> Result<Vec<BatchAnswer>, Error> {
        let parts = checked(self.operations)?;
        let rows: Vec<_> = parts.iter().enumerate().map(|(number, parts)| row(number, parts)).collect();
        let (head, answers) = self.client.run_batch(rows).response().await?.into_parts();
        in_order(&parts, &answers, head.status)
    }

    fn with<T>(mut self, call: Call<T>) -> Self {
        self.operations.push(call.into_parts());
        self
    }
}

fn checked(operations: Vec<Result<RequestParts, Vec<Violation>>>) -> Result<Vec<RequestParts>, Error> {
    let found = operations.len();
    let mut parts = Vec::new();
    let mut violations = Vec::new();
    for (number, operation) in operations.into_iter().enumerate() {
        match operation {
            Ok(operation) => parts.push(operation),
            Err(wrong) => violations.extend(wrong.into_iter().map(|violation| placed(number, violation))),
        }
    }
    let here = |problem| Violation { part: Part::Body, pointer: String::new(), problem };
    if found == 0 {
        violations.push(here(Problem::TooFewItems { min: 1, found: 0 }));
    }
    if found > MOST_OPERATIONS {
        let (max, found) = (as_count(MOST_OPERATIONS), as_count(found));
        violations.push(here(Problem::TooManyItems { max, found }));
    }
    if violations.is_empty() { Ok(parts) } else { Err(Error::InvalidRequest { operation: JOB, violations }) }
}

fn as_count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// The same violation, seen from the batch.
fn placed(number: usize, Violation { part, pointer, problem }: Violation) -> Violation {
    let pointer = match part {
        Part::Path(name) | Part::Query(name) => format!("/{number}/{name}{pointer}"),
        _ => format!("/{number}{pointer}"),
    };
    Violation { part: Part::Body, pointer, problem }
}

/// `[number, method, path, payload]`.
fn row(number: usize, parts: &RequestParts) -> BatchOperation {
    let mut row = vec![json!(number), json!(parts.operation.method.as_str()), json!(parts.path)];
    row.extend(parts.body.as_deref().and_then(|body| serde_json::from_slice(body).ok()));
    row
}

/// Brings the answers, which come in any order, into that of the operations.
fn in_order(parts: &[RequestParts], rows: &[BatchResult], status: StatusCode) -> Result<Vec<BatchAnswer>, Error> {
    let answers = parts.iter().enumerate().map(|(number, parts)| {
        let answer = rows.iter().find_map(|row| answer(number, parts, row));
        answer.ok_or_else(|| {
            let reason = format!("there is no answer to the operation {number}, `{}`", parts.operation.id);
            unexpected("runBatch", status, String::new(), reason)
        })
    });
    answers.collect()
}

/// The answer in `[number, status, body]`, if the number is the operation's.
fn answer(number: usize, parts: &RequestParts, row: &BatchResult) -> Option<BatchAnswer> {
    let [answered, status, body] = row.as_slice() else { return None };
    let is_ours = answered.as_u64() == Some(as_count(number));
    let status = StatusCode::from_u16(u16::try_from(status.as_u64()?).ok()?).ok()?;
    let (operation, is_repeatable) = (parts.operation.id, parts.is_repeatable);
    is_ours.then(|| BatchAnswer { operation, status, body: body.clone(), is_repeatable })
}

fn unexpected(operation: &'static str, status: StatusCode, pointer: String, reason: String) -> Error {
    let (attempts, excerpt) = (Attempts::NONE, String::new());
    Error::UnexpectedAnswer(Box::new(UnexpectedAnswer { operation, status, pointer, reason, attempts, excerpt }))
}
