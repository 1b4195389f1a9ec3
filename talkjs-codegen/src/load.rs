//! Files to one document: a tree with places that is well-formed OpenAPI 3.0.

use crate::Options;
use crate::diagnostic::Diagnostics;
use crate::select;
use crate::source::Source;
use crate::structure;
use crate::tree::{self, Node};

/// Reads the text; `None` when it cannot be a document, which is then reported.
pub(crate) fn load(source: &Source, options: &Options, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut files = source.files().iter().enumerate().map(|(index, file)| tree::parse(file, index, diagnostics));
    let root = files.next()?;
    let others: Vec<Option<Node>> = files.collect();
    let mut root = root?;
    // What leads into a file that cannot be read could only be told of in other words.
    if others.iter().any(Option::is_none) {
        return None;
    }
    select::select(&mut root, &others, options, diagnostics);
    structure::check(root, others, source, diagnostics)
}

#[cfg(test)]
mod tests {
    use openapiv3::OpenAPI;
    use serde::Deserialize;

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
        }
    }

    /// A second opinion on the structure: what is let through is what `openapiv3` reads, without a loss.
    #[test]
    fn what_is_loaded_is_openapi_to_others_as_well() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/talkjs.yaml");
        let source = Source::new("talkjs.yaml", std::fs::read_to_string(path).unwrap());
        let tree = load(&source, &Options::default(), &mut Diagnostics::new(true)).unwrap();
        let document = OpenAPI::deserialize(&tree).unwrap();
        let read: Vec<_> = document.operations().map(|(path, method, _)| (path, method)).collect();
        for (path, method) in &read {
            let item = tree.get("paths").and_then(|paths| paths.get(path));
            assert!(item.and_then(|item| item.get(method)).is_some(), "{method} {path}");
        }
        assert_eq!(read.len(), 29);
        let schemas = &document.components.unwrap().schemas;
        assert_eq!(schemas.len(), tree.pointer("/components/schemas").unwrap().entries().len());
    }
}
