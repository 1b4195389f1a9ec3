//! Converts the data export of Sendbird to a plan.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;

use super::plan::{
    ConvertError, ImportPlan, ImportProblem, ImportSource, PlannedConversation, PlannedMessage, SkipReason,
    SkippedMessage,
};
use crate::api::{
    ConversationId, ConversationUpdate, ImportedMessage, ImportedSystemMessage, ImportedUserMessage, NewUser, UserId,
};

/// The keys that identify the files of an export.
const KINDS: &[&str] = &["active_users", "group_channels", "messages"];

/// The files of Sendbird's data export in JSON: users (`active_users`), group channels (`group_channels`) and messages
/// (`messages`), as Sendbird's dashboard and its Platform API export them, in any number and order. The format is that of
/// the example data of TalkJS' own migration script.
///
/// | Sendbird | TalkJS |
/// |---|---|
/// | user: `user_id`, `nickname`, `profile_url` | user; without a nickname, the id is the name |
/// | channel: `channel_url`, `name`, `cover_url`, `members` | conversation with the same id, subject, picture, participants |
/// | message `MESG`: `message`, `user`, `created_at` | message of a user; characters such as `*` in it become mark-up |
/// | message `ADMM` | message of the system |
/// | message `FILE` | skipped, or a link if requested |
/// | sender who is not in the channel (any more) | joins, and leaves after the import |
///
/// Removed messages are skipped. A message that is in two files is imported once. Reactions, threads, read markers,
/// metadata and open channels are not converted; the plan can be changed before it is run.
///
/// ```no_run
/// use talkjs_client::{CheckpointFile, Client, ImportSource, SendbirdExport};
///
/// # async fn migrate(talkjs: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut export = SendbirdExport::new().file_links();
/// for path in ["users.json", "channels.json", "messages.json"] {
///     export.add_file(path, &std::fs::read_to_string(path)?)?;
/// }
/// let plan = export.into_plan()?;
/// println!("{} users, {} messages, {} skipped", plan.users.len(), plan.messages(), plan.skipped.len());
///
/// let import = talkjs.import(plan, CheckpointFile::new("sendbird.checkpoint"));
/// import.on_progress(|progress| println!("{} messages", progress.messages)).send().await?; // after an error or a crash: again
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
#[must_use = "`.into_plan()` converts it"]
pub struct SendbirdExport {
    users: Vec<User>,
    channels: Vec<Channel>,
    messages: Vec<Message>,
    file_links: bool,
}

/// The contents of a file of the export. Other keys are ignored everywhere.
#[derive(Deserialize)]
struct File {
    active_users: Option<Vec<User>>,
    group_channels: Option<Vec<Channel>>,
    messages: Option<Vec<Message>>,
}

#[derive(Clone, Deserialize)]
struct User {
    #[serde(default)]
    user_id: String,
    #[serde(default)]
    nickname: Option<String>,
    #[serde(default)]
    profile_url: Option<String>,
}

#[derive(Clone, Deserialize)]
struct Channel {
    channel_url: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    cover_url: Option<String>,
    #[serde(default)]
    members: Vec<Member>,
}

/// A person in a channel, whose properties have other names than those of a user.
#[derive(Clone, Deserialize)]
struct Member {
    user_id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    image: Option<String>,
}

#[derive(Clone, Deserialize)]
struct Message {
    #[serde(rename = "type")]
    kind: String,
    message_id: u64,
    channel_url: String,
    /// Milliseconds.
    created_at: i64,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    user: Option<User>,
    #[serde(default)]
    file: Option<Attachment>,
    #[serde(default)]
    is_removed: bool,
}

#[derive(Clone, Deserialize)]
struct Attachment {
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    name: Option<String>,
}

impl SendbirdExport {
    /// Creates an export without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the text of a file. The name is used in errors.
    ///
    /// # Errors
    ///
    /// [`ConvertError`] if it is not one of the three kinds of files.
    pub fn add_file(&mut self, name: &str, json: &str) -> Result<(), ConvertError> {
        let file: File = serde_json::from_str(json)
            .map_err(|error| ConvertError::new(name, ImportProblem::Json(error.to_string())))?;
        let File { active_users, group_channels, messages } = file;
        if active_users.is_none() && group_channels.is_none() && messages.is_none() {
            return Err(ConvertError::new(name, ImportProblem::UnknownFile { expected: KINDS }));
        }
        self.users.extend(active_users.into_iter().flatten());
        self.channels.extend(group_channels.into_iter().flatten());
        self.messages.extend(messages.into_iter().flatten());
        Ok(())
    }

    /// Imports a message with a file as a text that links to the file at Sendbird. Otherwise it is skipped: the export
    /// does not contain the content of files.
    pub fn file_links(mut self) -> Self {
        self.file_links = true;
        self
    }
}

impl fmt::Debug for SendbirdExport {
    /// Shows only numbers. Everything else is personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendbirdExport")
            .field("users", &self.users.len())
            .field("channels", &self.channels.len())
            .field("messages", &self.messages.len())
            .finish_non_exhaustive()
    }
}

impl ImportSource for SendbirdExport {
    fn into_plan(self) -> Result<ImportPlan, ConvertError> {
        let users = self.all_users();
        let Self { channels, mut messages, file_links, .. } = self;
        messages.sort_by_key(|message| (message.created_at, message.message_id));
        let mut conversations: BTreeMap<String, Draft> = BTreeMap::new();
        for channel in channels {
            conversations.entry(channel.channel_url.clone()).or_default().describe(channel);
        }
        let mut plan = ImportPlan::new();
        for message in messages {
            let draft = conversations.entry(message.channel_url.clone()).or_default();
            if !draft.seen.insert(message.message_id) {
                continue;
            }
            match converted(&message, file_links) {
                Ok(converted) => draft.add(&message, converted),
                Err(reason) => plan.skipped.push(SkippedMessage {
                    conversation_id: message.channel_url.into(),
                    source_id: message.message_id.to_string(),
                    reason,
                }),
            }
        }
        plan.users = users.into_iter().map(|(id, user)| (id.into(), user.into())).collect();
        plan.conversations = conversations.into_iter().map(|(id, draft)| draft.finish(id.into())).collect();
        Ok(plan)
    }
}

impl SendbirdExport {
    /// All users in any file. The file of users has precedence, then that of channels, then messages.
    fn all_users(&self) -> BTreeMap<String, NewUser> {
        let senders = self.messages.iter().filter_map(|message| message.user.clone());
        let members = self.channels.iter().flat_map(|channel| channel.members.iter().cloned()).map(User::from);
        let all = senders.chain(members).chain(self.users.iter().cloned());
        all.filter(|user| !user.user_id.is_empty()).map(|user| (user.user_id.clone(), user.into())).collect()
    }
}

impl From<Member> for User {
    fn from(Member { user_id, name, image }: Member) -> Self {
        Self { user_id, nickname: name, profile_url: image }
    }
}

impl From<User> for NewUser {
    fn from(User { user_id, nickname, profile_url }: User) -> Self {
        let user = Self::new(said(nickname).unwrap_or(user_id));
        match said(profile_url) {
            Some(url) => user.photo_url(url),
            None => user,
        }
    }
}

/// A conversation of the plan under construction.
#[derive(Default)]
struct Draft {
    conversation: ConversationUpdate,
    members: BTreeSet<String>,
    senders: BTreeSet<String>,
    seen: BTreeSet<u64>,
    messages: Vec<PlannedMessage>,
}

impl Draft {
    fn describe(&mut self, Channel { name, cover_url, members, .. }: Channel) {
        let mut conversation = std::mem::take(&mut self.conversation);
        if let Some(name) = said(name) {
            conversation = conversation.subject(name);
        }
        if let Some(url) = said(cover_url) {
            conversation = conversation.photo_url(url);
        }
        self.conversation = conversation;
        self.members.extend(members.into_iter().map(|member| member.user_id));
    }

    fn add(&mut self, message: &Message, converted: ImportedMessage) {
        self.senders.extend(message.sender().map(str::to_owned));
        self.messages.push(PlannedMessage::new(message.message_id.to_string(), converted));
    }

    fn finish(self, id: ConversationId) -> PlannedConversation {
        let participants: BTreeSet<UserId> =
            self.members.iter().chain(&self.senders).map(|id| id.as_str().into()).collect();
        let leavers = self.senders.difference(&self.members).map(|id| id.as_str().into()).collect();
        let conversation = self.conversation.participants(Vec::from_iter(participants));
        PlannedConversation { id, conversation, leavers, messages: self.messages }
    }
}

impl Message {
    /// The sender, if it is a message of a user.
    fn sender(&self) -> Option<&str> {
        let user = self.user.as_ref().filter(|_| self.kind != "ADMM")?;
        Some(user.user_id.as_str()).filter(|id| !id.is_empty())
    }
}

fn converted(message: &Message, file_links: bool) -> Result<ImportedMessage, SkipReason> {
    if message.is_removed {
        return Err(SkipReason::Removed);
    }
    let text = match message.kind.as_str() {
        "MESG" | "ADMM" => said(message.message.clone()).ok_or(SkipReason::NoText)?,
        "FILE" => file_link(message).filter(|_| file_links).ok_or(SkipReason::File)?,
        other => return Err(SkipReason::UnknownType(other.to_owned())),
    };
    if message.kind == "ADMM" {
        return Ok(ImportedSystemMessage::new(message.created_at, text).into());
    }
    let sender = message.sender().ok_or(SkipReason::NoSender)?;
    Ok(ImportedUserMessage::new(sender, message.created_at, text).into())
}

/// A link in TalkJS' mark-up, with a label if the name is valid as one.
fn file_link(message: &Message) -> Option<String> {
    let file = message.file.as_ref()?;
    let url = said(file.url.clone())?;
    let label = said(file.name.clone()).filter(|name| !name.contains(['<', '>', '|', '\n']));
    Some(label.map_or_else(|| url.clone(), |label| format!("<{url}|{label}>")))
}

/// A text, unless it is empty.
fn said(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}
