//! Text to document: the located tree, and the typed document read from it.

use openapiv3::OpenAPI;
use serde::Deserialize;

use crate::diagnostic::{Diagnostics, Kind};
use crate::source::{Source, Span};
use crate::structure::{self, Reference};
use crate::tree::{self, Node};

/// A description that is well-formed OpenAPI 3.0: a tree with places, and the same typed.
pub(crate) struct Document {
    pub(crate) tree: Node,
    pub(crate) openapi: OpenAPI,
    pub(crate) references: Vec<Reference>,
}

/// Reads the text; `None` when it cannot be a document, which is then reported.
pub(crate) fn load(source: &Source, diagnostics: &mut Diagnostics) -> Option<Document> {
    let mut tree = tree::parse(source, diagnostics)?;
    let references = structure::check(&mut tree, diagnostics);
    if !diagnostics.is_clean() {
        return None;
    }
    match OpenAPI::deserialize(&tree) {
        Ok(openapi) => Some(Document { tree, openapi, references }),
        Err(error) => {
            let kind = Kind::Internal { reason: error.to_string() };
            diagnostics.report(kind, Span::at(tree.span.start));
            None
        }
    }
}
