//! The calls by reqwest and serde over HTTP/2, which the server is known to speak.

use hand_written::HandWritten;
use harness::Contestant;

/// HandWrittenH2 over HTTP/2.
pub struct HandWrittenH2(HandWritten);

impl Contestant for HandWrittenH2 {
    async fn new(server: &str) -> Self {
        Self(HandWritten::with(server, |client| client.http2_prior_knowledge()))
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
