//! The constraints of an OpenAPI description, checks of values against them, and messages for violations.
//!
//! The generator makes [`Rule`]s of a description and writes them into generated code. The macro `payload!` checks
//! literals with them while a crate compiles, and the runtime checks all other values before it sends them. So both reject
//! the same values with the same messages. There is no promise of a stable interface: depend on `talkjs-runtime`.
//!
//! ```
//! use talkjs_rules::Rule;
//!
//! let broken = Rule::MaxLength(3).text("four").expect("it is too long");
//! assert_eq!(broken.to_string(), "must be at most 3 characters long, found 4");
//! ```

mod broken;
mod constant;
mod equality;
mod format;
mod number;
mod patterns;
mod rule;
mod simple_pattern;

pub use crate::broken::Broken;
pub use crate::constant::Constant;
pub use crate::equality::{is_equal, repeated};
pub use crate::format::Format;
pub use crate::number::Number;
pub use crate::rule::Rule;
