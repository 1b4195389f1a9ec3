//! Promises that the workspace makes about itself.

use talkjs_tests::{metadata, workspace};

fn version(text: &str) -> Vec<u32> {
    text.split('.').map(|part| part.parse().unwrap()).collect()
}

#[test]
fn no_dependency_needs_a_newer_rust_than_is_stated() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let ours = packages.iter().find(|package| package["name"] == "talkjs-client").unwrap();
    let stated = version(ours["rust_version"].as_str().unwrap());
    let mut checked = 0;
    for package in packages {
        let Some(needed) = package["rust_version"].as_str() else { continue };
        checked += 1;
        assert!(version(needed) <= stated, "{} {} needs Rust {needed}", package["name"], package["version"]);
    }
    assert!(checked > 50, "only {checked} packages say which Rust they need");
}

#[test]
fn dependencies_point_one_way() {
    let metadata = metadata();
    let allowed: [(&str, &[&str]); 7] = [
        ("talkjs-rules", &[]),
        ("talkjs-drift", &[]),
        ("talkjs-codegen", &["talkjs-drift", "talkjs-rules"]),
        ("talkjs-macros", &["talkjs-codegen"]),
        ("talkjs-runtime", &["talkjs-macros", "talkjs-rules"]),
        ("talkjs-client", &["talkjs-macros", "talkjs-runtime"]),
        ("talkjs-emulator", &["talkjs-drift"]),
    ];
    for (name, allowed) in allowed {
        let package = metadata["packages"].as_array().unwrap().iter().find(|package| package["name"] == name).unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            let on = dependency["name"].as_str().unwrap();
            let normal = dependency["kind"] != "dev";
            assert!(!normal || !on.starts_with("talkjs-") || allowed.contains(&on), "{name} depends on {on}");
        }
    }
}

#[test]
fn the_readme_and_ci_call_the_same_tests() {
    let readme = std::fs::read_to_string(workspace().join("README.md")).unwrap();
    let ci = std::fs::read_to_string(workspace().join(".ci/run")).unwrap();
    let command = "cargo test --workspace";
    assert!(readme.contains(&format!("```sh\n{command}\n```")));
    assert!(ci.contains(command));
    assert!(readme.contains("```sh\ncargo run -p talkjs-client --example start_conversation\n```"));
}

/// The wrong literal that README and front page show, with what the compiler says of it: the crate `talkjs-ui` compares
/// that with the compiler.
#[test]
fn the_wrong_literal_is_shown_as_the_compiler_shows_it() {
    let case = workspace().join("tests/ui/fail/payload_of_the_readme.rs");
    let source = std::fs::read_to_string(&case).unwrap();
    let words = std::fs::read_to_string(case.with_extension("stderr")).unwrap();
    let words = words.replace("fail/payload_of_the_readme.rs", "src/main.rs");
    for page in ["README.md", "talkjs-client/src/lib.rs"] {
        let text = std::fs::read_to_string(workspace().join(page)).unwrap();
        let lines: Vec<&str> = text
            .lines()
            .map(|line| line.strip_prefix("//!").map_or(line, |line| line.strip_prefix(' ').unwrap_or(line)))
            .collect();
        let text = lines.join("\n");
        for shown in [source.trim(), words.trim()] {
            assert!(text.contains(shown), "{page} does not show\n{shown}");
        }
    }
}

#[test]
fn every_published_crate_says_what_a_registry_shows() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let root = workspace();
    let published: Vec<_> = packages
        .iter()
        .filter(|package| package["source"].is_null() && package["publish"].is_null())
        .map(|package| (package["name"].as_str().unwrap(), package))
        .collect();
    assert_eq!(published.len(), 8, "{:?}", published.iter().map(|(name, _)| name).collect::<Vec<_>>());
    for (name, package) in published {
        assert!(package["description"].as_str().is_some_and(|text| text.len() > 40), "{name}: description");
        assert_eq!(package["license"], "MIT OR Apache-2.0", "{name}");
        for list in ["keywords", "categories"] {
            assert!((1..=5).contains(&package[list].as_array().unwrap().len()), "{name}: {list}");
        }
        assert_eq!(package["metadata"]["docs"]["rs"]["all-features"], true, "{name}");
        for file in ["LICENSE-MIT", "LICENSE-APACHE"] {
            let text = std::fs::read_to_string(root.join(name).join(file)).unwrap_or_default();
            assert_eq!(text, std::fs::read_to_string(root.join(file)).unwrap(), "{name}: {file}");
        }
    }
}
