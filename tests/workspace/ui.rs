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

/// The most lines of a message, without blank ones.
const LINES: usize = 12;

/// Messages that are longer, and why: rustc adds what no attribute of ours keeps away.
const LONGER: &[(&str, usize, &str)] = &[
    ("option_of_another_type", 30, "it shows the impl for `Option`, and where the bound stands in the macros"),
    ("unknown_value_is_not_matched_by_name", 28, "it shows the enum in the macros, and the arm to add"),
    ("wrong_type", 22, "it shows where the bound stands in the macros"),
    ("option_for_a_change", 22, "it shows where the bound stands in the macros"),
    ("call_without_send", 16, "the test itself turns the lint into an error, which it shows"),
    ("missing_required_property", 16, "it shows the constructor, and the argument to add"),
    ("mixed_ids", 15, "it shows where the bound stands in the macros"),
    ("expression_used_after_move", 14, "it shows the move, and how to borrow"),
    ("expression_own_type", 13, "it shows the type that does not fit"),
    ("expression_own_type_for_any_json", 13, "it shows the type that does not fit"),
];

#[test]
fn messages_are_short() {
    let (mut count, mut sum) = (0, 0);
    for folder in ["ui/fail", "ui/payload/fail"] {
        for path in files(folder, &["stderr"]) {
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_stem().unwrap().to_str().unwrap();
            let most = LONGER.iter().find(|(longer, ..)| *longer == name).map_or(LINES, |(_, most, _)| *most);
            for message in messages(&text) {
                assert!(message <= most, "{name}: {message} lines");
                count += 1;
                sum += message;
            }
        }
    }
    assert!(sum <= 8 * count, "{sum} lines of {count} messages");
}

/// The lines of each message, without blank ones.
fn messages(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let is_first = ["error:", "error[", "warning:", "warning["].iter().any(|first| line.starts_with(first));
        match found.last_mut() {
            Some(lines) if !is_first => *lines += 1,
            _ => found.push(1),
        }
    }
    found
}
