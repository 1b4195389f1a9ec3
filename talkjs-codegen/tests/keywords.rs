//! What each keyword becomes: a description of a few lines in `keywords/`, and beside it the types and methods that it
//! becomes, and the messages.
//!
//! `UPDATE_GOLDENS=1 cargo test -p talkjs-codegen --test keywords` writes them anew; read the difference.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test that cannot prepare itself has failed")]

use std::path::{Path, PathBuf};

use talkjs_codegen::{Options, Source, check, outline};

#[test]
fn every_keyword_becomes_what_stands_beside_it() {
    let cases = cases();
    assert!(cases.len() > 60, "only {} cases were found", cases.len());
    let mut differing = Vec::new();
    for case in cases {
        let (expected, found) = (case.with_extension("txt"), becomes(&case));
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            std::fs::write(&expected, &found).unwrap();
        }
        let known = std::fs::read_to_string(&expected).unwrap_or_default();
        if known != found {
            differing.push(format!("{}\n--- expected\n{known}\n--- found\n{found}", case.display()));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n\n"));
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keywords");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|ext| ext == "yaml")).collect();
    cases.sort();
    cases
}

fn becomes(case: &Path) -> String {
    let folder = case.parent().unwrap();
    let name = case.file_name().unwrap().to_str().unwrap();
    let source = Source::open(name, |path| std::fs::read_to_string(folder.join(path))).unwrap();
    let options = Options::default();
    let items = outline(&source, &options).unwrap_or_default();
    let found = check(&source, &options).unwrap_or_else(|found| found);
    let messages = found.iter().map(|diagnostic| diagnostic.render(&source).lines().next().unwrap_or("").to_owned());
    let parts: Vec<String> = items.into_iter().chain(messages).collect();
    format!("{}\n", parts.join("\n"))
}
