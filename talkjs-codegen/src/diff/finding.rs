//! A change that matters, as data.

use super::rules::Rule;
use crate::source::{Source, Span};

/// A change, whom it breaks, and where it stands.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it. Of several for one change, the one with the gravest verdict.
    pub rule: &'static Rule,
    /// The other rules that found the same change.
    pub also: Vec<&'static Rule>,
    /// Whom it breaks.
    pub verdicts: Verdicts,
    /// What changed, by names that stay when lines move: `Pet.name`, `createPet.body`, `listPets.query.limit`.
    pub subject: String,
    /// The change, as one sentence; then what the other rules say of it, where they say it otherwise.
    pub sentences: Vec<String>,
    /// Where the thing stands in the old description; nothing for one that was added.
    pub old: Option<Place>,
    /// Where it stands in the new one; nothing for one that was removed.
    pub new: Option<Place>,
    /// The operations that it reaches, each by its `operationId`, or else as `METHOD /path`.
    pub operations: Vec<String>,
    /// Examples of what breaks.
    pub witnesses: Vec<Witness>,
}

/// What a change does to those who depend on the description.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// Can a client that was made of the old description talk to a server that follows the new one?
    pub wire: Verdict,
    /// Does code written against the crate that was generated from the old description compile with the new one?
    pub rust: Verdict,
    /// Does the same call do the same?
    pub behaviour: Verdict,
}

/// How grave a change is, the least first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It is not about this.
    #[default]
    None,
    /// It is seen, and breaks nobody.
    Compatible,
    /// It may break someone: the description does not say enough, or it depends on what a caller does.
    MayBreak,
    /// It breaks someone.
    Breaks,
}

/// A place in a description.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// An example of what a change breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Witness {
    /// Rust that compiles with the code of the old description, and does not with that of the new one. It stands in an
    /// async function with a `client: &Client`, and all of the generated module is imported.
    Code(String),
    /// A value that a client of the old description sends, and a server of the new one refuses, as JSON.
    Request(String),
    /// A value that a server of the new description sends, and a client of the old one does not expect, as JSON.
    Response(String),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl Verdict {
    /// The verdict in words.
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
    /// The gravest of the three.
    #[must_use]
    pub fn gravest(self) -> Verdict {
        self.wire.max(self.rust).max(self.behaviour)
    }
}
