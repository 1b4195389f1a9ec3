//! The requests of one start of a conversation: checked as a whole, then made one after the other.

use std::collections::BTreeMap;

use super::idempotency_key::{derive_key, mint_key};
use super::interrupted::{Interrupted, Step};
use super::start_conversation::{Participant, StartConversation, StartedConversation};
use crate::api::{Client, ConversationId, ConversationUpdate, MessageId, NewMessage, UserId, UserUpdate};
use crate::runtime::{
    Attempts, Checker, Error, Part, Problem, RetryPolicy, UnexpectedAnswer, Violation, segment_problem,
};

/// The name that errors give to the whole job.
const JOB: &str = "start_conversation";
/// The most users that one bulk request takes.
const USERS_PER_REQUEST: usize = 100;
/// The most messages that one request takes.
const MESSAGES_PER_REQUEST: usize = 10;
/// The longest key of a job in bytes; what is longer is no name of an occasion.
const MAX_KEY: usize = 255;

/// Everything that will be sent. Each message has its key before the first request is made, so that whatever happens
/// later, the same messages can be sent again under the same keys.
pub(super) struct Plan<'c> {
    client: &'c Client,
    conversation_id: ConversationId,
    users: Vec<(UserId, UserUpdate)>,
    conversation: ConversationUpdate,
    messages: Vec<NewMessage>,
    key: String,
}

#[derive(Default)]
struct Progress {
    users: Vec<UserId>,
    conversation: bool,
    messages: Vec<MessageId>,
}

impl<'c> Plan<'c> {
    /// Makes the plan, or says everything that is wrong with it.
    pub(super) fn new(start: StartConversation<'c>) -> Result<Self, Error> {
        let violations = violations_of(&start);
        if !violations.is_empty() {
            return Err(Error::InvalidRequest { operation: JOB, violations });
        }
        let StartConversation { client, conversation_id, participants, details, mut messages, idempotency_key } = start;
        let key = idempotency_key.unwrap_or_else(mint_key);
        give_keys(&mut messages, &conversation_id, &key);
        let conversation = with_participants(details, &participants);
        let users = participants.into_iter().filter_map(|Participant { id, user }| Some((id, user?))).collect();
        Ok(Self { client, conversation_id, users, conversation, messages, key })
    }

    /// Makes the requests.
    pub(super) async fn run(self) -> Result<StartedConversation, Error> {
        let mut done = Progress::default();
        match self.take_steps(&mut done).await {
            Ok(()) => Ok(StartedConversation { conversation_id: self.conversation_id, message_ids: done.messages }),
            Err((step, cause)) => Err(Error::Interrupted(Box::new(Interrupted {
                conversation_id: self.conversation_id,
                step,
                users: self.users.len(),
                users_written: done.users,
                conversation_written: done.conversation,
                message_ids: done.messages,
                messages: self.messages.len(),
                idempotency_key: self.key,
                cause,
            }))),
        }
    }

    async fn take_steps(&self, done: &mut Progress) -> Result<(), (Step, Error)> {
        self.write_users(&mut done.users).await.map_err(|error| (Step::Users, error))?;
        self.write_conversation().await.map_err(|error| (Step::Conversation, error))?;
        done.conversation = true;
        self.send_messages(&mut done.messages).await.map_err(|error| (Step::Messages, error))
    }

    /// More patience than single calls have: giving up half way costs more than waiting.
    fn retry(&self) -> RetryPolicy {
        self.client.core().retry_or(RetryPolicy::new().attempts(5))
    }

    async fn write_users(&self, written: &mut Vec<UserId>) -> Result<(), Error> {
        match self.users.as_slice() {
            [] => Ok(()),
            [user] => keep(written, user, self.write_user(user).await),
            [first, second] => {
                // Neither is dropped when the other fails, so that what is written is known for both.
                let outcomes = tokio::join!(self.write_user(first), self.write_user(second));
                let first = keep(written, first, outcomes.0);
                first.and(keep(written, second, outcomes.1))
            }
            many => {
                for users in many.chunks(USERS_PER_REQUEST) {
                    let batch: BTreeMap<String, UserUpdate> =
                        users.iter().map(|(id, user)| (id.to_string(), user.clone())).collect();
                    self.client.upsert_users(batch).retry(self.retry()).send().await?;
                    written.extend(users.iter().map(|(id, _)| id.clone()));
                }
                Ok(())
            }
        }
    }

    async fn write_user(&self, (id, user): &(UserId, UserUpdate)) -> Result<(), Error> {
        self.client.upsert_user(id.clone(), user.clone()).retry(self.retry()).send().await
    }

    async fn write_conversation(&self) -> Result<(), Error> {
        let call = self.client.upsert_conversation(self.conversation_id.clone(), self.conversation.clone());
        call.retry(self.retry()).send().await
    }

    /// Sends the messages, one request in flight: the next ten only when the last ten are confirmed, or their order
    /// would be open.
    async fn send_messages(&self, sent: &mut Vec<MessageId>) -> Result<(), Error> {
        for messages in self.messages.chunks(MESSAGES_PER_REQUEST) {
            let call = self.client.send_messages(self.conversation_id.clone(), messages.to_vec());
            let (head, answers) = call.retry(self.retry()).response().await?.into_parts();
            if answers.len() != messages.len() {
                return Err(Error::UnexpectedAnswer(Box::new(UnexpectedAnswer {
                    operation: "sendMessages",
                    status: head.status,
                    pointer: String::new(),
                    reason: format!("{} messages were sent, {} confirmed", messages.len(), answers.len()),
                    attempts: Attempts::of(&head.extensions),
                    excerpt: String::new(),
                })));
            }
            sent.extend(answers.into_iter().map(|message| message.id));
        }
        Ok(())
    }
}

fn keep(written: &mut Vec<UserId>, (id, _): &(UserId, UserUpdate), outcome: Result<(), Error>) -> Result<(), Error> {
    outcome.map(|()| written.push(id.clone()))
}

/// Adds the participants behind those that the details list, each once.
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
            // What the description does not know is sent as it is.
            _ => continue,
        };
        key.get_or_insert_with(|| derive_key(conversation_id.as_str(), job_key, position));
    }
}

fn own_key(message: &NewMessage) -> Option<&str> {
    match message {
        NewMessage::User(message) => message.idempotency_key.as_deref(),
        NewMessage::System(message) => message.idempotency_key.as_deref(),
        _ => None,
    }
}

fn violations_of(start: &StartConversation<'_>) -> Vec<Violation> {
    let conversation_id = segment_problem(start.conversation_id.as_str()).map(|problem| Violation {
        part: Part::Path("conversationId"),
        pointer: String::new(),
        problem,
    });
    let mut checker = Checker::new(Part::Body);
    checker.within("participants", |checker| check_participants(start, checker));
    checker.within("details", |checker| check_details(&start.details, checker));
    checker.within("messages", |checker| check_messages(&start.messages, checker));
    if let Some(key) = &start.idempotency_key {
        checker.within("idempotencyKey", |checker| check_key(key, checker));
    }
    conversation_id.into_iter().chain(checker.finish()).collect()
}

fn check_details(details: &ConversationUpdate, checker: &mut Checker) {
    checker.value(details, &[]);
    let listed = details.participants.iter().flatten().enumerate();
    for (position, problem) in listed.filter_map(|(position, id)| Some((position, segment_problem(id.as_str())?))) {
        checker.within("participants", |checker| checker.within(position, |checker| checker.report(problem)));
    }
}

fn check_participants(start: &StartConversation<'_>, checker: &mut Checker) {
    let listed = start.details.participants.as_ref().is_some_and(|ids| !ids.is_empty());
    if start.participants.is_empty() && !listed {
        checker.report(Problem::TooFewItems { min: 1, found: 0 });
    }
    let mut users = BTreeMap::new();
    for (position, Participant { id, user }) in start.participants.iter().enumerate() {
        checker.within(position, |checker| {
            // Ids that a URL cannot carry are refused in bulk requests too: nobody could ever ask for such a user.
            if let Some(problem) = segment_problem(id.as_str()) {
                checker.within("id", |checker| checker.report(problem));
            }
            if let Some(user) = user {
                checker.value(user, &[]);
                // Two versions of one user would be written in no particular order.
                if let Some(earlier) = users.insert(id, position) {
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
            let Some(key) = own_key(message) else { return };
            checker.within("idempotencyKey", |checker| {
                check_length(key, checker);
                // The second message would be taken for a repeat of the first and never arrive.
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
