//! Where the emulator accepts what the description rejects, and why.

use talkjs_drift::{Deviation, Part};

/// A request that the description rejects and the emulator accepts on purpose.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Lenient {
    /// The method.
    pub method: &'static str,
    /// The path in the description.
    pub path: &'static str,
    /// The property of the body in which the difference is, as the beginning of a JSON pointer.
    pub property: &'static str,
    /// Why it is accepted.
    pub reason: &'static str,
}

/// All of them.
pub const LENIENT: &[Lenient] = &[Lenient {
    method: "PUT",
    path: "/",
    property: "/custom",
    reason: "null removes a key or all, as in all other custom data; for the app no source says whether it may",
}];

/// Why the emulator does this on purpose, if it does.
pub(super) fn lenient(deviation: &Deviation) -> Option<&'static Lenient> {
    LENIENT.iter().find(|lenient| {
        deviation.part == Part::Request
            && lenient.method == deviation.method
            && lenient.path == deviation.path
            && deviation.pointer.starts_with(lenient.property)
    })
}
