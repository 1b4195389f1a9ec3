//! The messages that the cases of `ui` expect: with another compiler than theirs, and how long they are.

use std::collections::BTreeSet;

use talkjs_tests::{Outside, files, workspace};
use talkjs_ui::{COMPILER, compiler};

use super::outside::{TMP, TOKIO};

const FOLDERS: [&str; 2] = ["ui/fail", "ui/payload/fail"];

/// Holds the first line and the place of each message of our macros against the expectations. A message with a code
/// (`error[E0277]`) is the compiler's.
#[test]
fn our_messages_are_the_same_with_another_compiler() {
    if compiler().unwrap().starts_with(COMPILER) {
        println!(
            "not compared: this is the compiler of the expectations, for which the crate `talkjs-ui` compares all words"
        );
        return;
    }
    let path = |name: &str| workspace().join(name);
    let dependencies = format!(
        "[dependencies]\ntalkjs-client = {{ path = {:?}, default-features = false }}\n\
         talkjs-runtime = {{ path = {:?}, default-features = false, features = [\"macros\"] }}\n\
         talkjs-ui = {{ path = {:?} }}\n{TOKIO}",
        path("talkjs-client"),
        path("talkjs-runtime"),
        path("tests/ui"),
    );
    let outside = Outside::new(TMP, "ui-cases", &dependencies);
    outside.write("src/lib.rs", "");
    let mut expected = BTreeSet::new();
    for case in FOLDERS.iter().flat_map(|folder| files(folder, &["rs"])) {
        let name = case.file_stem().unwrap().to_str().unwrap();
        outside.write(&format!("src/bin/{name}.rs"), &std::fs::read_to_string(&case).unwrap());
        let words = std::fs::read_to_string(case.with_extension("stderr")).unwrap();
        expected.extend(our_messages(&words, name));
    }
    let output = outside.cargo(&["check", "--offline", "--keep-going", "--bins"]);
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    let found: BTreeSet<_> = our_messages(&words, "").into_iter().collect();
    assert!(!found.is_empty(), "{words}");
    let missing: Vec<_> = expected.difference(&found).collect();
    assert!(expected.len() > 100, "only {} messages of ours", expected.len());
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Each message without a code: `case:line:column message`.
fn our_messages(text: &str, case: &str) -> Vec<String> {
    let mut messages = Vec::new();
    let mut first = None;
    for line in text.lines() {
        if let Some(message) = line.strip_prefix("error: ") {
            first = Some(message);
        } else if let Some((_, place)) = line.split_once("--> ")
            && let Some(message) = first.take()
            && let Some((file, position)) = place.split_once(".rs:")
        {
            let name = file.rsplit('/').next().unwrap_or(file);
            debug_assert!(case.is_empty() || case == name, "{case} {name}");
            messages.push(format!("{name}:{position} {message}"));
        }
    }
    messages
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
    for folder in FOLDERS {
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
