//! Selects operations: generates part of an API.
//!
//! Selection considers every operation, with the `$ref`s of path items resolved, before any operation is read: mistakes
//! in operations that are not selected do not matter.

use crate::Options;
use crate::diagnostic::{Diagnostics, Kind};
use crate::source::Span;
use crate::suggest::nearest;

/// The facts about an operation that selectors match.
pub(crate) struct Candidate<'t> {
    pub(crate) path: &'t str,
    pub(crate) method: &'static str,
    pub(crate) id: Option<&'t str>,
    pub(crate) tags: Vec<&'t str>,
}

/// Whether each operation is selected. A selector that matches none is reported at `place`.
pub(crate) fn select(
    candidates: &[Candidate<'_>],
    place: Span,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Vec<bool> {
    report_unknown(candidates, place, options, diagnostics);
    let any = |selectors: &[String], candidate: &Candidate<'_>| {
        selectors.iter().any(|selector| candidate.is_matched_by(selector))
    };
    let is_selected = |candidate: &Candidate<'_>| {
        (options.only.is_empty() || any(&options.only, candidate)) && !any(&options.skip, candidate)
    };
    candidates.iter().map(is_selected).collect()
}

impl Options {
    /// Whether the options may select only some of the operations.
    pub(crate) fn selects(&self) -> bool {
        !self.only.is_empty() || !self.skip.is_empty()
    }
}

impl Candidate<'_> {
    /// `getUser`, `tag:users`, `/users/{id}`, `/users/*` or `GET /users/{id}`.
    fn is_matched_by(&self, selector: &str) -> bool {
        if let Some(tag) = selector.strip_prefix("tag:") {
            return self.tags.contains(&tag.trim());
        }
        let (method, path) =
            selector.split_once(' ').map_or((None, selector), |(method, path)| (Some(method), path.trim()));
        if !path.starts_with('/') {
            return self.id == Some(selector);
        }
        let path_fits = path.strip_suffix('*').map_or(self.path == path, |prefix| self.path.starts_with(prefix));
        path_fits && method.is_none_or(|method| method.eq_ignore_ascii_case(self.method))
    }
}

/// Reports selectors that match no operation, which are probably misspelled.
fn report_unknown(candidates: &[Candidate<'_>], place: Span, options: &Options, diagnostics: &mut Diagnostics) {
    for selector in options.only.iter().chain(&options.skip) {
        if candidates.iter().any(|candidate| candidate.is_matched_by(selector)) {
            continue;
        }
        let tags: Vec<String> =
            candidates.iter().flat_map(|candidate| &candidate.tags).map(|tag| format!("tag:{tag}")).collect();
        let tag = tags.iter().find(|tag| tag.strip_prefix("tag:") == Some(selector));
        let known = candidates.iter().flat_map(|candidate| candidate.id.into_iter().chain([candidate.path]));
        let near = tag.map(String::as_str).or_else(|| nearest(selector, known.chain(tags.iter().map(String::as_str))));
        let kind = Kind::UnknownSelection { selector: selector.clone(), nearest: near.map(str::to_owned) };
        diagnostics.report(kind, place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_ids_tags_paths_and_methods() {
        let candidate = Candidate { path: "/users/{id}", method: "GET", id: Some("getUser"), tags: vec!["users"] };
        for meant in ["getUser", "tag:users", "/users/{id}", "/users/*", "GET /users/{id}", "get /users/*"] {
            assert!(candidate.is_matched_by(meant), "{meant}");
        }
        for other in ["getuser", "users", "tag:user", "/users", "POST /users/{id}", "/use", "*"] {
            assert!(!candidate.is_matched_by(other), "{other}");
        }
    }
}
