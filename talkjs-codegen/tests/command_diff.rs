//! The commands `diff` and `explain`: what they print, and how they end.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test that cannot prepare itself has failed")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const OLD: &str = "\
openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - { name: limit, in: query, schema: { type: integer, maximum: 100, default: 10 } }
      responses: { '204': { description: None } }
    delete:
      operationId: deletePets
      responses: { '204': { description: None } }
";

const NEW: &str = "\
openapi: 3.1.0
info: { title: Pets, version: 1.1.0 }
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - { name: limit, in: query, schema: { type: integer, maximum: 50, default: 20 } }
        - { name: after, in: query, schema: { type: string } }
      responses: { '204': { description: None } }
";

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("diff").join(name);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("old.yaml"), OLD).unwrap();
    std::fs::write(folder.join("new.yaml"), NEW).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_talkjs-codegen")).current_dir(folder).args(arguments).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn github_annotations_stand_at_the_places_of_the_new_description() {
    let (status, out, _) = run(&folder("github"), &["diff", "--format", "github", "old.yaml", "new.yaml"]);
    assert_eq!(status, Some(1));
    for line in [
        "::error file=old.yaml,line=10,col=5,title=operation-removed::`DELETE /pets` was removed",
        "::error file=new.yaml,line=8,col=13,title=request-constraint-tightened::`maximum` of `listPets.query.limit` \
         changed from `100` to `50`",
        "::notice file=new.yaml,line=9,col=13,title=request-optional-parameter-added::",
    ] {
        assert!(out.lines().any(|found| found.starts_with(line)), "{line}\n{out}");
    }
}

#[test]
fn text_is_grouped_the_gravest_first_and_ends_with_the_versions() {
    let (status, out, _) = run(&folder("text"), &["diff", "--crate-version", "0.4.2", "old.yaml", "new.yaml"]);
    assert_eq!(status, Some(1));
    let at = |text: &str| out.find(text).unwrap_or_else(|| panic!("no `{text}` in\n{out}"));
    assert!(at("Breaks: 3") < at("Compatible: 1"));
    assert!(at("default-changed: A default changed") < at("operation-removed: An operation was removed"));
    assert!(out.contains("no longer accepted: 51"), "{out}");
    assert!(out.contains("accept as `operation-removed` at `deletePets`"), "{out}");
    assert!(out.contains("API: major version, 2.0.0 after 1.0.0; `info.version` is 1.1.0"), "{out}");
    assert!(out.ends_with("version of the generated crate: 0.5.0 after 0.4.2\n"), "{out}");
}

#[test]
fn markdown_is_a_changelog() {
    let (_, out, _) = run(&folder("markdown"), &["diff", "--format", "markdown", "old.yaml", "new.yaml"]);
    assert!(out.starts_with("### Breaking changes\n\n- "), "{out}");
    assert!(
        out.contains("\n### Other changes\n\n- The parameter `listPets.query.after` was added (in `listPets`)\n"),
        "{out}"
    );
}

#[test]
fn the_exit_status_goes_by_the_areas_that_were_asked_for() {
    let folder = folder("status");
    let of = |arguments: &[&str]| run(&folder, arguments).0;
    assert_eq!(of(&["diff", "old.yaml", "old.yaml"]), Some(0));
    assert_eq!(of(&["diff", "old.yaml", "new.yaml"]), Some(1));
    assert_eq!(of(&["diff", "old.yaml", "missing.yaml"]), Some(2));
    assert_eq!(of(&["diff", "old.yaml"]), Some(2));
    assert_eq!(of(&["diff", "--format", "xml", "old.yaml", "new.yaml"]), Some(2));
    assert_eq!(of(&["diff", "--fail-on", "taste", "old.yaml", "new.yaml"]), Some(2));
    let default = OLD.replace("default: 10", "default: 11");
    std::fs::write(folder.join("default.yaml"), default).unwrap();
    assert_eq!(of(&["diff", "--fail-on", "wire", "old.yaml", "default.yaml"]), Some(0));
    assert_eq!(of(&["diff", "--fail-on", "wire", "--fail-on", "behaviour", "old.yaml", "default.yaml"]), Some(1));
    std::fs::write(folder.join("wrong.yaml"), "openapi: 3.1.0\ninfo: [\n").unwrap();
    let (status, out, error) = run(&folder, &["diff", "old.yaml", "wrong.yaml"]);
    assert_eq!((status, out.as_str()), (Some(2), ""));
    assert!(error.starts_with("wrong.yaml:"), "{error}");
}

#[test]
fn accepted_findings_do_not_fail_and_entries_without_a_finding_are_reported() {
    let folder = folder("accept");
    let entry = |rule: &str, subject: &str| {
        format!("- rule: {rule}\n  subject: {subject}\n  reason: agreed with all callers\n  date: 2027-01-31\n")
    };
    let accept = [
        entry("operation-removed", "listPets"),
        entry("operation-removed", "deletePets"),
        entry("default-changed", "listPets.query.limit"),
        entry("request-constraint-tightened", "listPets.query.limit"),
    ];
    std::fs::write(folder.join("accept.yaml"), accept.concat()).unwrap();
    let (status, out, _) = run(
        &folder,
        &["diff", "--fail-on", "wire", "--fail-on", "behaviour", "--accept", "accept.yaml", "old.yaml", "new.yaml"],
    );
    assert_eq!(status, Some(0), "{out}");
    assert!(out.contains("accepted on 2027-01-31: `DELETE /pets` was removed"), "{out}");
    assert!(out.contains("(agreed with all callers)"), "{out}");
    assert!(out.contains("accept.yaml:1:3: nothing to accept for `operation-removed` at `listPets`"), "{out}");
    std::fs::write(folder.join("accept.yaml"), entry("operation-removd", "deletePets")).unwrap();
    let (status, _, error) = run(&folder, &["diff", "--accept", "accept.yaml", "old.yaml", "new.yaml"]);
    assert_eq!(status, Some(2));
    assert_eq!(error, "accept.yaml:1:3: unknown rule `operation-removd`; did you mean `operation-removed`?\n");
}

#[test]
fn a_revision_in_git_is_read_with_the_files_it_refers_to() {
    let folder = folder("git");
    let git = |arguments: &[&str]| {
        let names = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
        let output = Command::new("git").current_dir(&folder).args(names).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let main = "openapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\npaths:\n  /pets:\n    post:\n      operationId: createPet\n      \
                requestBody: { content: { application/json: { schema: { $ref: 'parts/pet.yaml#/Pet' } } } }\n      \
                responses: { '204': { description: Created } }\n";
    let pet = |length: u32| {
        format!("Pet: {{ type: object, properties: {{ name: {{ type: string, maxLength: {length} }} }} }}\n")
    };
    let _ = std::fs::remove_dir_all(folder.join(".git"));
    std::fs::create_dir_all(folder.join("spec/parts")).unwrap();
    std::fs::write(folder.join("spec/api.yaml"), main).unwrap();
    std::fs::write(folder.join("spec/parts/pet.yaml"), pet(20)).unwrap();
    git(&["init", "-q"]);
    git(&["add", "spec"]);
    git(&["commit", "-q", "-m", "Describe pets"]);
    std::fs::write(folder.join("spec/parts/pet.yaml"), pet(10)).unwrap();
    let (status, out, error) = run(&folder, &["diff", "git:HEAD:spec/api.yaml", "spec/api.yaml"]);
    assert_eq!(status, Some(1), "{out}{error}");
    assert!(out.contains("spec/parts/pet.yaml:1:36 -> spec/parts/pet.yaml:1:36"), "{out}");
    let (status, out, _) = run(&folder.join("spec"), &["diff", "git:HEAD:api.yaml", "git:HEAD:api.yaml"]);
    assert_eq!((status, out.as_str()), (Some(0), "no change that matters\n"));
    let (status, _, error) = run(&folder, &["diff", "git:HEAD~7:spec/api.yaml", "spec/api.yaml"]);
    assert_eq!(status, Some(2));
    assert!(error.starts_with("git:HEAD~7:spec/api.yaml cannot be read: "), "{error}");
    let (status, _, error) = run(&folder, &["diff", "git:--output=x:spec/api.yaml", "spec/api.yaml"]);
    assert_eq!((status, error.contains("is not a revision")), (Some(2), true), "{error}");
}

#[test]
fn explain_prints_the_page_of_a_rule() {
    let folder = folder("explain");
    let (status, out, _) = run(&folder, &["explain", "response-null-added"]);
    assert_eq!(status, Some(0));
    assert!(out.starts_with("# response-null-added\n\nIn a response, null is allowed — wire: breaks\n"), "{out}");
    assert!(out.contains("## Why") && out.contains("## Example") && out.contains("## What to do"), "{out}");
    let (status, _, error) = run(&folder, &["explain", "nothing"]);
    assert_eq!(status, Some(2));
    assert!(error.starts_with("unknown rule `nothing`; the rules are\n  operation-removed "), "{error}");
}
