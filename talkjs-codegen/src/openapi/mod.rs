//! The description as typed data: a superset of OpenAPI 3.0 and 3.1, regardless of the file's version.
//!
//! [`read`] builds it from the trees of all files. Older syntax is converted where the key is read: `nullable` allows
//! null, a boolean `exclusiveMinimum` makes a bound exclusive. A `$ref` is an identity: every schema, parameter, body
//! and response is read once, however many references name it.

mod arena;
mod document;
mod external;
mod names;
mod read;
mod schema;
mod select;
mod short_ids;

pub(crate) use arena::{Arena, Id};
pub(crate) use document::{
    Body, Definition, Document, Encoding, Extensions, Header, Location, MediaType, Operation, Parameter, Payload,
    Requirement, Response, Scheme, SchemeKind, Security, Server, ServerVariable, Status, Style, UnreadUnion, Webhook,
};
#[cfg(feature = "diff")]
pub(crate) use read::UNCHECKED;
pub(crate) use read::{made_up_name, read};
pub(crate) use schema::{
    Additional, Annotations, ArrayKeywords, Bound, Branches, Discriminator, JsonType, Mapping, NumberKeywords,
    ObjectKeywords, Pattern, Property, Reference, Schema, StringKeywords, Values,
};

use crate::source::Span;

/// A value of the description with its place.
#[derive(Clone, Copy)]
pub(crate) struct Spanned<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
}

/// A place in the description.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The text to underline for the thing: its key, or its value if it has no key.
    pub(crate) name: Span,
    /// The text to underline for its value.
    pub(crate) value: Span,
}

#[cfg(test)]
mod tests {
    use openapiv3::OpenAPI;

    use super::*;
    use crate::Options;
    use crate::diagnostic::Diagnostics;
    use crate::source::Source;
    use crate::tree::{Node, parse_files};

    /// A second opinion: what is read of a description without a mistake is what `openapiv3` reads of it.
    #[test]
    fn a_description_without_mistakes_is_read_as_others_read_it() {
        let workspace = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let folders = ["spec", "tests/data/code", "tests/data/diagnostics", "tests/data/payload"];
        let entries = folders.map(|folder| std::fs::read_dir(format!("{workspace}/{folder}")).unwrap());
        let paths = entries.into_iter().flatten().map(|entry| entry.unwrap().path());
        let mut compared = 0;
        for path in paths.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")) {
            let source = Source::open(path.to_str().unwrap(), |path| std::fs::read_to_string(path)).unwrap();
            let mut diagnostics = Diagnostics::new(true);
            let Some(files) = parse_files(&source, &mut diagnostics) else { continue };
            let is_3_0 = files[0].get("openapi").and_then(Node::text).is_some_and(|text| text.starts_with("3.0"));
            let document = read(&files, &source, &Options::default(), &mut diagnostics);
            let Some(document) = document.filter(|_| is_3_0 && diagnostics.is_clean()) else { continue };
            let other: OpenAPI = serde_json::from_value(files[0].to_json())
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let schemas = other.components.as_ref().map_or(0, |components| components.schemas.len());
            let own = document.definitions.iter().filter(|found| document.schemas[found.schema].place.name.file() == 0);
            assert_eq!((document.operations.len(), own.count()), (other.operations().count(), schemas), "{path:?}");
            compared += 1;
        }
        assert!(compared > 25, "{compared}");
    }
}
