//! Test utilities for code that calls a generated client: without a server, network or waiting.
//!
//! [`Mock`] responds by operation, with values of the type that the operation returns: for code that makes calls in any
//! order.
//!
//! ```
//! # mod shop {
//! #     talkjs_macros::api! { spec = "tests/shop.yaml" }
//! # }
//! use serde_json::json;
//! use talkjs_runtime::test_util::{Mock, Play, from_json};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mock = Mock::new();
//! let shop = shop::Client::with_core(mock.core()?);
//! mock.on(shop.get_product("tea")).returns(from_json(&json!({"id": "tea", "name": "Tea"}))?);
//! mock.on(shop.get_status()).plays(Play::response(503, "closed"));
//!
//! assert_eq!(shop.get_product("tea").send().await?.name, "Tea");
//! assert_eq!(mock.calls("getProduct")[0].path(), "/products/tea");
//! # Ok(())
//! # }
//! ```
//!
//! [`ScriptedTransport`] plays responses and failures instead of sending requests, and records the requests. Each
//! request gets the next [`Play`] of a list, or the play that a function returns. [`from_json`] creates values that are
//! only in responses.
//!
//! ```
//! # mod shop {
//! #     talkjs_macros::api! { spec = "tests/shop.yaml" }
//! # }
//! use serde_json::json;
//! use std::time::Duration;
//! use talkjs_runtime::ClientCore;
//! use talkjs_runtime::test_util::{Play, ScriptedTransport};
//! use tokio::time::Instant;
//!
//! # /*
//! #[tokio::test(start_paused = true)]
//! # */
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! async fn a_busy_shop_is_asked_again() -> Result<(), talkjs_runtime::Error> {
//!     let transport = ScriptedTransport::new([
//!         Play::response(503, "").header("retry-after", "7"),
//!         Play::json(200, &json!({"id": "tea", "name": "Tea"})).after(Duration::from_secs(2)),
//!     ]);
//!     let core = ClientCore::builder("http://127.0.0.1:1").transport(transport.clone()).build()?;
//!     let begin = Instant::now();
//!
//!     let tea = shop::Client::with_core(core).get_product("tea").send().await?;
//!
//!     assert_eq!(tea.name, "Tea");
//!     // The nine seconds pass in no time.
//!     assert!(begin.elapsed() >= Duration::from_secs(9));
//!     let sent = transport.sent();
//!     assert_eq!(sent.len(), 2);
//!     assert_eq!(sent[1].path(), "/products/tea");
//!     Ok(())
//! }
//! # fn main() {
//! #     a_busy_shop_is_asked_again().unwrap();
//! # }
//! ```
//!
//! # Time
//!
//! All delays, of plays and of the client, use tokio's clock. In a test with `#[tokio::test(start_paused = true)]` that
//! clock jumps to the next timer as soon as all tasks wait, so hours pass at once and durations are the same in each
//! run. The attribute needs tokio's cargo features `macros`, `rt` and `test-util`. Without it the delays are real.
//!
//! Dates are not paused: the expiry of a token and the age of an idempotency key use the clock of the machine.

mod from_json;
mod mock;
mod play;
mod scripted_transport;
mod sent_request;

pub use crate::test_util::from_json::from_json;
pub use crate::test_util::mock::{Mock, On};
pub use crate::test_util::play::Play;
pub use crate::test_util::scripted_transport::ScriptedTransport;
pub use crate::test_util::sent_request::SentRequest;
