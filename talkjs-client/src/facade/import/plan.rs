//! The plan of an import.

use std::fmt;

use crate::api::{ConversationId, ConversationUpdate, ImportedMessage, UserId, UserUpdate};
use crate::hash::Sha256;
use crate::hex::hex;

/// Converts the export of another service to a plan. [`SendbirdExport`](super::SendbirdExport) is one implementation;
/// write another one for another service:
///
/// ```
/// use talkjs_client::{
///     ConversationUpdate, ConvertError, ImportPlan, ImportSource, ImportedUserMessage, NewUser, PlannedConversation,
///     PlannedMessage,
/// };
///
/// struct MyChat(Vec<(u64, i64, String)>);
///
/// impl ImportSource for MyChat {
///     fn into_plan(self) -> Result<ImportPlan, ConvertError> {
///         let mut plan = ImportPlan::new();
///         plan.users.push(("alice".into(), NewUser::new("Alice").into()));
///         let mut conversation = PlannedConversation::new("support", ConversationUpdate::new().participants(["alice"]));
///         for (id, time, text) in self.0 {
///             let message = ImportedUserMessage::new("alice", time, text);
///             conversation.messages.push(PlannedMessage::new(id.to_string(), message));
///         }
///         plan.conversations.push(conversation);
///         Ok(plan)
///     }
/// }
///
/// # fn main() -> Result<(), ConvertError> {
/// let plan = MyChat(vec![(7, 1_711_929_600_000, "Hello!".to_owned())]).into_plan()?;
/// assert_eq!(plan.messages(), 1);
/// # Ok(())
/// # }
/// ```
pub trait ImportSource {
    /// Creates the plan.
    ///
    /// # Errors
    ///
    /// An error for data that cannot be read. Data that TalkJS does not support is [skipped](ImportPlan::skipped)
    /// instead.
    fn into_plan(self) -> Result<ImportPlan, ConvertError>;
}

/// Everything that an import writes, in this order: users, then each conversation with its messages. It can be reviewed
/// and changed before it is [run](crate::Client::import). It is held in memory as a whole.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct ImportPlan {
    /// The users to create or update.
    pub users: Vec<(UserId, UserUpdate)>,
    /// The conversations.
    pub conversations: Vec<PlannedConversation>,
    /// The messages that will not be imported, with the reason.
    pub skipped: Vec<SkippedMessage>,
}

/// A conversation to create or update, and its messages.
#[derive(Clone)]
#[non_exhaustive]
pub struct PlannedConversation {
    /// Its id in TalkJS.
    pub id: ConversationId,
    /// The conversation, with its participants. The sender of each message has to be one of them.
    pub conversation: ConversationUpdate,
    /// Participants who leave after the messages are imported, because they had already left the conversation.
    pub leavers: Vec<UserId>,
    /// The messages, from the oldest to the newest.
    pub messages: Vec<PlannedMessage>,
}

/// A message to import.
#[derive(Clone)]
#[non_exhaustive]
pub struct PlannedMessage {
    /// The id in the other service, which is unique in its conversation. It becomes custom data of the message, by
    /// which an interrupted run recognises the message.
    pub source_id: String,
    /// The message with its time.
    pub message: ImportedMessage,
}

/// A message that is not imported.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SkippedMessage {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// Its id in the other service.
    pub source_id: String,
    /// The reason.
    pub reason: SkipReason,
}

/// The reason why a message is not imported.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SkipReason {
    /// It was removed.
    Removed,
    /// It is a file.
    File,
    /// It has no text.
    NoText,
    /// It is a user's message without a sender.
    NoSender,
    /// Its type is unknown.
    UnknownType(String),
}

/// The reason why an export cannot be converted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConvertError {
    /// The name of the file, as passed by the caller.
    pub file: String,
    /// The problem.
    pub problem: ImportProblem,
}

/// A problem with a file of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportProblem {
    /// It is not the JSON that the service documents, with the parser's message.
    Json(String),
    /// It has none of the keys that identify the kinds of files.
    UnknownFile {
        /// The keys.
        expected: &'static [&'static str],
    },
}

impl ConvertError {
    /// Creates an error about a file.
    pub fn new(file: impl Into<String>, problem: ImportProblem) -> Self {
        Self { file: file.into(), problem }
    }
}

impl fmt::Display for ConvertError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot convert `{}`: ", self.file)?;
        match &self.problem {
            ImportProblem::Json(reason) => write!(f, "{reason}"),
            ImportProblem::UnknownFile { expected } => {
                write!(f, "unknown file, expected an object with one of the keys `{}`", expected.join("`, `"))
            }
        }
    }
}

impl std::error::Error for ConvertError {}

impl ImportPlan {
    /// Creates an empty plan.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the number of messages in all conversations.
    pub fn messages(&self) -> usize {
        self.conversations.iter().map(|conversation| conversation.messages.len()).sum()
    }

    /// A short text that identifies the content of the plan, which a checkpoint belongs to.
    pub(super) fn fingerprint(&self, id_key: &str) -> String {
        let mut digest = Sha256::new();
        let mut add = |item: Result<Vec<u8>, serde_json::Error>| {
            // Values that cannot be written as JSON are rejected before they are sent.
            digest.update(&item.unwrap_or_default());
            digest.update(b"\n");
        };
        add(serde_json::to_vec(id_key));
        self.users.iter().for_each(|user| add(serde_json::to_vec(user)));
        for PlannedConversation { id, conversation, leavers, messages } in &self.conversations {
            add(serde_json::to_vec(&(id, conversation, leavers)));
            messages.iter().for_each(|message| add(serde_json::to_vec(&(&message.source_id, &message.message))));
        }
        hex(digest.finish().into_iter().take(16))
    }
}

impl PlannedConversation {
    /// Creates a conversation without messages.
    pub fn new(id: impl Into<ConversationId>, conversation: impl Into<ConversationUpdate>) -> Self {
        Self { id: id.into(), conversation: conversation.into(), leavers: Vec::new(), messages: Vec::new() }
    }
}

impl PlannedMessage {
    /// Creates a message with its id in the other service.
    pub fn new(source_id: impl Into<String>, message: impl Into<ImportedMessage>) -> Self {
        Self { source_id: source_id.into(), message: message.into() }
    }
}

impl fmt::Debug for ImportPlan {
    /// Shows only numbers. Everything else is personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportPlan")
            .field("users", &self.users.len())
            .field("conversations", &self.conversations.len())
            .field("messages", &self.messages())
            .field("skipped", &self.skipped.len())
            .finish()
    }
}

impl fmt::Debug for PlannedConversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlannedConversation")
            .field("id", &self.id)
            .field("messages", &self.messages.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PlannedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlannedMessage").field("source_id", &self.source_id).finish_non_exhaustive()
    }
}
