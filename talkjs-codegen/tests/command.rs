//! The command: what it prints where, and how it ends.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test that cannot prepare itself has failed")]

use std::path::PathBuf;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_talkjs-codegen")).args(arguments).output().unwrap()
}

fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

const GOOD: &str = "openapi: 3.0.3\ninfo: { title: Pets, version: '1' }\npaths: {}\n";
const BAD: &str = "openapi: 3.0.3\ninfo: { titel: Pets, version: [] }\npaths: {}\n";

#[test]
fn expand_prints_formatted_rust() {
    let path = file("good.yaml", GOOD);
    let output = run(&["expand", path.to_str().unwrap()]);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    assert!(text(&output.stdout).contains("\nimpl Client {\n    /// A client that makes its calls through `core`.\n"));
}

#[test]
fn expand_reads_json_too() {
    let path = file("good.json", r#"{ "openapi": "3.0.3", "info": { "title": "Pets", "version": "1" }, "paths": {} }"#);
    let output = run(&["expand", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("/// A client of Pets."));
}

#[test]
fn check_says_nothing_of_a_good_description() {
    let path = file("quiet.yaml", GOOD);
    let output = run(&["check", path.to_str().unwrap()]);
    assert_eq!((output.status.code(), text(&output.stdout), text(&output.stderr)), (Some(0), "", ""));
}

#[test]
fn both_commands_print_every_mistake_to_stderr_and_no_code() {
    let path = file("bad.yaml", BAD);
    let path = path.to_str().unwrap();
    for command in ["expand", "check"] {
        let output = run(&[command, path]);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), ""));
        let words = text(&output.stderr);
        assert!(
            words.starts_with(&format!("{path}:2:9: Info Object has no key `titel`; did you mean `title`?\n")),
            "{words}"
        );
        assert!(words.contains(&format!("{path}:2:31: expected a string, found a list\n")), "{words}");
        assert!(words.ends_with(&format!("{path}: 2 mistakes\n")), "{words}");
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let output = run(&["check", "nowhere.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).starts_with("nowhere.yaml: cannot read the description: "));
}

#[test]
fn what_cannot_be_understood_gets_the_usage() {
    for arguments in [&[][..], &["expand"], &["explode", "a.yaml"], &["check", "a", "b"]] {
        let output = run(arguments);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{arguments:?}");
        assert!(text(&output.stderr).starts_with("Usage: talkjs-codegen COMMAND FILE\n"), "{arguments:?}");
    }
    let help = run(&["--help"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(text(&help.stdout).starts_with("Usage: talkjs-codegen COMMAND FILE\n"));
}
