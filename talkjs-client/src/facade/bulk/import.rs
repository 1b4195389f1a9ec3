//! Imports any number of messages into one conversation.

use std::fmt;
use std::time::Duration;

use super::REQUEST_TIMEOUT;
use crate::api::{Client, ConversationId, ImportedMessage, MessageId};
use crate::facade::confirmation::{check_connection, misdelivered};
use crate::facade::memory::{Memory, MessageKey};
use talkjs_runtime::Error;
use talkjs_runtime::flow::{in_job_span, mint_key};

/// The name of the whole job in spans.
const JOB: &str = "bulk_import_messages";
/// The default number of messages per request, as in TalkJS' own script. It is undocumented.
const MESSAGES_PER_REQUEST: usize = 100;

type OnProgress<'i> = Box<dyn FnMut(usize) + Send + 'i>;

/// Imports any number of past messages into an existing conversation, in their order.
///
/// TalkJS cannot distinguish a repeated import from a new one: a message that is imported twice is duplicated. So there
/// is one request in flight at a time, and a request with unknown outcome is never retried; the run ends. The
/// [report](ImportReport) contains the number of confirmed messages, and of those after them that are in doubt.
///
/// To survive a crash, store the number that [`on_progress`](Self::on_progress) passes as a checkpoint, and start after
/// it the next time. The messages of one request after the checkpoint may have been imported as well: before you
/// continue, check the latest messages of the conversation.
///
/// ```no_run
/// use talkjs_client::{Client, Error, ImportedMessage};
///
/// # fn save(_: usize) {}
/// # async fn migrate(talkjs: Client, history: Vec<ImportedMessage>, checkpoint: usize) -> Result<(), Error> {
/// let history = history.into_iter().skip(checkpoint);
/// let import = talkjs.bulk_import_messages("order_391_fc", history);
/// let report = import.on_progress(|confirmed| save(checkpoint + confirmed)).send().await;
/// if report.in_doubt > 0 {
///     println!("the next {} messages may have arrived, check the conversation", report.in_doubt);
/// }
/// report.done()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before `.send().await`"]
pub struct BulkImport<'i> {
    client: Client,
    conversation_id: ConversationId,
    messages: Box<dyn Iterator<Item = ImportedMessage> + Send + 'i>,
    per_request: usize,
    request_timeout: Duration,
    on_progress: OnProgress<'i>,
}

/// The result of an import.
#[derive(Debug, Default)]
#[must_use = "it contains the error if not all messages are imported"]
#[non_exhaustive]
pub struct ImportReport {
    /// The imported messages, in their order: the first ones of the iterator.
    pub message_ids: Vec<MessageId>,
    /// The number of messages after them that may have been imported too.
    pub in_doubt: usize,
    /// The error that ended the import before all messages were imported.
    pub error: Option<Error>,
}

impl ImportReport {
    /// Returns the messages, if all are imported.
    ///
    /// # Errors
    ///
    /// The error that ended the import, otherwise.
    pub fn done(self) -> Result<Vec<MessageId>, Error> {
        self.error.map_or(Ok(self.message_ids), Err)
    }
}

impl fmt::Debug for BulkImport<'_> {
    /// Omits the messages, which may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BulkImport").finish_non_exhaustive()
    }
}

impl<'i> BulkImport<'i> {
    pub(crate) fn new(
        client: &Client,
        conversation_id: ConversationId,
        messages: impl Iterator<Item = ImportedMessage> + Send + 'i,
    ) -> Self {
        Self {
            client: client.clone(),
            conversation_id,
            messages: Box::new(messages),
            per_request: MESSAGES_PER_REQUEST,
            request_timeout: REQUEST_TIMEOUT,
            on_progress: Box::new(|_| {}),
        }
    }

    /// Sets the number of messages per request, 100 if not set; zero counts as one. TalkJS' older documentation allows
    /// 10; a third party sends 1000.
    pub fn per_request(mut self, messages: usize) -> Self {
        self.per_request = messages.max(1);
        self
    }

    /// Sets how long each request may take, including its time in the queue for the rate limit: 5 minutes if not set.
    /// It replaces the client's [`timeout`](crate::ClientBuilder::timeout). The job as a whole has no limit; to stop
    /// it, drop its future.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// Calls this after each request with the number of messages imported so far.
    pub fn on_progress(mut self, on_progress: impl FnMut(usize) + Send + 'i) -> Self {
        self.on_progress = Box::new(on_progress);
        self
    }

    /// Sends the requests, one after the other, until one fails.
    pub async fn send(self) -> ImportReport {
        in_job_span(JOB, self.run(), |report| report.error.as_ref()).await
    }

    async fn run(self) -> ImportReport {
        let Self { client, conversation_id, mut messages, per_request, request_timeout, mut on_progress } = self;
        let job = Job { client, conversation_id, name: mint_key(), request_timeout };
        let mut report = ImportReport::default();
        loop {
            let messages: Vec<_> = messages.by_ref().take(per_request).collect();
            let sent = messages.len();
            if sent == 0 {
                return report;
            }
            match job.import(messages, report.message_ids.len()).await {
                Ok(ids) => report.message_ids.extend(ids),
                Err(error) => {
                    report.in_doubt = if may_have_taken_effect(&error) { sent } else { 0 };
                    report.error = Some(error);
                    return report;
                }
            }
            on_progress(report.message_ids.len());
        }
    }
}

/// The context of all requests of an import.
struct Job {
    client: Client,
    conversation_id: ConversationId,
    /// Distinguishes its messages from those of other imports.
    name: String,
    request_timeout: Duration,
}

impl Job {
    /// Sends one request, for the messages after the first `behind` ones.
    async fn import(&self, messages: Vec<ImportedMessage>, behind: usize) -> Result<Vec<MessageId>, Error> {
        let sent = messages.len();
        let call = self.client.import_messages(self.conversation_id.clone(), messages).timeout(self.request_timeout);
        let (head, answers) = call.send_with_response().await?.into_parts();
        // Imported messages have no key, so their position in the job is used instead.
        let key = |number| MessageKey::new(&self.conversation_id, &format!("{} {number}", self.name));
        let claims: Vec<_> = (behind..).map(key).zip(answers.into_iter().map(|message| message.id)).collect();
        let reason = if claims.len() != sent {
            format!("{sent} messages were sent, {} confirmed", claims.len())
        } else if !Memory::of(&self.client).claim(&claims, false) {
            "the id of a message belongs to another message".to_owned()
        } else {
            check_connection(&self.client, "importMessages", &head).await?;
            return Ok(claims.into_iter().map(|(_, id)| id).collect());
        };
        Err(misdelivered(&self.client, "importMessages", &head, reason))
    }
}

/// Whether the messages may have been imported despite the error.
fn may_have_taken_effect(error: &Error) -> bool {
    let is_success = error.status().is_some_and(|status| status.is_success());
    is_success || error.is_outcome_unknown()
}
