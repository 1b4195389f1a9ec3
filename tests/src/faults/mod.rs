//! Whether each message is sent once, whatever becomes of network, server and process.
//!
//! A proxy between client and emulator breaks a share of the requests; the seed selects them. Afterwards the emulator
//! is asked, without the proxy, what has arrived.

mod campaign;
mod fault;
mod job;
mod kills;
mod messages;
mod proxy;
mod report;
mod side_by_side;

pub use self::campaign::Campaign;
pub use self::kills::{Kills, KillsReport, work};
pub use self::messages::{Messages, MessagesReport, Sending};
pub use self::report::Report;
