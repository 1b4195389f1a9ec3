//! What the comparison of two descriptions says of callers' code, before the compiler: each witness compiles with the code
//! of the old description, and not with that of the new one.
//!
//! One crate has the code of all examples. A second one has the witnesses, so that they are code of another crate, as
//! callers' is. The compiler reports names that are not found before it looks at types, so what has failed is taken out
//! until nothing fails any more.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;
use talkjs_codegen::diff::rules::{self, Area};
use talkjs_codegen::diff::{Witness, diff};
use talkjs_codegen::{Options, Source, format, generate};
use talkjs_tests::{Outside, workspace};

const TMP: &str = env!("CARGO_TARGET_TMPDIR");

/// A line of code, and the example that it is of.
struct Line {
    /// The file that it stands in: `field_removed_0`.
    file: String,
    example: String,
    code: String,
}

#[test]
fn witnesses_compile_with_the_old_code_and_not_with_the_new_code() {
    let runtime = workspace().join("talkjs-runtime");
    let dependency = format!("[dependencies]\ntalkjs-runtime = {{ path = {runtime:?}, default-features = false }}\n");
    let generated = Outside::new(TMP, "changes-generated", &dependency);
    let lines = write_examples(&generated);
    assert!(lines.len() > 50, "{} witnesses", lines.len());
    let dependency = format!("{dependency}changes-generated = {{ path = {:?} }}\n", generated.path(""));
    let witnesses = Outside::new(TMP, "changes-witnesses", &dependency);

    let failed = check(&witnesses, "old", &lines.iter().collect::<Vec<_>>());
    assert!(failed.is_empty(), "these do not compile with the old code: {failed:#?}");

    let mut left: Vec<&Line> = lines.iter().collect();
    while !left.is_empty() {
        let failed = check(&witnesses, "new", &left);
        let compiled: Vec<&str> = left.iter().map(|line| line.code.as_str()).collect();
        assert!(!failed.is_empty(), "these compile with the new code: {compiled:#?}");
        left.retain(|line| !failed.iter().any(|(file, _)| *file == line.file));
    }
}

/// Writes the code of both sides of each example, and returns the witnesses.
fn write_examples(generated: &Outside) -> Vec<Line> {
    let (mut modules, mut lines) = (String::new(), Vec::new());
    for rule in rules::all().filter(|rule| rule.area == Area::Rust) {
        let folder = workspace().join("talkjs-codegen/tests/changes").join(rule.id);
        let read = |side: &str| Source::new(side, std::fs::read_to_string(folder.join(side)).unwrap());
        let (old, new) = (read("old.yaml"), read("new.yaml"));
        let example = rule.id.replace('-', "_");
        let _ = writeln!(modules, "pub mod {example} {{ pub mod old; pub mod new; }}");
        for (side, source) in [("old", &old), ("new", &new)] {
            let code = generate(source, &Options::default()).unwrap();
            generated.write(&format!("src/{example}/{side}.rs"), &format(&code.tokens));
        }
        let found = diff(&old, &new, &Options::default()).unwrap().findings;
        let codes = found.into_iter().flat_map(|finding| finding.witnesses).filter_map(|witness| match witness {
            Witness::Code(code) => Some(code),
            _ => None,
        });
        lines.extend(codes.enumerate().map(|(number, code)| Line {
            file: format!("{example}_{number}"),
            example: example.clone(),
            code,
        }));
    }
    generated.write("src/lib.rs", &modules);
    lines
}

/// Compiles lines with the code of one side; returns the files with errors, and the first error of each.
fn check(crate_: &Outside, side: &str, lines: &[&Line]) -> BTreeSet<(String, String)> {
    let mut modules = "#![allow(unused, deprecated)]\n".to_owned();
    for Line { file, example, code } in lines {
        let _ = writeln!(modules, "mod {file};");
        let text = format!(
            "use changes_generated::{example}::{side}::*;\n\nasync fn witness(client: &Client) {{\n    {code}\n}}\n"
        );
        crate_.write(&format!("src/{file}.rs"), &text);
    }
    crate_.write("src/lib.rs", &modules);
    let output = crate_.cargo(&["check", "--offline", "--message-format=json"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let messages = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let errors = messages.filter(|message| message["message"]["level"] == "error");
    let found = errors.filter_map(|message| {
        let place = message["message"]["spans"][0]["file_name"].as_str()?;
        let file = place.rsplit('/').next()?.strip_suffix(".rs")?.to_owned();
        Some((file, message["message"]["rendered"].as_str()?.to_owned()))
    });
    let found: BTreeSet<(String, String)> = found.collect();
    assert_eq!(output.status.success(), found.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    found
}
