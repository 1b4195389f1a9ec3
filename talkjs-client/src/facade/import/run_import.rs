//! Runs a plan, so that each message arrives once although TalkJS cannot distinguish a repeated import from a new one.

use std::collections::BTreeSet;
use std::fmt;

use super::checkpoint::{CheckpointStore, ImportCheckpoint};
use super::error::ImportError;
use super::plan::{ImportPlan, PlannedConversation, PlannedMessage};
use super::progress::{ImportProgress, JOB};
use crate::api::{Client, ConversationId, ImportedMessage};
use crate::facade::bulk::chunk::User;
use crate::facade::bulk::{BulkImport, BulkUsers};
use crate::facade::confirmation::written;
use talkjs_runtime::flow::in_job_span;
use talkjs_runtime::retry::RetryPolicy;
use talkjs_runtime::{BoxError, Error};

/// The number in TalkJS' own script.
const MESSAGES_PER_REQUEST: usize = 100;
/// The key of custom data for the id of a message in the other service.
const ID_KEY: &str = "importId";
const MESSAGES_PER_PAGE: i64 = 100;

type OnProgress<'i> = Box<dyn FnMut(ImportProgress) + Send + 'i>;

/// Runs a plan: users, then each conversation and its messages in order, with one request at a time for the messages.
///
/// TalkJS cannot distinguish a repeated import from a new one. So each message gets its id in the other service as
/// custom data, under the key `importId`, and a checkpoint is saved before the first request and after each hundred
/// messages. After a crash or an error, the same call continues after the checkpoint. It first reads the current
/// conversation (one request for each 100 messages in it) and skips messages that have arrived. So each message arrives
/// once, with one exception: a request that TalkJS executes only after the next run has read the conversation. If the
/// outcome of a request was unknown, wait a minute.
///
/// An error stops the import: [`ImportError`] contains the progress. For a plan see [`ImportPlan`] and
/// [`SendbirdExport`](super::SendbirdExport).
///
/// ```no_run
/// use talkjs_client::{CheckpointFile, Client, Error, ImportPlan};
///
/// # async fn import(talkjs: Client, plan: ImportPlan) -> Result<(), Error> {
/// let import = talkjs.import(plan, CheckpointFile::new("import.checkpoint"));
/// let done = import.on_progress(|progress| println!("{} messages", progress.messages)).send().await?;
/// assert_eq!(done.messages, done.planned_messages);
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before `.send().await`"]
pub struct Import<'i> {
    client: Client,
    plan: ImportPlan,
    checkpoints: Box<dyn CheckpointStore + 'i>,
    per_request: usize,
    id_key: String,
    on_progress: OnProgress<'i>,
}

impl fmt::Debug for Import<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Import").field("plan", &self.plan).finish_non_exhaustive()
    }
}

impl<'i> Import<'i> {
    pub(crate) fn new(client: &Client, plan: ImportPlan, checkpoints: impl CheckpointStore + 'i) -> Self {
        Self {
            client: client.clone(),
            plan,
            checkpoints: Box::new(checkpoints),
            per_request: MESSAGES_PER_REQUEST,
            id_key: ID_KEY.to_owned(),
            on_progress: Box::new(|_| {}),
        }
    }

    /// Sets the number of messages per request, 100 if not set; zero counts as one. TalkJS' older documentation allows
    /// 10; a third party sends 1000.
    pub fn per_request(mut self, messages: usize) -> Self {
        self.per_request = messages.max(1);
        self
    }

    /// Sets the key of custom data for the id of a message in the other service, `importId` if not set. It must be the
    /// same in each run.
    pub fn id_key(mut self, key: impl Into<String>) -> Self {
        self.id_key = key.into();
        self
    }

    /// Calls this when the users are written, after each request with messages, and after each conversation.
    pub fn on_progress(mut self, on_progress: impl FnMut(ImportProgress) + Send + 'i) -> Self {
        self.on_progress = Box::new(on_progress);
        self
    }

    /// Writes everything that is not written yet.
    ///
    /// # Errors
    ///
    /// [`ImportError`] with the error that stopped it: of a request, of a rejected user, of the checkpoint store, or
    /// because the checkpoint belongs to another plan.
    pub async fn send(self) -> Result<ImportProgress, Error> {
        in_job_span(JOB, self.run(), |outcome| outcome.as_ref().err()).await
    }

    async fn run(self) -> Result<ImportProgress, Error> {
        let Self { client, plan, checkpoints, per_request, id_key, on_progress } = self;
        let progress = ImportProgress {
            planned_users: plan.users.len(),
            planned_conversations: plan.conversations.len(),
            planned_messages: plan.messages(),
            ..ImportProgress::default()
        };
        let checkpoint = ImportCheckpoint {
            plan: plan.fingerprint(&id_key),
            users_written: false,
            conversations: 0,
            messages: 0,
            in_doubt: 0,
        };
        let checkpoints = &*checkpoints;
        let mut run = Run { client: &client, checkpoints, per_request, id_key, on_progress, progress, checkpoint };
        match run.take_steps(plan).await {
            Ok(()) => Ok(run.progress),
            Err(cause) => Err(ImportError { progress: run.progress, cause }.into()),
        }
    }
}

/// A running import.
struct Run<'r, 'i> {
    client: &'r Client,
    checkpoints: &'r (dyn CheckpointStore + 'i),
    per_request: usize,
    id_key: String,
    on_progress: OnProgress<'i>,
    progress: ImportProgress,
    checkpoint: ImportCheckpoint,
}

impl Run<'_, '_> {
    async fn take_steps(&mut self, plan: ImportPlan) -> Result<(), Error> {
        let in_doubt = self.begin().await?;
        let ImportPlan { users, conversations, .. } = plan;
        let done = self.checkpoint.conversations;
        let before = conversations.iter().take(done).map(|conversation| conversation.messages.len()).sum::<usize>();
        self.progress.messages = before.saturating_add(self.checkpoint.messages);
        self.progress.conversations = done;
        self.write_users(users).await?;
        let mut in_doubt = Some(in_doubt);
        for conversation in conversations.into_iter().skip(done) {
            self.import(conversation, in_doubt.take().unwrap_or_default()).await?;
        }
        Ok(())
    }

    /// Continues at the checkpoint, or creates one. Returns the number of messages after it that may have been imported
    /// too.
    async fn begin(&mut self) -> Result<usize, Error> {
        let found = self.checkpoints.load().await.map_err(not_sent)?;
        let in_doubt = match found {
            None => 0,
            Some(found) if found.plan == self.checkpoint.plan => {
                self.checkpoint = found;
                self.checkpoint.in_doubt
            }
            Some(_) => {
                let sentence =
                    "the checkpoint belongs to another plan; use the plan of the first run, or a new checkpoint";
                return Err(not_sent(sentence.into()));
            }
        };
        // A request of this run may have as many messages or more.
        self.checkpoint.in_doubt = in_doubt.max(self.per_request);
        self.save().await?;
        Ok(in_doubt)
    }

    async fn save(&self) -> Result<(), Error> {
        self.checkpoints.save(&self.checkpoint).await.map_err(not_sent)
    }

    /// Saves the checkpoint and reports the progress.
    async fn advance(&mut self) -> Result<(), Error> {
        self.save().await?;
        (self.on_progress)(self.progress);
        Ok(())
    }

    async fn write_users(&mut self, users: Vec<User>) -> Result<(), Error> {
        self.progress.users = users.len();
        if self.checkpoint.users_written {
            return Ok(());
        }
        self.progress.users = 0;
        self.progress.users = BulkUsers::new(self.client, users.into_iter()).send().await.done()?;
        self.checkpoint.users_written = true;
        self.advance().await
    }

    async fn import(&mut self, planned: PlannedConversation, in_doubt: usize) -> Result<(), Error> {
        let PlannedConversation { id, conversation, leavers, messages } = planned;
        let retry = self.client.core().retry_or(RetryPolicy::new().attempts(5));
        written(self.client, self.client.upsert_conversation(id.clone(), conversation).retry(retry), Some(id.as_str()))
            .await?;
        let messages = messages.get(self.checkpoint.messages..).unwrap_or_default();
        let (doubtful, rest) = messages.split_at(in_doubt.min(messages.len()));
        let arrived = self.arrived(&id, doubtful).await?;
        for some in doubtful.chunks(self.per_request).chain(rest.chunks(self.per_request)) {
            self.import_some(&id, some, &arrived).await?;
        }
        for leaver in leavers {
            written(self.client, self.client.leave_conversation(id.clone(), leaver).retry(retry), None).await?;
        }
        self.checkpoint.conversations = self.checkpoint.conversations.saturating_add(1);
        self.checkpoint.messages = 0;
        self.progress.conversations = self.checkpoint.conversations;
        self.advance().await
    }

    /// Imports messages with one request, except those that have arrived.
    async fn import_some(
        &mut self,
        conversation_id: &ConversationId,
        some: &[PlannedMessage],
        arrived: &BTreeSet<String>,
    ) -> Result<(), Error> {
        let missing = some.iter().filter(|message| !arrived.contains(&message.source_id));
        let missing: Vec<_> = missing.map(|message| self.marked(message)).collect();
        let count = missing.len();
        let import = BulkImport::new(self.client, conversation_id.clone(), missing.into_iter());
        import.per_request(count).send().await.done()?;
        self.checkpoint.messages = self.checkpoint.messages.saturating_add(some.len());
        self.progress.messages = self.progress.messages.saturating_add(some.len());
        self.advance().await
    }

    /// The message with its id in the other service.
    fn marked(&self, PlannedMessage { source_id, message }: &PlannedMessage) -> ImportedMessage {
        let mut message = message.clone();
        let custom = match &mut message {
            ImportedMessage::ImportedUser(message) => &mut message.custom,
            ImportedMessage::ImportedSystem(message) => &mut message.custom,
            _ => return message,
        };
        custom.get_or_insert_default().insert(self.id_key.clone(), source_id.clone());
        message
    }

    /// The ids, in the other service, of those messages that have arrived.
    ///
    /// It reads to the end of the list, whatever the times: it is unconfirmed that imported messages are listed by
    /// their time.
    async fn arrived(
        &self,
        conversation_id: &ConversationId,
        doubtful: &[PlannedMessage],
    ) -> Result<BTreeSet<String>, Error> {
        let mut sought: BTreeSet<&str> = doubtful.iter().map(|message| message.source_id.as_str()).collect();
        let mut arrived = BTreeSet::new();
        let mut messages = self.client.list_messages(conversation_id.clone()).limit(MESSAGES_PER_PAGE).stream();
        while !sought.is_empty() {
            let Some(message) = messages.next().await else { break };
            let message = message?;
            let Some(id) = message.custom.get(&self.id_key) else { continue };
            if sought.remove(id.as_str()) {
                arrived.insert(id.clone());
            }
        }
        Ok(arrived)
    }
}

fn not_sent(source: BoxError) -> Error {
    Error::not_sent(JOB, source)
}
