//! How long a page takes with a million messages in 10,000 conversations, and with a thousand in ten:
//! `cargo bench -p talkjs-emulator --bench pages`. The ratio of the medians may be at most [`MOST`].

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr, reason = "a benchmark")]
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "a benchmark")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use talkjs_emulator::{Clock, Emulator};

/// How much longer a page may take of the larger app.
const MOST: f64 = 2.0;
const MESSAGES_EACH: usize = 100;
const ROUNDS: usize = 300;
const START: usize = 1_700_000_000_000;

fn main() -> ExitCode {
    let before = resident();
    let (small, _small) = filled(10);
    let started = Instant::now();
    let (large, _large) = filled(10_000);
    println!(
        "1,000,000 messages in 10,000 conversations: written in {:.1} s, {} MiB",
        started.elapsed().as_secs_f64(),
        (resident() - before) / 1024,
    );
    let mut are_all_fast = true;
    for (name, pages) in PAGES {
        let [small_time, large_time] = times([(&small, pages(10)), (&large, pages(10_000))]);
        let ratio = large_time.as_secs_f64() / small_time.as_secs_f64();
        are_all_fast &= ratio <= MOST;
        println!("{name}: {small_time:?} at 1,000, {large_time:?} at 1,000,000, ratio {ratio:.2} (at most {MOST})");
    }
    ExitCode::from(u8::from(!are_all_fast))
}

/// What is asked for, given the number of conversations. All pages have ten items.
type Page = fn(usize) -> String;

const PAGES: &[(&str, Page)] = &[
    ("messages, newest", |count| format!("/conversations/c{}/messages?limit=10", count / 2)),
    ("conversations, latest activity", |_| "/conversations?limit=5".to_owned()),
    ("conversations, after one in the middle", |count| {
        format!("/conversations?limit=5&startingAfter=c{}", count / 2 + 2)
    }),
    ("conversations, by creation from the middle", |count| {
        format!("/conversations?limit=5&orderBy=createdAt&orderDirection=ASC&startingAfter=c{}", count / 2 - 2)
    }),
    ("conversations, oldest activity first", |_| "/conversations?limit=5&orderDirection=ASC".to_owned()),
    ("conversations, from a time in the middle", |count| {
        format!("/conversations?limit=5&offsetTs={}", last_message(count / 2 + 2))
    }),
    ("conversations, last message before the middle", |count| {
        format!("/conversations?limit=5&lastMessageBefore={}", last_message(count / 2 + 2))
    }),
    ("conversations, last message after one near the end", |count| {
        format!("/conversations?limit=5&orderDirection=ASC&lastMessageAfter={}", last_message(count - 6))
    }),
    ("conversations, every second by custom data", |_| {
        "/conversations?limit=5&filter=%7B%22custom%22%3A%7B%22half%22%3A%5B%22%3D%3D%22%2C%221%22%5D%7D%7D".to_owned()
    }),
    ("conversations of a user, latest activity", |_| "/users/busy/conversations?limit=5".to_owned()),
    ("conversations of a user, after one in the middle", |count| {
        format!("/users/busy/conversations?limit=5&startingAfter=c{}", count / 2 + 2)
    }),
    ("conversations of a user, unread", |_| "/users/busy/conversations?limit=5&unreadsOnly=true".to_owned()),
];

fn last_message(conversation: usize) -> usize {
    START + conversation * MESSAGES_EACH + MESSAGES_EACH - 1
}

/// An app with so many conversations, all of one user with another, and a hundred messages in each.
fn filled(conversations: usize) -> (Connection, Emulator) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let emulator = Emulator::builder().clock(Clock::fixed(START as i64 - 1)).kept_requests(0);
    let emulator = runtime.block_on(emulator.start()).unwrap();
    let connection = Connection::new(&emulator);
    connection.put("/users/busy", &json!({"name": "Busy"}));
    for number in 0..conversations {
        let other = format!("u{}", number % 1000);
        connection.put(&format!("/users/{other}"), &json!({"name": other}));
        let custom = json!({"half": (number % 2).to_string()});
        connection
            .put(&format!("/conversations/c{number}"), &json!({"participants": ["busy", other], "custom": custom}));
        let messages: Vec<Value> = (0..MESSAGES_EACH)
            .map(|message| {
                let created_at = START + number * MESSAGES_EACH + message;
                json!({"type": "UserMessage", "sender": other, "text": "How do you do?", "createdAt": created_at})
            })
            .collect();
        connection.call("POST", &format!("/import/conversations/c{number}/messages"), &Value::from(messages));
        // The clock moves with the messages, so that no conversation is as old as another.
        emulator.advance(Duration::from_millis(1));
    }
    (connection, emulator)
}

/// The medians, asked for in turns.
fn times(mut asked: [(&Connection, String); 2]) -> [Duration; 2] {
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        for (times, (connection, path)) in times.iter_mut().zip(&mut asked) {
            let started = Instant::now();
            let page = connection.get(path);
            times.push(started.elapsed());
            if round == 0 {
                let page: Value = serde_json::from_slice(&page).unwrap();
                let items = page["data"].as_array().expect(path).len();
                assert_eq!(items, if path.contains("/messages") { 10 } else { 5 }, "{path}");
            }
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    })
}

/// A connection that stays open.
struct Connection {
    stream: TcpStream,
    head: String,
    app: String,
}

impl Connection {
    fn new(emulator: &Emulator) -> Self {
        let address = emulator.base_url().strip_prefix("http://").unwrap();
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        let head = format!(
            "Host: {address}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n",
            emulator.secret_key()
        );
        Self { stream, head, app: format!("/v1/{}", emulator.app_id()) }
    }

    fn get(&self, path: &str) -> Vec<u8> {
        self.exchange(&format!("GET {}{path} HTTP/1.1\r\n{}\r\n", self.app, self.head))
    }

    fn put(&self, path: &str, body: &Value) {
        assert_eq!(self.call("PUT", path, body), b"{}");
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Vec<u8> {
        let body = body.to_string();
        let (app, head, length) = (&self.app, &self.head, body.len());
        self.exchange(&format!("{method} {app}{path} HTTP/1.1\r\n{head}Content-Length: {length}\r\n\r\n{body}"))
    }

    fn exchange(&self, request: &str) -> Vec<u8> {
        (&self.stream).write_all(request.as_bytes()).unwrap();
        let mut reader = BufReader::new(&self.stream);
        let mut length = 0;
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        assert!(line.starts_with("HTTP/1.1 200"), "{line}{request}");
        while line != "\r\n" {
            line.clear();
            reader.read_line(&mut line).unwrap();
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        body
    }
}

/// The memory of this process in KiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
