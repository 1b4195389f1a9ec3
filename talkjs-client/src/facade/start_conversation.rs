//! Starts a conversation from the backend, as described in TalkJS' guide of that name.

use std::fmt;
use std::time::{Duration, SystemTime};

use crate::api::{Client, ConversationId, ConversationUpdate, NewMessage, NewUser, UserId};
use crate::facade::job::{JOB, Job, Participant};
use crate::facade::outcome::StartedConversation;
use crate::facade::plan::{Plan, Progress};
use crate::facade::start_conversation_error::StartConversationError;
use talkjs_runtime::Error;
use talkjs_runtime::flow::in_job_span;

/// Writes the users, the conversation and its first messages, in that order.
///
/// 1. One or two new users are written by one request each, concurrently; more users by one request per hundred.
/// 2. The conversation is written with its participants. It is not in any inbox yet.
/// 3. The messages are sent in order, at most ten per request, one request after the other.
///
/// For up to 100 users and 10 messages these are three round trips. The job can be run repeatedly: existing users and
/// conversations are updated, participants are only added. Each run sends the messages again, unless the runs share an
/// [idempotency key](Self::idempotency_key).
///
/// ```no_run
/// use talkjs_client::{Client, ConversationUpdate, NewUser, UserMessage};
///
/// # async fn start(talkjs: Client) -> Result<(), talkjs_client::Error> {
/// let started = talkjs
///     .start_conversation("order_391_fc")
///     .participant("12081", NewUser::new("Alice").email(["alice@example.com"]).role("buyer"))
///     .participant_id("8029") // a user who already exists
///     .conversation(ConversationUpdate::new().subject("What a lovely day!"))
///     .message(UserMessage::new("8029", "Hello Alice!"))
///     .idempotency_key("order-391-created")
///     .send()
///     .await?;
/// assert_eq!(started.message_ids.len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "nothing is sent before `.send().await`"]
pub struct StartConversation(Job);

/// The default timeout of a run.
const TIMEOUT: Duration = Duration::from_secs(5 * 60);

impl fmt::Debug for StartConversation {
    /// Shows only the numbers of participants and messages, which may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StartConversation")
            .field("participants", &self.0.participants.len())
            .field("messages", &self.0.messages.len())
            .field("timeout", &self.0.timeout)
            .finish_non_exhaustive()
    }
}

impl StartConversation {
    pub(crate) fn new(client: &Client, conversation_id: ConversationId) -> Self {
        Self(Job {
            client: client.clone(),
            conversation_id,
            participants: Vec::new(),
            conversation: ConversationUpdate::new(),
            messages: Vec::new(),
            idempotency_key: None,
            key_minted_at: None,
            expected_fingerprint: None,
            timeout: TIMEOUT,
        })
    }

    /// Adds a participant and writes the user: creates it, or updates the given properties.
    pub fn participant(mut self, user_id: impl Into<UserId>, user: impl Into<NewUser>) -> Self {
        self.0.participants.push(Participant { id: user_id.into(), user: Some(user.into().into()) });
        self
    }

    /// Adds a participant who already exists in TalkJS.
    pub fn participant_id(mut self, user_id: impl Into<UserId>) -> Self {
        self.0.participants.push(Participant { id: user_id.into(), user: None });
        self
    }

    /// Sets subject, custom data and the like. Its participants come before those added here.
    pub fn conversation(mut self, conversation: impl Into<ConversationUpdate>) -> Self {
        self.0.conversation = conversation.into();
        self
    }

    /// Adds a message after those added before.
    ///
    /// The sender must be a participant. Only TalkJS can check this, as the conversation may have participants who are
    /// not named here, so TalkJS rejects the message otherwise.
    pub fn message(mut self, message: impl Into<NewMessage>) -> Self {
        self.0.messages.push(message.into());
        self
    }

    /// Adds messages after those added before, in their order.
    pub fn messages(mut self, messages: impl IntoIterator<Item = impl Into<NewMessage>>) -> Self {
        self.0.messages.extend(messages.into_iter().map(Into::into));
        self
    }

    /// Sets a key, so that a second run with the same key sends no message again.
    ///
    /// Use a name for the occasion, such as `order-391-created`, and the same messages in the same order. For other
    /// messages, TalkJS would return the ids of the first ones and store nothing. Such a run is rejected if this client
    /// has sent messages with the key before (it remembers the latest 10,000 keys), or if the run has the
    /// [fingerprint](Self::expect_fingerprint) of the first run. Otherwise it cannot be detected.
    ///
    /// According to a third party, TalkJS remembers keys for 24 hours; see [`key_minted_at`](Self::key_minted_at). A
    /// message with its own idempotency key keeps it. Without a key here, one is generated for this run; if the run
    /// stops half way, [`StartConversationError`](super::StartConversationError) contains it.
    ///
    /// With your own key, the future can be dropped, or the process can crash, at any time: the next run completes the
    /// rest.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.0.idempotency_key = Some(key.into());
        self
    }

    /// Sets when the idempotency key was created: a time that is stored with the key, such as the time of the order in
    /// its name. It must be the same in every run, so `SystemTime::now()` is wrong here: with it the key is new in each
    /// run, and is still used after TalkJS has forgotten it.
    ///
    /// After 23 hours the run is rejected, since TalkJS may have forgotten the key, and the messages could arrive
    /// twice. Without this setting, the time starts with the run itself, and only the caller can know that the key is
    /// not too old.
    ///
    /// ```no_run
    /// # use std::time::SystemTime;
    /// # use talkjs_client::{Client, UserMessage};
    /// # struct Job { created_at: SystemTime }
    /// # async fn start(talkjs: Client, job: Job) -> Result<(), talkjs_client::Error> {
    /// let start = talkjs.start_conversation("order_391_fc").participant_id("8029");
    /// let start = start.message(UserMessage::new("8029", "Hello Alice!"));
    /// start.idempotency_key("order-391-created").key_minted_at(job.created_at).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn key_minted_at(mut self, stored_moment: SystemTime) -> Self {
        self.0.key_minted_at = Some(stored_moment);
        self
    }

    /// Returns a short text that identifies the conversation's id and the messages added so far: 32 hexadecimal digits,
    /// the same in every process and version. Store it with the idempotency key, and pass it to
    /// [`expect_fingerprint`](Self::expect_fingerprint) when you make the call again.
    ///
    /// ```no_run
    /// # use talkjs_client::{Client, UserMessage};
    /// # async fn start(talkjs: Client) -> Result<(), talkjs_client::Error> {
    /// let start = || {
    ///     let message = UserMessage::new("8029", "Hello Alice!");
    ///     talkjs.start_conversation("order_391_fc").participant_id("8029").message(message).idempotency_key("order-391")
    /// };
    /// let stored = start().fingerprint();
    /// // Later, perhaps in another process:
    /// start().expect_fingerprint(stored).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint()
    }

    /// Rejects the run if its messages do not have this [fingerprint](Self::fingerprint).
    pub fn expect_fingerprint(mut self, fingerprint: impl Into<String>) -> Self {
        self.0.expected_fingerprint = Some(fingerprint.into());
        self
    }

    /// Sets how long the run may take, for all requests together: 5 minutes if not set. It replaces the client's
    /// [`timeout`](crate::ClientBuilder::timeout) for single calls. After it, the run stops with
    /// [`StartConversationError`](super::StartConversationError); [`resume`](super::StartConversationError::resume)
    /// starts with the same time again.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.0.timeout = timeout;
        self
    }

    /// Validates everything, then sends the requests.
    ///
    /// A response that cannot belong to its request (an id of another message, another number of ids, another resource)
    /// is rejected: its connection is closed, and the earlier writes and the request are sent again, as often as the
    /// retry policy allows. The cause are proxies that deliver a response twice. Two cases cannot be detected: TalkJS
    /// responds to every write with `{}`, so a failed write of a user or of a conversation without messages can be
    /// mistaken for a success; and on a very busy machine a later request on the same connection can complete before
    /// the detecting task runs (0 of 100,000 runs in a test in which one of five responses was delivered twice).
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`] with all violations, before anything is sent: no participant, an id that is empty or
    /// cannot be part of a URL, a user added twice, a key that is used twice, too old or used for other messages, a
    /// property that violates the description.
    ///
    /// [`StartConversationError`](super::StartConversationError) if one of the requests fails; it contains the progress
    /// and can be [resumed](super::StartConversationError::resume).
    pub async fn send(self) -> Result<StartedConversation, Error> {
        let run =
            async { Plan::new(self.0)?.run(Progress::default()).await.map_err(StartConversationError::from_stop) };
        in_job_span(JOB, run, |outcome| outcome.as_ref().err()).await
    }
}
