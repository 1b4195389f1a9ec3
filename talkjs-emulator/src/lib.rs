//! An emulator of TalkJS: the REST API, for development and tests without an account.
//!
//! ```
//! use talkjs_emulator::Emulator;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let talkjs = Emulator::start().await?;
//! let users = format!("{}/v1/{}/users", talkjs.base_url(), talkjs.app_id());
//! let credential = format!("Bearer {}", talkjs.secret_key());
//! // Point any client at them, then check what it sent:
//! assert!(talkjs.requests().is_empty());
//! # assert!(users.starts_with("http://127.0.0.1:") && users.ends_with("/v1/emulated/users"));
//! # assert_eq!(credential, "Bearer sk_test_emulator");
//! # Ok(())
//! # }
//! ```
//!
//! Users, conversations, participants, messages, reactions, files, imports, batches and the rest of the REST API behave
//! as TalkJS documents them. You decide who is online: see [`Session`]. Where the behaviour of TalkJS is undocumented,
//! the emulator decides: [`Decisions`] lists all decisions with their defaults, and nearly all can be switched.
//!
//! [`Emulator::base_url`], opened in a browser, shows the inbox of each user, and why a request was refused.
//!
//! Both credentials of the REST API are checked: the secret key itself, and tokens signed with it (HS256, `tokenType`
//! `app` or `admin`, `iss` and `exp`).
//!
//! # Control by a test
//!
//! | What | How |
//! |---|---|
//! | apps, keys, webhooks, API versions | [`App`], [`Builder::app`]; requests name a version in the header `TalkJS-REST-Version` |
//! | time | [`Clock`], [`Emulator::advance`] |
//! | ids and chance | [`Builder::seed`] |
//! | requests | [`Emulator::requests`] |
//! | events | [`Emulator::events`]; webhooks: [`Builder::webhook`], [`Emulator::deliveries`] |
//! | faults | [`Emulator::inject`], [`Fault`] |
//! | the state | [`Emulator::snapshot`], [`Emulator::restore`], [`Emulator::reset`]; in a file: `Builder::data`, with the cargo feature `data` |
//! | who is online | [`Emulator::connect`], [`Emulator::connect_to`] |
//!
//! Time can be fixed and advanced:
//!
//! ```
//! use std::time::Duration;
//!
//! use talkjs_emulator::{Clock, Emulator};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let clock = Clock::fixed(1_700_000_000_000);
//! let talkjs = Emulator::builder().clock(clock).start().await?;
//! talkjs.advance(Duration::from_secs(24 * 60 * 60));
//! # Ok(())
//! # }
//! ```
//!
//! # As a command, and from other languages
//!
//! `talkjs-emulator --port 0` prints one line `listening on http://127.0.0.1:PORT` when it accepts requests;
//! `talkjs-emulator --help` lists its options. Outside of the API it responds to:
//!
//! | Request | What it does |
//! |---|---|
//! | `GET /_health` | 200 `{"status": "ok"}` |
//! | `POST /_control/faults` | [`Emulator::inject`], see below |
//! | `DELETE /_control/faults` | [`Emulator::clear_faults`] |
//! | `POST /_control/sessions` | [`Emulator::connect_to`], see below; `{"sessionId": "…"}` |
//! | `DELETE /_control/sessions` | [`Emulator::disconnect_from`]; `{"userId": "…"}` |
//! | `GET /_control/clock` | `{"now": Unix milliseconds}` |
//! | `POST /_control/clock` | [`Emulator::advance`]; `{"advanceMilliseconds": 86400000}` |
//! | `GET /_control/decisions` | [`Emulator::decisions`], as an object of all switches of [`Decisions`] |
//! | `PATCH /_control/decisions` | [`Emulator::decide`]; the switches to change, such as `{"refuseLimits": true}` |
//! | `POST /_control/reset` | [`Emulator::reset`] |
//! | `GET /_control/snapshot` | [`Emulator::snapshot`], as bytes |
//! | `PUT /_control/snapshot` | [`Emulator::restore`], with these bytes as the body |
//! | `GET /_control/requests` | [`Emulator::requests`] as `{"data": [{"method", "target", "status", "headers", "body"}]}` |
//! | `DELETE /_control/requests` | clears them |
//! | `GET /_control/webhooks` | [`Emulator::deliveries`] as `{"data": [{"url", "eventId", "type", "attempt", "outcome"}]}`; an outcome is `{"responded": 200}`, `"timedOut"`, `{"failed": "…"}` or `"dropped"` |
//!
//! They need no credential, respond with `{}` if they return nothing else, with 400 `{"message": "…"}` to an invalid
//! request, and with 403 to pages of other sites, including other ports of this machine. They are not in the log of
//! requests, and faults do not affect them.
//!
//! A fault is an object with its `kind` and the properties of that kind: `latency` with `milliseconds`; `status` and
//! `statusAfterEffect` with `status`; `tooManyRequests` with `retryAfterSeconds` or without; `resetBeforeEffect`;
//! `resetAfterEffect`; `truncatedResponse`; `malformedResponse`. Further properties are those of [`Fault`]: `on`,
//! `after`, `times`, `always` and `percent`. For example `{"kind": "status", "status": 503, "on": "PUT
//! /users/{userId}", "times": 2}`.
//!
//! A session is an object with `userId` and the properties of [`Session`]: `isBackground`, `selectedConversationId`,
//! `hasFocus`, `isTyping` and `custom`. Faults and sessions have `appId` for an app other than the first; a fault
//! without it affects all apps.
//!
//! # Who can connect
//!
//! It listens on `127.0.0.1`, unless [`Builder::listen`] sets another address, and responds with 421 to a request whose
//! header `Host` is neither `localhost`, `127.0.0.1`, `[::1]` nor given by [`Builder::host_name`]: a page on the web
//! could otherwise read its responses under a name of the page's own. A client that takes longer than
//! [`Builder::patience`] to send a request, or receives nothing of a response for so long, is disconnected.
//!
//! # Cargo features
//!
//! `data` (default): the state can be kept in a file. Without it one dependency less is built. `check`: all requests
//! and responses can be checked against TalkJS' description, in a test by the module `check`, in the command by
//! `--check`.

mod api;
mod app;
mod auth;
mod broken;
#[cfg(feature = "check")]
pub mod check;
mod clock;
mod connection;
mod control;
#[cfg(feature = "data")]
mod data;
mod decisions;
mod error;
mod events;
mod faults;
mod guard;
mod log;
mod page;
mod percent;
mod response;
mod router;
mod routes;
mod server;
mod snapshot;
mod state;
mod version;
mod webhooks;

pub use app::App;
pub use clock::Clock;
pub use decisions::{DecisionError, Decisions, RateLimit, ReactionList};
pub use events::{Event, EventKind, Events};
pub use faults::{Fault, FaultError};
pub use log::RecordedRequest;
pub use server::{Builder, Emulator};
pub use snapshot::{Snapshot, SnapshotError};
pub use state::sessions::Session;
pub use version::ApiVersion;
pub use webhooks::{Delivery, DeliveryOutcome};
