//! Holding requests and answers against TalkJS' description, with the cargo feature `check`.
//!
//! The description is read here, and only here, and judged by a JSON Schema validator: neither the endpoints of this
//! crate nor the generator of the client have a part in it, so that it notices where one of them is wrong.
//!
//! ```
//! use talkjs_emulator::Emulator;
//! use talkjs_emulator::check::Description;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let talkjs = Emulator::start().await?;
//! // … after a test has called it:
//! let description = Description::talkjs().map_err(std::io::Error::other)?;
//! for request in talkjs.requests() {
//!     assert_eq!(description.check(&request), []);
//! }
//! # Ok(())
//! # }
//! ```

mod description;
mod exchange;
mod lenient;
mod mismatch;
mod operation;
mod schema;
mod validator;

pub use description::{Description, Unreadable};
pub use lenient::{LENIENT, Lenient};
pub use mismatch::{Fault, Mismatch, Part};
pub use schema::json_schema;
