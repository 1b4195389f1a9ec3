//! Literals that must compile, and what they send. The cases are files, one for each thing that is shown.

use std::path::Path;

use talkjs_tests::files;

#[allow(clippy::all, reason = "the cases are written as people may write, not as they should")]
#[path = "../ui/payload/pass/mod.rs"]
mod pass;

#[test]
fn no_case_is_left_out() {
    let list = include_str!("../ui/payload/pass/mod.rs");
    let name = |file: &Path| file.file_stem().unwrap().to_str().unwrap().to_owned();
    let cases: Vec<String> = files("ui/payload/pass", &["rs"]).iter().map(|file| name(file)).collect();
    let is_case = |case: &&String| *case != "mod";
    let missing: Vec<_> =
        cases.iter().filter(is_case).filter(|case| !list.lines().any(|line| line == format!("mod {case};"))).collect();
    assert!(missing.is_empty(), "{missing:?} are not in `mod.rs`");
    let found = cases.iter().filter(is_case).count();
    assert!(found >= 60, "only {found} cases were found");
}
