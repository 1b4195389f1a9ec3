//! What must not compile, with the compiler's exact words. The cases are found by glob.
//!
//! `TRYBUILD=overwrite cargo test -p talkjs-ui` writes the words anew; read the difference.

use std::path::Path;

use talkjs_ui::{COMPILER, compiler};

/// The folders of the cases, with the least number of cases in each.
const FOLDERS: [(&str, usize); 2] = [("fail", 15), ("payload/fail", 150)];

/// No case that must compile is among these: one would make trybuild build and link where it only checks, and compile
/// the cases one after the other. Such code is in `codegen/payload.rs` and `client/compiles`, and code that is rejected
/// only when the compiler generates code in `workspace/outside.rs`.
#[test]
fn wrong_code_is_rejected_under_the_token_at_fault() {
    let compiler = compiler().unwrap();
    if !compiler.starts_with(COMPILER) {
        println!("not compared: the expectations are for {COMPILER}x, this is {compiler}; see `workspace/ui.rs`");
        return;
    }
    let cases = trybuild::TestCases::new();
    for (folder, least) in FOLDERS {
        let files = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
        let found =
            files.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|end| end == "rs")).count();
        assert!(found >= least, "only {found} cases were found in {folder}");
        cases.compile_fail(format!("{folder}/*.rs"));
    }
}
