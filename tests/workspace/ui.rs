//! What must not compile, with the compiler's exact words. The cases are found by glob.
//!
//! `TRYBUILD=overwrite cargo test -p talkjs-tests --test workspace ui::` writes the words anew; read the difference.

use talkjs_tests::files;

/// No case that must compile is among these: one would make trybuild build and link where it only checks, and compile
/// the cases one after the other. Such code is in `codegen/payload.rs` and `client/compiles`, and what the compiler
/// refuses only when it generates code in `outside.rs`.
#[test]
fn wrong_code_is_refused_under_the_token_at_fault() {
    let cases = trybuild::TestCases::new();
    for (folder, least) in [("ui/fail", 15), ("ui/payload/fail", 150)] {
        let found = files(folder, &["rs"]).len();
        assert!(found >= least, "only {found} cases were found in {folder}");
        cases.compile_fail(format!("{folder}/*.rs"));
    }
}
