//! Errors in descriptions that exchanges are checked against.

use std::fmt;

use crate::diagnostic::Diagnostic;
use crate::source::{LineColumn, Source, Span};

/// The reason why exchanges cannot be checked against a description.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DriftError {
    /// The text is not YAML or JSON.
    Syntax {
        /// The messages, each with its place and what to do.
        messages: Vec<String>,
    },
    /// It is not a valid OpenAPI description.
    Description {
        /// The file, line and column, as in messages.
        place: String,
        /// The reason.
        reason: talkjs_drift::Unreadable,
    },
}

impl DriftError {
    pub(super) fn syntax(source: &Source, found: &[Diagnostic]) -> Self {
        Self::Syntax { messages: found.iter().map(|found| found.render(source)).collect() }
    }

    pub(super) fn description(source: &Source, span: Span, reason: talkjs_drift::Unreadable) -> Self {
        let file = source.file_of(span);
        let LineColumn { line, column } = file.line_column(span.start());
        Self::Description { place: format!("{}:{line}:{column}", file.path()), reason }
    }
}

impl fmt::Display for DriftError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { messages } => f.write_str(&messages.join("\n\n")),
            Self::Description { place, reason } => write!(f, "{place}: {reason}"),
        }
    }
}

impl std::error::Error for DriftError {}
