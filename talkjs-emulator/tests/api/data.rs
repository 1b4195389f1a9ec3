//! State that survives a restart.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};
use talkjs_emulator::{App, Emulator};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::common::{Talk, request};

/// A path for a file that is not there, removed at the end.
struct TemporaryFile(PathBuf);

impl TemporaryFile {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("data-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        Self(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name))
    }

    async fn talk(&self) -> Talk {
        Talk::with(Emulator::builder().data(&self.0)).await
    }

    async fn refusal(&self) -> (ErrorKind, String) {
        let error = Emulator::builder().data(&self.0).start().await.unwrap_err();
        let path = self.0.display().to_string();
        (error.kind(), error.to_string().replace(&path, "FILE"))
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn what_was_written_is_there_after_a_restart() {
    let file = TemporaryFile::new();
    let talk = file.talk().await;
    talk.start_conversation().await;
    let first = talk.say("alice", "first").await;
    let second = talk.say("alice", "second").await;
    let once = json!([{"type": "UserMessage", "sender": "alice", "text": "a", "idempotencyKey": "key"}]);
    let third = talk.send(once.clone()).await.ids();
    talk.done("DELETE", &format!("/conversations/order/messages/{first}"), Value::Null).await;
    talk.done("PUT", &format!("/conversations/order/messages/{second}/reactions/:ok:/alice"), json!({})).await;
    talk.done("DELETE", "/conversations/order/participants/sebastian", Value::Null).await;
    talk.done("PUT", "", json!({"custom": {"a": "b"}})).await;
    let mut before = Vec::new();
    let paths = ["", "/users", "/conversations", "/conversations/order/messages"];
    for path in paths {
        before.push(talk.get(path).await);
    }
    drop(talk);

    let talk = file.talk().await;
    for (path, before) in paths.into_iter().zip(before) {
        assert_eq!(talk.get(path).await, before);
    }
    assert_eq!(talk.send(once).await.ids(), third);
    assert!(![first, second].contains(&talk.say("alice", "new").await));
}

#[tokio::test]
async fn what_was_deleted_stays_away() {
    let file = TemporaryFile::new();
    let talk = file.talk().await;
    talk.start_conversation().await;
    talk.say("alice", "hello").await;
    talk.done("DELETE", "/conversations/order", Value::Null).await;
    talk.done("PUT", "/conversations/order", json!({"subject": "new"})).await;
    drop(talk);
    let talk = file.talk().await;
    let order = talk.get("/conversations/order").await;
    assert_eq!((&order["subject"], &order["participants"]), (&json!("new"), &json!({})));
    assert_eq!(talk.ask("/conversations/order/messages").await.ids(), [] as [&str; 0]);
}

#[tokio::test]
async fn a_reset_and_a_restored_snapshot_are_kept_too() {
    let file = TemporaryFile::new();
    let talk = file.talk().await;
    talk.users(&["a"]).await;
    let snapshot = talk.emulator.snapshot();
    talk.users(&["b"]).await;
    talk.emulator.reset();
    drop(talk);
    let talk = file.talk().await;
    assert_eq!(talk.ask("/users").await.ids(), [] as [&str; 0]);
    talk.users(&["c"]).await;
    talk.emulator.restore(&snapshot).unwrap();
    drop(talk);
    assert_eq!(file.talk().await.ask("/users").await.ids(), ["a"]);
}

#[tokio::test]
async fn a_reset_and_a_restored_snapshot_are_on_disk_when_they_return() {
    let (file, copy) = (TemporaryFile::new(), TemporaryFile::new());
    let talk = file.talk().await;
    // So many that it takes longer than to begin with a copy.
    for bulk in 0..20 {
        let users = (0..100).map(|number| (format!("{bulk}-{number}"), json!({"name": "A"})));
        talk.done("PUT", "/users", Value::Object(users.collect())).await;
    }
    let snapshot = talk.emulator.snapshot();
    talk.emulator.reset();
    fs::copy(&file.0, &copy.0).unwrap();
    assert_eq!(copy.talk().await.ask("/users").await.ids(), [] as [&str; 0]);
    talk.emulator.restore(&snapshot).unwrap();
    fs::copy(&file.0, &copy.0).unwrap();
    assert_eq!(copy.talk().await.ask("/users").await.ids().len(), 10);
}

/// Gets webhooks; at the end, whose they were.
async fn told(receiver: TcpListener) -> Vec<String> {
    let mut told = Vec::new();
    loop {
        let (mut stream, _) = receiver.accept().await.unwrap();
        let mut read = Vec::new();
        let envelope = loop {
            let more = stream.read_buf(&mut read).await.unwrap_or(0);
            let text = String::from_utf8_lossy(&read);
            if let Some(envelope) = text.split_once("\r\n\r\n").and_then(|(_, body)| serde_json::from_str(body).ok()) {
                break Some::<Value>(envelope);
            }
            if text == "END" {
                return told;
            }
            if more == 0 {
                break None;
            }
        };
        told.extend(envelope.and_then(|envelope| Some(envelope["data"]["user"]["id"].as_str()?.to_owned())));
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    }
}

/// A process that may write only some megabytes into a file has a full disk, as far as it can see.
#[cfg(unix)]
#[tokio::test]
async fn a_full_disk_is_told_and_no_webhook_leaves_before_its_write_is_kept() {
    let file = TemporaryFile::new();
    let receiver = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let hook = receiver.local_addr().unwrap();
    let told = tokio::spawn(told(receiver));
    let mut child = tokio::process::Command::new("sh")
        .args(["-c", r#"trap '' XFSZ; ulimit -f 8192; exec "$0" "$@""#, env!("CARGO_BIN_EXE_talkjs-emulator")])
        .args(["--port=0", "--webhook", &format!("http://{hook}/"), "--data"])
        .arg(&file.0)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
    let address = line.trim().strip_prefix("listening on http://").unwrap();
    let credential = "Authorization: Bearer sk_test_emulator\r\n";
    let body = json!({"name": "a".repeat(300_000)}).to_string();
    let mut confirmed = Vec::new();
    let failed = loop {
        let id = format!("user{}", confirmed.len());
        let path = format!("/v1/emulated/users/{id}");
        let response = request(address, "PUT", &path, credential, Some(("application/json", &body))).await;
        if response.status != 200 {
            break response;
        }
        confirmed.push(id);
        assert!(confirmed.len() < 1_000, "the disk is never full");
    };
    let expected = json!({"message": "the data file could not be written"});
    assert_eq!((failed.status, failed.json()), (500, expected.clone()));
    let read = request(address, "GET", "/v1/emulated/users/user0", credential, None).await;
    assert_eq!((read.status, read.json()), (500, expected));
    child.kill().await.unwrap();
    TcpStream::connect(hook).await.unwrap().write_all(b"END").await.unwrap();
    let told = told.await.unwrap();
    assert!(!told.is_empty() && told.iter().all(|id| confirmed.contains(id)), "{told:?} of {confirmed:?}");
}

#[tokio::test]
async fn apps_are_kept_apart_and_stay_when_they_are_not_started() {
    let file = TemporaryFile::new();
    let start = async |apps: &[&str]| {
        let builder = Emulator::builder().data(&file.0);
        let builder = apps.iter().fold(builder, |builder, id| builder.app(App::new(*id, "sk_test_1")));
        builder.start().await.unwrap()
    };
    let credential = "Authorization: Bearer sk_test_1\r\n";
    let call = async |emulator: &Emulator, method: &str, path: &str, body| {
        request(emulator.base_url().strip_prefix("http://").unwrap(), method, path, credential, body).await
    };
    let both = start(&["one", "two"]).await;
    for app in ["one", "two"] {
        let body = Some(("application/json", r#"{"name": "A"}"#));
        assert_eq!(call(&both, "PUT", &format!("/v1/{app}/users/{app}"), body).await.status, 200);
    }
    drop(both);
    let one = start(&["one"]).await;
    assert_eq!(call(&one, "GET", "/v1/one/users", None).await.ids(), ["one"]);
    one.reset();
    drop(one);
    let both = start(&["one", "two"]).await;
    assert_eq!(call(&both, "GET", "/v1/one/users", None).await.ids(), [] as [&str; 0]);
    assert_eq!(call(&both, "GET", "/v1/two/users", None).await.ids(), ["two"]);
}

#[tokio::test]
async fn a_file_in_use_is_refused() {
    let file = TemporaryFile::new();
    let _talk = file.talk().await;
    let refusal = (ErrorKind::ResourceBusy, "the data file `FILE` is in use by another emulator".to_owned());
    assert_eq!(file.refusal().await, refusal);
}

#[tokio::test]
async fn a_file_of_something_else_is_refused_and_stays_as_it_is() {
    let file = TemporaryFile::new();
    for content in [b"something else".as_slice(), &[7; 10_000]] {
        fs::write(&file.0, content).unwrap();
        let sentence = "the data file `FILE` is not a data file of this version of the emulator".to_owned();
        assert_eq!(file.refusal().await, (ErrorKind::InvalidData, sentence));
        assert_eq!(fs::read(&file.0).unwrap(), content);
    }
}

#[tokio::test]
async fn a_file_of_another_program_is_refused_and_stays_as_it_is() {
    let file = TemporaryFile::new();
    {
        let database = redb::Database::create(&file.0).unwrap();
        let transaction = database.begin_write().unwrap();
        let table = redb::TableDefinition::<u64, u64>::new("theirs");
        transaction.open_table(table).unwrap().insert(1, 2).unwrap();
        transaction.commit().unwrap();
    }
    let (kind, sentence) = file.refusal().await;
    assert_eq!(kind, ErrorKind::InvalidData, "{sentence}");
    let database = redb::Database::create(&file.0).unwrap();
    let transaction = database.begin_read().unwrap();
    let names: Vec<_> =
        transaction.list_tables().unwrap().map(|table| redb::TableHandle::name(&table).to_owned()).collect();
    assert_eq!(names, ["theirs"]);
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_told() {
    let error = Emulator::builder().data("/nowhere/at/all").start().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().starts_with("the data file `/nowhere/at/all` cannot be used: "), "{error}");
}
