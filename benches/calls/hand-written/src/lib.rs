//! The calls by reqwest and serde, as one writes them by hand.

mod guide;

use std::collections::BTreeMap;
use std::time::Duration;

use harness::{APP, Contestant, TOKEN};
use reqwest::{Client, ClientBuilder};
use serde::{Deserialize, Serialize};

pub use guide::Guide;

/// A client with the same limits of time as ours.
pub struct HandWritten {
    client: Client,
    base: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct User {
    name: String,
    email: Vec<String>,
    photo_url: String,
    welcome_message: String,
    role: String,
    custom: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Done {}

#[derive(Serialize)]
#[serde(tag = "type")]
enum NewMessage {
    #[serde(rename_all = "camelCase")]
    UserMessage { sender: String, text: String, idempotency_key: String },
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read and not looked at")]
struct SentMessage {
    id: String,
}

#[derive(Deserialize)]
struct MessageList {
    data: Vec<Message>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "it is read and not looked at")]
struct Message {
    id: String,
    conversation_id: String,
    r#type: MessageType,
    sender_id: Option<String>,
    text: Option<String>,
    #[serde(default)]
    content: Vec<ContentBlock>,
    attachment: Option<serde_json::Value>,
    location: Option<(f64, f64)>,
    custom: BTreeMap<String, String>,
    read_by: Vec<String>,
    origin: Origin,
    referenced_message_id: Option<String>,
    reactions: Option<BTreeMap<String, serde_json::Value>>,
    created_at: i64,
    edited_at: Option<i64>,
}

#[derive(Deserialize)]
enum MessageType {
    UserMessage,
    SystemMessage,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Origin {
    Web,
    Rest,
    Import,
    Email,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
#[expect(dead_code, reason = "it is read and not looked at")]
enum ContentBlock {
    Text { children: Vec<serde_json::Value> },
    File { url: String, size: i64 },
    Location { latitude: f64, longitude: f64 },
}

impl HandWritten {
    /// The same with other settings.
    pub fn with(server: &str, settings: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Self {
        let client = Client::builder().timeout(Duration::from_secs(15)).connect_timeout(Duration::from_secs(3));
        Self { client: settings(client).build().expect("a client"), base: format!("{server}/v1/{APP}") }
    }
}

impl Contestant for HandWritten {
    async fn new(server: &str) -> Self {
        Self::with(server, |client| client)
    }

    async fn upsert_user(&self) {
        let user = User {
            name: "Alice".to_owned(),
            email: vec!["alice@example.com".to_owned()],
            photo_url: "https://yoursite.com/userpictures/12081.png".to_owned(),
            welcome_message: "Hey there! :-)".to_owned(),
            role: "buyer".to_owned(),
            custom: BTreeMap::from([("tier".to_owned(), "gold".to_owned())]),
        };
        let url = format!("{}/users/{}", self.base, "12081");
        let answer = self.client.put(url).bearer_auth(TOKEN).json(&user).send().await.expect("an answer");
        let Done {} = answer.error_for_status().expect("success").json().await.expect("what it should be");
    }

    async fn send_messages(&self) {
        let message = NewMessage::UserMessage {
            sender: "12081".to_owned(),
            text: "Hello Alice!".to_owned(),
            idempotency_key: "order-391-created-0".to_owned(),
        };
        let url = format!("{}/conversations/{}/messages", self.base, "order_391");
        let answer = self.client.post(url).bearer_auth(TOKEN).json(&[message]).send().await.expect("an answer");
        let sent: Vec<SentMessage> = answer.error_for_status().expect("success").json().await.expect("ids");
        assert_eq!(sent.len(), 1);
    }

    async fn list_messages(&self) {
        let url = format!("{}/conversations/{}/messages", self.base, "order_391");
        let query = [("limit", 100)];
        let answer = self.client.get(url).bearer_auth(TOKEN).query(&query).send().await.expect("an answer");
        let page: MessageList = answer.error_for_status().expect("success").json().await.expect("a page");
        assert_eq!(page.data.len(), 100);
    }
}
