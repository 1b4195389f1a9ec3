//! The step of a version that a change needs.

use super::finding::Verdict;

/// A step, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Nothing that others see.
    Patch,
    /// Something new, and nothing that breaks.
    Minor,
    /// Something breaks.
    Major,
}

impl Step {
    /// The step for some verdicts: major when one breaks, minor when anything changed.
    pub(crate) fn of(verdicts: impl Iterator<Item = Verdict>) -> Self {
        match verdicts.max().unwrap_or_default() {
            Verdict::None => Self::Patch,
            Verdict::Compatible | Verdict::MayBreak => Self::Minor,
            Verdict::Breaks => Self::Major,
        }
    }

    /// The step's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The version after a step, as Cargo reads versions: before 1.0 the first number that is not 0 counts as major, and
    /// what follows it as all else. `None` for a text that is not three numbers with dots.
    ///
    /// ```
    /// use talkjs_codegen::diff::Step;
    ///
    /// assert_eq!(Step::Major.after("1.4.2").as_deref(), Some("2.0.0"));
    /// assert_eq!(Step::Major.after("0.4.2").as_deref(), Some("0.5.0"));
    /// assert_eq!(Step::Minor.after("0.4.2").as_deref(), Some("0.4.3"));
    /// assert_eq!(Step::Major.after("2024-01-01"), None);
    /// ```
    #[must_use]
    pub fn after(self, version: &str) -> Option<String> {
        let numbers: Vec<u64> = version.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let [major, minor, patch] = *numbers else { return None };
        let next = |number: u64| number.saturating_add(1);
        let (major, minor, patch) = match (self, major, minor) {
            (Self::Major, 0, 0) => (0, 0, next(patch)),
            (Self::Major, 0, minor) => (0, next(minor), 0),
            (Self::Major, major, _) => (next(major), 0, 0),
            (Self::Minor, major @ 1.., minor) => (major, next(minor), 0),
            (Self::Minor | Self::Patch, major, minor) => (major, minor, next(patch)),
        };
        Some(format!("{major}.{minor}.{patch}"))
    }
}
