//! A client of [TalkJS' REST API](https://talkjs.com/docs/Reference/REST_API/), for backends.
//!
//! The types and methods are generated at compile time from an OpenAPI description of the API, which is part of this
//! crate. Required values are arguments, optional ones have setters, and invalid values are rejected before sending.
//!
//! ```no_run
//! use talkjs_client::{Client, UserMessage, payload};
//!
//! #[tokio::main]
//! async fn main() -> Result<(), talkjs_client::Error> {
//!     let talkjs = Client::from_env()?; // TALKJS_APP_ID, TALKJS_SECRET_KEY, optional TALKJS_BASE_URL
//!
//!     let started = talkjs
//!         .start_conversation("order_391_fc")
//!         .participant("12081", payload!(NewUser { "name": "Alice", "email": ["alice@example.com"], "role": "buyer" }))
//!         .participant("8029", payload!(NewUser { "name": "Sebastian", "role": "seller" }))
//!         .conversation(payload!(ConversationUpdate { "subject": "Lovely day!", "custom": { "category": "order_inquiry" } }))
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
//! [`Client`] has a method for each operation of the API. Lists can be streamed over all their pages:
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
//! A list ends after its first error. See [`Items`] for how to continue.
//!
//! # Payloads checked at compile time
//!
//! [`payload!`] accepts JSON as in TalkJS' documentation: bare or quoted keys, Rust expressions as values, a variable
//! with the key's name, `..base` to start from another value, `null`, comments. It returns the typed value.
//!
//! ```
//! use talkjs_client::{UserUpdate, payload};
//!
//! let locale = "en-US";
//! let update = payload!(UserUpdate { "photoUrl": null, "custom": { "tier": "gold", "trial": null }, locale });
//! let later: UserUpdate = payload!(UserUpdate { ..update, "role": "buyer" });
//! assert_eq!(later.role.value().map(String::as_str), Some("buyer"));
//! ```
//!
//! Violations of the description do not compile:
//!
//! ```compile_fail
//! fn main() {
//!     talkjs_client::payload!(UserUpdate { "photoURL": null, "custom": { "category": 5 } });
//! }
//! ```
//!
//! ```text
//! error: unknown property `photoURL` in `UserUpdate`; did you mean `photoUrl`?
//!        The properties of a user to set.
//!        described at spec/talkjs.yaml:1308:5
//!  --> src/main.rs:2:42
//!   |
//! 2 |     talkjs_client::payload!(UserUpdate { "photoURL": null, "custom": { "category": 5 } });
//!   |                                          ^^^^^^^^^^
//!
//! error: `custom.category` must be a string, found the integer 5
//!        Changes of the user's custom data, merged key by key.
//!        described at spec/talkjs.yaml:1361:9
//!  --> src/main.rs:2:84
//!   |
//! 2 |     talkjs_client::payload!(UserUpdate { "photoURL": null, "custom": { "category": 5 } });
//!   |                                                                                    ^
//! ```
//!
//! Literals are checked against the whole description, expressions by their types, constants (an upper-case path) by
//! their values if stable Rust can evaluate them: lengths of strings and limits of whole numbers. A const generic
//! parameter is not such a constant; write it in parentheses. Everything else is checked before sending, with the same
//! messages. Two forms of JSON cannot be pasted, because rustc tokenises them first: escapes that Rust lacks (`\u00e9`,
//! `\/`, `\b`, `\f`), and code blocks, which need parentheses in places for objects.
//!
//! # Updates
//!
//! A property that is not set is not sent, and TalkJS keeps its value. A property that is cleared is sent as `null`,
//! and TalkJS resets it. See [`types::Patch`].
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
//! [`Error`] distinguishes requests that were never sent, requests that may have taken effect without a response, and
//! requests that the API rejected. [`Error::is_retryable`] returns whether a worker may send the same request again
//! later.
//!
//! # Retries
//!
//! A call has up to three attempts, and the requests of [`Client::start_conversation`] up to five, if a retry does no
//! harm: reads, updates, deletions, and messages that all have an idempotency key, after a lost connection, a timeout,
//! and the statuses 408, 429, 500, 502, 503 and 504. All other calls are retried only after 429, and if it is certain
//! that nothing was sent; otherwise the error reports an unknown outcome. The delays between attempts are random and
//! increase; `Retry-After` is honoured up to one minute. If too many calls fail, there are no retries, and neither are
//! there for requests with an idempotency key that is older than 23 hours. See [`retry::RetryPolicy`] and
//! [`ClientBuilder::retry`].
//!
//! # Rate limits
//!
//! Calls are limited to the known rate limits of TalkJS, in the order in which they are made: a burst of 590 after a
//! time without calls, then 9 per second; batches 490 and 1. Each attempt counts. A call that would have to queue for
//! longer than its timeout (60 seconds by default) fails at once. The limits apply to an app, so several clients have
//! to share a limiter: see [`rate_limit::RateLimiter`] and [`ClientBuilder::limiter`].
//!
//! # Jobs of backends
//!
//! | Job | What it does | After a crash | Cargo feature |
//! |---|---|---|---|
//! | [`Client::start_conversation`] | writes users, conversation and first messages | repeat with the same key | |
//! | [`Client::bulk_upsert_users`], [`Client::bulk_import_messages`] | write more than fits into one request | repeat; after a checkpoint | |
//! | `Client::sync_users` | writes the users of a database that have changed | repeat: written users are skipped | `sync` |
//! | `Client::export_user` | reads all data that TalkJS has about a person, as JSON lines | repeat | `person` |
//! | `Client::erase_user` | erases the data of a person as far as the API supports it, and reports what remains | make a new plan with the remaining steps | `person` |
//! | `Client::import` | imports the history of another service, such as Sendbird | repeat with the same checkpoint | `import` |
//!
//! # Settings of a single call
//!
//! ```no_run
//! use std::time::Duration;
//! use talkjs_client::http::Method;
//! use talkjs_client::retry::RetryPolicy;
//!
//! # async fn otherwise(talkjs: talkjs_client::Client) -> Result<(), talkjs_client::Error> {
//! let user = talkjs
//!     .get_user("12081")
//!     .timeout(Duration::from_secs(2)) // from here to the end: queue, attempts, delays
//!     .retry(RetryPolicy::none())
//!     .header("X-Request-Id", "7")
//!     .send()
//!     .await?;
//!
//! // A request that the description does not have, with the same credential, limits and retries.
//! let response = talkjs.request(Method::GET, "/users/12081").send().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Observability
//!
//! Hooks get each attempt and its result, with everything except the credential, and cannot change it:
//!
//! ```
//! use talkjs_client::Client;
//!
//! # fn main() -> Result<(), talkjs_client::Error> {
//! let talkjs = Client::builder()
//!     .app_id("q3k1pa9d")
//!     .secret_key("sk_test_example")
//!     .base_url("http://127.0.0.1:4010")
//!     .on_request(|request| println!("{} (attempt {})", request.operation, request.attempt))
//!     .on_response(|response| match response.result {
//!         Ok(head) => println!("{}: {} after {:?}", response.request.operation, head.status, response.duration),
//!         Err(error) => println!("{}: {error}", response.request.operation),
//!     })
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! With the cargo feature `tracing` there are spans of the crate `tracing` for each job, call and attempt, with the
//! target `talkjs_runtime` and the field `client` = `talkjs-client/…`. They contain no data. See
//! [`talkjs_runtime`](talkjs_runtime#spans). The jobs are `start_conversation`, `bulk_upsert_users`,
//! `bulk_import_messages`, `sync_users`, `erase_user` and `import`; a page of a list is a call, and so is each request
//! of [`Client::start_conversation`].
//!
//! # Runtime
//!
//! Calls must be polled in a tokio runtime with timers and I/O enabled, as in `#[tokio::main]` and `#[tokio::test]`.
//!
//! # Cargo features
//!
//! `rustls` (on by default), `rustls-ring` and `native-tls` select the TLS implementation. Without TLS, turn on
//! `rust-crypto`: then only plain http is supported, which is for servers on this machine and sufficient for tests. One of
//! the four is required, because it has the hashes that sign tokens; without any of them this crate does not compile. If
//! several are enabled, `rustls-ring` takes precedence over `native-tls`, and `native-tls` over `rustls`. A client uses
//! rustls' default provider of the process, if the application has installed one, and never installs one.
//!
//! `sync`, `person` and `import` add [jobs](#jobs-of-backends), which few programs need and all would compile.
//!
//! `webhooks` adds the module `webhooks`, which verifies and reads events from TalkJS.
//!
//! `tracing` adds [spans](#observability). `http2` adds HTTP/2 if the server offers it by TLS. `tower` adds [a `tower`
//! service as transport](transport). `record` adds `hooks::Recorder`, which records exchanges to check them against the
//! description.
//!
//! `test-util` adds the module `test_util` for tests of your own code: a mock that responds by operation, a transport
//! that plays a script, with delays that take no time while tokio's clock is paused, and values that are only in
//! responses. Enable it in `[dev-dependencies]`.
//!
#![cfg_attr(feature = "test-util", doc = "```")]
#![cfg_attr(not(feature = "test-util"), doc = "```ignore")]
//! use std::time::Duration;
//!
//! use talkjs_client::serde_json::json;
//! use talkjs_client::test_util::{Play, ScriptedTransport, from_json};
//! use talkjs_client::{Client, Error, User};
//!
//! /// The code that is tested.
//! async fn name(talkjs: &Client, id: &str) -> Result<String, Error> {
//!     Ok(talkjs.get_user(id).send().await?.name)
//! }
//!
//! # /*
//! #[tokio::test(start_paused = true)]
//! # */
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! async fn a_name_is_fetched_again_after_a_lost_connection() -> Result<(), Error> {
//!     let alice = json!({"id": "12081", "name": "Alice", "custom": {}, "createdAt": 1_711_929_600_000_i64});
//!     let transport = ScriptedTransport::new([
//!         Play::no_response().after(Duration::from_secs(10)),
//!         Play::json(200, &alice),
//!     ]);
//!     let builder = Client::builder().app_id("q3k1pa9d").secret_key("sk_test_example");
//!     let talkjs = builder.transport(transport.clone()).build()?;
//!
//!     assert_eq!(name(&talkjs, "12081").await?, "Alice");
//!     assert_eq!(transport.sent().len(), 2);
//!
//!     // A user without a request.
//!     let user: User = from_json(&alice).unwrap();
//!     assert_eq!(user.id.as_str(), "12081");
//!     Ok(())
//! }
//! # fn main() {
//! #     a_name_is_fetched_again_after_a_lost_connection().unwrap();
//! # }
//! ```
//!
//! The mock matches the given call. A value of another type than the operation's response does not compile:
//!
#![cfg_attr(feature = "test-util", doc = "```")]
#![cfg_attr(not(feature = "test-util"), doc = "```ignore")]
//! use talkjs_client::serde_json::json;
//! use talkjs_client::test_util::{Mock, Play, from_json};
//! use talkjs_client::{Client, User};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mock = Mock::new();
//! let builder = Client::builder().app_id("q3k1pa9d").secret_key("sk_test_example");
//! let talkjs = builder.transport(mock.clone()).build()?;
//! let alice: User = from_json(&json!({"id": "12081", "name": "Alice", "custom": {}, "createdAt": 1_711_929_600_000_i64}))?;
//! mock.on(talkjs.get_user("12081")).returns(alice);
//! mock.on(talkjs.get_user("12082")).plays(Play::json(404, &json!({})));
//!
//! assert_eq!(talkjs.get_user("12081").send().await?.name, "Alice");
//! assert!(talkjs.get_user("12082").send().await.unwrap_err().is_not_found());
//! assert_eq!(mock.calls("getUser").len(), 2);
//! # Ok(())
//! # }
//! ```

#[cfg(not(any(feature = "rustls", feature = "rustls-ring", feature = "native-tls", feature = "rust-crypto")))]
compile_error!(
    "talkjs-client needs one of its cargo features `rustls` (the default), `rustls-ring`, `native-tls` or, for plain http alone, `rust-crypto`"
);

mod api;
mod client;
mod errors;
mod facade;
#[cfg(doc)]
pub mod guide;
mod hash;
mod hex;
mod ids;
mod secret;
mod signer;
mod timestamp;
#[cfg(feature = "webhooks")]
pub mod webhooks;

pub use api::*;
pub use client::ClientBuilder;
pub use errors::is_unknown_app;
pub use facade::{
    Batch, BatchHandle, BatchResponse, BatchResponses, BulkImport, BulkProgress, BulkReport, BulkStop, BulkUsers,
    FailedUsers, ImportReport, StartConversation, StartConversationError, StartedConversation, Step,
    keyed_one_on_one_id, one_on_one_id,
};
#[cfg(feature = "import")]
pub use facade::{
    CheckpointFile, CheckpointStore, ConvertError, Import, ImportCheckpoint, ImportError, ImportPlan, ImportProblem,
    ImportProgress, ImportSource, MemoryCheckpoint, PlannedConversation, PlannedMessage, SendbirdExport, SkipReason,
    SkippedMessage,
};
#[cfg(feature = "person")]
pub use facade::{
    EraseUser, ErasurePlan, ErasureProgress, ErasureReport, ErasureStep, ExportUser, FailedStep, MessageErasure,
    PersonRecord, PersonRecords, Remainder, RemainsBecause,
};
#[cfg(feature = "sync")]
pub use facade::{
    FingerprintFile, FingerprintStore, MemoryFingerprints, SyncProgress, SyncReport, SyncStop, SyncUsers,
    UserFingerprint,
};
pub use secret::{Secret, SecretError};
pub use signer::{SecretKeyBearer, TokenSigner};
#[cfg(feature = "test-util")]
pub use talkjs_runtime::test_util;
pub use talkjs_runtime::{
    BoxError, BoxFuture, BoxStream, Call, ClientCore, Download, Error, IntoCall, Items, RawRequest, Undeclared,
};
#[doc(no_inline)]
pub use talkjs_runtime::{auth, bytes, check, error, hooks, http, rate_limit, retry, serde_json, transport, types};
