//! Public text uses the standard words: documentation and comments of the published crates, the strings in their code,
//! Markdown pages, and the description of TalkJS.

use std::path::{Path, PathBuf};

use regex_lite::Regex;
use talkjs_tests::workspace;

/// A pattern of an avoided word, and the word to use.
const AVOIDED: &[(&str, &str)] = &[
    (r"answer(s|ed|ing|able)?", "response, respond"),
    (r"members?", "property (OpenAPI), field (Rust), key (JSON)"),
    (r"leads? (nowhere|somewhere|into|back)", "not found, cannot be resolved; target"),
    (r"(tell|tells|told|telling) (of|about|at once)", "report"),
    (r"(is|are|was|were|be|been|not) told (of|by|which|what|who|at|in|that)", "report; tell apart: distinguish"),
    (r"whoever|who (asks|calls|would|wants|waits|comes|looks)", "caller, user, client"),
    (r"puts? away|putting away", "store, cache"),
    (r"stands? in line", "queue, queued"),
    (r"(try|tries|tried|trying|sent|asked) once more", "retry, attempt"),
    (r"(is|are|was|were) (there|given|written|set|named) twice", "duplicate"),
    (r"(look|looks|looked|looking) on", "observe, record"),
    (r"in (its|our|their|other|the same) words|the words (of|for)", "message, text"),
    (r"(says|decides|knows) the", "subject before verb: \"the operation decides\""),
    (r"says (who|what|which|whether|so|nothing|of)", "state, contain, report"),
    (r"in place of|in its place|in their place", "instead of, replaces"),
    (r"(held|hold|holds|holding) ([a-z]+ ){0,4}against", "compare with, check against"),
    (r"made of it", "generated, built from it"),
    (r"(as|so) it stands|as (they|it) stand", "unchanged, as written"),
    (r"all that is (wrong|there|left)|all else", "all errors; everything else"),
    (r"(takes|take|takes the) (the )?place of", "replace"),
    (r"is worth|are worth", "name the value"),
    (r"no source (says|settles)|what no source", "undocumented, unconfirmed"),
    (r"out of sight|on the way|goes? by it", "name the step"),
    (r"for ever", "forever, without end"),
];

/// Lines that keep an avoided word: where, a part of the line, and the reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

/// Files and folders that are not checked yet.
const UNCHECKED: &[&str] = &[];

#[test]
fn public_text_uses_standard_words() {
    let patterns: Vec<(Regex, &str)> = AVOIDED
        .iter()
        .map(|(pattern, instead)| (Regex::new(&format!(r"(?i)\b({pattern})\b")).unwrap(), *instead))
        .collect();
    let mut used = vec![false; EXCEPTIONS.len()];
    let mut found = Vec::new();
    for path in public_files() {
        let text = std::fs::read_to_string(workspace().join(&path)).unwrap();
        let is_rust = path.extension().is_some_and(|extension| extension == "rs");
        let lines = if is_rust { rust_text(&text) } else { text.lines().map(str::to_owned).collect() };
        let path = path.to_string_lossy();
        for (number, line) in (1..).zip(&lines) {
            let prose = without_code(line);
            for (pattern, instead) in &patterns {
                let Some(word) = pattern.find(&prose) else { continue };
                let exception = EXCEPTIONS.iter().position(|(file, part, _)| *file == path && line.contains(part));
                match exception.and_then(|index| used.get_mut(index)) {
                    Some(used) => *used = true,
                    None => found.push(format!("{path}:{number}: avoided word `{}`; use: {instead}", word.as_str())),
                }
            }
        }
    }
    for ((file, part, _), used) in EXCEPTIONS.iter().zip(used) {
        if !used {
            found.push(format!("{file}: unused exception `{part}`; remove it"));
        }
    }
    assert!(found.is_empty(), "{} avoided words:\n{}", found.len(), found.join("\n"));
}

/// Sources of the published crates, Markdown pages, the recipes and the description, relative to the workspace.
fn public_files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(workspace()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.starts_with("talkjs-") {
            collect(&Path::new(&name).join("src"), &mut files);
            collect(&Path::new(&name).join("examples"), &mut files);
            files.push(Path::new(&name).join("README.md"));
        } else if Path::new(&name).extension().is_some_and(|extension| extension == "md") {
            files.push(name.into());
        }
    }
    collect(Path::new("docs"), &mut files);
    collect(Path::new("recipes/src"), &mut files);
    files.push("recipes/README.md".into());
    files.push("spec/talkjs.yaml".into());
    files.retain(|file| workspace().join(file).is_file() && !UNCHECKED.iter().any(|part| file.starts_with(part)));
    files.sort();
    files
}

/// Adds the text files of a folder and of the folders in it.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(workspace().join(folder)) else { return };
    for entry in entries {
        let entry = entry.unwrap();
        let path = folder.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "md") {
            files.push(path);
        }
    }
}

/// The lines of a Rust file with only their comments and strings of several words. Unit tests at the end are left out.
fn rust_text(code: &str) -> Vec<String> {
    let code = code.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
    let token =
        Regex::new(r##"(?s)//[^\n]*|'(?:\\.|[^\\'\n])'|r#"(?P<raw>.*?)"#|"(?P<string>(?:\\.|[^"\\])*)"|\n"##).unwrap();
    let mut lines = vec![String::new()];
    for found in token.captures_iter(code) {
        let text = found.get(0).map_or("", |found| found.as_str());
        let string = found.name("raw").or_else(|| found.name("string"));
        let is_prose = text.starts_with("//") || string.is_some_and(|string| string.as_str().contains(' '));
        let mut parts = text.split('\n');
        let first = parts.next().unwrap_or_default();
        if let Some(line) = lines.last_mut().filter(|_| is_prose) {
            line.push(' ');
            line.push_str(first);
        }
        lines.extend(parts.map(|part| if is_prose { part.to_owned() } else { String::new() }));
    }
    lines
}

/// A line without code in backticks and without the placeholders of format strings.
fn without_code(line: &str) -> String {
    Regex::new(r"`[^`]*`|\{[^}]*\}").unwrap().replace_all(line, "").into_owned()
}

#[test]
fn the_text_of_rust_code_is_found_on_its_line() {
    let code =
        "let answer = \"key\"; // one\nlet c = '\"'; f(\"a string\n  of two lines\");\n#[cfg(test)]\nmod tests { // x";
    assert_eq!(rust_text(code), [" // one", " \"a string", "  of two lines\""]);
    assert_eq!(without_code("`members` of {answer} end"), " of  end");
}
