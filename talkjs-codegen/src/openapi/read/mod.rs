//! Reads trees into a typed document. Every key is taken by the reader of its object; keys that are not taken are
//! reported.

mod document;
mod fields;
mod messages;
mod operations;
mod references;
mod schemas;
mod security;
mod targets;
mod values;
mod versions;

pub(crate) use self::references::made_up_name;
#[cfg(feature = "diff")]
pub(crate) use self::schemas::UNCHECKED;

use std::collections::{HashMap, HashSet, VecDeque};

use self::targets::Targets;
use self::versions::Version;
use super::select::Candidate;
use super::{Body, Document, Header, Id, Parameter, Response, Schema};
use crate::Options;
use crate::diagnostic::Diagnostics;
use crate::source::{Source, Span};
use crate::tree::{Key, Node};

/// Reads the files of a description, its own first; `None` if it is not an OpenAPI description, which is then reported.
pub(crate) fn read<'t, 'x>(
    files: &'t [Node<'t>],
    source: &'t Source,
    options: &'x Options,
    diagnostics: &'x mut Diagnostics,
) -> Option<Document<'t>> {
    let root = files.first()?;
    let version = versions::version(root, diagnostics)?;
    let mut reader = Reader {
        diagnostics,
        options,
        version,
        targets: Targets::new(source, files),
        source,
        document: Document::default(),
        open: VecDeque::new(),
        known: HashMap::new(),
        components: Vec::new(),
        definitions: Vec::new(),
        once: HashSet::new(),
        annotations: HashMap::new(),
        payload_names: HashSet::new(),
        named: HashSet::new(),
        cyclic: HashSet::new(),
        candidates: Vec::new(),
        method_names: HashMap::new(),
        body_names: HashMap::new(),
    };
    reader.root(root);
    let components: Vec<&str> = reader.components.iter().map(|(key, _)| key.name()).collect();
    reader.finish_schemas();
    reader.report_names(components, root);
    reader.document.schemas.shrink();
    Some(reader.document)
}

/// The state of reading.
struct Reader<'t, 'x> {
    diagnostics: &'x mut Diagnostics,
    options: &'x Options,
    version: Version,
    targets: Targets<'t>,
    source: &'t Source,
    document: Document<'t>,
    /// Targets of `$ref` that are not read yet.
    open: VecDeque<(Id<Schema<'t>>, &'t Node<'t>)>,
    /// The things that have been read, by the place of their text: each is read once.
    known: HashMap<(Section, Span), Thing<'t>>,
    /// The schemas of the description's own `components`.
    components: Vec<(&'t Key<'t>, &'t Node<'t>)>,
    /// Definitions elsewhere, and their places.
    definitions: Vec<(Span, String, Id<Schema<'t>>)>,
    /// Mistakes that are reported once per file.
    once: HashSet<(&'static str, usize)>,
    /// Keywords of schemas that OpenAPI 3.1 does not define: the number of uses, and the first place.
    annotations: HashMap<String, (usize, Span)>,
    payload_names: HashSet<String>,
    /// The schemas that have names.
    named: HashSet<Id<Schema<'t>>>,
    /// The references of reported cycles.
    cyclic: HashSet<Span>,
    /// Every operation, selected or not.
    candidates: Vec<Candidate<'t>>,
    /// The new names of methods in the options, by the place of the operation.
    method_names: HashMap<Span, String>,
    /// The names of types that depend on those of methods, by the schema's name.
    body_names: HashMap<String, String>,
}

/// The section of `components` for a kind of thing.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Section {
    Schemas,
    Parameters,
    Bodies,
    Responses,
    Headers,
}

/// A thing that was read; `None` if it is unusable, which is reported.
#[derive(Clone, Copy)]
enum Thing<'t> {
    Schema(Id<Schema<'t>>),
    Parameter(Option<Id<Parameter<'t>>>),
    Body(Option<Id<Body<'t>>>),
    Response(Option<Id<Response<'t>>>),
    Header(Option<Id<Header<'t>>>),
}
