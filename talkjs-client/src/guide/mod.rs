//! The guide: one page for one task.
//!
//! | Task | Page |
//! |---|---|
//! | Install the crate and send a first message | [`getting_started`] |
//! | Write request bodies that the compiler checks | [`payloads`] |
//! | Start conversations, change and read them | [`conversations`] |
//! | Send, read, edit and delete messages | [`messages`] |
#![cfg_attr(feature = "sync", doc = "| Keep users in step with a database | [`users`] |")]
#![cfg_attr(feature = "person", doc = "| Export and erase the data of a person | [`person`] |")]
#![cfg_attr(feature = "webhooks", doc = "| Receive events | [`webhooks`] |")]
#![cfg_attr(feature = "test-util", doc = "| Test code that calls TalkJS | [`testing`] |")]
//! | Share a rate limit among processes | [`many_processes`] |
//! | Log, trace and count calls | [`observability`] |
//! | Decide what to do about an error; defaults and their reasons | [`errors_and_retries`] |
#![cfg_attr(feature = "import", doc = "| Move the history of another service to TalkJS | [`migration`] |")]
//! | See what is missing | [`unsupported`] |

#[doc = include_str!("conversations.md")]
pub mod conversations {}

#[doc = include_str!("errors_and_retries.md")]
pub mod errors_and_retries {}

#[doc = include_str!("getting_started.md")]
pub mod getting_started {}

// Its code needs a crate that depends on this one's runtime. The package of all tests compiles it.
#[cfg_attr(not(doctest), doc = include_str!("many_processes.md"))]
pub mod many_processes {}

#[doc = include_str!("messages.md")]
pub mod messages {}

#[cfg(feature = "import")]
#[doc = include_str!("migration.md")]
pub mod migration {}

#[doc = include_str!("observability.md")]
pub mod observability {}

#[doc = include_str!("payloads.md")]
pub mod payloads {}

#[cfg(feature = "person")]
#[doc = include_str!("person.md")]
pub mod person {}

#[cfg(feature = "test-util")]
#[doc = include_str!("testing.md")]
pub mod testing {}

#[doc = include_str!("unsupported.md")]
pub mod unsupported {}

#[cfg(feature = "sync")]
#[doc = include_str!("users.md")]
pub mod users {}

#[cfg(feature = "webhooks")]
#[doc = include_str!("webhooks.md")]
pub mod webhooks {}
