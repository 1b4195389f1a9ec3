//! Programs outside the workspace that call a server on this machine, each with a client of a description of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread::{JoinHandle, spawn};

use serde_json::{Value, json};
use talkjs_tests::{Outside, workspace};

use super::outside::{TMP, other_manifest};

/// A request that was read from a connection.
struct Received {
    line: String,
    accept: String,
    body: Value,
    connection: TcpStream,
}

impl Received {
    fn read(connection: TcpStream) -> Self {
        let mut reader = BufReader::new(connection.try_clone().unwrap());
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let header = |name: &str| {
            let line = lines.iter().find(|line| line.to_ascii_lowercase().starts_with(name))?;
            line.split_once(": ").map(|(_, value)| value.to_owned())
        };
        let mut body = vec![0; header("content-length:").map_or(0, |length| length.parse().unwrap())];
        reader.read_exact(&mut body).unwrap();
        let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() };
        Self { line: lines[0].clone(), accept: header("accept:").unwrap_or_default(), body, connection }
    }

    /// Sends the head of a response whose body ends with the connection.
    fn respond(&mut self, status: u16, content_type: &str) {
        let head = format!("HTTP/1.1 {status} X\r\ncontent-type: {content_type}\r\nconnection: close\r\n\r\n");
        self.write(&head);
    }

    fn write(&mut self, text: &str) {
        self.connection.write_all(text.as_bytes()).unwrap();
        self.connection.flush().unwrap();
    }
}

/// Responds to this many requests, each on a connection and a thread of its own, and returns their first lines and bodies in
/// the order of the connections.
fn serve(
    requests: usize,
    respond: impl Fn(&mut Received) + Clone + Send + 'static,
) -> (String, JoinHandle<Vec<(String, Value)>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = spawn(move || {
        let connections = listener.incoming().take(requests);
        let threads: Vec<_> = connections
            .map(|connection| {
                let respond = respond.clone();
                spawn(move || {
                    let mut received = Received::read(connection.unwrap());
                    respond(&mut received);
                    (received.line, received.body)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    (url, server)
}

/// Builds the program of this name.
fn build(name: &str, dependencies: &str) -> Outside {
    let folder = workspace().join("tests/data/programs");
    let text = |extension: &str| std::fs::read_to_string(folder.join(name).with_extension(extension)).unwrap();
    let outside = Outside::new(TMP, name, &format!("{}{dependencies}", other_manifest()));
    outside.write("spec.yaml", &text("yaml"));
    outside.write("src/main.rs", &text("rs"));
    outside.build();
    outside
}

/// Runs the program, which must succeed, and returns what it prints.
fn run(program: &Outside, url: &str) -> String {
    let output = program.command().env("SERVER_URL", url).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn completion_comes_as_json_and_as_a_stream_that_is_read_while_it_is_sent() {
    let program = build("completions", "");
    let (rated, rating) = mpsc::channel();
    let rating = std::sync::Arc::new(std::sync::Mutex::new(rating));
    let (url, server) = serve(3, move |received| match received.accept.as_str() {
        "text/event-stream" => {
            assert_eq!(received.body["stream"], true);
            received.respond(200, "text/event-stream");
            received.write(": a comment\n\ndata: {\"id\":\"c1\",\"delta\":\"Hel\"}\n\n");
            rating.lock().unwrap().recv().unwrap();
            received.write("data: {\"id\":\"c1\",\ndata: \"delta\":\"lo\"}\n\ndata: [DONE]\n\n");
        }
        _ if received.line.starts_with("POST /completions/c1/feedback ") => {
            received.respond(204, "application/json");
            rated.send(()).unwrap();
        }
        accept => {
            assert_eq!(accept, "application/json");
            assert_eq!(received.body["messages"], json!([{ "role": "system", "content": "Be short." }]));
            received.respond(200, "application/json");
            received.write(r#"{"id":"c0","text":"Yes."}"#);
        }
    });
    assert_eq!(run(&program, &url), "Yes.\nHel\nlo\n");
    assert_eq!(server.join().unwrap().len(), 3);
}

#[test]
fn dates_and_ids_are_the_types_of_jiff_and_uuid() {
    let crates = "jiff = { version = \"0.2\", default-features = false, features = [\"alloc\", \"serde\"] }\n\
                  uuid = { version = \"1\", default-features = false, features = [\"serde\"] }\n";
    let program = build("calendar", crates);
    let (url, server) = serve(3, |received| {
        let status = if received.body.is_null() { 200 } else { 201 };
        received.respond(status, "application/json");
        let (one, guest) = ("00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000007");
        let days = ["2024-01-31", "2024-02-29"];
        let meeting = json!({
            "id": one, "starts": "2024-01-31T12:00:00Z", "ends": null, "days": days, "lasts": "PT1H", "guests": { "Tom": guest },
        });
        received.write(&meeting.to_string());
    });
    let printed = run(&program, &url);
    assert_eq!(printed, "00000000-0000-0000-0000-000000000001 1706702400 None 4\n");

    let requests = server.join().unwrap();
    let lines: Vec<&str> = requests.iter().map(|(line, _)| line.as_str()).collect();
    let path = "/meetings/00000000-0000-0000-0000-000000000001/days/2024-01-31?since=2024-01-31T12%3A00%3A00Z";
    assert_eq!(lines, ["POST /meetings HTTP/1.1", &format!("GET {path} HTTP/1.1"), "POST /meetings HTTP/1.1"]);
    let mut sent = json!({
        "starts": "2024-01-31T12:00:00Z", "ends": null, "days": ["2024-01-31", "2024-02-29"], "lasts": "PT1H",
        "guests": { "Tom": "00000000-0000-0000-0000-000000000007" },
    });
    assert_eq!(requests[0].1, sent);
    // `null` that was read is left out: it need not mean that the server should forget the value.
    sent.as_object_mut().unwrap().remove("ends");
    assert_eq!(requests[2].1, sent);
}
