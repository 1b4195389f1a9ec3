//! The calls by the client that progenitor generates of `talkjs.json`: our description cut to the operations that are called,
//! without what progenitor cannot read (`oneOf` of `required`).

use std::num::NonZeroU64;
use std::time::Duration;

use harness::{APP, Contestant, TOKEN};

mod generated {
    progenitor::generate_api!("talkjs.json");
}
use generated::{Client, types};

/// A client with its credential as a default header, as progenitor's documentation has it, and with our limits of time.
pub struct Progenitor(Client);

impl Contestant for Progenitor {
    async fn new(server: &str) -> Self {
        let credential = format!("Bearer {TOKEN}").parse().expect("a header");
        let headers = [(reqwest::header::AUTHORIZATION, credential)].into_iter().collect();
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(15))
            .connect_timeout(Duration::from_secs(3))
            .default_headers(headers);
        Self(Client::new_with_client(&format!("{server}/v1/{APP}"), client.build().expect("a client")))
    }

    async fn upsert_user(&self) {
        let custom = [("tier".to_owned(), Some("gold".to_owned()))];
        let user = types::UserUpdate {
            name: Some("Alice".to_owned()),
            email: Some(vec!["alice@example.com".to_owned()]),
            photo_url: Some("https://yoursite.com/userpictures/12081.png".to_owned()),
            welcome_message: Some("Hey there! :-)".to_owned()),
            role: Some("buyer".to_owned()),
            custom: Some(types::CustomUpdate(custom.into_iter().collect())),
            ..Default::default()
        };
        self.0.upsert_user(&"12081".parse().expect("an id"), &user).await.expect("an answer");
    }

    async fn send_messages(&self) {
        let message = types::UserMessage {
            sender: "12081".parse().expect("an id"),
            text: Some("Hello Alice!".to_owned()),
            idempotency_key: Some("order-391-created-0".parse().expect("a key")),
            attachment_token: None,
            content: None,
            custom: None,
            location: None,
            referenced_message_id: None,
            type_: types::UserMessageType::UserMessage,
        };
        let messages = types::NewMessages(vec![types::NewMessage::UserMessage(message)]);
        let sent = self.0.send_messages(&"order_391".parse().expect("an id"), &messages).await.expect("an answer");
        assert_eq!(sent.len(), 1);
    }

    async fn list_messages(&self) {
        let conversation = "order_391".parse().expect("an id");
        let page = self.0.list_messages(&conversation, NonZeroU64::new(100), None).await.expect("an answer");
        assert_eq!(page.data.len(), 100);
    }
}
