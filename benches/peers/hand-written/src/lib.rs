//! A client of TalkJS' REST API as one would write it by hand: reqwest, serde, a struct for each body and a function for
//! each operation of `spec/talkjs.yaml`. No retries, no limits, no checks.

pub mod types;

use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use types::*;

/// Why a call failed.
#[derive(Debug)]
pub enum Error {
    /// No usable answer.
    Http(reqwest::Error),
    /// The answer is an error.
    Api { status: StatusCode, body: Option<ErrorBody> },
    /// The base URL, with what was added to it.
    Url,
    /// A query that is no JSON.
    Json(serde_json::Error),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Http(error) => write!(f, "{error}"),
            Self::Api { status, body: _ } => write!(f, "the API answered {status}"),
            Self::Url => f.write_str("the base URL cannot be added to"),
            Self::Json(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}

pub type Result<T> = std::result::Result<T, Error>;

/// What `{}` is read as.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Empty {}

/// The query of lists of users.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListUsers {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starting_after: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_online: Option<bool>,
}

/// The query of lists of conversations.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListConversations {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starting_after: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_by: Option<SortField>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_direction: Option<SortDirection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset_ts: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_message_after: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_message_before: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreads_only: Option<bool>,
    #[serde(skip)]
    pub filter: Option<ConversationFilter>,
}

/// The query of lists of messages.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListMessages {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starting_after: Option<String>,
}

/// The query of lists of reactions.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct ListReactions {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A client of one app.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: reqwest::Url,
    token: String,
}

impl Client {
    /// `base` is `https://api.talkjs.com/v1/` with the id of the app.
    pub fn new(base: &str, token: &str) -> Result<Self> {
        let base = reqwest::Url::parse(base).map_err(|_| Error::Url)?;
        let http = reqwest::Client::builder().timeout(std::time::Duration::from_secs(30)).build()?;
        Ok(Self { http, base, token: token.to_owned() })
    }

    fn request(&self, method: Method, path: &[&str]) -> Result<RequestBuilder> {
        let mut url = self.base.clone();
        url.path_segments_mut().map_err(|()| Error::Url)?.pop_if_empty().extend(path);
        Ok(self.http.request(method, url).bearer_auth(&self.token))
    }

    async fn send(request: RequestBuilder) -> Result<Response> {
        let response = request.send().await?;
        let status = response.status();
        if status == StatusCode::OK {
            return Ok(response);
        }
        let body = response.text().await?;
        Err(Error::Api { status, body: serde_json::from_str(&body).ok() })
    }

    async fn json<T: DeserializeOwned>(request: RequestBuilder) -> Result<T> {
        Ok(Self::send(request).await?.json().await?)
    }

    async fn done(request: RequestBuilder) -> Result<()> {
        let Empty {} = Self::json(request).await?;
        Ok(())
    }

    pub async fn get_app(&self) -> Result<App> {
        Self::json(self.request(Method::GET, &[""])?).await
    }

    pub async fn update_app(&self, update: &AppUpdate) -> Result<()> {
        Self::done(self.request(Method::PUT, &[""])?.json(update)).await
    }

    pub async fn list_themes(&self) -> Result<std::collections::BTreeMap<String, Theme>> {
        Self::json(self.request(Method::GET, &["themes"])?).await
    }

    pub async fn upsert_user(&self, id: &str, update: &UserUpdate) -> Result<()> {
        Self::done(self.request(Method::PUT, &["users", id])?.json(update)).await
    }

    pub async fn get_user(&self, id: &str) -> Result<User> {
        Self::json(self.request(Method::GET, &["users", id])?).await
    }

    pub async fn upsert_users(&self, users: &UserBatch) -> Result<()> {
        Self::done(self.request(Method::PUT, &["users"])?.json(users)).await
    }

    pub async fn list_users(&self, query: &ListUsers) -> Result<Page<User>> {
        Self::json(self.request(Method::GET, &["users"])?.query(query)).await
    }

    pub async fn list_user_conversations(
        &self,
        user: &str,
        query: &ListConversations,
    ) -> Result<Page<UserConversation>> {
        let request = self.request(Method::GET, &["users", user, "conversations"])?;
        Self::json(filtered(request.query(query), query.filter.as_ref())?).await
    }

    pub async fn query_presences(&self, query: &PresenceQuery) -> Result<Presences> {
        Self::json(self.request(Method::POST, &["presences"])?.json(query)).await
    }

    pub async fn upsert_conversation(&self, id: &str, update: &ConversationUpdate) -> Result<()> {
        Self::done(self.request(Method::PUT, &["conversations", id])?.json(update)).await
    }

    pub async fn get_conversation(&self, id: &str) -> Result<Conversation> {
        Self::json(self.request(Method::GET, &["conversations", id])?).await
    }

    pub async fn delete_conversation(&self, id: &str) -> Result<()> {
        Self::done(self.request(Method::DELETE, &["conversations", id])?).await
    }

    pub async fn list_conversations(&self, query: &ListConversations) -> Result<Page<Conversation>> {
        let request = self.request(Method::GET, &["conversations"])?.query(query);
        Self::json(filtered(request, query.filter.as_ref())?).await
    }

    pub async fn join_conversation(&self, id: &str, user: &str, options: Option<&JoinOptions>) -> Result<()> {
        let request = self.request(Method::PUT, &["conversations", id, "participants", user])?;
        Self::done(match options {
            Some(options) => request.json(options),
            None => request,
        })
        .await
    }

    pub async fn update_participation(&self, id: &str, user: &str, update: &ParticipationUpdate) -> Result<()> {
        Self::done(self.request(Method::PATCH, &["conversations", id, "participants", user])?.json(update)).await
    }

    pub async fn leave_conversation(&self, id: &str, user: &str) -> Result<()> {
        Self::done(self.request(Method::DELETE, &["conversations", id, "participants", user])?).await
    }

    pub async fn get_participant_email(&self, id: &str, user: &str) -> Result<ParticipantEmail> {
        Self::json(self.request(Method::GET, &["conversations", id, "participants", user, "email"])?).await
    }

    pub async fn send_messages(&self, id: &str, messages: &[NewMessage]) -> Result<Vec<SentMessage>> {
        Self::json(self.request(Method::POST, &["conversations", id, "messages"])?.json(messages)).await
    }

    pub async fn list_messages(&self, id: &str, query: &ListMessages) -> Result<Page<Message>> {
        Self::json(self.request(Method::GET, &["conversations", id, "messages"])?.query(query)).await
    }

    pub async fn get_message(&self, id: &str, message: &str) -> Result<Message> {
        Self::json(self.request(Method::GET, &["conversations", id, "messages", message])?).await
    }

    pub async fn edit_message(&self, id: &str, message: &str, edit: &MessageEdit) -> Result<()> {
        Self::done(self.request(Method::PUT, &["conversations", id, "messages", message])?.json(edit)).await
    }

    pub async fn delete_message(&self, id: &str, message: &str) -> Result<()> {
        Self::done(self.request(Method::DELETE, &["conversations", id, "messages", message])?).await
    }

    pub async fn list_reactions(
        &self,
        id: &str,
        message: &str,
        emoji: &str,
        query: &ListReactions,
    ) -> Result<ReactionList> {
        let path = ["conversations", id, "messages", message, "reactions", emoji];
        Self::json(self.request(Method::GET, &path)?.query(query)).await
    }

    pub async fn add_reaction(&self, id: &str, message: &str, emoji: &str, user: &str) -> Result<()> {
        let path = ["conversations", id, "messages", message, "reactions", emoji, user];
        Self::done(self.request(Method::PUT, &path)?).await
    }

    pub async fn remove_reaction(&self, id: &str, message: &str, emoji: &str, user: &str) -> Result<()> {
        let path = ["conversations", id, "messages", message, "reactions", emoji, user];
        Self::done(self.request(Method::DELETE, &path)?).await
    }

    pub async fn upload_file(&self, upload: FileUpload) -> Result<UploadedFile> {
        let mut file = Part::bytes(upload.file);
        if let Some(name) = &upload.filename {
            file = file.file_name(name.clone());
        }
        let mut form = Form::new().part("file", file);
        if let Some(name) = upload.filename {
            form = form.text("filename", name);
        }
        if let Some(subtype) = upload.subtype {
            form = form.text("subtype", subtype.as_str());
        }
        for (name, value) in [("width", upload.width), ("height", upload.height), ("duration", upload.duration)] {
            if let Some(value) = value {
                form = form.text(name, value.to_string());
            }
        }
        Self::json(self.request(Method::POST, &["files"])?.multipart(form)).await
    }

    pub async fn send_notifications(&self, id: &str, notification: &NotificationRequest) -> Result<()> {
        Self::done(self.request(Method::POST, &["conversations", id, "notifications"])?.json(notification)).await
    }

    pub async fn import_messages(&self, id: &str, messages: &[ImportedMessage]) -> Result<Vec<SentMessage>> {
        Self::json(self.request(Method::POST, &["import", "conversations", id, "messages"])?.json(messages)).await
    }

    pub async fn run_batch(&self, operations: &[BatchOperation]) -> Result<Vec<BatchResult>> {
        Self::json(self.request(Method::POST, &["batch"])?.json(operations)).await
    }
}

/// The filter is one parameter, as JSON.
fn filtered(request: RequestBuilder, filter: Option<&ConversationFilter>) -> Result<RequestBuilder> {
    Ok(match filter {
        Some(filter) => request.query(&[("filter", serde_json::to_string(filter)?)]),
        None => request,
    })
}
