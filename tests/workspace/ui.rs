//! What compiles and what must not, with the compiler's exact words. The cases are found by glob.
//!
//! `TRYBUILD=overwrite cargo test -p talkjs-tests --test workspace ui` writes the words anew; read the difference.

use talkjs_tests::files;

#[test]
fn user_code_compiles_or_fails_as_written() {
    let (fail, pass) = (files("ui/fail", &["rs"]).len(), files("ui/pass", &["rs"]).len());
    assert!(fail >= 15 && pass >= 3, "only {fail} and {pass} cases were found");
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/fail/*.rs");
    cases.pass("ui/pass/*.rs");
}

/// Apart from what must compile: without it nothing is linked, and all cases are compiled at once.
#[test]
fn wrong_literals_are_refused_under_the_token_at_fault() {
    let found = files("ui/payload/fail", &["rs"]).len();
    assert!(found >= 150, "only {found} cases were found");
    trybuild::TestCases::new().compile_fail("ui/payload/fail/*.rs");
}
