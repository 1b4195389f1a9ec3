//! What is sent and answered.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub type CustomData = BTreeMap<String, String>;
pub type CustomUpdate = BTreeMap<String, Option<String>>;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct App {
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<CustomData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_locale: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppUpdate {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<CustomData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_locale: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Theme {
    pub base: String,
    pub files: BTreeMap<String, String>,
}

/// A member that is absent keeps its value, one that is `Some(None)` is cleared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserUpdate {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Option<Vec<String>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Option<Vec<String>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub welcome_message: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo_url: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<Option<CustomUpdate>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub push_tokens: Option<Option<BTreeMap<String, Option<bool>>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability_text: Option<Option<String>>,
}

pub type UserBatch = BTreeMap<String, UserUpdate>;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    pub id: String,
    pub name: String,
    pub email: Option<Vec<String>>,
    pub phone: Option<Vec<String>>,
    pub welcome_message: Option<String>,
    pub photo_url: Option<String>,
    pub header_photo_url: Option<String>,
    pub locale: Option<String>,
    pub role: Option<String>,
    pub availability_text: Option<String>,
    pub custom: CustomData,
    pub push_tokens: Option<BTreeMap<String, bool>>,
    pub created_at: i64,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    pub data: Vec<T>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PresenceQuery {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_background_sessions: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selected_conversation_id: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_focus: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_typing: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_ids: Option<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Presences {
    pub data: BTreeMap<String, Presence>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Presence {
    pub status: Option<String>,
    pub background_sessions: Option<Vec<PresenceSession>>,
    pub widgets: Vec<PresenceSession>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PresenceSession {
    pub selected_conversation_id: Option<String>,
    pub custom: Option<CustomData>,
    pub has_focus: bool,
    pub is_typing: bool,
    pub session_id: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationUpdate {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participants: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub welcome_messages: Option<Option<Vec<String>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo_url: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<Option<CustomUpdate>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    pub id: String,
    pub subject: Option<String>,
    pub welcome_messages: Option<Vec<String>>,
    pub photo_url: Option<String>,
    pub topic_id: Option<String>,
    pub custom: CustomData,
    pub last_message: Option<Message>,
    pub participants: BTreeMap<String, Participation>,
    pub everyone_read_until: Option<i64>,
    pub created_at: i64,
}

/// A conversation as one of its users sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserConversation {
    #[serde(flatten)]
    pub conversation: Conversation,
    #[serde(flatten)]
    pub rest: BTreeMap<String, Value>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConversationFilter {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<BTreeMap<String, CustomPredicate>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<Vec<Value>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CustomPredicate {
    Presence(CustomPresence),
    Comparison(Vec<Value>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CustomPresence {
    #[serde(rename = "exists")]
    Exists,
    #[serde(rename = "!exists")]
    NotExists,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SortField {
    CreatedAt,
    LastActivity,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortDirection {
    #[serde(rename = "ASC")]
    Ascending,
    #[serde(rename = "DESC")]
    Descending,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Access {
    ReadWrite,
    Read,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum JoinAccess {
    ReadWrite,
    Read,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Notify {
    Enabled(bool),
    Mode(NotifyMode),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotifyMode {
    MentionsOnly,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Participation {
    pub access: Access,
    pub notify: Notify,
    pub is_unread: Option<bool>,
    pub joined_at: Option<i64>,
    pub read_until: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct JoinOptions {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<JoinAccess>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notify: Option<Notify>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ParticipationUpdate {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notify: Option<Notify>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_until: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ParticipantEmail {
    pub email_address: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum NewMessage {
    UserMessage(UserMessage),
    SystemMessage(SystemMessage),
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserMessage {
    pub sender: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Vec<NewContentBlock>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachment_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<[f64; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referenced_message_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<CustomData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SystemMessage {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Vec<NewContentBlock>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachment_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<CustomData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SentMessage {
    pub id: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MessageEdit {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Vec<NewContentBlock>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<Option<CustomUpdate>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    pub id: String,
    pub conversation_id: String,
    #[serde(rename = "type")]
    pub kind: MessageType,
    pub sender_id: Option<String>,
    pub text: Option<String>,
    pub content: Option<Vec<ContentBlock>>,
    pub attachment: Option<Attachment>,
    pub location: Option<[f64; 2]>,
    pub custom: CustomData,
    pub read_by: Vec<String>,
    pub origin: MessageOrigin,
    pub referenced_message_id: Option<String>,
    pub reactions: Option<BTreeMap<String, Value>>,
    pub created_at: i64,
    pub edited_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MessageType {
    UserMessage,
    SystemMessage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MessageOrigin {
    Web,
    Rest,
    Email,
    Import,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    pub url: String,
    pub size: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum ContentBlock {
    Text(TextBlock),
    File(FileBlock),
    Location(LocationBlock),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum NewContentBlock {
    Text(TextBlock),
    File(NewFileBlock),
    Location(LocationBlock),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextBlock {
    pub children: Vec<TextNode>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileBlock {
    pub file_token: String,
    pub url: String,
    pub filename: String,
    pub size: i64,
    pub subtype: Option<FileSubtype>,
    pub width: Option<f64>,
    pub height: Option<f64>,
    pub duration: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewFileBlock {
    pub file_token: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FileSubtype {
    Image,
    Video,
    Audio,
    Voice,
}

impl FileSubtype {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Voice => "voice",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LocationBlock {
    pub latitude: f64,
    pub longitude: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TextNode {
    Plain(String),
    Styled(StyledText),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum StyledText {
    Bold(Markup),
    Italic(Markup),
    Strikethrough(Markup),
    BulletList(Markup),
    BulletPoint(Markup),
    CodeSpan(CodeSpan),
    Link(Link),
    AutoLink(AutoLink),
    ActionLink(Action),
    ActionButton(Action),
    Mention(Mention),
    CustomEmoji(CustomEmoji),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Markup {
    pub children: Vec<TextNode>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodeSpan {
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    pub url: String,
    pub children: Vec<TextNode>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AutoLink {
    pub url: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Action {
    pub action: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub params: Option<BTreeMap<String, String>>,
    pub children: Vec<TextNode>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    pub id: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomEmoji {
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reaction {
    pub user_id: String,
    #[serde(flatten)]
    pub rest: BTreeMap<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ReactionList {
    Bare(Vec<Reaction>),
    Page(Page<Reaction>),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileUpload {
    pub file: Vec<u8>,
    pub filename: Option<String>,
    pub subtype: Option<FileSubtype>,
    pub width: Option<f64>,
    pub height: Option<f64>,
    pub duration: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UploadedFile {
    pub file_token: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum ImportedMessage {
    UserMessage(ImportedUserMessage),
    SystemMessage(ImportedSystemMessage),
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportedUserMessage {
    pub sender: String,
    pub created_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Vec<NewContentBlock>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<CustomData>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportedSystemMessage {
    pub created_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Vec<NewContentBlock>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<CustomData>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotificationRequest {
    pub channels: Vec<NotificationChannel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipients: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sms_settings: Option<SmsSettings>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_settings: Option<EmailSettings>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NotificationChannel {
    Email,
    Sms,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SmsSettings {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sms_template: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EmailSettings {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inbox_url: Option<String>,
    #[serde(flatten)]
    pub rest: BTreeMap<String, Value>,
}

/// A number of one's own, the method, the path, the body, options.
pub type BatchOperation = Vec<Value>;

/// The number, the status, the body.
pub type BatchResult = (i64, u16, Value);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookEvent {
    pub id: String,
    pub created_at: i64,
    #[serde(flatten)]
    pub event: Event,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "user.created")]
    UserCreated(UserEvent),
    #[serde(rename = "user.updated")]
    UserUpdated(UserEvent),
    #[serde(rename = "message.sent")]
    MessageSent(MessageSentEvent),
    #[serde(rename = "message.updated")]
    MessageUpdated(MessageChangedEvent),
    #[serde(rename = "message.deleted")]
    MessageDeleted(MessageChangedEvent),
    #[serde(rename = "message.read")]
    MessageRead(MessageReadEvent),
    #[serde(rename = "conversation.deleted")]
    ConversationDeleted(ConversationDeletedEvent),
    #[serde(rename = "notification.triggered")]
    NotificationTriggered(NotificationEvent),
    #[serde(rename = "notification.sent")]
    NotificationSent(NotificationEvent),
    #[serde(rename = "notification.delivered")]
    NotificationDelivered(NotificationEvent),
    #[serde(rename = "notification.bounced")]
    NotificationBounced(NotificationEvent),
    #[serde(rename = "notification.opened")]
    NotificationOpened(NotificationEvent),
    #[serde(rename = "notification.link.clicked")]
    NotificationLinkClicked(NotificationEvent),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserEvent {
    pub user: User,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessageSentEvent {
    pub conversation: Conversation,
    pub message: Message,
    pub sender: Option<User>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessageChangedEvent {
    pub conversation: Option<Conversation>,
    pub message: Option<Message>,
    pub sender: Option<User>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessageReadEvent {
    pub message: Message,
    pub recipient: User,
    pub sender: Option<User>,
    pub conversation: Option<Conversation>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConversationDeletedEvent {
    pub conversation: Option<Conversation>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotificationEvent {
    pub notification_id: Option<String>,
    pub conversation: Option<Conversation>,
    pub recipient: Option<User>,
    pub sender: Option<User>,
    pub messages: Option<Vec<Message>>,
}

/// What the body of an error may hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ErrorBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons: Option<BTreeMap<String, Value>>,
    #[serde(flatten)]
    pub rest: BTreeMap<String, Value>,
}
