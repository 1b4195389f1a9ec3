//! Checks requests and responses against TalkJS' description, with the cargo feature `check`.
//!
//! The description is read only here, and `talkjs-drift` checks what was recorded. The endpoints of this crate and the
//! generator of the client are not involved, so mistakes in either of them are found.
//!
//! ```
//! use talkjs_emulator::Emulator;
//! use talkjs_emulator::check::Description;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let talkjs = Emulator::start().await?;
//! // … after a test has called it:
//! let description = Description::talkjs()?;
//! for request in talkjs.requests() {
//!     assert_eq!(description.check(&request), []);
//! }
//! # Ok(())
//! # }
//! ```

mod description;
mod exchange;
mod lenient;

pub use description::Description;
#[doc(no_inline)]
pub use talkjs_drift::{Deviation, Kind, Part};
