//! Whether `start_conversation` sends each message once, whatever the network and the server do.
//!
//! A proxy between client and emulator breaks a share of the requests; which ones says the seed. Afterwards the emulator
//! is asked, without the proxy, what has arrived.

mod campaign;
mod fault;
mod job;
mod proxy;
mod report;

pub use self::campaign::Campaign;
pub use self::report::Report;
