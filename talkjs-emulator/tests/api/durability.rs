//! A process that is killed loses nothing that it has confirmed.
//!
//! `KILLS=200 cargo test --release -p talkjs-emulator --test api durability -- --nocapture` kills it as often.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

const KILLS: u64 = 10;
const WRITERS: usize = 4;
const LONGEST_LIFE: u64 = 120;

/// A running command.
struct Emulator {
    process: Child,
    address: String,
}

impl Emulator {
    fn start(data: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_talkjs-emulator"))
            .args(["--port", "0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap().to_owned();
        Self { process, address }
    }

    fn kill(self) {
        drop(self);
    }

    fn get(&self, path: &str) -> Value {
        call(&self.address, "GET", path, None).unwrap()
    }

    /// The ids of all pages of a list.
    fn ids(&self, path: &str) -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        let mut query = "limit=100".to_owned();
        loop {
            let page = self.get(&format!("{path}?{query}"));
            let page: Vec<_> = page["data"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
            let Some(last) = page.last() else { return ids };
            query = format!("limit=100&startingAfter={last}");
            ids.extend(page.into_iter().map(str::to_owned));
        }
    }
}

impl Drop for Emulator {
    /// SIGKILL, on Unix; also when the test has failed.
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// The JSON of a success, or nothing when there is no whole one.
fn call(address: &str, method: &str, path: &str, body: Option<&Value>) -> Option<Value> {
    let body = body.map_or_else(String::new, Value::to_string);
    let request = format!(
        "{method} /v1/emulated{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer sk_test_emulator\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut response = String::new();
    stream.read_to_string(&mut response).ok()?;
    let (head, body) = response.split_once("\r\n\r\n")?;
    assert!(head.starts_with("HTTP/1.1 200"), "{response}");
    // What is not whole is no JSON.
    serde_json::from_str(body).ok()
}

/// What was confirmed.
#[derive(Default)]
struct Confirmed {
    users: BTreeSet<String>,
    messages: BTreeSet<String>,
    deleted: BTreeSet<String>,
}

/// Writes until the emulator is gone.
fn write(address: &str, round: u64, writer: usize, confirmed: &Mutex<Confirmed>, count: &AtomicUsize) {
    for number in 0.. {
        let id = format!("{round}-{writer}-{number}");
        let Some(_) = call(address, "PUT", &format!("/users/{id}"), Some(&json!({"name": id}))) else { return };
        confirmed.lock().unwrap().users.insert(id.clone());
        let message = json!([{"type": "SystemMessage", "text": id, "idempotencyKey": id}]);
        let Some(sent) = call(address, "POST", "/conversations/c/messages", Some(&message)) else { return };
        let sent = sent[0]["id"].as_str().unwrap().to_owned();
        let again = call(address, "POST", "/conversations/c/messages", Some(&message));
        assert!(again.is_none_or(|again| again[0]["id"] == sent.as_str()));
        if number % 3 == 0 {
            let Some(_) = call(address, "DELETE", &format!("/conversations/c/messages/{sent}"), None) else { return };
            confirmed.lock().unwrap().deleted.insert(sent);
        } else {
            confirmed.lock().unwrap().messages.insert(sent);
        }
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// All that was confirmed is there, and what was deleted is not.
fn check(emulator: &Emulator, confirmed: &Confirmed) {
    let (users, messages) = (emulator.ids("/users"), emulator.ids("/conversations/c/messages"));
    let lost: Vec<_> = confirmed.users.difference(&users).chain(confirmed.messages.difference(&messages)).collect();
    let undeleted: Vec<_> = confirmed.deleted.intersection(&messages).collect();
    assert!(lost.is_empty() && undeleted.is_empty(), "lost {lost:?}, not deleted {undeleted:?}");
}

fn kills() -> u64 {
    std::env::var("KILLS").map_or(KILLS, |kills| kills.parse().unwrap())
}

#[test]
fn nothing_that_was_confirmed_is_lost_when_the_process_is_killed() {
    let data = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("durability-{}", std::process::id()));
    let confirmed = Mutex::new(Confirmed::default());
    let count = AtomicUsize::new(0);
    let mut random = 1_u64;
    for round in 0..kills() {
        let emulator = Emulator::start(&data);
        if round == 0 {
            call(&emulator.address, "PUT", "/conversations/c", Some(&json!({}))).unwrap();
        }
        check(&emulator, &confirmed.lock().unwrap());
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let life = Duration::from_millis((random >> 33) % LONGEST_LIFE);
        thread::scope(|scope| {
            let address = emulator.address.clone();
            for writer in 0..WRITERS {
                let (address, confirmed, count) = (address.clone(), &confirmed, &count);
                scope.spawn(move || write(&address, round, writer, confirmed, count));
            }
            thread::sleep(life);
            emulator.kill();
        });
    }
    let emulator = Emulator::start(&data);
    let confirmed = confirmed.into_inner().unwrap();
    check(&emulator, &confirmed);
    emulator.kill();
    std::fs::remove_file(data).unwrap();
    let Confirmed { users, messages, deleted } = &confirmed;
    println!(
        "{} kills, {} users, {} messages, {} deleted, 0 lost",
        kills(),
        users.len(),
        messages.len(),
        deleted.len()
    );
    assert!(count.load(Ordering::Relaxed) > 0, "no writer got anywhere");
}
