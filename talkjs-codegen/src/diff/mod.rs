//! Compares two descriptions: what a change breaks, for whom, and where.
//!
//! There are three comparisons. `wire` and `behaviour` compare the descriptions as written; `rust` compares the models,
//! which contain every name and type of the generated code. Each finding has a rule of [`rules`]. `join` merges the
//! findings about one change.

mod accept;
mod behaviour;
mod finding;
mod join;
mod options;
mod report;
pub mod rules;
mod rust;
mod side;
mod version;
mod wire;

pub use accept::{AcceptError, AcceptErrorKind, Acceptance, read_accepted};
pub use finding::{Finding, Place, Verdict, Verdicts, Witness};
pub use report::Report;
pub use version::Step;

use crate::Options;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Source;
use crate::tree::Node;
use side::{Found, Side, Sides};

/// The errors in descriptions that could not be read.
#[derive(Clone, Debug, Default)]
pub struct Unreadable {
    /// The errors in the old description; empty if there are none.
    pub old: Vec<Diagnostic>,
    /// The errors in the new description.
    pub new: Vec<Diagnostic>,
}

/// Compares two descriptions, read with the same options. Options may name things that only the new description has.
///
/// ```
/// use talkjs_codegen::{Options, Source, diff};
///
/// let pets = |paths| Source::new("pets.yaml", format!("openapi: 3.0.3\ninfo: {{title: Pets, version: '1'}}\npaths: {paths}\n"));
/// let old = pets("{/pets: {get: {operationId: list, responses: {'204': {description: none}}}}}");
/// let report = diff::diff(&old, &pets("{}"), &Options::default()).expect("two valid descriptions");
/// assert_eq!(report.findings[0].rule.id, "operation-removed");
/// assert_eq!(report.findings[0].verdicts.wire, diff::Verdict::Breaks);
/// ```
///
/// # Errors
/// The errors of the descriptions that cannot be read.
pub fn diff(old: &Source, new: &Source, options: &Options) -> Result<Report, Unreadable> {
    let old_options = options::applicable(old, options);
    let mut diagnostics = (Diagnostics::new(options.strict), Diagnostics::new(options.strict));
    let files = both(crate::parse(old, &mut diagnostics.0), crate::parse(new, &mut diagnostics.1))?;
    let (old, new) =
        both(side(&files.0, old, &old_options, &mut diagnostics.0), side(&files.1, new, options, &mut diagnostics.1))?;
    let sides = Sides { old, new };
    let mut found = Found::default();
    let matched = wire::compare(&sides, &mut found);
    behaviour::compare(&sides, &matched, &mut found);
    rust::compare(&sides, &mut found);
    let versions = (sides.old.document.version.to_owned(), sides.new.document.version.to_owned());
    Ok(Report::new(join::join(found.findings), versions))
}

/// One of the descriptions.
fn side<'t>(
    files: &'t [Node<'t>],
    source: &'t Source,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<Side<'t>, Vec<Diagnostic>> {
    let (document, lowered) = crate::lower_files(files, source, options, diagnostics)?;
    let model = crate::finish::finish(lowered, options, diagnostics);
    let model = diagnostics.gate(model)?;
    Ok(Side { source, document, model })
}

/// Both results, or all errors.
fn both<T>(old: Result<T, Vec<Diagnostic>>, new: Result<T, Vec<Diagnostic>>) -> Result<(T, T), Unreadable> {
    match (old, new) {
        (Ok(old), Ok(new)) => Ok((old, new)),
        (old, new) => Err(Unreadable { old: old.err().unwrap_or_default(), new: new.err().unwrap_or_default() }),
    }
}
