//! Importing any number of messages into one conversation.

use crate::api::{Client, ConversationId, ImportedMessage, MessageId};
use crate::runtime::{Attempts, Error, UnexpectedAnswer, in_job_span};

/// The name that spans give to the whole job.
const JOB: &str = "bulk_import_messages";
/// How many messages one request takes if nothing is said: as many as TalkJS' own script sends. Nothing is documented.
const MESSAGES_PER_REQUEST: usize = 100;

type OnProgress<'i> = Box<dyn FnMut(usize) + Send + 'i>;

/// Imports any number of messages of the past into a conversation that exists, in their order.
///
/// TalkJS has no way to tell a repeated import from a new one: a message that is imported twice is there twice. So one
/// request is on its way at a time, and one whose outcome is unknown is never sent again by itself; the run ends. The
/// [report](ImportReport) says how many messages are confirmed, and how many after them are in doubt.
///
/// To survive a crash, keep the number that [`on_progress`](Self::on_progress) gives as a checkpoint, and begin behind it
/// the next time. The messages of one request behind the checkpoint may be there as well: before going on, look at the
/// latest messages of the conversation.
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
///     println!("the next {} messages may have arrived, look at the conversation", report.in_doubt);
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
    on_progress: OnProgress<'i>,
}

/// What came of an import.
#[derive(Debug, Default)]
#[must_use = "it says whether all messages are imported"]
#[non_exhaustive]
pub struct ImportReport {
    /// The messages that are imported, in their order: so many of the iterator are done.
    pub message_ids: Vec<MessageId>,
    /// How many messages behind them may be imported too.
    pub in_doubt: usize,
    /// What ended the import before all messages were imported.
    pub error: Option<Error>,
}

impl ImportReport {
    /// Returns the messages, if all are imported.
    ///
    /// # Errors
    ///
    /// What ended the import, otherwise.
    pub fn done(self) -> Result<Vec<MessageId>, Error> {
        self.error.map_or(Ok(self.message_ids), Err)
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
            on_progress: Box::new(|_| {}),
        }
    }

    /// Sets how many messages one request takes, 100 if not set; zero counts as one. TalkJS' older documentation allows
    /// 10, a third party sends 1000.
    pub fn per_request(mut self, messages: usize) -> Self {
        self.per_request = messages.max(1);
        self
    }

    /// Calls this after each request with the number of messages that are imported so far.
    pub fn on_progress(mut self, on_progress: impl FnMut(usize) + Send + 'i) -> Self {
        self.on_progress = Box::new(on_progress);
        self
    }

    /// Makes the requests, one after the other, until one fails.
    pub async fn send(self) -> ImportReport {
        in_job_span(JOB, self.run(), |report| report.error.as_ref()).await
    }

    async fn run(mut self) -> ImportReport {
        let mut report = ImportReport::default();
        loop {
            let messages: Vec<_> = self.messages.by_ref().take(self.per_request).collect();
            let sent = messages.len();
            if sent == 0 {
                return report;
            }
            match import(&self.client, self.conversation_id.clone(), messages).await {
                Ok(ids) => report.message_ids.extend(ids),
                Err(error) => {
                    report.in_doubt = if may_have_taken_effect(&error) { sent } else { 0 };
                    report.error = Some(error);
                    return report;
                }
            }
            (self.on_progress)(report.message_ids.len());
        }
    }
}

async fn import(
    client: &Client,
    conversation_id: ConversationId,
    messages: Vec<ImportedMessage>,
) -> Result<Vec<MessageId>, Error> {
    let sent = messages.len();
    let (head, answers) = client.import_messages(conversation_id, messages).response().await?.into_parts();
    if answers.len() != sent {
        return Err(Error::UnexpectedAnswer(Box::new(UnexpectedAnswer {
            operation: "importMessages",
            status: head.status,
            pointer: String::new(),
            reason: format!("{sent} messages were sent, {} confirmed", answers.len()),
            attempts: Attempts::of(&head.extensions),
            excerpt: String::new(),
        })));
    }
    Ok(answers.into_iter().map(|message| message.id).collect())
}

/// Whether the messages may be there in spite of the error.
fn may_have_taken_effect(error: &Error) -> bool {
    let is_success = error.status().is_some_and(|status| status.is_success());
    is_success || error.is_outcome_unknown()
}
