//! Places of findings, and edits of the text of a description.
#![cfg(feature = "drift")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot prepare itself has failed"
)]
#![allow(clippy::needless_pass_by_value, reason = "tests are short")]

use serde_json::{Value, json};
use talkjs_codegen::drift_input::{Body, Exchange};
use talkjs_codegen::{DriftCheck, DriftError, Source};

const YAML: &str = "\
openapi: 3.0.3 # the version
info: {title: Shop, version: '1'}
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: |
            An order.

            As it is.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Order'}
components:
  schemas:
    Order:
      type: object
      # All that an order needs.
      required:
        - id
        - total # in cents
      properties:
        id: { type: string, maxLength: 3 }
        state:
          enum: [open, paid] # and no other
          type: string
        customer:
          $ref: '#/components/schemas/Customer'
        total:
          description: The sum.
          type: integer
        # The last one.
        note:
          maxLength: 5
          type: string
    Customer:
      type: object
      properties: {name: {type: string}}
";

fn exchange(target: &str, status: u16, body: Value) -> Exchange {
    let mut exchange = Exchange::new("GET", target, status);
    exchange.response = Body::json(body);
    exchange
}

fn exchanges() -> Vec<Exchange> {
    vec![
        exchange(
            "/orders/1",
            200,
            json!({"id": "1234", "color": "red", "state": "lost", "customer": null, "total": 1.5}),
        ),
        exchange(
            "/orders/1",
            200,
            json!({"id": "1", "size": {"w": 1}, "customer": {"name": null, "age": 5}, "note": "longer"}),
        ),
        exchange("/orders/1", 200, json!({"id": "1", "total": "five", "state": null})),
        exchange("/orders/1?deep=true", 404, json!({"code": "gone"})),
        exchange("/carts", 200, json!([])),
    ]
}

fn check(path: &str, text: &str) -> DriftCheck {
    DriftCheck::new(Source::new(path, text), &[]).unwrap()
}

/// The patched text, after which nothing is found.
fn patched(path: &str, text: &str) -> String {
    let patch = check(path, text).patch(&exchanges()).unwrap();
    let left: Vec<_> = patch.left.iter().map(|finding| (&finding.kind, &finding.pointer)).collect();
    assert!(left.is_empty(), "{left:?}");
    let [(_, text)] = &patch.files[..] else { panic!("{:?}", patch.files) };
    assert!(!check(path, text).report(&exchanges()).has_drift());
    text.clone()
}

#[test]
fn findings_have_places_in_the_text() {
    let check = check("api.yaml", YAML);
    let text = check.text(&check.report(&exchanges()), false);
    for line in [
        "api.yaml:3:1: undocumented operation",
        "api.yaml:9:7: undocumented status 404",
        "api.yaml:5:5: undocumented parameter `deep`, found boolean ×1",
        "api.yaml:20:5: undocumented property `color`, found string ×1",
        "api.yaml:20:5: missing required property `total`",
        "api.yaml:28:9: unlisted enum value: \"lost\" ×1",
        "api.yaml:31:9: wrong type, expected object, found null ×1",
        "api.yaml:33:9: wrong type, expected integer, found number ×1, string ×1",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n\n{text}");
    }
}

#[test]
fn patch_of_yaml_keeps_comments_and_order() {
    let text = patched("api.yaml", YAML);
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/drift.patched.yaml");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(golden, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(golden).unwrap(), "write it anew with UPDATE_GOLDENS=1");
}

#[test]
fn patch_of_json_keeps_its_form() {
    let value = json!({
            "openapi": "3.1.0",
            "paths": {"/orders/{id}": {"get": {"responses": {"200": {"description": "An order", "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}}}}}},
            "components": {"schemas": {
                "Order": {"type": "object", "required": ["id", "total"], "properties": {
                    "id": {"type": "string", "maxLength": 3},
                    "state": {"type": "string", "enum": ["open", "paid"]},
                    "customer": {"$ref": "#/components/schemas/Customer"},
                    "total": {"type": "integer"},
                    "note": {"type": "string", "maxLength": 5}
                }},
                "Customer": {"type": "object", "properties": {"name": {"type": "string"}}}
            }}
    });
    for text in [value.to_string(), format!("{value:#}\n")] {
        let patched = patched("api.json", &text);
        serde_json::from_str::<Value>(&patched).unwrap();
        assert_eq!(patched.lines().count() > 1, text.lines().count() > 1);
    }
}

#[test]
fn patch_of_several_files_changes_the_file_of_the_schema() {
    let texts = [
        ("api.yaml", "openapi: 3.1.0\npaths:\n  /a:\n    $ref: 'a.yaml#/a'\n"),
        (
            "a.yaml",
            "a:\n  get:\n    responses:\n      '200':\n        description: A\n        content:\n          application/json:\n            schema:\n              type: object\n              properties:\n                x: {type: string}\n",
        ),
    ];
    let read =
        |path: &str| texts.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned()).ok_or("gone");
    let check = DriftCheck::new(Source::open("api.yaml", read).unwrap(), &[]).unwrap();
    let patch = check.patch(&[exchange("/a", 200, json!({"x": "", "z": 1}))]).unwrap();
    let [(path, text)] = &patch.files[..] else { panic!("{:?}", patch.files) };
    assert_eq!(
        (path.as_str(), text.ends_with("x: {type: string}\n                z:\n                  type: integer\n")),
        ("a.yaml", true),
        "{text}"
    );
}

#[test]
fn values_that_aliases_share_are_left_to_people() {
    let text = "openapi: 3.0.3\npaths:\n  /a:\n    get: &get\n      responses:\n        '200': {description: A}\n  /b:\n    get: *get\n";
    let patch = check("api.yaml", text).patch(&[exchange("/a", 500, json!({}))]).unwrap();
    assert_eq!((patch.files.len(), patch.left.len()), (0, 1));
}

#[test]
fn unreadable_descriptions_are_errors_with_places() {
    let error = |text: &str| DriftCheck::new(Source::new("api.yaml", text), &[]).unwrap_err();
    assert!(matches!(error("a: [1"), DriftError::Syntax { .. }));
    let reference = error("openapi: 3.0.3\npaths:\n  /a: {$ref: 'gone.yaml#/a'}\n").to_string();
    assert!(reference.starts_with("api.yaml:3:3: reference not found: `gone.yaml#/a`"), "{reference}");
    let version = error("swagger: '2.0'\n").to_string();
    assert!(version.starts_with("api.yaml:1:1: not an OpenAPI description"), "{version}");
}

/// A folder for the files of a test; it goes with the test.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("talkjs-codegen-drift-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    /// Status, output and errors of the command.
    fn drift(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_talkjs-codegen"));
        let output = command.arg("drift").args(arguments).current_dir(&self.0).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn line(status: u16, shape: &Value) -> String {
    let response = json!({"content_type": "application/json", "shape": shape});
    json!({"version": 1, "method": "GET", "path": "/orders/{id}", "status": status, "response": response}).to_string()
}

#[test]
fn status_says_whether_there_is_drift() {
    let folder = Folder::new("status");
    folder.write("api.yaml", YAML);
    folder.write("good.ndjson", &line(200, &json!({"id": "string", "total": "integer"})));
    folder.write("bad.ndjson", &line(503, &json!("string")));
    let (status, text, _) = folder.drift(&["api.yaml", "good.ndjson"]);
    assert_eq!((status, text.lines().last()), (Some(0), Some("no drift")), "{text}");
    let (status, text, _) = folder.drift(&["api.yaml", "good.ndjson", "bad.ndjson", "--coverage"]);
    assert_eq!((status, text.lines().next()), (Some(1), Some("api.yaml:9:7: undocumented status 503")), "{text}");
    assert!(text.contains("api.yaml:37:9: note"), "{text}");
    assert!(
        text.contains("seen: 1/1 operations, 1/1 parameters, 1/1 statuses, 2/6 properties, 0/2 enum values"),
        "{text}"
    );
}

#[test]
fn unreadable_input_is_status_2_with_its_place() {
    let folder = Folder::new("input");
    folder.write("api.yaml", YAML);
    folder.write("broken.yaml", "a: [1");
    folder.write("bad.ndjson", &format!("{}\nnonsense\n", line(200, &json!({}))));
    folder.write(
        "other.har",
        r#"{"log": {"entries": [{"request": {"method": "GET", "url": "http://x/y"}, "response": {"status": 404}}]}}"#,
    );
    for (arguments, message) in [
        (["broken.yaml", "bad.ndjson"], "broken.yaml:1:"),
        (["api.yaml", "bad.ndjson"], "bad.ndjson: line 2: not an exchange: expected ident; expected HAR"),
        (["api.yaml", "gone.har"], "gone.har cannot be read: "),
        (["gone.yaml", "bad.ndjson"], "gone.yaml: "),
        (["api.yaml", "--unknown"], "Usage: talkjs-codegen drift"),
    ] {
        let (status, _, errors) = folder.drift(&arguments);
        assert!(status == Some(2) && errors.starts_with(message), "{arguments:?}: {status:?} {errors}");
    }
    let (status, text, _) = folder.drift(&["api.yaml", "other.har"]);
    assert_eq!(
        (status, text.lines().last()),
        (Some(2), Some("no exchange was checked against the description")),
        "{text}"
    );
}

#[test]
fn patch_goes_to_the_output_or_to_a_file() {
    let folder = Folder::new("patch");
    folder.write("api.yaml", YAML);
    folder.write("bad.ndjson", &line(503, &json!({"wait": "integer"})));
    let (status, patched, errors) = folder.drift(&["api.yaml", "bad.ndjson", "--patch"]);
    assert!(errors.contains("The effect of the patch on users of the description:"), "{errors}");
    assert!(status == Some(1) && errors.contains("the patch has 2 edits; no finding is left\n"), "{status:?} {errors}");
    let (_, _, _) = folder.drift(&["api.yaml", "bad.ndjson", "--patch-to", "new.yaml"]);
    assert_eq!(std::fs::read_to_string(folder.0.join("new.yaml")).unwrap(), patched);
    folder.write("new.yaml", &patched);
    assert_eq!(folder.drift(&["new.yaml", "bad.ndjson"]).0, Some(0));
}
