//! What the client and the emulator say to each other, recorded and held against the description: without drift, and with
//! deviations that were planted.

use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use talkjs_client::hooks::Recorder;
use talkjs_client::{Client, ConversationUpdate, NewUser, UserMessage, UserUpdate};
use talkjs_codegen::drift_input::{Exchange, read_traffic};
use talkjs_codegen::{DriftCheck, Options, Source};
use talkjs_emulator::Emulator;
use talkjs_tests::workspace;

/// The memory that a recorder writes to.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What was recorded of the same calls.
struct Recorded {
    emulator: Emulator,
    shapes: Vec<u8>,
    bodies: Vec<u8>,
}

async fn recorded() -> Recorded {
    let emulator = Emulator::start().await.unwrap();
    let (shapes, bodies) = (Lines::default(), Lines::default());
    let (of_shapes, of_bodies) = (
        Recorder::to_writer(shapes.clone()).with_maps(["participants", "custom"]),
        Recorder::to_writer(bodies.clone()).with_bodies(["email", "phone"]),
    );
    let talkjs = Client::builder()
        .app_id(emulator.app_id())
        .secret_key(emulator.secret_key())
        .base_url(emulator.base_url())
        .on_response(of_shapes.hook())
        .on_response(of_bodies.hook())
        .build()
        .unwrap();
    calls(&talkjs).await;
    of_shapes.finish().unwrap();
    of_bodies.finish().unwrap();
    let taken = |lines: Lines| lines.0.lock().unwrap().clone();
    Recorded { emulator, shapes: taken(shapes), bodies: taken(bodies) }
}

async fn calls(talkjs: &Client) {
    talkjs.upsert_user("alice", NewUser::new("Alice").email(["canary@example.com"])).send().await.unwrap();
    talkjs.upsert_user("seb", NewUser::new("Sebastian")).send().await.unwrap();
    talkjs.upsert_user("seb", UserUpdate::new().role("buyer")).send().await.unwrap();
    talkjs.upsert_conversation("c", ConversationUpdate::new().participants(["alice", "seb"])).send().await.unwrap();
    talkjs.send_messages("c", [UserMessage::new("alice", "Hello")]).send().await.unwrap();
    talkjs.get_user("alice").send().await.unwrap();
    talkjs.list_users().limit(10).send().await.unwrap();
    talkjs.get_conversation("c").send().await.unwrap();
    talkjs.list_messages("c").send().await.unwrap();
    assert!(talkjs.get_user("nobody").send().await.unwrap_err().is_not_found());
}

/// All that the emulator received, as HAR.
fn har(emulator: &Emulator) -> Value {
    let entries = emulator.requests().into_iter().map(|request| {
        let text = |body: &[u8]| String::from_utf8_lossy(body).into_owned();
        let mut sent = json!({
            "method": request.method, "url": format!("{}{}", emulator.base_url(), request.target),
            "httpVersion": "HTTP/1.1", "headers": [], "cookies": [], "queryString": [], "headersSize": -1, "bodySize": -1
        });
        if !request.body().is_empty() {
            sent["postData"] = json!({"mimeType": request.content_type(), "text": text(request.body())});
            sent["headers"] = json!([{"name": "Content-Type", "value": request.content_type()}]);
        }
        let answer = text(request.response_body());
        json!({
            "startedDateTime": "2026-01-01T00:00:00.000Z", "time": 1, "cache": {},
            "timings": {"send": 0, "wait": 1, "receive": 0}, "request": sent,
            "response": {
                "status": request.status, "statusText": "", "httpVersion": "HTTP/1.1", "cookies": [], "redirectURL": "",
                "headers": [{"name": "Content-Type", "value": request.response_content_type()}],
                "headersSize": -1, "bodySize": -1,
                "content": {"size": answer.len(), "mimeType": request.response_content_type(), "text": answer}
            }
        })
    });
    let creator = json!({"name": "talkjs-tests", "version": "1"});
    json!({"log": {"version": "1.2", "creator": creator, "entries": entries.collect::<Value>()}})
}

fn exchanges(file: &[u8]) -> Vec<Exchange> {
    let mut exchanges = Vec::new();
    read_traffic(file, &mut |exchange| exchanges.push(exchange)).unwrap();
    exchanges
}

fn talkjs(emulator: &Emulator) -> DriftCheck {
    let spec = workspace().join("spec/talkjs.yaml");
    let source = Source::new("talkjs.yaml", std::fs::read_to_string(spec).unwrap());
    DriftCheck::new(source, &[server(emulator)]).unwrap()
}

fn server(emulator: &Emulator) -> String {
    format!("{}/v1/{{appId}}", emulator.base_url())
}

/// For `tests/drift/compare`.
fn keep(name: &str, har: &Value) {
    if let Some(folder) = std::env::var_os("TALKJS_DRIFT_TRAFFIC") {
        std::fs::write(std::path::Path::new(&folder).join(name), har.to_string()).unwrap();
    }
}

#[tokio::test]
async fn client_and_emulator_do_not_drift() {
    let recorded = recorded().await;
    let har = har(&recorded.emulator);
    keep("clean.har", &har);
    let check = talkjs(&recorded.emulator);
    for file in [har.to_string().as_bytes(), &recorded.shapes, &recorded.bodies] {
        let report = check.report(&exchanges(file));
        assert!(!report.has_drift() && report.rejected.is_empty(), "{}", check.text(&report, false));
        assert_eq!((report.exchanges.checked, report.exchanges.total), (10, 10));
        assert_eq!(report.coverage.operations.seen, 7);
    }
    let shapes = String::from_utf8(recorded.shapes).unwrap();
    for value in ["alice", "Alice", "Hello", "canary", "buyer"] {
        assert!(!shapes.contains(value), "{value}: {shapes}");
    }
    let bodies = String::from_utf8(recorded.bodies).unwrap();
    assert!(bodies.contains("Hello") && !bodies.contains("canary"), "{bodies}");
}

#[tokio::test]
async fn recorded_lines_are_as_their_schema_says() {
    let recorded = recorded().await;
    let schema = std::fs::read_to_string(workspace().join("talkjs-drift/schemas/exchange.json")).unwrap();
    let lines = [recorded.shapes, recorded.bodies].concat();
    for line in String::from_utf8(lines).unwrap().lines() {
        valid(&schema, &serde_json::from_str(line).unwrap());
    }
}

/// Fails if a value does not match a JSON Schema.
fn valid(schema: &str, value: &Value) {
    let mut compiler = boon::Compiler::new();
    let mut schemas = boon::Schemas::new();
    compiler.add_resource("http://x/schema.json", serde_json::from_str(schema).unwrap()).unwrap();
    let index = compiler.compile("http://x/schema.json", &mut schemas).unwrap();
    let result = schemas.validate(value, index).map_err(|error| format!("{error:#}"));
    assert_eq!(result, Ok(()), "{value}");
}

/// A copy of a recorded entry, changed.
struct Planted<'h> {
    har: &'h Value,
    entries: Vec<Value>,
}

impl Planted<'_> {
    /// Copies the last entry of a method whose path ends like this.
    fn copy(&mut self, method: &str, end: &str, change: impl FnOnce(&mut Value)) {
        let entries = self.har["log"]["entries"].as_array().unwrap();
        let is = |entry: &&Value| {
            let path = entry["request"]["url"].as_str().unwrap().split('?').next().unwrap();
            entry["request"]["method"] == method && path.ends_with(end)
        };
        let mut entry = entries.iter().rfind(is).unwrap().clone();
        change(&mut entry);
        self.entries.push(entry);
    }

    /// The same with another body of the response.
    fn answer(&mut self, method: &str, end: &str, change: impl FnOnce(&mut Value)) {
        self.copy(method, end, |entry| edit(&mut entry["response"]["content"]["text"], change));
    }

    /// The same with another body of the request.
    fn sent(&mut self, method: &str, end: &str, change: impl FnOnce(&mut Value)) {
        self.copy(method, end, |entry| edit(&mut entry["request"]["postData"]["text"], change));
    }
}

fn edit(text: &mut Value, change: impl FnOnce(&mut Value)) {
    let mut body: Value = serde_json::from_str(text.as_str().unwrap()).unwrap();
    change(&mut body);
    *text = Value::from(body.to_string());
}

/// Twenty deviations, each with what has to be found.
fn planted(har: &Value) -> (Value, Vec<String>) {
    let mut planted = Planted { har, entries: Vec::new() };
    let user = "/users/alice";
    planted.answer("GET", user, |body| body["nickname"] = json!("Al"));
    planted.answer("GET", "/users", |body| body["data"][0]["verified"] = json!(true));
    planted.answer("GET", user, |body| drop(body.as_object_mut().unwrap().remove("name")));
    planted.answer("GET", user, |body| body["name"] = json!(5));
    planted.answer("GET", "/messages", |body| body["data"][0]["origin"] = json!("carrierPigeon"));
    planted.answer("GET", "/messages", |body| body["data"][0]["readBy"] = Value::Null);
    planted.answer("GET", "/conversations/c", |body| body["participants"]["alice"]["access"] = json!("Admin"));
    planted.answer("GET", "/conversations/c", |body| body["participants"]["seb"]["mutedUntil"] = json!(1.5));
    planted.answer("GET", "/conversations/c", |body| body["createdAt"] = json!("2026-01-01"));
    planted.answer("PUT", user, |body| body["id"] = json!("alice"));
    planted.copy("GET", user, |entry| entry["response"]["status"] = json!(418));
    planted.copy("PUT", user, |entry| entry["response"]["status"] = json!(202));
    planted.copy("GET", "/users", |entry| {
        entry["response"]["headers"][0]["value"] = json!("text/html");
        entry["response"]["content"]["mimeType"] = json!("text/html");
    });
    planted.copy("GET", "/messages", |entry| entry["response"]["content"]["text"] = json!("{"));
    planted.copy("GET", user, |entry| entry["request"]["method"] = json!("DELETE"));
    planted.copy("GET", user, |entry| {
        let url = entry["request"]["url"].as_str().unwrap().replace(user, "/reports/12345");
        entry["request"]["url"] = Value::from(url);
    });
    for query in ["page=2", "limit=1000"] {
        planted.copy("GET", "/users", |entry| {
            let url = entry["request"]["url"].as_str().unwrap().split('?').next().unwrap();
            entry["request"]["url"] = Value::from(format!("{url}?{query}"));
            let item = json!({"name": query.split('=').next(), "value": query.split('=').nth(1)});
            entry["request"]["queryString"] = json!([item]);
        });
    }
    planted.sent("PUT", user, |body| body["nickname"] = json!("Al"));
    planted.sent("PUT", user, |body| body["name"] = json!(5));
    let expected = [
        "GET /users/{userId} response : undocumented property `nickname`",
        "GET /users response /data/*: undocumented property `verified`",
        "GET /users/{userId} response : missing required property `name`",
        "GET /users/{userId} response /name: wrong type, expected string",
        "GET /conversations/{conversationId}/messages response /data/*/origin: unlisted enum value `\"carrierPigeon\"`",
        "GET /conversations/{conversationId}/messages response /data/*/readBy: wrong type, expected array",
        "GET /conversations/{conversationId} response /participants/*/access: unlisted enum value `\"Admin\"`",
        "GET /conversations/{conversationId} response /participants/*: undocumented property `mutedUntil`",
        "GET /conversations/{conversationId} response /createdAt: wrong type, expected integer",
        "PUT /users/{userId} response : broken constraint `maxProperties: 0`",
        "GET /users/{userId} response : undocumented status",
        "PUT /users/{userId} response : undocumented status",
        "GET /users response : undocumented content type `text/html`, expected `application/json`",
        "GET /conversations/{conversationId}/messages response : not JSON",
        "DELETE /users/{userId} operation : undocumented operation",
        "GET /reports/{id} operation : undocumented operation",
        "GET /users parameter `page` : undocumented parameter",
        "GET /users parameter `limit` : broken constraint `maximum: 100`",
        "PUT /users/{userId} request body : undocumented property `nickname`",
        "PUT /users/{userId} request body /name: wrong type, expected string",
    ];
    let mut with = har.clone();
    assert_eq!(planted.entries.len(), expected.len());
    with["log"]["entries"].as_array_mut().unwrap().extend(planted.entries);
    (with, expected.map(str::to_owned).to_vec())
}

#[tokio::test]
async fn planted_deviations_are_found_and_nothing_else() {
    let recorded = recorded().await;
    let (har, mut expected) = planted(&har(&recorded.emulator));
    keep("planted.har", &har);
    keep("server", &Value::from(server(&recorded.emulator)));
    let check = talkjs(&recorded.emulator);
    let exchanges = exchanges(har.to_string().as_bytes());
    let report = check.report(&exchanges);
    let found = report.findings.iter();
    let mut found: Vec<String> = found
        .map(|found| format!("{} {} {} {}: {}", found.method, found.path, found.part, found.pointer, found.kind))
        .collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    let schema = std::fs::read_to_string(workspace().join("talkjs-drift/schemas/report.json")).unwrap();
    valid(&schema, &serde_json::from_str(&check.json(&report)).unwrap());

    let patch = check.patch(&exchanges).unwrap();
    // What is no JSON is nothing that a description can accept.
    let left: Vec<&str> = patch.left.iter().map(|finding| finding.kind.name()).collect();
    assert_eq!(left, ["not-json"]);
    let [(_, text)] = &patch.files[..] else { panic!("{:?}", patch.files.len()) };
    let comments =
        |text: &str| text.lines().filter(|line| line.trim().starts_with("# ")).map(str::to_owned).collect::<Vec<_>>();
    let old = std::fs::read_to_string(workspace().join("spec/talkjs.yaml")).unwrap();
    assert_eq!(comments(text), comments(&old));
    // Few lines go: most edits only add some.
    let gone = old.lines().filter(|line| !text.contains(line.trim())).count();
    assert!(gone < 10, "{gone}");
    let patched = Source::new("talkjs.yaml", text.clone());
    let mistakes = talkjs_codegen::check(&patched, &Options::default()).err().unwrap_or_default();
    assert_eq!(mistakes.iter().map(|found| found.render(&patched)).collect::<Vec<_>>(), [] as [String; 0]);
}
