//! What each judge says of two generated crates.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use talkjs_codegen::diff::{Report, Verdict as Ours, Witness, diff};
use talkjs_codegen::{Options, Source, format, generate};

use crate::{Outside, workspace};

/// The step of the version that a change needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing that callers see.
    None,
    /// Nothing that breaks them.
    Minor,
    /// Something that breaks them.
    Major,
}

/// What was found of a pair of descriptions.
#[derive(Debug)]
pub struct Judged {
    /// Our verdict.
    pub ours: Verdict,
    /// The rules that gave it.
    pub rules: BTreeSet<&'static str>,
    /// The verdict of cargo-semver-checks.
    pub theirs: Verdict,
    /// The lints that gave it.
    pub lints: BTreeSet<String>,
    /// Whether a witness compiles with the old code and not with the new code, asked where the two differ.
    pub compiler: Option<bool>,
}

/// Lets the stable compiler document as JSON. Always set, as the compiler does everything again where it was not.
const UNSTABLE: &[(&str, &str)] = &[("RUSTC_BOOTSTRAP", "1")];

/// Where crates are generated, documented and compiled.
#[derive(Debug)]
pub struct Judge {
    documented: Outside,
    compiled: Outside,
    semver_checks: PathBuf,
    target: PathBuf,
}

impl Judge {
    /// `tmp` is a folder inside a target folder; `semver_checks` is the program `cargo-semver-checks`.
    #[must_use]
    pub fn new(tmp: &str, semver_checks: &Path) -> Self {
        let runtime = workspace().join("talkjs-runtime");
        let dependency =
            format!("[dependencies]\ntalkjs-runtime = {{ path = {runtime:?}, default-features = false }}\n");
        Self {
            documented: Outside::new(tmp, "semver-documented", &dependency),
            compiled: Outside::new(tmp, "semver-compiled", &dependency),
            semver_checks: semver_checks.to_owned(),
            target: Path::new(tmp).parent().unwrap_or(Path::new(tmp)).to_owned(),
        }
    }

    /// The documentation of the crate that is generated from a description, as a file of JSON of this name.
    ///
    /// # Errors
    /// When nothing is generated.
    ///
    /// # Panics
    /// When what is generated cannot be documented.
    pub fn document(&self, source: &Source, name: &str) -> Result<PathBuf, String> {
        self.documented.write("src/lib.rs", &format!("#![allow(missing_docs)]\n{}", code(source)?));
        let arguments = [
            "rustdoc",
            "--offline",
            "--lib",
            "--",
            "-Zunstable-options",
            "--output-format",
            "json",
            "--cap-lints",
            "allow",
        ];
        let output = self.documented.cargo_with(UNSTABLE, &arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let kept = self.documented.path(&format!("{name}.json"));
        std::fs::copy(self.target.join("doc/semver_documented.json"), &kept).unwrap();
        Ok(kept)
    }

    /// Both verdicts, and the compiler's where they differ.
    ///
    /// # Errors
    /// When one of the descriptions cannot be read, or both give the same code.
    pub fn judge(&self, old: (&Source, &Path), new: &Source) -> Result<Judged, String> {
        let report = diff(old.0, new, &Options::default()).map_err(|unreadable| format!("{unreadable:?}"))?;
        let documented = self.document(new, "new")?;
        let (theirs, lints) = self.theirs(old.1, &documented);
        let (ours, rules) = ours(&report);
        let differ = (ours == Verdict::Major) != (theirs == Verdict::Major) || theirs > ours;
        let compiler = (differ && ours == Verdict::Major).then(|| self.compiles(old.0, new, &report)).transpose()?;
        Ok(Judged { ours, rules, theirs, lints, compiler })
    }

    fn theirs(&self, old: &Path, new: &Path) -> (Verdict, BTreeSet<String>) {
        let output = Command::new(&self.semver_checks)
            .args(["semver-checks", "--color", "never", "--release-type", "patch", "--baseline-rustdoc"])
            .args([old.as_os_str(), "--current-rustdoc".as_ref(), new.as_os_str()])
            .output()
            .unwrap();
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let lints: BTreeSet<String> = text
            .lines()
            .filter_map(|line| {
                line.strip_prefix("--- failure ").or_else(|| line.strip_prefix("--- warning "))?.split(':').next()
            })
            .map(str::to_owned)
            .collect();
        let verdict = if text.contains("requires new major version") {
            Verdict::Major
        } else if text.contains("requires new minor version") {
            Verdict::Minor
        } else {
            assert!(text.contains("no semver update required"), "{text}");
            Verdict::None
        };
        (verdict, lints)
    }

    /// Whether all witnesses compile with the old code, and none with the new code.
    fn compiles(&self, old: &Source, new: &Source, report: &Report) -> Result<bool, String> {
        let breaking = report.findings.iter().filter(|finding| finding.verdicts.rust == Ours::Breaks);
        let witnesses = breaking.flat_map(|finding| &finding.witnesses).filter_map(|witness| match witness {
            Witness::Code(line) => Some(line),
            _ => None,
        });
        let mut modules = String::new();
        for (number, line) in witnesses.enumerate() {
            let _ = writeln!(modules, "mod w{number};");
            let text = format!("use crate::api::*;\nasync fn witness(client: &Client) {{ {line} }}\n");
            self.compiled.write(&format!("src/w{number}.rs"), &text);
        }
        self.compiled.write("src/lib.rs", &format!("#![allow(unused, deprecated)]\npub mod api;\n{modules}"));
        self.compiled.write("src/api.rs", &code(old)?);
        let before = self.compiled.cargo_with(UNSTABLE, &["check", "--offline"]);
        self.compiled.write("src/api.rs", &code(new)?);
        let after = self.compiled.cargo_with(UNSTABLE, &["check", "--offline"]);
        Ok(!modules.is_empty() && before.status.success() && !after.status.success())
    }
}

fn ours(report: &Report) -> (Verdict, BTreeSet<&'static str>) {
    let gravest = report.findings.iter().map(|finding| finding.verdicts.rust).max().unwrap_or_default();
    let verdict = match gravest {
        Ours::None => Verdict::None,
        Ours::Compatible | Ours::MayBreak => Verdict::Minor,
        Ours::Breaks => Verdict::Major,
    };
    let gravest = report.findings.iter().filter(|finding| finding.verdicts.rust == gravest && gravest != Ours::None);
    (verdict, gravest.map(|finding| finding.rule.id).collect())
}

fn code(source: &Source) -> Result<String, String> {
    let output = generate(source, &Options::default());
    output.map(|output| format(&output.tokens)).map_err(|found| found[0].render(source))
}

/// A line of a report in Markdown, but for its first cells.
impl std::fmt::Display for Judged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rules = self.rules.iter().copied().collect::<Vec<_>>().join(" ");
        let lints: Vec<&str> = self.lints.iter().map(String::as_str).collect::<Vec<_>>();
        let compiler = match self.compiler {
            None => "",
            Some(true) => "breaks",
            Some(false) => "does not break",
        };
        write!(f, "{:?} | {rules} | {:?} | {} | {compiler} |", self.ours, self.theirs, lints.join(" "))
    }
}
