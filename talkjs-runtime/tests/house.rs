//! The rules of the house: no cycle of modules or of rooms, and no word of an API.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The names of the workspace's crates, which begin with the name of an API.
const CRATES: [&str; 5] = ["talkjs-runtime", "talkjs-macros", "talkjs-rules", "talkjs-codegen", "talkjs-drift"];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The module of a file: `send::auth` for `send/auth/mod.rs`.
fn module(file: &Path) -> String {
    let inside = file.strip_prefix(source()).unwrap().with_extension("");
    let names: Vec<_> = inside.iter().map(|name| name.to_str().unwrap()).filter(|name| *name != "mod").collect();
    names.join("::")
}

/// The code of a file without its comments and its tests.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("\n#[cfg(test)]\n").next().unwrap().to_owned();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The module that each module uses. The root and what is there for generated code use everything.
fn uses() -> BTreeMap<String, BTreeSet<String>> {
    let sources: BTreeMap<String, String> = files(&source())
        .iter()
        .map(|file| (module(file), code(file)))
        .filter(|(module, _)| module != "lib" && module != "__private")
        .collect();
    // `$crate` is in the text of a macro, which is expanded elsewhere.
    let used = |text: &str| -> BTreeSet<String> {
        text.replace("$crate::", "").split("crate::").skip(1).filter_map(|path| longest(path, &sources)).collect()
    };
    sources
        .iter()
        .map(|(module, text)| {
            let mut used = used(text);
            used.remove(module);
            (module.clone(), used)
        })
        .collect()
}

/// The module at the beginning of a path: of `send::auth::Credential` it is `send::auth`.
fn longest(path: &str, modules: &BTreeMap<String, String>) -> Option<String> {
    let mut parts = path.split(|character: char| !character.is_alphanumeric() && !"_:".contains(character));
    let mut path = parts.next().unwrap_or_default().trim_end_matches(':');
    loop {
        if modules.contains_key(path) {
            return Some(path.to_owned());
        }
        path = path.rsplit_once("::")?.0;
    }
}

/// The modules that can be reached from one.
fn reachable(from: &str, uses: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut next = vec![from.to_owned()];
    while let Some(module) = next.pop() {
        for used in uses.get(&module).into_iter().flatten() {
            if found.insert(used.clone()) {
                next.push(used.clone());
            }
        }
    }
    found
}

fn cycles(uses: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    uses.keys().filter(|module| reachable(module, uses).contains(*module)).cloned().collect()
}

#[test]
fn no_module_leads_back_to_itself() {
    let uses = uses();
    assert!(uses.len() > 50 && uses.values().map(BTreeSet::len).sum::<usize>() > 100, "the sources are read");
    assert_eq!(cycles(&uses), [""; 0]);
}

#[test]
fn no_room_leads_back_to_itself() {
    let room = |module: &str| module.split("::").next().unwrap().to_owned();
    let mut rooms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, used) in uses() {
        let used = used.iter().map(|used| room(used)).filter(|used| *used != room(&module));
        rooms.entry(room(&module)).or_default().extend(used);
    }
    assert!(rooms["calls"].contains("send") && rooms["send"].contains("request"), "{rooms:?}");
    assert_eq!(cycles(&rooms), [""; 0], "{rooms:#?}");
}

#[test]
fn no_file_uses_its_parent_or_its_neighbours_by_a_relative_path() {
    for file in files(&source()) {
        let code = code(&file);
        let relative = code.contains("use super::") || code.contains("use self::");
        assert!(!relative || is_a_list(&file), "{}", file.display());
    }
}

/// A room's own file, which shows its public items.
fn is_a_list(file: &Path) -> bool {
    file.ends_with("types/mod.rs") || file.ends_with("error/mod.rs")
}

#[test]
fn no_word_is_about_one_api() {
    for file in files(&source()) {
        let mut text = fs::read_to_string(&file).unwrap().to_lowercase();
        for name in CRATES {
            text = text.replace(name, "").replace(&name.replace('-', "_"), "");
        }
        let line = text.lines().find(|line| line.contains("talkjs"));
        assert_eq!(line, None, "{}", file.display());
    }
}
