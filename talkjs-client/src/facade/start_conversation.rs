//! Starting a conversation from the backend, as TalkJS' guide of that name describes it.

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
/// 1. One or two new users are written by one request each, side by side, more of them by one request per hundred.
/// 2. The conversation is written with its participants. It shows in nobody's inbox yet.
/// 3. The messages are sent in their order, at most ten per request, one request after the other.
///
/// For up to 100 users and 10 messages these are three round trips. Everything may be run before each use: users and
/// conversation are updated if they exist, participants are only ever added. Messages are sent again by each run,
/// unless the runs share an [idempotency key](Self::idempotency_key).
///
/// ```no_run
/// use talkjs_client::{Client, ConversationUpdate, NewUser, UserMessage};
///
/// # async fn start(talkjs: Client) -> Result<(), talkjs_client::Error> {
/// let started = talkjs
///     .start_conversation("order_391_fc")
///     .participant("12081", NewUser::new("Alice").email(["alice@example.com"]).role("buyer"))
///     .participant_id("8029") // a user whom TalkJS knows already
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

/// How long a run may take unless it is told otherwise.
const TIMEOUT: Duration = Duration::from_secs(5 * 60);

impl fmt::Debug for StartConversation {
    /// Counts participants and messages, which may be personal.
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

    /// Adds a participant and writes the user: creates it, or updates the members that are given.
    pub fn participant(mut self, user_id: impl Into<UserId>, user: impl Into<NewUser>) -> Self {
        self.0.participants.push(Participant { id: user_id.into(), user: Some(user.into().into()) });
        self
    }

    /// Adds a participant who is in TalkJS already.
    pub fn participant_id(mut self, user_id: impl Into<UserId>) -> Self {
        self.0.participants.push(Participant { id: user_id.into(), user: None });
        self
    }

    /// Sets subject, custom data and the like. Participants that it lists come before those added here.
    pub fn conversation(mut self, conversation: impl Into<ConversationUpdate>) -> Self {
        self.0.conversation = conversation.into();
        self
    }

    /// Adds a message behind those added before.
    ///
    /// A sender has to take part in the conversation. Whether that is so only TalkJS knows, as the conversation may
    /// have participants who are not named here, so it is TalkJS that refuses the message otherwise.
    pub fn message(mut self, message: impl Into<NewMessage>) -> Self {
        self.0.messages.push(message.into());
        self
    }

    /// Adds messages behind those added before, in their order.
    pub fn messages(mut self, messages: impl IntoIterator<Item = impl Into<NewMessage>>) -> Self {
        self.0.messages.extend(messages.into_iter().map(Into::into));
        self
    }

    /// Makes a second run with the same key send no message again.
    ///
    /// Use what names the occasion, such as `order-391-created`, and the same messages in the same order. With other
    /// messages, TalkJS would return the ids of the first ones and store nothing. Such a run is refused if this client has
    /// sent messages under the key before (it remembers the latest 10,000 keys), or if it is given the
    /// [fingerprint](Self::expect_fingerprint) of the first run. Otherwise nothing can notice it.
    ///
    /// It holds as long as TalkJS remembers: 24 hours, as a third party says; see [`key_minted_at`](Self::key_minted_at). A message
    /// with an idempotency key of its own keeps it. Without a key here, one is minted that is good for this run; if the
    /// run stops half way, [`StartConversationError`](super::StartConversationError) has it.
    ///
    /// With a key of the caller's, it does no harm to drop the future, or to lose the process, at any moment: the next
    /// run completes what is missing.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.0.idempotency_key = Some(key.into());
        self
    }

    /// Says when the idempotency key was made: a moment that is stored with the key, such as the time of the order that it
    /// names. It must be the same in every run, so `SystemTime::now()` is wrong here: it says in each run that the key is new,
    /// and the key is then used after TalkJS has forgotten it.
    ///
    /// After 23 hours the run is then refused, since TalkJS may have forgotten the key, and the messages could arrive
    /// twice. Without it, only the caller knows that the key is not too old. The time counts from the run itself then.
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

    /// Returns a short text that stands for the conversation's id and the messages added so far: 32 hexadecimal digits,
    /// the same in every process and version. Store it with the idempotency key, and give it to
    /// [`expect_fingerprint`](Self::expect_fingerprint) when the call is made again.
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

    /// Refuses the run if its messages are not those of this [fingerprint](Self::fingerprint).
    pub fn expect_fingerprint(mut self, fingerprint: impl Into<String>) -> Self {
        self.0.expected_fingerprint = Some(fingerprint.into());
        self
    }

    /// Sets how long the run may take, all requests together: 5 minutes if not set. It takes the place of the client's
    /// [`timeout`](crate::ClientBuilder::timeout) for single calls. When it is over, the run stops with
    /// [`StartConversationError`](super::StartConversationError); [`resume`](super::StartConversationError::resume) has as much time again.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.0.timeout = timeout;
        self
    }

    /// Checks everything, then makes the requests.
    ///
    /// A response that cannot belong to its request (an id that another message has, another number of ids, another
    /// resource) is rejected: its connection is closed, and the writes before it and the request are made again, as
    /// often as the retry policy allows. Some proxies cause this, by delivering a response twice. Two cases remain that
    /// nobody can notice here: TalkJS answers every write with `{}`, so a failed write of a user or of a conversation
    /// without messages can be taken for a success; and on a very busy machine a later request on the same connection can
    /// be done before the task that should notice runs (0 of 100,000 runs in a test in which one of five responses came
    /// twice).
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`] with everything that is wrong, before anything is sent: no participant, an id that is
    /// empty or that no URL can carry, a user added twice, a key used twice, too old or for other messages, a property that
    /// breaks the description.
    ///
    /// [`StartConversationError`](super::StartConversationError) when one of the requests fails; it says what is done and
    /// [goes on](super::StartConversationError::resume).
    pub async fn send(self) -> Result<StartedConversation, Error> {
        let run =
            async { Plan::new(self.0)?.run(Progress::default()).await.map_err(StartConversationError::from_stop) };
        in_job_span(JOB, run, |outcome| outcome.as_ref().err()).await
    }
}
