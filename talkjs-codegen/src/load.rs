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
            let messages: Vec<String> = found.iter().map(|diagnostic| diagnostic.kind.to_string()).collect();
            assert_eq!(messages, ["expected an object, found the string `Pets`"], "{section}");
        }
    }

    /// A second opinion on the structure: whatever is let through, mistakes taken out, is OpenAPI to `openapiv3`.
    #[test]
    fn what_is_loaded_is_openapi_to_others_as_well() {
        let workspace = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let folders = ["spec", "tests/data/code", "tests/data/diagnostics"];
        let entries = folders.map(|folder| std::fs::read_dir(format!("{workspace}/{folder}")).unwrap());
        let paths = entries.into_iter().flatten().map(|entry| entry.unwrap().path());
        let mut read = 0;
        for path in paths.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")) {
            let source = Source::open(path.to_str().unwrap(), |path| std::fs::read_to_string(path)).unwrap();
            let mut diagnostics = Diagnostics::default();
            let tree = load(&source, &Options::default(), &mut diagnostics);
            let Ok(Some(tree)) = diagnostics.gate(tree) else { continue };
            let document = OpenAPI::deserialize(&tree).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let schemas = tree.pointer("/components/schemas").map_or(0, |schemas| schemas.entries().len());
            assert_eq!(document.components.map_or(0, |all| all.schemas.len()), schemas, "{}", path.display());
            read += 1;
        }
        assert!(read > 50, "{read}");
    }
}
