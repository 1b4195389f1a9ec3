//! A generated client of an API that exists only here, with the settings that APIs of others need.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod credentials;
mod errors;
#[cfg(feature = "http2")]
mod http2;
mod idempotency;
mod odd;
mod owned;
mod raw_requests;
#[cfg(feature = "tower")]
mod tower;
mod typed_errors;
mod typed_headers;
mod urls;

use talkjs_runtime::test_util::{Play, ScriptedTransport};
use talkjs_runtime::{ClientCore, ClientCoreBuilder};

#[allow(dead_code, missing_docs, reason = "generated for these tests")]
mod api {
    talkjs_macros::api! { spec = "tests/shop.yaml" }
}

/// A transport that responds to everything with a product.
fn products() -> ScriptedTransport {
    ScriptedTransport::by(|_| product())
}

fn product() -> Play {
    Play::response(200, r#"{"id":"tea","name":"Tea"}"#)
}

fn builder(transport: &ScriptedTransport) -> ClientCoreBuilder {
    ClientCore::builder("https://shop.test/v1").transport(transport.clone())
}

fn client(builder: ClientCoreBuilder) -> api::Client {
    api::Client::with_core(builder.build().unwrap())
}
