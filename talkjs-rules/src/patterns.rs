//! Regular expressions, compiled once: compiling takes a hundred times as long as searching.

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use regex_lite::Regex;

use crate::simple_pattern::SimplePattern;

/// The most patterns that are cached. A description has fewer; patterns made at run time must not fill the memory.
const MAX_KEPT: usize = 1024;

/// Compiled patterns by their text.
static COMPILED: LazyLock<RwLock<HashMap<String, Compiled>>> = LazyLock::new(RwLock::default);

/// A pattern, ready to be searched with.
struct Compiled {
    simple: Option<SimplePattern>,
    /// For patterns that are not simple, and for long texts; `None` if the engine does not support the pattern.
    engine: Option<Regex>,
}

impl Compiled {
    fn new(pattern: &str) -> Self {
        let engine = Regex::new(pattern).ok();
        Self { simple: engine.as_ref().and_then(|_| SimplePattern::new(pattern)), engine }
    }

    fn matches(&self, text: &str) -> bool {
        let by_engine = || self.engine.as_ref().is_none_or(|engine| engine.is_match(text));
        self.simple.as_ref().and_then(|simple| simple.matches(text)).unwrap_or_else(by_engine)
    }
}

/// Whether a text matches a pattern somewhere. A pattern that the engine does not support matches everything: the
/// generator keeps it as documentation only, and callers cannot correct it.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    // The lock is poisoned only by a panic while inserting, which leaves the map usable.
    if let Some(known) = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return known.matches(text);
    }
    let compiled = Compiled::new(pattern);
    let is_match = compiled.matches(text);
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
