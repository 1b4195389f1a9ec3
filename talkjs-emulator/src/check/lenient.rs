//! Where the emulator takes what the description refuses, and why.

use super::mismatch::{Fault, Mismatch, Part};

/// A request that the description refuses and the emulator accepts on purpose.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Lenient {
    /// The method.
    pub method: &'static str,
    /// The path in the description.
    pub path: &'static str,
    /// The member of the body in which the difference is, as the beginning of a JSON pointer.
    pub member: &'static str,
    /// Why it is accepted.
    pub reason: &'static str,
}

/// All of them.
pub const LENIENT: &[Lenient] = &[Lenient {
    method: "PUT",
    path: "/",
    member: "/custom",
    reason: "null removes a key or all, as in all other custom data; for the app no source says whether it may",
}];

impl Mismatch {
    /// Why the emulator does this on purpose, if it does.
    #[must_use]
    pub fn lenient(&self) -> Option<&'static Lenient> {
        let Fault::Accepted { part: Part::Body, pointer, .. } = &self.fault else {
            return None;
        };
        LENIENT.iter().find(|lenient| {
            lenient.method == self.method && lenient.path == self.path && pointer.starts_with(lenient.member)
        })
    }
}
