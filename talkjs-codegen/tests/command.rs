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
    assert!(
        text(&output.stdout)
            .contains("\nimpl Client {\n    /// A client that makes its calls through `core`, with the name")
    );
}

#[test]
fn expand_takes_the_paths_that_the_macro_takes() {
    let path = file("module.yaml", GOOD);
    let path = path.to_str().unwrap();
    let options = ["--module", "crate::r#try::pets", "--runtime", "crate::r#try::rt", "--macros", "::macros"];
    let output = run(&[&["expand"], options.as_slice(), &[path]].concat());
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    let code = text(&output.stdout);
    for expected in ["use crate::r#try::rt::__private as __rt;", "use ::macros::payload", "__payload_3try_4pets"] {
        assert!(code.contains(expected), "{expected}\n{code}");
    }
    let plain = run(&["expand", path]);
    assert!(!text(&plain.stdout).contains("payload"));
    assert_eq!(run(&["expand", "--module", "pets", path]).status.code(), Some(2), "it begins at no crate");
    assert_eq!(run(&["expand", "--runtime", "a b", path]).status.code(), Some(2), "it is no path");
}

#[test]
fn expand_reads_json_too() {
    let path = file("good.json", r#"{ "openapi": "3.0.3", "info": { "title": "Pets", "version": "1" }, "paths": {} }"#);
    let output = run(&["expand", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("/// A client of Pets."));
}

#[test]
fn outline_prints_types_and_methods_with_a_blank_line_between() {
    let path = file(
        "outline.yaml",
        "openapi: 3.1.0\ninfo: { titel: Pets, title: Pets, version: '1' }\npaths:\n  \
         /pets: { get: { operationId: listPets, responses: { '204': { description: Pets } } } }\n\
         components: { schemas: { Pet: { type: object, properties: { name: { type: string } } } } }\n",
    );
    let path = path.to_str().unwrap();
    let output = run(&["outline", path]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stdout), "struct Pet\n  name?: String\n\nfn list_pets: GET /pets\n  -> ()\n");
    assert!(text(&output.stderr).contains("warning: unknown key `titel` in Info Object"), "{}", text(&output.stderr));
    let strict = run(&["outline", "--strict", path]);
    assert_eq!((strict.status.code(), text(&strict.stdout)), (Some(1), ""));
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
        let output = run(&[command, "--strict", path]);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), ""));
        let words = text(&output.stderr);
        assert!(
            words.starts_with(&format!("{path}:2:9: unknown key `titel` in Info Object; did you mean `title`?\n")),
            "{words}"
        );
        assert!(words.contains(&format!("{path}:2:31: expected a string, found a list\n")), "{words}");
        assert!(words.ends_with(&format!("{path}: 2 mistakes\n")), "{words}");
    }
}

#[test]
fn a_mistake_that_the_code_can_do_without_is_a_warning() {
    let path = file("warned.yaml", BAD);
    let path = path.to_str().unwrap();
    let output = run(&["expand", path]);
    let words = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("pub struct Client"));
    assert!(words.starts_with(&format!("{path}:2:9: warning: unknown key `titel` in Info Object; ")), "{words}");
    assert!(words.ends_with(&format!("{path}: 2 warnings\n")), "{words}");
}

#[test]
fn a_selection_leaves_the_rest_unread() {
    const PATHS: &str = "openapi: 3.0.3\ninfo: { title: Pets, version: '1' }\npaths:\n  \
        /a: { get: { operationId: getA, responses: { '200': { description: x } } } }\n  /b: { get: 5 }\n";
    let path = file("part.yaml", PATHS);
    let path = path.to_str().unwrap();
    assert_eq!(run(&["check", path]).status.code(), Some(1));
    let output = run(&["expand", "--only", "getA", path]);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    assert!(text(&output.stdout).contains("pub fn get_a(&self)"));
    let output = run(&["check", "--skip", "/b", path]);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    let output = run(&["check", "--only", "getB", path]);
    assert!(text(&output.stderr).contains("no operation has the id, tag or path `getB`; did you mean `getA`?"));
}

#[test]
fn references_lead_into_the_files_beside_the_description() {
    file("user.yaml", "User:\n  type: object\n  properties:\n    team: { $ref: 'team.json' }\n");
    file("team.json", r#"{ "type": "object", "properties": { "name": { "type": "strin" } } }"#);
    let path = file(
        "several.yaml",
        "openapi: 3.0.3\ninfo: { title: Pets, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n    \
         Admin: { $ref: 'user.yaml#/User' }\n    Lost: { $ref: 'lost.yaml' }\n",
    );
    let output = run(&["expand", path.to_str().unwrap()]);
    let words = text(&output.stderr);
    assert!(words.contains("team.json:1:55: warning: unknown type `strin`; did you mean `string`?"), "{words}");
    assert!(words.contains("`lost.yaml` cannot be read: No such file"), "{words}");
}

#[test]
fn references_to_the_network_are_read_from_local_copies() {
    let tag = r#"{ "$id": "https://example.org/tag.json", "$defs": { "Label": { "properties": { "name": { "type": "string" } } } } }"#;
    file("copied_tag.json", tag);
    let path = file(
        "copied.yaml",
        "openapi: 3.0.3\ninfo: { title: Pets, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n    \
         Pet: { properties: { tag: { $ref: 'https://example.org/tag.json#/$defs/Label' } } }\n",
    );
    let path = path.to_str().unwrap();
    let words = run(&["check", path]);
    let help = "references = { \"https://example.org/\" = \"path/of/the/copy/\" }` in `api!`, or `--reference`";
    assert!(text(&words.stderr).contains(help), "{}", text(&words.stderr));
    let copies = format!("https://example.org/={}/copied_", env!("CARGO_TARGET_TMPDIR"));
    let output = run(&["expand", "--reference", "https://example.com/=x/", "--reference", &copies, path]);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    assert!(text(&output.stdout).contains("pub struct Label {"), "{}", text(&output.stdout));
    let gone = run(&["check", "--reference", "https://example.org/=gone/", path]);
    let message = "json#/$defs/Label` cannot be read: `gone/tag.json`: No such file";
    assert!(text(&gone.stderr).contains(message), "{}", text(&gone.stderr));
    for wrong in ["https://example.org/", "=x/", "https://example.org/="] {
        assert_eq!(run(&["check", "--reference", wrong, path]).status.code(), Some(2), "{wrong}");
    }
    let twice = run(&["check", "--reference", &copies, "--reference", &copies, path]);
    assert_eq!(twice.status.code(), Some(2));
}

#[test]
fn operations_and_schemas_have_the_names_of_the_options() {
    let path = file(
        "names.yaml",
        "openapi: 3.1.0\ninfo: { title: Pets, version: '1' }\npaths:\n  \
         /pets: { get: { operationId: list_pets_get, responses: { '204': { description: Pets } } } }\n\
         components: { schemas: { Pet_x: { type: object, properties: { a: { type: string } } } } }\n",
    );
    let path = path.to_str().unwrap();
    let output = run(&["expand", "--name", "list_pets_get=all", "--name", "Pet_x=Pet", path]);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    for expected in ["pub fn all(&self)", "pub struct Pet {"] {
        assert!(text(&output.stdout).contains(expected), "{expected}");
    }
    let output = run(&["expand", "--short-operation-ids", path]);
    assert!(text(&output.stdout).contains("pub fn list(&self)"), "{}", text(&output.stdout));
    let output = run(&["check", "--name", "list_pet_get=all", path]);
    let message = "no operation or schema has the name `list_pet_get`; did you mean `list_pets_get`?";
    assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
    let twice = run(&["check", "--name", "Pet_x=Pet", "--name", "Pet_x=Dog", path]);
    assert_eq!(twice.status.code(), Some(2));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let output = run(&["check", "nowhere.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).starts_with("nowhere.yaml: cannot read the description: "));
}

#[test]
fn a_file_that_is_no_text_is_named() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("latin1.yaml");
    std::fs::write(&path, b"openapi: 3.0.3\ninfo: { title: Gr\xfc\xdfe, version: '1' }\npaths: {}\n").unwrap();
    let output = run(&["check", path.to_str().unwrap()]);
    let words = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(words.starts_with(&format!("{}: cannot read the description: ", path.display())), "{words}");
    assert!(words.contains("UTF-8"), "{words}");
}

#[test]
fn what_cannot_be_understood_gets_the_usage() {
    for arguments in [
        &[][..],
        &["expand"],
        &["explode", "a.yaml"],
        &["check", "a", "b"],
        &["check", "a", "--loud"],
        &["check", "a", "--only"],
    ] {
        let output = run(arguments);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{arguments:?}");
        assert!(text(&output.stderr).starts_with("Usage: talkjs-codegen COMMAND [OPTIONS] FILE\n"), "{arguments:?}");
    }
    let help = run(&["--help"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(text(&help.stdout).starts_with("Usage: talkjs-codegen COMMAND [OPTIONS] FILE\n"));
}

#[test]
fn write_makes_a_file_that_names_its_command() {
    let (spec, out) = (file("write.yaml", GOOD), file("write it.rs", "old"));
    let (spec, out) = (spec.to_str().unwrap(), out.to_str().unwrap());
    let output = run(&["write", "--only", "GET /pets", spec, out]);
    assert_eq!(output.status.code(), Some(1), "no such operation: {}", text(&output.stderr));
    assert_eq!(std::fs::read_to_string(out).unwrap(), "old");
    let output = run(&["write", "--strict", spec, out]);
    assert_eq!((output.status.code(), text(&output.stdout), text(&output.stderr)), (Some(0), "", ""));
    let code = std::fs::read_to_string(out).unwrap();
    let head =
        format!("// Generated by `talkjs-codegen write --strict {spec} '{out}'`. Do not edit.\n\nuse ::talkjs_runtime");
    assert!(code.starts_with(&head), "{code}");
}

#[test]
fn write_with_check_compares_and_writes_nothing() {
    let (spec, out) = (file("compare.yaml", GOOD), file("compare.rs", ""));
    let (spec, out) = (spec.to_str().unwrap(), out.to_str().unwrap());
    let output = run(&["write", "--check", spec, out]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), format!("{out} is out of date; run `talkjs-codegen write {spec} {out}`\n"));
    assert_eq!(std::fs::read_to_string(out).unwrap(), "");
    assert_eq!(run(&["write", spec, out]).status.code(), Some(0));
    assert_eq!(run(&["write", spec, out, "--check"]).status.code(), Some(0));
    for wrong in
        [&["write", spec][..], &["write", spec, out, out], &["expand", "--check", spec], &["expand", spec, out]]
    {
        assert_eq!(run(wrong).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn the_command_makes_required_properties_of_responses_optional() {
    let users = "openapi: 3.0.3\ninfo: { title: T, version: '1' }\npaths: { /a: { get: { operationId: a, responses: { '200': \
                 { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } } } } } }\n\
                 components: { schemas: { A: { type: object, required: [b], properties: { b: { type: string } } } } }\n";
    let path = file("lenient.yaml", users);
    let path = path.to_str().unwrap();
    assert!(text(&run(&["outline", path]).stdout).contains("  b: String"));
    for options in [&["--lenient-responses"][..], &["--lenient", "A"]] {
        let output = run(&[&["outline", path], options].concat());
        assert!(text(&output.stdout).contains("  b?: String"), "{}", text(&output.stderr));
    }
    assert_eq!(run(&["outline", path, "--lenient", "B"]).status.code(), Some(1));
}

const TYPED: &str = "openapi: 3.1.0
info: { title: Typed, version: '1' }
paths: {}
components:
  schemas:
    Money: { type: object, required: [amount], properties: { amount: { type: number } } }
    Rate: { type: string, x-rust-type: { crate: rates, version: '1', path: 'rates::Rate' } }
    Wrong: { type: string, x-rust-type: { crate: rates } }
    Order:
      type: object
      required: [at, total]
      properties:
        at: { type: string, format: date-time }
        total: { $ref: '#/components/schemas/Money' }
        rate: { $ref: '#/components/schemas/Rate' }
        place: { type: string, x-rust-type: 'geo::Place' }
";

#[test]
fn types_of_the_callers_take_the_place_of_formats_and_schemas() {
    let path = file("typed.yaml", TYPED);
    let path = path.to_str().unwrap();
    let output = run(&["outline", "--type", "date-time=my::Time", "--schema", "Money=my::Money<u8>", path]);
    let outline = text(&output.stdout);
    for expected in
        ["type Money = my::Money<u8> for any", "type DateTimeFormat = my::Time for String", "at: DateTimeFormat"]
    {
        assert!(outline.contains(expected), "{expected}\n{outline}");
    }
    assert!(
        outline.contains("struct Rate(String)") && outline.contains("place?: String"),
        "no hint is taken\n{outline}"
    );
    assert!(
        text(&run(&["outline", "--types", "jiff", path]).stdout).contains("type DateTimeFormat = ::jiff::Timestamp")
    );
    let plain = run(&["outline", path]);
    assert!(!text(&plain.stdout).contains("DateTimeFormat"), "{}", text(&plain.stdout));
}

#[test]
fn types_that_the_description_names_are_taken_where_they_are_allowed() {
    let path = file("hints.yaml", TYPED);
    let output = run(&["outline", "--rust-type-hints", path.to_str().unwrap()]);
    let outline = text(&output.stdout);
    for expected in
        ["type Rate = rates::Rate for String", "place?: Place", "type Place = geo::Place", "struct Wrong(String)"]
    {
        assert!(outline.contains(expected), "{expected}\n{outline}");
    }
    let message = "`x-rust-type`: expected the path of a Rust type, or an object with it as `path`; it is ignored";
    assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
}

#[test]
fn types_for_what_is_not_in_the_description_are_errors() {
    let path = file("absent.yaml", TYPED);
    let path = path.to_str().unwrap();
    let said = |arguments: &[&str]| {
        let output = run(&[&["check"], arguments, &[path]].concat());
        assert_eq!(output.status.code(), Some(1));
        text(&output.stderr).to_owned()
    };
    let found = said(&["--type", "date-tim=my::Time"]);
    assert!(found.contains("no schema has the format `date-tim`; did you mean `date-time`?"), "{found}");
    let found = said(&["--type", "uuid=my::Uuid"]);
    assert!(found.contains("no schema has the format `uuid`; the formats are `date-time`"), "{found}");
    let found = said(&["--schema", "Mony=my::Money"]);
    assert!(found.contains("no schema in `components` has the name `Mony`; did you mean `Money`?"), "{found}");
    for wrong in
        [["--type", "uuid"], ["--type", "=a::B"], ["--type", "uuid=a b"], ["--types", "jif"], ["--derive", "a b"]]
    {
        assert_eq!(run(&[&["check"], wrong.as_slice(), &[path]].concat()).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn types_have_eq_and_hash_where_all_that_they_hold_has() {
    let path = file("equal.yaml", TYPED);
    let path = path.to_str().unwrap();
    let code = |arguments: &[&str]| text(&run(&[&["expand"], arguments, &[path]].concat()).stdout).to_owned();
    let both = "PartialEq, Hash)]\n#[non_exhaustive]\npub struct Order";
    let neither = "PartialEq)]\n#[non_exhaustive]\npub struct Order";
    assert!(code(&[]).contains(neither), "its total is a float");
    assert!(code(&["--schema", "Money=my::Money"]).contains(neither), "nothing is known of the type");
    let without_float = TYPED.replace("type: number", "type: integer");
    std::fs::write(path, &without_float).unwrap();
    assert!(code(&[]).contains(both));
    assert!(code(&["--types", "jiff"]).contains(both), "the type of a set has both");
    assert!(code(&["--type", "date-time=my::Time"]).contains(neither), "nothing is known of the type");
}

#[test]
fn derives_come_with_the_attributes_that_they_read() {
    let path = file("derived.yaml", &TYPED.replace("rate:", "rateIs:"));
    let path = path.to_str().unwrap();
    let code = |derive: &str| text(&run(&["expand", "--derive", derive, path]).stdout).to_owned();
    let rename = |attribute: &str| format!("#[{attribute}(rename = \"rateIs\")]");
    assert!(code("schemars::JsonSchema").contains(&rename("schemars")));
    assert!(code("utoipa::ToSchema").contains(&rename("schema")));
    let other = code("my::Derive");
    assert!(other.contains("#[derive(my::Derive)]") && !other.contains("rename"), "{other}");
    assert_eq!(code("Hash"), text(&run(&["expand", path]).stdout), "all types have it that can");
}

#[test]
fn each_set_has_the_types_of_its_crate() {
    let path = file("sets.yaml", TYPED);
    let outline = |set: &str| text(&run(&["outline", "--types", set, path.to_str().unwrap()]).stdout).to_owned();
    assert!(outline("chrono").contains("type DateTimeFormat = ::chrono::DateTime<::chrono::Utc> for String"));
    assert!(outline("time").contains("at: String"), "the crate time writes no RFC 3339 by itself");
}
