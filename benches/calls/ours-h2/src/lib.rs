//! The calls by talkjs-client over HTTP/2, which the server is known to speak.

use std::time::Duration;

use harness::Contestant;
use ours::Ours;
use talkjs_client::transport::reqwest;

/// OursH2 over HTTP/2.
pub struct OursH2(Ours);

impl Contestant for OursH2 {
    async fn new(server: &str) -> Self {
        let client = reqwest::Client::builder().http2_prior_knowledge().no_proxy();
        let client = client.redirect(reqwest::redirect::Policy::none()).retry(reqwest::retry::never());
        let client = client.connect_timeout(Duration::from_secs(3)).build().expect("a client");
        Self(Ours::with(server, |settings| settings.http_client(client)))
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
