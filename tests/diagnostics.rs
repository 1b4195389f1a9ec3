//! Every bad description in `data/diagnostics` gets exactly the messages in the `.txt` beside it.
//!
//! `UPDATE_GOLDENS=1 cargo test -p talkjs-tests --test diagnostics` writes the messages anew; read the difference.

use std::path::Path;

use talkjs_codegen::{Options, Severity, Source, check};
use talkjs_tests::{files, golden};

#[test]
fn every_bad_description_gets_its_messages() {
    let cases = files("data/diagnostics", &["yaml", "json"]);
    assert!(cases.len() >= 105, "only {} cases were found", cases.len());
    let silent = cases.iter().find(|file| messages(file).is_empty());
    assert_eq!(silent, None, "nothing is said of it");
    let differing: Vec<String> = cases.iter().filter_map(|file| golden(file, "txt", &messages(file))).collect();
    assert!(differing.is_empty(), "{}", differing.join("\n\n"));
}

#[test]
fn every_message_has_a_place_in_one_of_its_files() {
    for file in files("data/diagnostics", &["yaml", "json"]) {
        let source = open(&file);
        for diagnostic in check(&source, &Options::default()).unwrap_or_else(|found| found) {
            let message = diagnostic.render(&source);
            let known = source.files().iter().find(|file| message.starts_with(&format!("{}:", file.path())));
            let known = known.unwrap_or_else(|| panic!("{}: {message}", file.display()));
            assert!(diagnostic.span.end <= known.text().len(), "{message}");
            let mut place = message[known.path().len() + 1..].split(':');
            let (line, column) = (place.next().unwrap(), place.next().unwrap());
            assert!(line.parse::<usize>().unwrap() > 0 && column.parse::<usize>().unwrap() > 0, "{message}");
        }
    }
}

#[test]
fn our_own_description_has_no_mistake_even_when_read_strictly() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/talkjs.yaml");
    let source = Source::new("spec/talkjs.yaml", std::fs::read_to_string(path).unwrap());
    let strict = Options { strict: true, ..Options::default() };
    let found = check(&source, &strict).unwrap_or_else(|found| found);
    let messages: Vec<String> = found.iter().map(|diagnostic| diagnostic.render(&source)).collect();
    assert!(messages.is_empty(), "{}", messages.join("\n\n"));
}

#[test]
fn a_strict_reader_takes_every_warning_for_an_error() {
    for file in files("data/diagnostics", &["yaml", "json"]) {
        let source = open(&file);
        let Ok(found) = check(&source, &Options::default()) else { continue };
        let warned = found.iter().any(|diagnostic| diagnostic.severity == Severity::Warning);
        let strict = check(&source, &Options { strict: true, ..Options::default() });
        assert_eq!(strict.is_err(), warned, "{}", file.display());
    }
}

/// Errors, warnings and notes.
fn messages(file: &Path) -> String {
    let source = open(file);
    let found = check(&source, &Options::default()).unwrap_or_else(|found| found);
    found.iter().map(|diagnostic| diagnostic.render(&source)).collect::<Vec<_>>().join("\n\n")
}

/// A description, and the files beside it that it refers to.
fn open(file: &Path) -> Source {
    let folder = file.parent().unwrap();
    let name = file.file_name().unwrap().to_str().unwrap();
    Source::open(name, |path| std::fs::read_to_string(folder.join(path))).unwrap()
}
