//! Many emulators at once: no port twice, and nothing is left when they are dropped. A file of its own, as other tests in
//! the same process have threads and sockets too.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::collections::HashSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Barrier, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use talkjs_emulator::Emulator;

const AT_ONCE: usize = 50;
const EACH: usize = 6;
const PATIENCE: Duration = Duration::from_secs(10);

/// How many threads this process has, and how many files and sockets are open in it.
fn held() -> (usize, usize) {
    let count = |folder: &str| std::fs::read_dir(folder).unwrap().count();
    (count("/proc/self/task"), count("/proc/self/fd"))
}

fn asked(emulator: &Emulator) -> String {
    let address = emulator.base_url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let (app, key) = (emulator.app_id(), emulator.secret_key());
    write!(
        stream,
        "PUT /v1/{app}/users/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n\
         Content-Type: application/json\r\nContent-Length: 13\r\n\r\n{{\"name\": \"A\"}}"
    )
    .unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response
}

#[test]
fn emulators_side_by_side_share_nothing_and_leave_nothing() {
    let (threads, _) = held();
    // What the runtime keeps open for the whole process is there after the first one.
    started_and_asked(1, 1);
    let (_, files) = held();
    let before = (threads, files);
    let ports = started_and_asked(AT_ONCE, EACH);
    assert_eq!(ports.len(), AT_ONCE * EACH);
    for at_once in ports.chunks(AT_ONCE) {
        assert_eq!(at_once.iter().collect::<HashSet<_>>().len(), AT_ONCE, "a port was taken twice");
    }
    // The system takes a moment to forget a thread that was joined.
    let end = Instant::now() + PATIENCE;
    while held() != before && Instant::now() < end {
        thread::yield_now();
    }
    assert_eq!(held(), before, "threads, and open files and sockets");
    println!("{} emulators: {before:?} before and after", AT_ONCE * EACH);
}

/// Starts so many emulators at once, so many times; their addresses.
fn started_and_asked(at_once: usize, times: usize) -> Vec<String> {
    let all_run = Barrier::new(at_once);
    let (ports, responses) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                for _ in 0..times {
                    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                    let emulator = runtime.block_on(Emulator::start()).unwrap();
                    all_run.wait();
                    let response = asked(&emulator);
                    let requests = emulator.requests().len();
                    ports.lock().unwrap().push(emulator.base_url().to_owned());
                    // An open connection must not outlive the emulator.
                    let address = emulator.base_url().strip_prefix("http://").unwrap();
                    let mut idle = TcpStream::connect(address).unwrap();
                    all_run.wait();
                    drop(emulator);
                    let _ = idle.read(&mut [0]);
                    responses.lock().unwrap().push((response.starts_with("HTTP/1.1 200"), requests));
                }
            });
        }
    });
    assert!(
        responses.into_inner().unwrap().iter().all(|response| *response == (true, 1)),
        "each has its own request alone"
    );
    ports.into_inner().unwrap()
}
