//! The constraints of an OpenAPI description, what it means to keep them, and the words for what breaks them.
//!
//! The macro `payload!` checks literals with it while a crate compiles, and the runtime of `talkjs-client` checks all
//! other values before it sends them, so both refuse the same values in the same words. There is no promise of a stable
//! interface: depend on `talkjs-client`.
//!
//! ```
//! use talkjs_rules::Rule;
//!
//! let problem = Rule::MaxLength(3).text("four").expect("it is too long");
//! assert_eq!(problem.to_string(), "must be at most 3 characters long, found 4");
//! ```

mod constant;
mod format;
mod number;
mod problem;
mod rule;

pub use crate::constant::Constant;
pub use crate::format::Format;
pub use crate::number::Number;
pub use crate::problem::Problem;
pub use crate::rule::{Rule, repeated};
