//! The pages beside the code: their links, and the examples that no doctest compiles.

use std::path::PathBuf;

use talkjs_codegen::{Options, Source, format, generate};
use talkjs_tests::workspace;

/// The pages that people read. A test of codegen writes those of `docs/changes`.
fn pages() -> Vec<PathBuf> {
    let mut pages = Vec::new();
    let folders = ["", "docs", "docs/decisions", "recipes", "benches", "tests", "talkjs-client/src/guide"];
    for folder in folders.into_iter().chain(["talkjs-runtime/src/guide", "talkjs-drift"]) {
        let Ok(entries) = std::fs::read_dir(workspace().join(folder)) else { continue };
        let files = entries.map(|entry| entry.unwrap().path());
        pages.extend(files.filter(|file| file.extension().is_some_and(|extension| extension == "md")));
    }
    pages
}

/// The relative targets of Markdown links, without those in code.
fn links(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    let targets = prose.flat_map(|part| part.split("](").skip(1)).filter_map(|rest| rest.split_once(')'));
    let targets = targets.map(|(target, _)| target.split_once('#').map_or(target, |(file, _)| file));
    // rustdoc checks its own links.
    targets.filter(|target| !target.is_empty() && !target.contains(':') && target.contains(['.', '/'])).collect()
}

#[test]
fn links_between_pages_find_their_files() {
    let mut checked = 0;
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for link in links(&text) {
            let target = page.parent().unwrap().join(link);
            assert!(target.exists(), "{} links to {link}", page.display());
            checked += 1;
        }
    }
    assert!(checked > 30, "only {checked} links");
}

#[test]
fn the_readme_names_every_page_of_the_guides() {
    let readme = std::fs::read_to_string(workspace().join("README.md")).unwrap();
    for folder in ["talkjs-client/src/guide", "talkjs-runtime/src/guide"] {
        for page in pages().iter().filter(|page| page.parent() == Some(&workspace().join(folder))) {
            let name = page.file_name().and_then(|name| name.to_str()).unwrap();
            assert!(readme.contains(&format!("({folder}/{name})")), "{folder}/{name}");
        }
    }
}

fn block<'t>(text: &'t str, language: &str) -> &'t str {
    let (_, rest) = text.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0
}

/// Without what a reader need not see: white space, paths of the runtime.
fn plain(code: &str) -> String {
    let code = code.replace("__rt::", "");
    code.chars().filter(|it| !it.is_whitespace() && *it != ',').collect()
}

#[test]
fn the_worked_example_of_the_architecture_is_what_the_generator_makes() {
    let text = std::fs::read_to_string(workspace().join("ARCHITECTURE.md")).unwrap();
    assert!(text.lines().count() <= 100, "{} lines", text.lines().count());

    let description = block(&text, "yaml");
    let (line, column) = position(description, "maxLength");
    assert!(text.contains(&format!("`maxLength` is at line {line}, column {column}")), "{line}:{column}");

    let head = "openapi: 3.0.3\ninfo: { title: Pets, version: '1' }\n";
    let source = Source::new("pets.yaml", format!("{head}{description}"));
    let code = format(&generate(&source, &Options::default()).unwrap().tokens);
    let code = plain(&code);
    let shown = block(&text, "rust,ignore");
    let (method, check) = shown.split_once("checks!").unwrap();
    for part in [method, &format!("checks!{check}")] {
        assert!(code.contains(&plain(part)), "{part}\nis not in\n{code}");
    }
}

fn position(text: &str, word: &str) -> (usize, usize) {
    let (number, line) = text.lines().enumerate().find(|(_, line)| line.contains(word)).unwrap();
    (number + 1, line.find(word).unwrap() + 1)
}
