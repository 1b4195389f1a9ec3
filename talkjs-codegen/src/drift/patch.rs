//! Patches a description so that it accepts the exchanges, without changing the rest of its text.

use serde_json::Value;
use talkjs_drift::{Edit, Exchange, Finding};

use super::edit::{Splice, splice};
use super::error::DriftError;
use super::load::Loaded;
use crate::diagnostic::Diagnostics;
use crate::source::Source;
use crate::tree::{Node, parse_files};

/// One edit can require another: first a new response, then its content.
const MOST_ROUNDS: usize = 20;

/// A patched description.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Patch {
    /// Path and text of each changed file.
    pub files: Vec<(String, String)>,
    /// The number of edits.
    pub edits: usize,
    /// Findings that no edit can accept, or only one that a person has to make.
    pub left: Vec<Finding>,
    /// The whole description.
    pub source: Source,
}

pub(super) fn patch(old: &Source, servers: &[String], exchanges: &[Exchange]) -> Result<Patch, DriftError> {
    let mut source = old.clone();
    let mut count = 0_usize;
    let mut left = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let loaded = Loaded::new(&source, servers)?;
        let report = loaded.report(exchanges);
        let edits = report.edits(&loaded.description);
        left = report.findings;
        let (edited, made) = edited(&source, &loaded, &edits);
        if made == 0 {
            break;
        }
        source = edited;
        count = count.saturating_add(made);
    }
    let changed = source.files().iter().zip(old.files()).filter(|(new, old)| new.text() != old.text());
    let files = changed.map(|(new, _)| (new.path().to_owned(), new.text().to_owned())).collect();
    Ok(Patch { files, edits: count, left, source })
}

/// Applies all edits that do not overlap, and returns their number.
fn edited(source: &Source, loaded: &Loaded, edits: &[Edit]) -> (Source, usize) {
    let splices = edits.iter().filter_map(|edit| Some((edit, splice(source.files(), &loaded.trees, edit)?)));
    let mut splices: Vec<(&Edit, Splice)> = splices.collect();
    splices.sort_by_key(|(_, splice)| (splice.file, splice.range.start, std::cmp::Reverse(splice.indent)));
    let mut chosen: Vec<(&Edit, Splice)> = Vec::new();
    for (edit, splice) in splices {
        let is_behind = |last: &Splice| {
            last.file != splice.file
                || last.range.end <= splice.range.start && (last.range != splice.range || splice.range.is_empty())
        };
        if chosen.last().is_none_or(|(_, last)| is_behind(last)) {
            chosen.push((edit, splice));
        }
    }
    if let Some(source) = checked(source, loaded, &chosen) {
        return (source, chosen.len());
    }
    // One of them is in a text of an unexpected form, such as a value that aliases share.
    let good: Vec<(&Edit, Splice)> =
        chosen.into_iter().filter(|one| checked(source, loaded, std::slice::from_ref(one)).is_some()).collect();
    match checked(source, loaded, &good) {
        Some(source) => (source, good.len()),
        None => match good.first().and_then(|one| checked(source, loaded, std::slice::from_ref(one))) {
            Some(source) => (source, 1),
            None => (source.clone(), 0),
        },
    }
}

/// The edited text, if its value equals that of the edits on the JSON.
fn checked(source: &Source, loaded: &Loaded, chosen: &[(&Edit, Splice)]) -> Option<Source> {
    let mut expected = loaded.values.clone();
    let edits: Vec<Edit> = chosen.iter().map(|(edit, _)| (*edit).clone()).collect();
    Edit::apply(&edits, &mut expected);
    let mut edited = source.clone();
    for index in 0..source.files().len() {
        let splices = chosen.iter().map(|(_, splice)| splice).filter(|splice| splice.file == index);
        let text = spliced(source.files().get(index)?.text(), splices)?;
        edited.set_text(index, text);
    }
    let trees = parse_files(&edited, &mut Diagnostics::new(false))?;
    let values: Vec<Value> = trees.iter().map(Node::to_json).collect();
    (values == expected).then_some(edited)
}

fn spliced<'s>(text: &str, splices: impl Iterator<Item = &'s Splice>) -> Option<String> {
    let mut made = String::with_capacity(text.len());
    let mut done = 0;
    for splice in splices {
        made.push_str(text.get(done..splice.range.start)?);
        made.push_str(&splice.text);
        done = splice.range.end;
    }
    made.push_str(text.get(done..)?);
    Some(made)
}
