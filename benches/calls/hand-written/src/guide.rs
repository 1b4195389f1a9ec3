//! What TalkJS' guides do, with `json!` instead of types.

use harness::{APP, TOKEN};
use reqwest::Client;
use serde_json::{Map, Value, json};

/// A client that sends what it is given.
pub struct Guide {
    client: Client,
    base: String,
}

impl Guide {
    /// Prepares a client.
    #[must_use]
    pub fn new(server: &str) -> Self {
        Self { client: Client::new(), base: format!("{server}/v1/{APP}") }
    }

    /// Writes two users and a conversation, and sends a message.
    pub async fn start_conversation(&self) {
        let alice = json!({ "name": "Alice", "email": ["alice@example.com"], "role": "buyer" });
        self.put("/users/12081", &alice).await;
        let sebastian = json!({ "name": "Sebastian", "email": ["sebastian@example.com"], "role": "seller" });
        self.put("/users/8029", &sebastian).await;
        let conversation = json!({ "participants": ["12081", "8029"], "subject": "What a lovely day!" });
        self.put("/conversations/order_391", &conversation).await;
        let messages = json!([{ "type": "UserMessage", "sender": "8029", "text": "Hello Alice!" }]);
        let url = format!("{}/conversations/order_391/messages", self.base);
        let answer = self.client.post(url).bearer_auth(TOKEN).json(&messages).send().await.expect("an answer");
        let sent: Value = answer.error_for_status().expect("success").json().await.expect("JSON");
        assert!(sent[0]["id"].is_string());
    }

    /// Writes users.
    pub async fn write_users(&self, users: usize) {
        for first in (0..users).step_by(100) {
            let user = |n| {
                let user =
                    json!({ "name": format!("User {n}"), "email": [format!("u{n}@example.com")], "role": "buyer" });
                (format!("u{n}"), user)
            };
            let users: Map<String, Value> = (first..users.min(first + 100)).map(user).collect();
            self.put("/users", &Value::Object(users)).await;
        }
    }

    async fn put(&self, path: &str, body: &Value) {
        let url = format!("{}{path}", self.base);
        let answer = self.client.put(url).bearer_auth(TOKEN).json(body).send().await.expect("an answer");
        let _: Value = answer.error_for_status().expect("success").json().await.expect("JSON");
    }
}
