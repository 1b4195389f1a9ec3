//! `docs/comparison.md` shows code that compiles, names tests that exist, and has the figures that were measured.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use talkjs_tests::workspace;

use super::reliability::all_tests;

fn page() -> String {
    fs::read_to_string(workspace().join("docs/comparison.md")).unwrap()
}

/// A code block, and the file that is named above it.
struct Block {
    file: String,
    code: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut above = "";
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            let code: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            let file = above.strip_prefix('`').and_then(|name| name.strip_suffix("`:"));
            let file = file.unwrap_or_else(|| panic!("no file is named above `{}`, but `{above}`", code.join("\n")));
            blocks.push(Block { file: file.to_owned(), code: code.join("\n") });
        }
        if !line.is_empty() {
            above = line;
        }
    }
    blocks
}

/// The rows of the table below a heading, without the one of titles.
fn rows<'p>(page: &'p str, heading: &str) -> Vec<Vec<&'p str>> {
    let (_, below) = page.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = below.split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix('|')?.strip_suffix('|'));
    rows.skip(2).map(|row| row.split('|').map(str::trim).collect()).collect()
}

/// What stands in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn is_in(code: &str, file: &Path) -> bool {
    fs::read_to_string(file).is_ok_and(|text| format!("\n{text}").contains(&format!("\n{code}\n")))
}

#[test]
fn every_code_block_is_part_of_the_file_named_above_it() {
    let blocks = blocks(&page());
    for Block { file, code } in &blocks {
        assert!(is_in(code, &workspace().join(file)), "{file} does not contain\n{code}");
    }
    let files: BTreeSet<&str> = blocks.iter().map(|block| block.file.as_str()).collect();
    for peer in ["ours", "progenitor", "openapi-to-rust", "hand-written"] {
        assert!(files.contains(format!("benches/peers/{peer}/examples/program.rs").as_str()), "{peer} has no program");
    }
}

#[test]
fn code_that_differs_from_its_file_is_noticed() {
    let text = "`benches/peers/ours/src/lib.rs`:\n\n```rust\npub use talkjs_client::*;\n```\n";
    let found = |text: &str| blocks(text).iter().all(|block| is_in(&block.code, &workspace().join(&block.file)));
    assert!(found(text));
    for (part, instead) in [("use talkjs", "use  talkjs"), ("::*;", "::*"), ("ours/src/lib.rs", "ours/src/no.rs")] {
        assert!(!found(&text.replace(part, instead)), "{part} → {instead}");
    }
}

#[test]
fn every_feature_names_tests_and_files_that_exist() {
    let page = page();
    let tests = all_tests();
    let rows = rows(&page, "Features");
    assert!(rows.len() > 20, "{}", rows.len());
    for row in &rows {
        let [feature, _, _, _, shown] = row.as_slice() else { panic!("five cells: {row:?}") };
        assert!(!shown.is_empty(), "nothing shows {feature}");
        for name in quoted(shown) {
            let is_test = name.contains('_') && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            assert!(!is_test || tests.contains(name), "{feature}: there is no test {name}");
            let is_file = name.contains('/') && !name.contains(' ');
            assert!(!is_file || workspace().join(name).exists(), "{feature}: there is no file {name}");
        }
    }
}

#[test]
fn every_figure_is_one_of_the_results() {
    let page = page();
    let results = fs::read_to_string(workspace().join("benches/RESULTS.md")).unwrap();
    // A figure ends where its digits, points and commas end, and so does one of the results.
    let figures = |text: &str| -> BTreeSet<String> {
        let pieces = text.split(|character: char| !character.is_ascii_digit() && !['.', ','].contains(&character));
        pieces.map(|piece| piece.trim_matches(['.', ',']).trim_end_matches(".0").to_owned()).collect()
    };
    let measured = figures(&results);
    let rows = rows(&page, "Figures");
    assert!(rows.len() > 15, "{}", rows.len());
    for row in &rows {
        let [what, values @ .., source] = row.as_slice() else { panic!("cells: {row:?}") };
        let date = source.rsplit(", ").next().unwrap();
        assert!(results.contains(date), "{what}: nothing was measured on {date}");
        for figure in values.iter().flat_map(|value| figures(value)) {
            assert!(measured.contains(&figure), "{what}: {figure} is not in benches/RESULTS.md");
        }
    }
}
