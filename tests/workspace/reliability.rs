//! The table of `RELIABILITY.md` has all rows of the catalogue, and names tests that there are.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use talkjs_tests::workspace;

/// The rows of each part.
const PARTS: [(&str, usize); 8] = [("A", 8), ("B", 11), ("C", 28), ("D", 5), ("E", 7), ("F", 33), ("J", 9), ("K", 17)];

/// A row of the table: its name, the tests that it names, and what else is said.
struct Row {
    name: String,
    tests: Vec<String>,
    remark: String,
}

fn table() -> Vec<Row> {
    let text = fs::read_to_string(workspace().join("tests/RELIABILITY.md")).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix('|')?.strip_suffix('|'));
    let rows = lines.filter_map(|line| {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let [name, _what, tests, remark] = cells.as_slice() else { panic!("four cells: {line}") };
        let is_row = PARTS.iter().any(|(part, _)| name.starts_with(part));
        // Names stand in backticks, as every second piece does that backticks cut off.
        let tests = tests.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        is_row.then(|| Row { name: (*name).to_owned(), tests, remark: (*remark).to_owned() })
    });
    rows.collect()
}

/// The names of all functions that are marked as tests.
fn tests_below(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() {
            tests_below(&path, names);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let mut is_marked = false;
            for line in text.lines().map(str::trim) {
                let name =
                    line.trim_start_matches("async ").strip_prefix("fn ").and_then(|rest| rest.split('(').next());
                names.extend(name.filter(|_| is_marked).map(str::to_owned));
                is_marked = line.starts_with("#[test]")
                    || line.starts_with("#[tokio::test")
                    || is_marked && line.starts_with('#');
            }
        }
    }
}

/// The names of all tests that the documents name.
pub(super) fn all_tests() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for folder in [
        "talkjs-codegen/tests",
        "talkjs-runtime/src",
        "talkjs-runtime/tests",
        "talkjs-client/src",
        "talkjs-client/tests",
        "talkjs-emulator/src",
        "talkjs-emulator/tests",
        "recipes/tests",
        "tests",
    ] {
        tests_below(&workspace().join(folder), &mut names);
    }
    assert!(names.len() > 500, "the sources are read: {}", names.len());
    names
}

#[test]
fn every_row_of_the_catalogue_names_a_test_that_exists_or_says_why_not() {
    let names = all_tests();
    let table = table();
    for row in &table {
        assert!(!row.tests.is_empty() || row.remark.len() > 20, "{} names no test and no reason", row.name);
        for test in &row.tests {
            assert!(names.contains(test), "{} names {test}, which is no test", row.name);
        }
    }
    let found: Vec<_> = table.iter().map(|row| row.name.clone()).collect();
    let expected: Vec<_> =
        PARTS.iter().flat_map(|(part, rows)| (1..=*rows).map(move |row| format!("{part}{row}"))).collect();
    assert_eq!(found, expected);
    let tested = table.iter().filter(|row| !row.tests.is_empty()).count();
    println!("{} rows, {tested} with tests", found.len());
    assert!(tested >= 112, "{tested}");
}
