//! The state of the emulator and the rules for changing it: pure, synchronous, without any HTTP.

pub(crate) mod app;
pub(crate) mod changes;
pub(crate) mod content;
pub(crate) mod conversations;
pub(crate) mod files;
pub(crate) mod filter;
pub(crate) mod idempotency;
pub(crate) mod ids;
pub(crate) mod listing;
pub(crate) mod lists;
pub(crate) mod markup;
pub(crate) mod merge;
pub(crate) mod messages;
pub(crate) mod participants;
pub(crate) mod rate;
pub(crate) mod reactions;
pub(crate) mod records;
pub(crate) mod refusal;
pub(crate) mod sessions;
pub(crate) mod users;
pub(crate) mod writer;

/// The apps by id.
pub(crate) type Store = std::collections::BTreeMap<String, app::App>;
