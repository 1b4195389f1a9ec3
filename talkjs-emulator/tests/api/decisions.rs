//! Each switch of the emulator in its two positions, where no other file has it; and what is decided without a switch.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use talkjs_emulator::{Decisions, Emulator, RateLimit, Session};

use crate::common::{NOW, Talk};

const SOURCE: &str = include_str!("../../src/decisions.rs");

/// Alice and Sebastian in `order`, as a switch has it.
async fn deciding(decide: impl FnOnce(&mut Decisions)) -> Talk {
    let talk = Talk::deciding(decide).await;
    talk.start_conversation().await;
    talk
}

async fn put(talk: &Talk, path: &str, body: Value) -> u16 {
    talk.call("PUT", path, body).await.status
}

fn switches() -> Vec<(&'static str, &'static str)> {
    let (_, fields) = SOURCE.split_once("pub struct Decisions {").unwrap();
    let (fields, _) = fields.split_once("\n}\n").unwrap();
    let mut switches = Vec::new();
    let mut rest = fields;
    while let Some((doc, field)) = rest.split_once("    pub ") {
        let (name, after) = field.split_once(':').unwrap();
        switches.push((name, doc));
        rest = after;
    }
    switches
}

#[test]
fn every_switch_says_its_default_and_is_tested() {
    let mut files = Vec::new();
    for folder in ["src/api", "src/state", "tests/api"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        files.extend(fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    }
    let sources: Vec<String> = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let switches = switches();
    assert!(switches.len() > 20, "{switches:?}");
    for (name, doc) in switches {
        assert!(doc.contains("Default:"), "{name} does not say its default");
        let settings =
            [format!("decisions.{name} = "), format!("decisions.{name}) = "), format!("Decisions {{ {name}: ")];
        let is_set = |source: &String| settings.iter().any(|setting| source.contains(setting));
        assert!(sources.iter().any(is_set), "no test sets {name}");
    }
}

#[tokio::test]
async fn pages_can_have_another_size() {
    for (size, expected) in [(10, 3), (2, 2)] {
        let talk = Talk::deciding(|decisions| decisions.default_limit = size).await;
        talk.users(&["a", "b", "c"]).await;
        assert_eq!(talk.ask("/users").await.ids().len(), expected);
    }
}

#[tokio::test]
async fn keys_can_be_forgotten_sooner() {
    for (hours, is_known) in [(24, true), (1, false)] {
        let hour = Duration::from_secs(60 * 60);
        let talk = deciding(|decisions| decisions.idempotency_window = hours * hour).await;
        let message = json!([{"type": "UserMessage", "sender": "alice", "text": "a", "idempotencyKey": "key"}]);
        let first = talk.send(message.clone()).await.ids();
        talk.emulator.advance(hour);
        assert_eq!(talk.send(message).await.ids() == first, is_known);
    }
}

#[tokio::test]
async fn errors_can_be_without_words() {
    for (explained, body) in [(true, json!({"reasons": {"name": ["must be a string"]}})), (false, json!({}))] {
        let talk = Talk::deciding(|decisions| decisions.errors_are_explained = explained).await;
        let response = talk.call("PUT", "/users/a", json!({"name": 1})).await;
        assert_eq!((response.status, response.json()), (400, body));
        let batch = talk.call("POST", "/batch", json!([[1, "GET", "/users/none"]])).await.json();
        assert_eq!((&batch[0][1], batch[0][2] == json!({})), (&json!(404), !explained));
        assert_eq!(talk.ask("/nothing").await.body, "\"Not found\"");
    }
}

#[tokio::test]
async fn the_newest_members_can_be_absent() {
    for shown in [true, false] {
        let talk = deciding(|decisions| decisions.newest_members_are_shown = shown).await;
        let order = talk.get("/conversations/order").await;
        assert_eq!(order.get("everyoneReadUntil").is_some(), shown);
        for member in ["isUnread", "joinedAt", "readUntil"] {
            assert_eq!(order["participants"]["alice"].get(member).is_some(), shown, "{member}");
        }
        assert_eq!(order["participants"]["alice"]["access"], "ReadWrite");
    }
}

#[tokio::test]
async fn participants_can_have_a_limit() {
    for (most, status) in [(None, 200), (Some(2), 400)] {
        let talk = deciding(|decisions| decisions.most_participants = most).await;
        talk.users(&["carol"]).await;
        talk.done("PUT", "/conversations/order", json!({"participants": ["alice", "sebastian", "alice"]})).await;
        talk.done("PUT", "/conversations/order/participants/alice", json!({})).await;
        assert_eq!(put(&talk, "/conversations/order", json!({"participants": ["carol"]})).await, status);
        assert_eq!(put(&talk, "/conversations/order/participants/carol", json!({})).await, status);
        let three = json!({"participants": ["alice", "sebastian", "carol"]});
        assert_eq!(put(&talk, "/conversations/new", three).await, status);
        talk.done("DELETE", "/conversations/order/participants/alice", Value::Null).await;
        talk.done("PUT", "/conversations/order/participants/carol", json!({})).await;
    }
}

#[tokio::test]
async fn idempotency_keys_can_count_in_all_conversations() {
    for app_wide in [false, true] {
        let talk = deciding(|decisions| decisions.idempotency_keys_are_app_wide = app_wide).await;
        talk.done("PUT", "/conversations/other", json!({"participants": ["alice"]})).await;
        let message = json!([{"type": "UserMessage", "sender": "alice", "text": "a", "idempotencyKey": "key"}]);
        let first = talk.send(message.clone()).await.ids();
        let second = talk.call("POST", "/conversations/other/messages", message).await.ids();
        assert_eq!(first == second, app_wide);
        let stored = talk.ask("/conversations/other/messages").await.ids();
        assert_eq!(stored.is_empty(), app_wide);
    }
}

#[tokio::test]
async fn a_429_can_say_how_long_to_wait() {
    for (says, header) in [(false, None), (true, Some("1"))] {
        let mut decisions = Decisions::default();
        decisions.rate_limit = Some(RateLimit { burst: 2, per_second: 1 });
        decisions.rate_limits_say_how_long = says;
        let talk = Talk::with(Emulator::builder().decisions(decisions)).await;
        talk.users(&["a", "b"]).await;
        let response = talk.ask("/users").await;
        assert_eq!((response.status, response.header("retry-after")), (429, header));
    }
}

#[tokio::test]
async fn a_limit_out_of_range_is_moved_into_it_or_refused() {
    for (refused, status) in [(false, 200), (true, 400)] {
        let talk = Talk::deciding(|decisions| decisions.refuse_limits = refused).await;
        talk.users(&["a", "b"]).await;
        for list in ["/users", "/conversations"] {
            for limit in ["0", "-1", "101", "99999999999"] {
                let response = talk.ask(&format!("{list}?limit={limit}")).await;
                assert_eq!(response.status, status, "{list} {limit}");
                if refused {
                    assert_eq!(response.reasons(), ["limit"]);
                }
            }
            assert_eq!(talk.ask(&format!("{list}?limit=all")).await.status, 400);
        }
        if !refused {
            assert_eq!(talk.ask("/users?limit=0").await.ids(), ["a"]);
        }
    }
}

/// The state of `order` after some requests, as the table of what is decided without a switch has it.
#[tokio::test]
async fn what_is_decided_without_a_switch_is_as_its_table_says() {
    let talk = deciding(|_| {}).await;
    let message = format!("/conversations/order/messages/{}", talk.say("alice", "a").await);
    let system = talk.send(json!([{"type": "SystemMessage", "text": "a"}])).await.ids().remove(0);
    talk.users(&["carol"]).await;
    for (method, path, body, status) in [
        ("PUT", "/users/a", json!({"name": "A", "id": "b"}), 400),
        ("PUT", "/conversations/a", json!({"id": "b"}), 400),
        ("PUT", "/users/nameless", json!({}), 400),
        ("PUT", "/users", json!({"nameless": {}}), 400),
        ("PUT", "/users", json!({}), 400),
        ("PUT", "/users/empty", json!({"name": ""}), 200),
        ("PATCH", "/conversations/order/participants/nobody", json!({"notify": false}), 404),
        ("PATCH", "/conversations/none/participants/alice", json!({"notify": false}), 404),
        ("GET", "/conversations/none/messages", Value::Null, 404),
        ("GET", "/conversations?filter=%7B%22subject%22:%22exists%22%7D", Value::Null, 400),
        ("PUT", &format!("/conversations/order/messages/{system}"), json!({"text": "b"}), 200),
        ("PUT", &format!("{message}/reactions/:ok:/carol"), json!({}), 200),
        ("PUT", &format!("{message}/reactions/%E2%9D%A4%E2%9D%A4/alice"), json!({}), 400),
        ("POST", "/conversations/order/notifications", json!({"channels": ["email"], "recipients": ["carol"]}), 400),
        ("POST", "/batch", json!([[1, "GET", "/users"], [1, "GET", "/users"]]), 200),
    ] {
        assert_eq!(talk.call(method, path, body).await.status, status, "{method} {path}");
    }
    let reply = json!([{"type": "UserMessage", "sender": "alice", "text": "a", "referencedMessageId": "msg_none"}]);
    assert_eq!(talk.send(reply).await.reasons(), ["0.referencedMessageId"]);
    assert_eq!(talk.get(&message).await["reactions"], json!({":ok:": {"count": 1}}));

    talk.done("PUT", &message, json!({"custom": {"a": "b"}})).await;
    assert_eq!(talk.get(&message).await["editedAt"], Value::Null);
    let imported = json!([{"type": "UserMessage", "sender": "alice", "text": "old", "createdAt": NOW + 9}]);
    assert_eq!(talk.call("POST", "/import/conversations/order/messages", imported).await.status, 200);
    talk.done("PATCH", "/conversations/order/participants/alice", json!({"access": "Read", "notify": false})).await;
    talk.done("PUT", "/conversations/order", json!({"participants": ["alice"]})).await;
    let participants = talk.get("/conversations/order").await["participants"].clone();
    assert_eq!((&participants["alice"]["access"], &participants["alice"]["notify"]), (&json!("Read"), &json!(false)));
    assert_eq!(participants["alice"]["readUntil"], NOW, "own messages are read");
    assert_eq!(participants["sebastian"]["isUnread"], true, "imported ones are not");
    // A participant with access `Read` can still send messages by this API.
    talk.say("alice", "still here").await;
}

#[tokio::test]
async fn lists_are_bounded_and_filtered_as_the_table_says() {
    let talk = deciding(|_| {}).await;
    let listed = async |query: &str| talk.ask(&format!("/conversations?{query}")).await.ids();
    for direction in ["ASC", "DESC"] {
        assert_eq!(listed(&format!("offsetTs={NOW}&orderDirection={direction}")).await, ["order"]);
    }
    assert_eq!(listed("filter=%7B%22custom%22:%7B%22a%22:%5B%22!=%22,%22b%22%5D%7D%7D").await, ["order"]);
    assert_eq!(listed("filter=%7B%22access%22:%5B%22==%22,%22None%22%5D%7D").await, [] as [&str; 0]);
    talk.say("alice", "hello").await;
    for limit in ["lastMessageAfter", "lastMessageBefore"] {
        assert_eq!(listed(&format!("{limit}={NOW}")).await, [] as [&str; 0], "{limit}");
    }
    talk.emulator.connect("alice", Session::widget().focused());
    talk.emulator.connect("alice", Session::widget().conversation("order"));
    assert_eq!(talk.ask("/users?isOnline=false").await.ids(), ["alice", "sebastian"]);
    let query = json!({"hasFocus": true, "selectedConversationId": "order"});
    assert_eq!(talk.call("POST", "/presences", query).await.json(), json!({"data": {}}), "no session has both");
}

#[tokio::test]
async fn empty_bodies_can_be_refused_where_they_are_not_documented() {
    for (refused, status) in [(false, 200), (true, 400)] {
        let talk = deciding(|decisions| decisions.refuse_empty_bodies = refused).await;
        for (method, path) in [("PUT", "/users/alice"), ("PUT", "/conversations/new"), ("POST", "/presences")] {
            assert_eq!(talk.call(method, path, Value::Null).await.status, status, "{method} {path}");
        }
        talk.done("PUT", "/conversations/order/participants/alice", Value::Null).await;
    }
}
