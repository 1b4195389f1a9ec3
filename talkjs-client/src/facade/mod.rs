//! Jobs of several requests, written by hand on top of the generated methods.

mod batch;
mod idempotency_key;
mod interrupted;
mod plan;
mod start_conversation;

pub use self::batch::{Batch, BatchAnswer};
pub use self::interrupted::{Interrupted, Step};
pub use self::start_conversation::{StartConversation, StartedConversation};
