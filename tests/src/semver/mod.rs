//! The verdict on callers' code beside that of cargo-semver-checks, over mutated descriptions.

mod judge;
mod mutate;

pub use self::judge::{Judge, Judged, Verdict};
pub use self::mutate::KINDS;
