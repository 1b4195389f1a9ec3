//! The version step that a change requires.

use super::finding::Verdict;

/// A version step, the smallest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// No visible change.
    Patch,
    /// An addition without breaking changes.
    Minor,
    /// A breaking change.
    Major,
}

impl Step {
    /// The step for verdicts: major if one breaks, minor if anything changed.
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

    /// The version after a step, as Cargo interprets versions: before 1.0 the first number that is not 0 is the major
    /// one, and the next number is the minor one. `None` for a text that is not three numbers separated by dots.
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
