//! Going back to a state, and ids that are the same each time.

use serde_json::{Value, json};
use talkjs_emulator::{App, Emulator, Fault, Session, Snapshot, SnapshotError};

use crate::common::Talk;

/// Everything that can be seen of an app.
async fn seen(talk: &Talk) -> Vec<Value> {
    let mut seen = Vec::new();
    for path in [
        "",
        "/users",
        "/conversations",
        "/users/sebastian/conversations",
        "/conversations/order/messages",
        "/conversations/order/participants/alice/email",
    ] {
        seen.push(talk.get(path).await);
    }
    seen
}

/// A conversation with whatever there can be in one.
async fn filled(seed: u64) -> Talk {
    let talk = Talk::with(Emulator::builder().seed(seed)).await;
    talk.start_conversation().await;
    fill(&talk).await;
    talk
}

async fn fill(talk: &Talk) {
    talk.done("PUT", "", json!({"custom": {"a": "b"}, "defaultLocale": "nl-NL"})).await;
    let file = talk
        .raw(
            "POST",
            "/files",
            &talk.credential(),
            Some((
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nbytes\r\n--b--\r\n",
            )),
        )
        .await;
    let message = talk.say("alice", "hello *you*").await;
    talk.send(json!([
        {"type": "UserMessage", "sender": "sebastian", "text": "reply", "referencedMessageId": message, "custom": {"k": "v"}},
        {"type": "UserMessage", "sender": "alice", "text": "once", "idempotencyKey": "key"},
        {"type": "UserMessage", "sender": "alice", "location": [51.48, -3.18]},
        {"type": "UserMessage", "sender": "alice", "content": [{"type": "file", "fileToken": file.json()["fileToken"]}]},
        {"type": "SystemMessage", "text": "closed"},
    ]))
    .await;
    talk.done("PUT", &format!("/conversations/order/messages/{message}/reactions/:ok:/sebastian"), json!({})).await;
    talk.done("PUT", "/users/sebastian", json!({"email": ["s@example.org"], "pushTokens": {"fcm:1": true}})).await;
    talk.done("PATCH", "/conversations/order/participants/sebastian", json!({"notify": "MentionsOnly"})).await;
}

#[tokio::test]
async fn a_snapshot_brings_everything_back() {
    let talk = filled(1).await;
    let (before, snapshot) = (seen(&talk).await, talk.emulator.snapshot());
    let once = json!([{"type": "UserMessage", "sender": "alice", "text": "again", "idempotencyKey": "key"}]);
    let id = talk.send(once.clone()).await.ids();
    talk.done("DELETE", "/conversations/order", Value::Null).await;
    talk.done("PUT", "/users/alice", json!({"name": "Else"})).await;
    talk.users(&["carol"]).await;
    talk.emulator.restore(&snapshot).unwrap();
    assert_eq!(seen(&talk).await, before);
    assert_eq!(talk.send(once).await.ids(), id, "the idempotency key is known again");
}

#[tokio::test]
async fn a_snapshot_can_be_put_away_and_restored_elsewhere() {
    let talk = filled(1).await;
    let snapshot = talk.emulator.snapshot();
    let read = Snapshot::from_bytes(&snapshot.to_bytes()).unwrap();

    let other = Talk::new().await;
    other.emulator.restore(&read).unwrap();
    let text = |seen: Vec<Value>| serde_json::to_string(&seen).unwrap();
    let moved = text(seen(&talk).await).replace(talk.address(), other.address());
    assert_eq!(text(seen(&other).await), moved, "files are where the other emulator is");
    let before = other.ask("/conversations/order/messages").await.ids();
    let new = other.say("alice", "new").await;
    assert!(!before.contains(&new) && other.ask("/conversations/order/messages").await.ids()[0] == new);
}

#[tokio::test]
async fn what_is_no_snapshot_of_these_apps_is_refused_and_changes_nothing() {
    let talk = filled(1).await;
    let before = seen(&talk).await;
    let bytes = talk.emulator.snapshot().to_bytes();
    for (bytes, expected) in [
        (b"".to_vec(), SnapshotError::UnknownFormat),
        (b"{\"talkjsEmulatorSnapshot\":2}".to_vec(), SnapshotError::UnknownFormat),
        ([bytes.as_slice(), b"\n[\"emulated\",{\"none\":\"a\"},{}]"].concat(), SnapshotError::MalformedLine(16)),
    ] {
        assert_eq!(Snapshot::from_bytes(&bytes).unwrap_err().to_string(), expected.to_string());
    }
    let broken = [bytes.as_slice(), b"\n[\"emulated\",{\"message\":[\"nowhere\",\"msg\"]},{}]"].concat();
    let error = talk.emulator.restore(&Snapshot::from_bytes(&broken).unwrap()).unwrap_err();
    assert!(matches!(error, SnapshotError::BadRecord(_)), "{error}");
    let other = Emulator::builder().app(App::new("other", "sk_test_1")).start().await.unwrap();
    let error = talk.emulator.restore(&other.snapshot()).unwrap_err();
    assert_eq!(error, SnapshotError::UnknownApp("other".to_owned()));
    assert_eq!(seen(&talk).await, before);
}

#[tokio::test]
async fn a_reset_is_a_new_start() {
    let talk = filled(7).await;
    let first = seen(&talk).await;
    talk.emulator.connect("alice", Session::widget());
    talk.emulator.inject(Fault::status(503).always()).unwrap();
    talk.emulator.reset();
    assert!(talk.emulator.requests().is_empty());
    assert_eq!(talk.get("/users").await, json!({"data": []}));
    assert_eq!(talk.call("POST", "/presences", json!({})).await.json(), json!({"data": {}}));
    talk.start_conversation().await;
    fill(&talk).await;
    assert_eq!(seen(&talk).await, first, "with the same ids");
}

#[tokio::test]
async fn without_a_seed_no_id_comes_again() {
    let talk = Talk::with_conversation().await;
    let snapshot = talk.emulator.snapshot();
    let mut ids = vec![talk.say("alice", "hello").await];
    for _ in 0..2 {
        talk.emulator.restore(&snapshot).unwrap();
        ids.push(talk.say("alice", "hello").await);
        talk.emulator.reset();
        talk.start_conversation().await;
        ids.push(talk.say("alice", "hello").await);
    }
    let different: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(different.len(), ids.len(), "{ids:?}");
}

#[tokio::test]
async fn ids_depend_on_the_seed_alone() {
    let ids = async |seed| filled(seed).await.ask("/conversations/order/messages").await.ids();
    assert_eq!(ids(1).await, ids(1).await);
    assert_ne!(ids(1).await, ids(2).await);
}

#[tokio::test]
async fn listening_for_events_changes_no_ids() {
    let listened = Talk::with(Emulator::builder().seed(1)).await;
    let _events = listened.emulator.events();
    listened.start_conversation().await;
    fill(&listened).await;
    let path = "/conversations/order/messages";
    assert_eq!(listened.ask(path).await.ids(), filled(1).await.ask(path).await.ids());
}
