//! A description as trees with places, and as JSON.

use serde_json::Value;
use talkjs_drift::output::Location;
use talkjs_drift::{Description, Exchange, Place, Report, Unreadable};

use super::edit::span_of;
use super::error::DriftError;
use crate::diagnostic::Diagnostics;
use crate::source::{LineColumn, Source, Span};
use crate::tree::{Node, parse_files};

/// A description that was read.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) trees: Vec<Node<'static>>,
    pub(super) values: Vec<Value>,
    pub(super) description: Description,
}

impl Loaded {
    pub(super) fn new(source: &Source, servers: &[String]) -> Result<Self, DriftError> {
        let mut diagnostics = Diagnostics::new(false);
        let trees = parse_files(source, &mut diagnostics);
        let gated = diagnostics.gate(trees).map_err(|found| DriftError::syntax(source, &found))?;
        let Some(trees) = gated else { return Err(DriftError::syntax(source, &diagnostics.take())) };
        let values: Vec<Value> = trees.iter().map(Node::to_json).collect();
        let paths = source.files().iter().map(|file| file.path().to_owned());
        let files = paths.zip(values.iter().cloned()).collect();
        let mut description = Description::new(files).map_err(|reason| {
            let place = match &reason {
                Unreadable::Reference { place, .. } => Some(place),
                _ => None,
            };
            let span = place.and_then(|place| nearest(&trees, place)).unwrap_or(Span::at(0));
            DriftError::description(source, span, reason)
        })?;
        if !servers.is_empty() {
            description = description.with_servers(servers);
        }
        let trees = trees.into_iter().map(Node::owned).collect();
        Ok(Self { trees, values, description })
    }

    pub(super) fn report(&self, exchanges: &[Exchange]) -> Report {
        super::report(&self.description, exchanges)
    }

    pub(super) fn locate(&self, source: &Source, place: &Place) -> Location {
        let span = nearest(&self.trees, place).unwrap_or(Span::at(0).in_file(place.file));
        let file = source.file_of(span);
        let LineColumn { line, column } = file.line_column(span.start());
        Location { file: file.path().to_owned(), line, column }
    }
}

/// The text of a place; if it does not exist, of the nearest one around it.
fn nearest(trees: &[Node<'_>], place: &Place) -> Option<Span> {
    let root = trees.get(place.file)?;
    let mut place = place.clone();
    loop {
        match span_of(root, &place) {
            Some(span) => return Some(span),
            None => place = place.parent()?.0,
        }
    }
}
