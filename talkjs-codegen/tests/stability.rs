//! Names and types stay when something else of a description comes or goes.
//!
//! One thing is still decided by use: an optional nullable property is `Patch` in types that are sent and `Option` in
//! others. The outline shows what the description says, so that it does not differ there.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::unwrap_in_result, reason = "a test that cannot prepare itself has failed")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use talkjs_codegen::{Options, Source, outline};

/// The descriptions of the workspace that have operations.
fn descriptions() -> Vec<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = ["spec", "tests/data/code", "tests/data/payload", "talkjs-codegen/tests/keywords"];
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(workspace.join(folder)).unwrap());
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    paths
}

/// Each type and method by name. An alias stands for its target, since a value of one is a value of the other.
fn items(path: &str, text: &str, options: &Options) -> Option<BTreeMap<String, String>> {
    let folder = Path::new(path).parent()?;
    let read = |name: &str| match name {
        "main.yaml" => Ok(text.to_owned()),
        other => std::fs::read_to_string(folder.join(other)),
    };
    let source = Source::open("main.yaml", read).unwrap();
    let items = outline(&source, options).ok()?;
    let said: BTreeMap<String, String> = items.iter().map(|item| split(item)).collect();
    let same = |body: &String| {
        let mut body = body;
        while let Some(target) = body.strip_prefix("type = ").and_then(|target| said.get(target)) {
            body = target;
        }
        body.clone()
    };
    Some(said.iter().map(|(name, body)| (name.clone(), same(body))).collect())
}

/// The name of an item, and all else of it.
fn split(item: &str) -> (String, String) {
    let (kind, rest) = item.split_once(' ').unwrap();
    let end = rest.find([' ', ':', '(', '\n']).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    let name = if kind == "fn" { format!("fn {name}") } else { name.to_owned() };
    (name, format!("{kind}{rest}"))
}

/// The items of a part that are not in the whole as they are in the part.
fn changed(part: &BTreeMap<String, String>, whole: &BTreeMap<String, String>) -> Vec<String> {
    let differs = |(name, item): (&String, &String)| match whole.get(name) {
        Some(known) if known == item => None,
        Some(known) => Some(format!("{item}\n  was\n{known}")),
        None => Some(format!("{item}\n  was not there")),
    };
    part.iter().filter_map(differs).collect()
}

#[test]
fn an_operation_that_goes_changes_nothing_else() {
    let mut compared = 0;
    for path in descriptions() {
        let (path, text) = (path.to_str().unwrap(), std::fs::read_to_string(&path).unwrap());
        let Some(whole) = items(path, &text, &Options::default()) else { continue };
        for (name, item) in whole.iter().filter(|(name, _)| name.starts_with("fn ")) {
            // Two operations with one id are a mistake, and the second has a name that is made of the first.
            if whole.contains_key(&format!("{name}2")) {
                continue;
            }
            let selector = item.lines().next().unwrap().trim_start_matches("fn: ");
            let options = Options { skip: vec![selector.to_owned()], ..Options::default() };
            let Some(part) = items(path, &text, &options) else { continue };
            let changed = changed(&part, &whole);
            assert!(changed.is_empty(), "{path} without {selector}:\n{}", changed.join("\n"));
            compared += 1;
        }
    }
    assert!(compared > 60, "{compared}");
}

#[test]
fn a_schema_a_value_and_an_operation_that_come_change_nothing_else() {
    let mut compared = 0;
    for path in descriptions() {
        let (path, text) = (path.to_str().unwrap(), std::fs::read_to_string(&path).unwrap());
        let Some(before) = items(path, &text, &Options::default()) else { continue };
        for more in additions(&text) {
            let Some(after) = items(path, &more, &Options::default()) else { panic!("{path}: {more}") };
            let changed = changed(&before, &after);
            assert!(changed.is_empty(), "{path}:\n{}", changed.join("\n"));
            compared += 1;
        }
    }
    assert!(compared > 60, "{compared}");
}

/// The description with a further schema or operation before all others, and behind them.
fn additions(text: &str) -> Vec<String> {
    const SCHEMA: &str = "Aaa: { type: object, properties: { zzz: { type: string, enum: [zzz] } } }";
    const PATH: &str = "/aaa: { get: { operationId: aaa, responses: { '200': { description: ok, content: \
                        { application/json: { schema: { type: object, properties: { zzz: { type: array, items: \
                        { type: object, properties: { zzz: { type: string } } } } } } } } } } } }";
    let below = |key: &str, line: &str, added: &str| {
        let (begin, rest) = text.split_once(key)?;
        let first = rest.lines().next()?;
        let indent: String = first.chars().take_while(|c| *c == ' ').collect();
        (!first.trim().is_empty()).then(|| format!("{begin}{line}{indent}{added}\n{rest}"))
    };
    [below("  schemas:\n", "  schemas:\n", SCHEMA), below("\npaths:\n", "\npaths:\n", PATH)]
        .into_iter()
        .flatten()
        .collect()
}
