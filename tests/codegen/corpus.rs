//! Descriptions with the idioms of those that are found in the wild become code, with nothing to warn of. That the code
//! compiles, without a warning either, is seen in `round_trip.rs`.
//!
//! The command `corpus` does the same for whole folders of real ones, and compiles the code as text.

use talkjs_codegen::Source;
use talkjs_tests::corpus::{Measured, measure};
use talkjs_tests::files;

#[test]
fn descriptions_in_the_manner_of_real_ones_become_code() {
    let files = files("data/corpus", &["yaml"]);
    assert!(files.len() >= 2);
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let source = Source::new(name, std::fs::read_to_string(&file).unwrap());
        assert_keeps_promises(name, &measure(&source, ""));
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
