//! Files to trees.

use crate::diagnostic::Diagnostics;
use crate::source::Source;
use crate::tree::{self, Node};

/// Parses every file; `None` when one cannot be parsed, which is then reported: a reference into it could only repeat that.
pub(crate) fn load(source: &Source, diagnostics: &mut Diagnostics) -> Option<Vec<Node>> {
    let files = source.files().iter().enumerate().map(|(index, file)| tree::parse(file, index, diagnostics));
    let files: Vec<Option<Node>> = files.collect();
    files.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use openapiv3::OpenAPI;
    use serde::Deserialize;

    use super::*;
    use crate::{Options, openapi};

    /// A second opinion: what is read of a description without a mistake is what `openapiv3` reads of it.
    #[test]
    fn a_description_without_mistakes_is_read_as_others_read_it() {
        let workspace = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let folders = ["spec", "tests/data/code", "tests/data/diagnostics", "tests/data/payload"];
        let entries = folders.map(|folder| std::fs::read_dir(format!("{workspace}/{folder}")).unwrap());
        let paths = entries.into_iter().flatten().map(|entry| entry.unwrap().path());
        let mut read = 0;
        for path in paths.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")) {
            let source = Source::open(path.to_str().unwrap(), |path| std::fs::read_to_string(path)).unwrap();
            let mut diagnostics = Diagnostics::new(true);
            let Some(files) = load(&source, &mut diagnostics) else { continue };
            let is_3_0 = files[0].get("openapi").and_then(Node::text).is_some_and(|text| text.starts_with("3.0"));
            let document = openapi::read(&files, &source, &Options::default(), &mut diagnostics);
            let Some(document) = document.filter(|_| is_3_0 && diagnostics.is_clean()) else { continue };
            let other = OpenAPI::deserialize(&files[0]).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let schemas = other.components.as_ref().map_or(0, |components| components.schemas.len());
            let own = document.definitions.iter().filter(|found| document.schemas[found.schema].place.name.file() == 0);
            assert_eq!((document.operations.len(), own.count()), (other.operations().count(), schemas), "{path:?}");
            read += 1;
        }
        assert!(read > 25, "{read}");
    }
}
