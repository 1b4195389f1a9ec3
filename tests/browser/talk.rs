//! The guide's conversation, written by the client.

use talkjs_client::{Client, UserMessage, payload};
use talkjs_emulator::{Builder, Emulator};

/// An emulator and a client that talks to it.
pub struct Talk {
    pub emulator: Emulator,
    pub client: Client,
}

impl Talk {
    pub async fn new() -> Self {
        Self::with(Emulator::builder()).await
    }

    pub async fn with(builder: Builder) -> Self {
        let emulator = builder.start().await.unwrap();
        let client = Client::builder()
            .app_id(emulator.app_id())
            .secret_key(emulator.secret_key())
            .base_url(emulator.base_url())
            .build()
            .unwrap();
        Self { emulator, client }
    }

    /// Alice, Sebastian, and what Sebastian has said to her.
    pub async fn with_message() -> Self {
        let talk = Self::new().await;
        talk.conversation().await;
        talk.say("8029", "Hello Alice!").await;
        talk
    }

    pub async fn users(&self) {
        let alice = payload!(NewUser { "name": "Alice", "email": ["alice@example.com"], "role": "buyer" });
        let sebastian = payload!(NewUser { "name": "Sebastian", "role": "seller" });
        self.client.upsert_user("12081", alice).send().await.unwrap();
        self.client.upsert_user("8029", sebastian).send().await.unwrap();
    }

    /// A conversation in which nobody has said anything.
    pub async fn conversation(&self) {
        self.users().await;
        let details = payload!(ConversationUpdate {
            "participants": ["12081", "8029"],
            "subject": "What a lovely day!",
            "custom": { "category": "order_inquiry" },
        });
        self.client.upsert_conversation("order_391_fc", details).send().await.unwrap();
    }

    pub async fn say(&self, sender: &str, text: &str) {
        let message = UserMessage::new(sender, text);
        self.client.send_messages("order_391_fc", [message]).send().await.unwrap();
    }

    /// What was said, newest first.
    pub async fn said(&self) -> Vec<String> {
        let messages = self.client.list_messages("order_391_fc").send().await.unwrap();
        messages.data.into_iter().map(|message| message.text.unwrap_or_default()).collect()
    }

    /// The address of a page.
    pub fn page(&self, query: &str) -> String {
        format!("{}/?{query}", self.emulator.base_url())
    }
}

/// The conversation in Alice's inbox.
pub const ALICES: &str = "user=12081&conversation=order_391_fc";
