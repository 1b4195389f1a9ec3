//! Text to document: the located tree, and the typed document read from it.

use openapiv3::OpenAPI;
use serde::Deserialize;

use crate::Options;
use crate::diagnostic::{Diagnostics, Kind};
use crate::select;
use crate::source::Source;
use crate::structure;
use crate::tree::{self, Node};

/// A description that is well-formed OpenAPI 3.0: a tree with places, and the same typed.
pub(crate) struct Document {
    pub(crate) tree: Node,
    pub(crate) openapi: OpenAPI,
}

/// Reads the text; `None` when it cannot be a document, which is then reported.
pub(crate) fn load(source: &Source, options: &Options, diagnostics: &mut Diagnostics) -> Option<Document> {
    let mut files = source.files().iter().enumerate().map(|(index, file)| tree::parse(file, index, diagnostics));
    let root = files.next()?;
    let others: Vec<Option<Node>> = files.collect();
    let mut root = root?;
    // What leads into a file that cannot be read could only be told of in other words.
    if others.iter().any(Option::is_none) {
        return None;
    }
    select::select(&mut root, &others, options, diagnostics);
    let tree = structure::check(root, others, source, diagnostics)?;
    if !diagnostics.is_clean() {
        return None;
    }
    match OpenAPI::deserialize(&tree) {
        Ok(openapi) => Some(Document { tree, openapi }),
        Err(error) => {
            let kind = Kind::Internal { reason: error.to_string() };
            diagnostics.report(kind, tree.span.begin());
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;

    #[test]
    fn a_reference_to_something_else_altogether_is_told_of_and_not_read() {
        for section in ["headers", "securitySchemes"] {
            let text = format!(
                "openapi: 3.0.3\ninfo: {{title: Pets, version: '1'}}\npaths: {{}}\n\
                 components: {{{section}: {{A: {{$ref: '#/info/title'}}}}}}\n"
            );
            let source = Source::new("api.yaml", text);
            let found = check(&source, &Options::default()).unwrap_or_else(|found| found);
            assert!(!found.is_empty(), "{section}");
            let internal = found.iter().find(|diagnostic| matches!(diagnostic.kind, Kind::Internal { .. }));
            assert!(internal.is_none(), "{section}: {internal:?}");
        }
    }
}
