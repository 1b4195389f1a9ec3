//! The step of a version that a change needs.

use super::finding::{Finding, Verdict};

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
    /// The step of the generated crate: major when code or what it does breaks, minor when anything changed.
    pub(crate) fn of_crate(findings: &[Finding]) -> Self {
        Self::by(findings, |finding| finding.verdicts.rust.max(finding.verdicts.behaviour))
    }

    /// The step of the API: major when the wire or what a call does breaks, minor when anything changed.
    pub(crate) fn of_api(findings: &[Finding]) -> Self {
        let is_about = |finding: &&Finding| finding.verdicts.wire.max(finding.verdicts.behaviour) > Verdict::None;
        let findings: Vec<Finding> = findings.iter().filter(is_about).cloned().collect();
        Self::by(&findings, |finding| finding.verdicts.wire.max(finding.verdicts.behaviour))
    }

    fn by(findings: &[Finding], verdict: impl Fn(&Finding) -> Verdict) -> Self {
        match findings.iter().map(verdict).max() {
            None => Self::Patch,
            Some(Verdict::Breaks) => Self::Major,
            Some(_) => Self::Minor,
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
