//! The table of rules: each kind of change, with its documentation.
//!
//! `talkjs-codegen/tests/changes/ID/` has an example of each, `old.yaml` and `new.yaml`; `docs/changes/ID.md` is its page.

pub(crate) mod behaviour;
pub(crate) mod rust;
pub(crate) mod wire;

use super::finding::Verdict;

/// A kind of change.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// A stable id.
    pub id: &'static str,
    /// The verdict that it affects.
    pub area: Area,
    /// The most severe verdict that it gives.
    pub verdict: Verdict,
    /// The change, in a few words.
    pub title: &'static str,
    /// Whom it breaks and why, or why it breaks nobody.
    pub why: &'static str,
    /// How to avoid it, or what users of the description have to do.
    pub advice: &'static str,
}

/// The parts that rules judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Area {
    /// Whether client and server still work together.
    Wire,
    /// Whether callers' code still compiles.
    Rust,
    /// Whether the same call has the same effect.
    Behaviour,
}

/// All rules, by area.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    wire::ALL.iter().chain(rust::ALL).chain(behaviour::ALL).copied()
}
