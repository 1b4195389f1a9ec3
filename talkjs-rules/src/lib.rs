//! The constraints of an OpenAPI description, checks of values against them, and messages for violations.
//!
//! The generator turns constraints into [`Rule`]s and writes them into generated code. The macro `payload!` checks
//! literals with them at compile time, and the runtime checks all other values before sending. So both reject the same
//! values with the same messages. The interface is not stable: depend on `talkjs-runtime` instead.
//!
//! ```
//! use talkjs_rules::Rule;
//!
//! let broken = Rule::MaxLength(3).text("four").expect("too long");
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
