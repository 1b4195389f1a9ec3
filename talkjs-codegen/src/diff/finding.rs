//! Findings: the changes that were found, as data.

use super::rules::Rule;
use crate::source::{Source, Span};

/// A change, its verdicts and its places.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it. If several rules found one change, the one with the most severe verdict.
    pub rule: &'static Rule,
    /// The other rules that found the same change.
    pub also: Vec<&'static Rule>,
    /// The parts that the change breaks.
    pub verdicts: Verdicts,
    /// What changed, by names that do not depend on line numbers: `Pet.name`, `createPet.body`, `listPets.query.limit`.
    pub subject: String,
    /// The change, as one sentence; then the sentences of the other rules, if they differ.
    pub sentences: Vec<String>,
    /// The place in the old description; `None` for an addition.
    pub old: Option<Place>,
    /// The place in the new description; `None` for a removal.
    pub new: Option<Place>,
    /// The affected operations, each by its `operationId`, or else as `METHOD /path`.
    pub operations: Vec<String>,
    /// Examples of what breaks.
    pub witnesses: Vec<Witness>,
}

/// The effects of a change on users of the description.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// Whether a client generated from the old description works with a server that follows the new one.
    pub wire: Verdict,
    /// Whether code for the crate generated from the old description compiles with the new one.
    pub rust: Verdict,
    /// Whether the same call has the same effect.
    pub behaviour: Verdict,
}

/// How severe a change is, the least first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The change is not about this.
    #[default]
    None,
    /// The change is visible, and breaks nobody.
    Compatible,
    /// It may break callers: the description is not precise enough, or it depends on the caller.
    MayBreak,
    /// It breaks callers.
    Breaks,
}

/// A place in a description.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The path of the file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// An example of what a change breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Witness {
    /// Rust that compiles with the code of the old description, and not with that of the new one. It is meant for an
    /// async function with a `client: &Client`, and a glob import of the generated module.
    Code(String),
    /// A value, as JSON, that a client of the old description sends and a server of the new one rejects.
    Request(String),
    /// A value, as JSON, that a server of the new description sends and a client of the old one does not expect.
    Response(String),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl Verdict {
    /// The verdict as text.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Compatible => "compatible",
            Self::MayBreak => "may break",
            Self::Breaks => "breaks",
        }
    }
}

impl Place {
    pub(crate) fn of(source: &Source, span: Span) -> Self {
        let file = source.file_of(span);
        let at = file.line_column(span.start());
        Self { file: file.path().to_owned(), line: at.line, column: at.column }
    }
}

impl Verdicts {
    /// The most severe of the three.
    #[must_use]
    pub fn gravest(self) -> Verdict {
        self.wire.max(self.rust).max(self.behaviour)
    }
}
