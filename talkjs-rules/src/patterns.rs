//! Regular expressions, compiled once: compiling takes a hundred times as long as searching.

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use regex_lite::Regex;

/// The most patterns that are cached. A description has fewer; patterns made at run time must not fill the memory.
const MAX_KEPT: usize = 1024;

/// Compiled patterns by their text; `None` if the engine does not support the pattern.
static COMPILED: LazyLock<RwLock<HashMap<String, Option<Regex>>>> = LazyLock::new(RwLock::default);

/// Whether a text matches a pattern somewhere. A pattern that the engine does not support matches everything: the
/// generator keeps it as documentation only, and callers cannot correct it.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let search = |regex: &Option<Regex>| regex.as_ref().is_none_or(|regex| regex.is_match(text));
    // The lock is poisoned only by a panic while inserting, which leaves the map usable.
    if let Some(known) = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return search(known);
    }
    let compiled = Regex::new(pattern).ok();
    let is_match = search(&compiled);
    let mut kept = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= MAX_KEPT {
        kept.clear();
    }
    kept.insert(pattern.to_owned(), compiled);
    is_match
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Vec<String> {
        COMPILED.read().unwrap().keys().cloned().collect()
    }

    #[test]
    fn patterns_are_kept_within_a_bound() {
        assert!(matches("^once$", "once"));
        assert!(kept().contains(&"^once$".to_owned()), "the next search does not compile it");
        assert!(!matches("^once$", "twice"));
        assert!(matches("(?=lookahead)", "x"), "an unreadable pattern rejects nothing");
        for number in 0..=MAX_KEPT {
            assert!(matches(&format!("^{number}$"), &number.to_string()));
            assert!(kept().len() <= MAX_KEPT);
        }
    }
}
