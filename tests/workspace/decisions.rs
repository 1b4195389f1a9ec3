//! Every decision in `docs/decisions` has the form that its `README.md` shows, and the list there is complete.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use talkjs_tests::workspace;

/// What follows the status, in this order. The first two are required.
const PARTS: [&str; 4] = ["Decision: ", "Reason: ", "Price: ", "Measured: "];

fn folder() -> PathBuf {
    workspace().join("docs/decisions")
}

/// The names of the files, without the list.
fn names() -> BTreeSet<String> {
    let names = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name != "README.md").collect()
}

/// The number that a file's name begins with.
fn number(name: &str) -> &str {
    name.split('-').next().unwrap()
}

/// The title, if the text has the form of a decision with this number.
fn title<'t>(text: &'t str, number: &str, numbers: &BTreeSet<&str>) -> Result<&'t str, String> {
    let mut paragraphs = text.trim_end().split("\n\n");
    let heading = format!("# {number}. ");
    let title = paragraphs.next().and_then(|first| first.strip_prefix(&heading)).ok_or(format!("no `{heading}`"))?;
    let status = paragraphs.next().and_then(|second| second.strip_prefix("Status: ")).ok_or("no status")?;
    let replacement = status.strip_prefix("replaced by ");
    if status != "accepted" && !replacement.is_some_and(|by| by != number && numbers.contains(by)) {
        return Err(format!("unknown status `{status}`"));
    }
    let parts: Vec<&str> = paragraphs.collect();
    let mut expected = PARTS.iter();
    for part in &parts {
        let found = expected.find(|expected| part.starts_with(**expected));
        found.ok_or(format!("none of {PARTS:?}, in this order: `{part}`"))?;
    }
    let begins = |index: usize| parts.get(index).is_some_and(|part| part.starts_with(PARTS[index]));
    if begins(0) && begins(1) { Ok(title) } else { Err("no decision, or no reason".to_owned()) }
}

#[test]
fn every_decision_has_the_form_and_a_number_of_its_own() {
    let names = names();
    let numbers: BTreeSet<&str> = names.iter().map(|name| number(name)).collect();
    assert!(names.len() > 100, "only {} decisions", names.len());
    assert_eq!(numbers.len(), names.len(), "two decisions have one number");
    for name in &names {
        let number = number(name);
        assert!(number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit()), "{name} has no number");
        let text = fs::read_to_string(folder().join(name)).unwrap();
        if let Err(problem) = title(&text, number, &numbers) {
            panic!("{name}: {problem}");
        }
    }
}

#[test]
fn the_list_of_decisions_has_each_file_with_its_title() {
    let names = names();
    let numbers: BTreeSet<&str> = names.iter().map(|name| number(name)).collect();
    let line = |name: &String| {
        let text = fs::read_to_string(folder().join(name)).unwrap();
        let number = number(name);
        format!("- [{number}]({name}) {}", title(&text, number, &numbers).unwrap())
    };
    let expected: Vec<String> = names.iter().map(line).collect();
    let list = fs::read_to_string(folder().join("README.md")).unwrap();
    let listed: Vec<&str> = list.lines().filter(|line| line.starts_with("- [")).collect();
    assert_eq!(listed, expected);
}

#[test]
fn a_text_of_another_form_is_rejected() {
    let numbers = BTreeSet::from(["001", "002"]);
    let judged = |text: &str| title(text, "001", &numbers).map(str::to_owned);
    let good = "# 001. It is so\n\nStatus: accepted\n\nDecision: So.\n\nReason: For this.\n\nMeasured: 5 s.\n";
    assert_eq!(judged(good), Ok("It is so".to_owned()));
    assert_eq!(judged(&good.replace("accepted", "replaced by 002")), Ok("It is so".to_owned()));
    for (part, instead) in [
        ("# 001.", "# 002."),
        ("accepted", "proposed"),
        ("accepted", "replaced by 001"),
        ("accepted", "replaced by 003"),
        ("Decision:", "We decide:"),
        ("Reason: For this.\n\n", ""),
        ("Measured:", "Price: none.\n\nDecision:"),
    ] {
        assert!(judged(&good.replace(part, instead)).is_err(), "{part} → {instead}");
    }
}
