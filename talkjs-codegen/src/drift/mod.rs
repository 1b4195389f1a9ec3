//! Recorded exchanges before a description: what differs, where in its text, and an edit of the text that accepts it.
//!
//! `talkjs-drift` compares values and knows no text; places and edits of the text are made here.

mod edit;
mod error;
mod load;
mod patch;
mod verdict;
mod write;

pub use error::DriftError;
pub use patch::Patch;
use talkjs_drift::output::Location;
use talkjs_drift::{Description, Drift, Exchange, Place, Report};

use self::load::Loaded;
use crate::source::Source;

/// A description that exchanges are held against. Needs the cargo feature `drift`.
///
/// ```
/// use talkjs_codegen::{DriftCheck, Source};
///
/// let text = "openapi: 3.0.3\npaths:\n  /pets:\n    get: # all pets\n      responses:\n        '200': {description: Pets}\n";
/// let check = DriftCheck::new(Source::new("api.yaml", text), &[])?;
/// let exchanges = [talkjs_codegen::drift_input::Exchange::new("GET", "/pets", 503)];
/// let report = check.report(&exchanges);
/// assert!(check.text(&report, false).starts_with("api.yaml:5:7: undocumented status 503"));
///
/// let patch = check.patch(&exchanges)?;
/// assert!(patch.files[0].1.contains("get: # all pets\n      responses:\n        '200': {description: Pets}\n        '503':"));
/// # Ok::<(), talkjs_codegen::DriftError>(())
/// ```
#[derive(Debug)]
pub struct DriftCheck {
    source: Source,
    servers: Vec<String>,
    loaded: Loaded,
}

impl DriftCheck {
    /// Reads a description. With `servers`, those take the place of its own; they can have variables, as
    /// `http://127.0.0.1:4010/v1/{appId}`.
    ///
    /// # Errors
    /// [`DriftError`]: the description cannot be read.
    pub fn new(source: Source, servers: &[String]) -> Result<Self, DriftError> {
        let loaded = Loaded::new(&source, servers)?;
        Ok(Self { source, servers: servers.to_vec(), loaded })
    }

    /// The description as `talkjs-drift` has it.
    #[must_use]
    pub fn description(&self) -> &Description {
        &self.loaded.description
    }

    /// Holds exchanges against the description.
    #[must_use]
    pub fn report(&self, exchanges: &[Exchange]) -> Report {
        self.loaded.report(exchanges)
    }

    /// Edits the description until it accepts what was seen.
    ///
    /// # Errors
    /// [`DriftError`]: an edited description cannot be read, which is a mistake of this crate.
    pub fn patch(&self, exchanges: &[Exchange]) -> Result<Patch, DriftError> {
        patch::patch(&self.source, &self.servers, exchanges)
    }

    /// The file, line and column of a place.
    #[must_use]
    pub fn locate(&self, place: &Place) -> Location {
        self.loaded.locate(&self.source, place)
    }

    /// A report for people; with `has_coverage` also all that is described and was never seen.
    #[must_use]
    pub fn text(&self, report: &Report, has_coverage: bool) -> String {
        let unchecked = self.description().unchecked().iter().map(|place| {
            let Location { file, line, column } = self.locate(place);
            format!("{file}:{line}:{column}: note: unsupported regular expression, no value was held against it\n")
        });
        let notes: String = unchecked.collect();
        let text = talkjs_drift::output::text(report, &|place| self.locate(place), has_coverage);
        if notes.is_empty() { text } else { format!("{notes}\n{text}") }
    }

    /// A report as JSON, by `talkjs-drift/schemas/report.json`.
    #[must_use]
    pub fn json(&self, report: &Report) -> String {
        format!("{:#}\n", talkjs_drift::output::json(report, &|place| self.locate(place)))
    }

    /// A report as SARIF.
    #[must_use]
    pub fn sarif(&self, report: &Report) -> String {
        format!("{:#}\n", talkjs_drift::output::sarif(report, &|place| self.locate(place)))
    }

    /// What a patch changes for users of the generated client, in the words of `talkjs-codegen diff`.
    #[must_use]
    pub fn verdict(&self, patch: &Patch) -> Option<String> {
        verdict::verdict(&self.source, &patch.source)
    }
}

/// Runs all exchanges.
fn report(description: &Description, exchanges: &[Exchange]) -> Report {
    let mut drift = Drift::new(description);
    exchanges.iter().for_each(|exchange| drift.add(exchange));
    drift.report()
}
