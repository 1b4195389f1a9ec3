//! How many requests a second the emulator handles, beside a handler on bare axum that parses and returns the same
//! JSON: `cargo bench -p talkjs-emulator --bench throughput`. Needs `wrk` (Debian: `apt install wrk`).
//!
//! Both run in this process, each on one thread, and are asked in turns. The ratio of the medians has to be at least
//! [`LEAST`].

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr, reason = "a benchmark")]
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "a benchmark")]

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};
use talkjs_emulator::Emulator;

/// The least share of bare axum's requests.
const LEAST: f64 = 0.6;
const ROUNDS: usize = 7;
const SECONDS: &str = "2s";
const CONNECTIONS: &str = "16";

fn main() -> ExitCode {
    if Command::new("wrk").arg("--version").output().is_err() {
        eprintln!("`wrk` is missing, so nothing was measured. Debian has it: apt install wrk");
        return ExitCode::from(2);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let emulator = runtime.block_on(Emulator::start()).unwrap();
    let user = json!({
        "name": "Alice", "email": ["alice@example.com"], "role": "buyer",
        "photoUrl": "https://yoursite.com/userpictures/12081.png", "welcomeMessage": "Hey there! :-)",
        "custom": {"tier": "gold"},
    });
    let shown = json!({
        "id": "12081", "name": "Alice", "email": ["alice@example.com"], "phone": null, "role": "buyer",
        "photoUrl": "https://yoursite.com/userpictures/12081.png", "welcomeMessage": "Hey there! :-)",
        "locale": null, "availabilityText": null, "custom": {"tier": "gold"}, "pushTokens": null,
        "createdAt": 1_711_929_600_000_u64,
    });
    let bare = bare(shown);
    let path = format!("/v1/{}/users/12081", emulator.app_id());
    let servers = [format!("{}{path}", emulator.base_url()), format!("{bare}{path}")];
    let put = script(&format!("wrk.method = \"PUT\"\nwrk.body = [[{user}]]\n"));
    let mut is_fast = true;
    for (name, script) in [("PUT /users/{id}", Some(&put)), ("GET /users/{id}", None)] {
        let mut rates = [Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            for (rates, url) in rates.iter_mut().zip(&servers) {
                rates.push(measured(url, emulator.secret_key(), script));
            }
        }
        let [emulator, bare] = rates.map(median);
        let ratio = emulator / bare;
        is_fast &= ratio >= LEAST;
        println!("{name}: emulator {emulator:.0}/s, bare axum {bare:.0}/s, ratio {ratio:.2} (at least {LEAST})");
    }
    ExitCode::from(u8::from(!is_fast))
}

/// A server that only parses a body and returns the same JSON; where it listens.
fn bare(user: Value) -> String {
    let user = Arc::new(user);
    let response = |value: &Value| {
        let mut response = Response::new(Body::from(value.to_string()));
        response.headers_mut().insert(CONTENT_TYPE, "application/json; charset=utf-8".parse().unwrap());
        response
    };
    let put = move |body: Bytes| async move {
        let value: Value = serde_json::from_slice(&body).unwrap();
        assert!(value.is_object());
        response(&json!({}))
    };
    let router = Router::new().route(
        "/v1/{app}/users/{user}",
        get(move || {
            let user = Arc::clone(&user);
            async move { response(&user) }
        })
        .put(put),
    );
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
    });
    url
}

fn script(text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("throughput.lua");
    std::fs::write(&path, text).unwrap();
    path
}

/// Requests a second.
fn measured(url: &str, secret_key: &str, script: Option<&PathBuf>) -> f64 {
    let mut wrk = Command::new("wrk");
    wrk.args(["-t1", "-c", CONNECTIONS, "-d", SECONDS, "-H", "Content-Type: application/json"]);
    wrk.args(["-H", &format!("Authorization: Bearer {secret_key}")]);
    if let Some(script) = script {
        wrk.arg("-s").arg(script);
    }
    let output = String::from_utf8(wrk.arg(url).output().unwrap().stdout).unwrap();
    assert!(!output.contains("Non-2xx"), "{output}");
    let rate = output.lines().find_map(|line| line.strip_prefix("Requests/sec:")).expect(&output);
    rate.trim().parse().unwrap()
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}
