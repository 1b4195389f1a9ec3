//! Descriptions with the idioms of those that are found in the wild become code that compiles.
//!
//! The command `corpus` does the same for whole folders of real ones.

use talkjs_codegen::Source;
use talkjs_tests::corpus::{Measured, Scratch, measure};
use talkjs_tests::files;

#[test]
fn descriptions_in_the_manner_of_real_ones_become_code_that_compiles() {
    let files = files("data/corpus", &["yaml"]);
    assert!(files.len() >= 2);
    let scratch = Scratch::new(env!("CARGO_TARGET_TMPDIR"));
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let source = Source::new(name, std::fs::read_to_string(&file).unwrap());
        let measured = measure(&source);
        assert_keeps_promises(name, &measured);
        let compiled = scratch.compile(&format!("corpus-{}", file.file_stem().unwrap().display()), &text(&measured));
        assert!(compiled.ok && compiled.warnings == 0, "{name}: {}", compiled.first.unwrap_or_default());
    }
}

/// They are right, so there is nothing to warn of; what Rust cannot express is noted, with its place.
fn assert_keeps_promises(name: &str, measured: &Measured) {
    let first = measured.first_error.as_deref().unwrap_or_default();
    assert_eq!((measured.errors, measured.warnings), (0, 0), "{name}: {first} {:?}", measured.kinds);
    assert!(measured.unplaced.is_empty(), "{name}: {:?}", measured.unplaced);
    let code = measured.code.as_ref().expect("no error, so there is code");
    assert!(code.repeatable, "{name}: two runs differ");
    assert!(code.fields.is_some(), "{name}: no Rust file");
}

fn text(measured: &Measured) -> String {
    measured.code.as_ref().map(|code| code.text.clone()).unwrap_or_default()
}
