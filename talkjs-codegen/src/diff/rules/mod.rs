//! The table of rules: each change that is found, and what there is to know of it.
//!
//! `talkjs-codegen/tests/changes/ID/` has an example of each, `old.yaml` and `new.yaml`; `docs/changes/ID.md` is its page.

pub(crate) mod behaviour;
pub(crate) mod rust;
pub(crate) mod wire;

use super::finding::Verdict;

/// A kind of change.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// A stable name.
    pub id: &'static str,
    /// Which verdict it gives.
    pub area: Area,
    /// The gravest verdict that it gives.
    pub verdict: Verdict,
    /// The change, in a few words.
    pub title: &'static str,
    /// Whom it breaks and why, or why nobody.
    pub why: &'static str,
    /// The way around it, or what those who depend on it do.
    pub advice: &'static str,
}

/// What a rule judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Area {
    /// Whether client and server still understand each other.
    Wire,
    /// Whether callers' code compiles.
    Rust,
    /// Whether the same call does the same.
    Behaviour,
}

/// Every rule, by area.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    wire::ALL.iter().chain(rust::ALL).chain(behaviour::ALL).copied()
}
