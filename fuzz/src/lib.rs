//! What the fuzz targets share: descriptions made of bytes, and what must hold for every message.

mod choices;
mod fragments;

use talkjs_codegen::{Diagnostic, Severity, Source};

use crate::choices::Choices;

/// The description that these bytes stand for, as JSON.
#[must_use]
pub fn description(bytes: &[u8]) -> String {
    let mut choices = Choices::new(bytes);
    let description = fragments::description(&mut choices);
    serde_json::to_string_pretty(&description).unwrap_or_default()
}

/// A refusal says at least one thing.
///
/// # Panics
/// When that is not so.
pub fn assert_refused(found: &[Diagnostic], source: &Source) {
    let errors = found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    assert!(errors.count() > 0, "refused without a word");
    assert_readable(found, source);
}

/// Every message has a place in the file, and can be printed.
///
/// # Panics
/// When that is not so.
pub fn assert_readable(found: &[Diagnostic], source: &Source) {
    for diagnostic in found {
        let words = diagnostic.render(source);
        let inside = source.file_of(diagnostic.span).text().get(diagnostic.span.range()).is_some();
        assert!(inside, "outside the file: {words}");
        assert!(!words.contains("please report this"), "{words}");
    }
}
