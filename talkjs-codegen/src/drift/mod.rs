//! Checks recorded exchanges against a description: reports differences with places in the text, and edits the text to
//! accept them.
//!
//! `talkjs-drift` compares JSON values; this module adds places and edits of the text.

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

/// Checks exchanges against a description. Requires the cargo feature `drift`.
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
    /// Reads a description. `servers` replace its own servers if not empty; they can have variables, such as
    /// `http://127.0.0.1:4010/v1/{appId}`.
    ///
    /// # Errors
    /// [`DriftError`] if the description cannot be read.
    pub fn new(source: Source, servers: &[String]) -> Result<Self, DriftError> {
        let loaded = Loaded::new(&source, servers)?;
        Ok(Self { source, servers: servers.to_vec(), loaded })
    }

    /// The description in the form of `talkjs-drift`.
    #[must_use]
    pub fn description(&self) -> &Description {
        &self.loaded.description
    }

    /// Checks exchanges against the description.
    #[must_use]
    pub fn report(&self, exchanges: &[Exchange]) -> Report {
        self.loaded.report(exchanges)
    }

    /// Edits the description until it accepts the exchanges.
    ///
    /// # Errors
    /// [`DriftError`] if an edited description cannot be read, which is a bug in this crate.
    pub fn patch(&self, exchanges: &[Exchange]) -> Result<Patch, DriftError> {
        patch::patch(&self.source, &self.servers, exchanges)
    }

    /// The file, line and column of a place.
    #[must_use]
    pub fn locate(&self, place: &Place) -> Location {
        self.loaded.locate(&self.source, place)
    }

    /// The report as text; with `has_coverage`, also everything in the description that was never used.
    #[must_use]
    pub fn text(&self, report: &Report, has_coverage: bool) -> String {
        let unchecked = self.description().unchecked().iter().map(|place| {
            let Location { file, line, column } = self.locate(place);
            format!(
                "{file}:{line}:{column}: note: unsupported regular expression, values were not checked against it\n"
            )
        });
        let notes: String = unchecked.collect();
        let text = talkjs_drift::output::text(report, &|place| self.locate(place), has_coverage);
        if notes.is_empty() { text } else { format!("{notes}\n{text}") }
    }

    /// The report as JSON; its schema is `talkjs-drift/schemas/report.json`.
    #[must_use]
    pub fn json(&self, report: &Report) -> String {
        format!("{:#}\n", talkjs_drift::output::json(report, &|place| self.locate(place)))
    }

    /// The report as SARIF.
    #[must_use]
    pub fn sarif(&self, report: &Report) -> String {
        format!("{:#}\n", talkjs_drift::output::sarif(report, &|place| self.locate(place)))
    }

    /// The effect of a patch on users of the generated client, as reported by `talkjs-codegen diff`.
    #[must_use]
    pub fn verdict(&self, patch: &Patch) -> Option<String> {
        verdict::verdict(&self.source, &patch.source)
    }
}

/// Checks all exchanges.
fn report(description: &Description, exchanges: &[Exchange]) -> Report {
    let mut drift = Drift::new(description);
    exchanges.iter().for_each(|exchange| drift.add(exchange));
    drift.report()
}
