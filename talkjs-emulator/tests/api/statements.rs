//! Whether the list of what is known of TalkJS and the tests agree.

use std::collections::BTreeSet;
use std::path::Path;

const STATEMENTS: &str = include_str!("../STATEMENTS.md");

struct Row<'s> {
    note: &'s str,
    mark: &'s str,
    test: &'s str,
}

fn rows() -> Vec<Row<'static>> {
    let lines = STATEMENTS.lines().filter(|line| line.starts_with("| ")).skip(1);
    lines
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            let [note, _, mark, test] = cells[..] else { panic!("four cells are needed: {line}") };
            Row { note, mark, test: test.trim_matches('`') }
        })
        .collect()
}

#[test]
fn every_statement_has_a_test_that_exists() {
    let rows = rows();
    assert!(rows.len() >= 150, "only {} statements", rows.len());
    for Row { note, mark, test } in rows {
        assert!(["D", "C", "T"].contains(&mark), "{note}: {mark}");
        let (module, name) = test.split_once("::").unwrap_or_else(|| panic!("{note}: {test}"));
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/api/{module}.rs"));
        let source = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let is_there = ["#[tokio::test]\nasync ", "#[test]\n"]
            .iter()
            .any(|start| source.contains(&format!("{start}fn {name}() {{")));
        assert!(is_there, "{note}: there is no test `{test}`");
    }
}

#[test]
fn every_subsection_has_statements() {
    let notes: BTreeSet<&str> = rows().iter().map(|row| row.note).collect();
    let all = (1..=22).map(|number| format!("2.{number}")).chain(["2.13b".to_owned()]);
    let missing: Vec<String> = all.filter(|note| !notes.contains(note.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
