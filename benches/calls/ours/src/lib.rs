//! The calls by talkjs-client.

use harness::{APP, Contestant};
use talkjs_client::rate_limit::{RateLimit, RateLimiter};
use talkjs_client::{Client, ClientBuilder, UserMessage, UserUpdate};

/// A client as the README makes it, without the limiter, which would hold the calls back.
pub struct Ours(Client);

impl Ours {
    /// The same with other settings.
    pub fn with(server: &str, settings: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Self {
        let client = Client::builder().app_id(APP).secret_key("sk_test_bench").base_url(server).without_limiter();
        Self(settings(client).build().expect("a client"))
    }

    /// It.
    pub fn client(&self) -> &Client {
        &self.0
    }
}

/// The same with the limiter, and a limit that never holds a call back.
pub struct Limited(Ours);

impl Contestant for Limited {
    async fn new(server: &str) -> Self {
        let limit = RateLimit::per_second(1_000_000, 1_000_000);
        Self(Ours::with(server, |client| client.limiter(RateLimiter::new(limit))))
    }

    async fn upsert_user(&self) {
        self.0.upsert_user().await;
    }

    async fn send_messages(&self) {
        self.0.send_messages().await;
    }

    async fn list_messages(&self) {
        self.0.list_messages().await;
    }
}

impl Contestant for Ours {
    async fn new(server: &str) -> Self {
        Self::with(server, |client| client)
    }

    async fn upsert_user(&self) {
        let user = UserUpdate::new()
            .name("Alice")
            .email(["alice@example.com"])
            .photo_url("https://yoursite.com/userpictures/12081.png")
            .welcome_message("Hey there! :-)")
            .role("buyer")
            .custom([("tier", "gold")]);
        self.0.upsert_user("12081", user).send().await.expect("an answer");
    }

    async fn send_messages(&self) {
        let message = UserMessage::new("12081", "Hello Alice!").idempotency_key("order-391-created-0");
        let sent = self.0.send_messages("order_391", [message]).send().await.expect("an answer");
        assert_eq!(sent.len(), 1);
    }

    async fn list_messages(&self) {
        let page = self.0.list_messages("order_391").limit(100).send().await.expect("an answer");
        assert_eq!(page.data.len(), 100);
    }
}
