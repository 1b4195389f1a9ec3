//! Types of the caller's in place of generated ones, over a real connection.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use talkjs_runtime::ClientCore;
use talkjs_runtime::test_util::{Play, ScriptedTransport};
use talkjs_runtime::types::Patch;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use uuid::Uuid;

#[deny(warnings)]
#[allow(missing_docs, dead_code, unreachable_pub, reason = "generated for these tests")]
mod api {
    talkjs_runtime::api! {
        spec = "data/types/events.yaml",
        types = { jiff, "uuid" = uuid::Uuid },
        schemas = { Money = crate::types::Money },
        rust_type_hints = true,
        module = crate::types::api,
    }
}

use api::{Change, Event, EventWhen, payload};

/// No trait but what is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Money {
    pub cents: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rate(f64);

const ID: &str = "01234567-89ab-cdef-0123-456789abcdef";
const AT: &str = "2024-01-31T12:00:00Z";

fn id() -> Uuid {
    ID.parse().unwrap()
}

fn at() -> Timestamp {
    AT.parse().unwrap()
}

fn event() -> Event {
    let mut event = Event::new(id(), at(), None, vec![date(2024, 1, 31)], 5, at())
        .seen(BTreeMap::from([("x".to_owned(), at())]))
        .price(Money { cents: 5 })
        .rate(Rate(1.5));
    event.additional_properties.insert("other".to_owned(), id());
    event
}

fn event_json() -> Value {
    json!({
        "id": ID, "at": AT, "ended": null, "days": ["2024-01-31"], "when": 5, "narrow": AT, "seen": { "x": AT },
        "price": { "cents": 5 }, "rate": 1.5, "other": ID,
    })
}

/// A server for one request, and a client of it: it responds with the body that it got.
async fn echo() -> (api::Client, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = String::new();
        loop {
            let mut buffer = [0; 4096];
            let length = stream.read(&mut buffer).await.unwrap();
            request.push_str(std::str::from_utf8(&buffer[..length]).unwrap());
            let Some((head, body)) = request.split_once("\r\n\r\n") else { continue };
            let wanted =
                head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() < wanted.unwrap_or(0) {
                continue;
            }
            let length = body.len();
            let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n");
            stream.write_all(format!("{head}connection: close\r\n\r\n{body}").as_bytes()).await.unwrap();
            return request;
        }
    });
    (api::Client::with_core(ClientCore::builder(url).build().unwrap()), server)
}

#[tokio::test]
async fn dates_and_ids_of_other_crates_go_out_and_come_back() {
    let (client, server) = echo().await;
    let call = client
        .put_event(id(), date(2024, 1, 31), at(), id(), event())
        .days(vec![date(2024, 2, 1), date(2024, 2, 2)])
        .limit(Money { cents: 7 })
        .until(at())
        .session(id());
    assert_eq!(call.send().await.unwrap(), event());
    let request = server.await.unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let line = format!(
        "PUT /events/{ID}/2024-01-31?since=2024-01-31T12%3A00%3A00Z&days=2024-02-01&days=2024-02-02&cents=7\
         &until=2024-01-31T12%3A00%3A00Z HTTP/1.1"
    );
    assert_eq!(head.lines().next(), Some(line.as_str()));
    let headers = head.to_lowercase();
    assert!(
        headers.contains(&format!("x-trace: {ID}")) && headers.contains(&format!("cookie: session={ID}")),
        "{head}"
    );
    assert_eq!(serde_json::from_str::<Value>(body).unwrap(), event_json());
}

#[tokio::test]
async fn a_body_may_be_a_type_of_the_callers() {
    let (client, server) = echo().await;
    let error = client.add_stamp(at()).send().await.unwrap_err().to_string();
    assert!(error.contains("expected a sequence") || error.contains("expected an array"), "{error}");
    assert!(server.await.unwrap().ends_with(&format!("\r\n\r\n\"{AT}\"")));
}

#[tokio::test]
async fn constraints_beside_the_format_are_checked_before_sending() {
    let client = api::Client::with_core(ClientCore::builder("http://127.0.0.1:1").build().unwrap());
    let mut event = event();
    event.narrow = "2024-01-31T12:00:00.123456Z".parse().unwrap();
    event.days = vec![date(2024, 1, 31), date(2024, 1, 31)];
    event.additional_properties.insert("other".to_owned(), Uuid::from_u128(u128::MAX));
    let until = "1999-01-31T12:00:00Z".parse().unwrap();
    let call = client.put_event(id(), date(2024, 1, 31), at(), id(), event).until(until);
    let error = call.send().await.unwrap_err().to_string();
    for part in ["`/narrow`", "`/days`", "`/other`", "`until`"] {
        assert!(error.contains(part), "{part}: {error}");
    }
}

#[tokio::test]
async fn a_value_that_the_type_rejects_is_a_mismatch_with_its_place() {
    let transport = ScriptedTransport::by(|_| {
        let mut json = event_json();
        json["seen"]["x"] = "yesterday".into();
        Play::response(200, json.to_string())
    });
    let core = ClientCore::builder("https://events.test").transport(transport).build().unwrap();
    let call = api::Client::with_core(core).put_event(id(), date(2024, 1, 31), at(), id(), event());
    let error = call.send().await.unwrap_err().to_string();
    assert!(error.contains("`/seen/x`"), "{error}");
    assert!(!error.contains("yesterday") && !error.contains("invalid digit"), "{error}");
}

#[test]
fn a_union_takes_a_string_for_the_type_of_its_format() {
    let read = |json: Value| serde_json::from_value::<EventWhen>(json).unwrap();
    assert!(matches!(read(json!(AT)), EventWhen::String(found) if found == at()));
    assert!(matches!(read(json!(5)), EventWhen::Integer(5)));
    assert_eq!(EventWhen::from(at()), read(json!(AT)));
}

#[test]
fn changes_keep_clear_and_set() {
    let written = |change: Change| serde_json::to_value(change).unwrap();
    assert_eq!(written(Change::new().name("x")), json!({ "name": "x" }));
    assert_eq!(written(Change::new().at(at()).clear_tags()), json!({ "at": AT, "tags": null }));
    assert_eq!(written(Change::new().tags(vec![id()])), json!({ "tags": [ID] }));
}

#[test]
fn literals_become_the_types_and_expressions_are_of_them() {
    let (seen, ended) = (at(), Some(at()));
    let made = payload!(Event {
        id: "01234567-89ab-cdef-0123-456789abcdef",
        at: "2024-01-31T12:00:00Z",
        ended: null,
        days: ["2024-01-31"],
        when: 5,
        narrow: at(),
        seen: { "x": seen },
        price: Money { cents: 5 },
        rate: 1.5,
        other: id(),
    });
    assert_eq!(made, event());
    assert_eq!(payload!(Event { ended, ..event() }).ended, Some(at()));
    assert_eq!(payload!(Event { ended: "2024-01-31T12:00:00Z", ..event() }).ended, Some(at()));
    assert_eq!(payload!(Event { when: "2024-01-31T12:00:00Z", ..event() }).when, EventWhen::String(at()));
    assert_eq!(payload!(Event { price: { cents: 7 }, ..event() }).price, Some(Money { cents: 7 }));
    assert_eq!(payload!(Change { at: seen, tags: [id()] }).at, Patch::Set(at()));
    assert_eq!(payload!(Change { at: null }).at, Patch::Clear);
    assert_eq!(payload!(Change { at: Patch::Set(seen) }).at, Patch::Set(at()));
    let _: Date = made.days[0];
}

#[test]
#[should_panic(expected = "`at`: jiff::timestamp::Timestamp rejects \"9999-12-31T23:59:60Z\"")]
fn a_literal_that_only_the_type_rejects_panics_with_its_place() {
    let _ = payload!(Change { at: "9999-12-31T23:59:60Z" });
}
