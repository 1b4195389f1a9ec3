//! A client of [TalkJS' REST API](https://talkjs.com/docs/Reference/REST_API/), for backends.
//!
//! The types and methods are generated, while this crate compiles, from an OpenAPI description of the API that is part
//! of it. They know the description: what is required is an argument, what may be left out is a setter, what the API
//! would refuse is refused before it is sent.
//!
//! ```no_run
//! use talkjs_client::{Client, ConversationUpdate, NewUser, UserMessage};
//!
//! #[tokio::main]
//! async fn main() -> Result<(), talkjs_client::Error> {
//!     let talkjs = Client::from_env()?; // TALKJS_APP_ID, TALKJS_SECRET_KEY, optional TALKJS_BASE_URL
//!
//!     let started = talkjs
//!         .start_conversation("order_391_fc")
//!         .participant("12081", NewUser::new("Alice").email(["alice@example.com"]).role("buyer"))
//!         .participant("8029", NewUser::new("Sebastian").email(["sebastian@example.com"]).role("seller"))
//!         .details(ConversationUpdate::new().subject("What a lovely day!").custom([("category", "order_inquiry")]))
//!         .message(UserMessage::new("8029", "Hello Alice!"))
//!         .send()
//!         .await?;
//!
//!     println!("{}", started.message_ids[0]);
//!     Ok(())
//! }
//! ```
//!
//! # One method per operation
//!
//! [`Client`] has a method for each operation of the API. Lists can be walked through over all their pages:
//!
//! ```no_run
//! # async fn list(talkjs: talkjs_client::Client) -> Result<(), talkjs_client::Error> {
//! let mut users = talkjs.list_users().stream();
//! while let Some(user) = users.next().await {
//!     println!("{}", user?.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Updates
//!
//! A member that is not set is not sent, and TalkJS leaves it as it is. A member that is cleared is sent as `null`, and
//! TalkJS resets it. See [`runtime::Patch`].
//!
//! ```
//! use talkjs_client::UserUpdate;
//!
//! # fn main() -> Result<(), serde_json::Error> {
//! let update = UserUpdate::new().clear_photo_url().role("buyer");
//! assert_eq!(serde_json::to_string(&update)?, r#"{"photoUrl":null,"role":"buyer"}"#);
//! # Ok(())
//! # }
//! ```
//!
//! # Errors
//!
//! [`Error`] tells apart what was never sent, what may have taken effect without an answer, and what the API refused.
//! Nothing here retries: a call makes one request.
//!
//! # Runtime
//!
//! Calls are polled in a tokio runtime whose timers and I/O are on, as `#[tokio::main]` and `#[tokio::test]` make it.
//!
//! # Cargo features
//!
//! `rustls` (on by default), `rustls-ring` and `native-tls` choose how https is spoken. Without any of them there is
//! only plain http, which is for servers on this machine and enough for tests.

mod api;
mod auth;
mod client;
mod facade;
pub mod runtime;
mod secret;
mod timestamp;

pub use api::*;
pub use auth::{AppToken, SecretKeyBearer};
pub use client::ClientBuilder;
pub use facade::{Batch, BatchAnswer, Interrupted, StartConversation, StartedConversation, Step};
pub use runtime::Error;
pub use secret::{Secret, SecretError};
pub use talkjs_macros::api;
