//! How long lists and the inbox page take with 20,000 conversations: `cargo bench -p talkjs-emulator --bench pages`.
//! It fails if a list takes longer than [`LIST`], or the page longer than [`PAGE`].

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr, reason = "a benchmark")]
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "a benchmark")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde_json::json;
use talkjs_emulator::{Clock, Emulator};

/// The longest median of a list, and of the page.
const LIST: Duration = Duration::from_micros(500);
const PAGE: Duration = Duration::from_millis(5);
const CONVERSATIONS: i64 = 20_000;
const USERS: i64 = 1000;
const ROUNDS: usize = 101;
const START: i64 = 1_700_000_000_000;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let emulator = Emulator::builder().clock(Clock::fixed(START)).kept_requests(0);
    let emulator = runtime.block_on(emulator.start()).unwrap();
    let mut connection = Connection::to(&emulator);
    let written = Instant::now();
    fill(&emulator, &mut connection);
    println!("{CONVERSATIONS} conversations with a message each: written in {:.1} s", written.elapsed().as_secs_f64());
    let (middle, end) = (START + CONVERSATIONS / 2, START + CONVERSATIONS);
    let lists = [
        "/conversations".to_owned(),
        "/conversations?orderBy=createdAt&orderDirection=ASC&startingAfter=c10000".to_owned(),
        format!("/conversations?offsetTs={middle}"),
        format!("/conversations?lastMessageAfter={}", end - 3),
        format!("/conversations?lastMessageBefore={middle}"),
        "/users/busy/conversations".to_owned(),
        "/users/busy/conversations?startingAfter=c10000".to_owned(),
        "/users/busy/conversations?unreadsOnly=true".to_owned(),
        "/users/u7/conversations".to_owned(),
    ];
    let app = format!("/v1/{}", emulator.app_id());
    let lists = lists.map(|list| (format!("{app}{list}"), LIST));
    let page = [("/".to_owned(), PAGE), ("/?user=busy".to_owned(), PAGE)];
    let mut is_fast = true;
    for (path, most) in lists.into_iter().chain(page) {
        let median = connection.median(&path);
        is_fast &= median <= most;
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        println!("{:6.2} ms (at most {:5.2}): {path}", milliseconds(median), milliseconds(most));
    }
    ExitCode::from(u8::from(!is_fast))
}

/// Each conversation is between `busy` and one of the others, a millisecond after the one before.
fn fill(emulator: &Emulator, connection: &mut Connection) {
    let app = format!("/v1/{}", emulator.app_id());
    connection.send("PUT", &format!("{app}/users/busy"), &json!({"name": "Busy"}).to_string());
    for number in 0..CONVERSATIONS {
        let other = format!("u{}", number % USERS);
        if number < USERS {
            connection.send("PUT", &format!("{app}/users/{other}"), &json!({"name": other}).to_string());
        }
        let conversation = format!("{app}/conversations/c{number}");
        connection.send("PUT", &conversation, &json!({"participants": ["busy", other]}).to_string());
        let message = json!([{"type": "UserMessage", "sender": other, "text": "How do you do?"}]);
        connection.send("POST", &format!("{conversation}/messages"), &message.to_string());
        emulator.advance(Duration::from_millis(1));
    }
}

/// A connection that stays open.
struct Connection {
    stream: BufReader<TcpStream>,
    headers: String,
}

impl Connection {
    fn to(emulator: &Emulator) -> Self {
        let address = emulator.base_url().strip_prefix("http://").unwrap();
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        let credential = format!("Authorization: Bearer {}", emulator.secret_key());
        let headers = format!("Host: {address}\r\n{credential}\r\nContent-Type: application/json\r\n");
        Self { stream: BufReader::new(stream), headers }
    }

    fn median(&mut self, path: &str) -> Duration {
        let mut times = [Duration::ZERO; ROUNDS];
        for time in &mut times {
            let started = Instant::now();
            self.send("GET", path, "");
            *time = started.elapsed();
        }
        times.sort_unstable();
        times[ROUNDS / 2]
    }

    /// Sends a request and reads its response.
    fn send(&mut self, method: &str, path: &str, body: &str) {
        let (headers, length) = (&self.headers, body.len());
        let request = format!("{method} {path} HTTP/1.1\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        assert!(line.starts_with("HTTP/1.1 200"), "{line}{request}");
        let mut length = 0;
        while line != "\r\n" {
            line.clear();
            self.stream.read_line(&mut line).unwrap();
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        self.stream.read_exact(&mut vec![0; length]).unwrap();
    }
}
