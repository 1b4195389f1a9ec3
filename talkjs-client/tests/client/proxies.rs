//! Proxies that the environment names.

use std::process::Command;
use std::time::Duration;

use talkjs_client::transport::{AttemptLimits, HttpTransport, RequestBody, Transport as _};

use crate::fake::user;
use crate::raw_server::RawServer;

const TARGET: &str = "TALKJS_TESTS_TARGET";

/// The same with one transport and two servers, the other one of which only the proxy can reach.
#[tokio::test]
async fn in_a_process_with_a_proxy_and_two_servers() {
    let Ok(target) = std::env::var(TARGET) else { return };
    let transport = HttpTransport::new(Duration::from_secs(5));
    for url in ["http://talkjs.invalid/first", &target, "http://talkjs.invalid/second", &target] {
        let mut request = http::Request::new(RequestBody::default());
        *request.uri_mut() = url.parse().unwrap();
        assert_eq!(transport.send(request, AttemptLimits::default()).await.unwrap().status(), 200);
    }
}

/// What the other process does; nothing when the tests run as usual.
#[tokio::test]
async fn in_a_process_with_a_proxy() {
    let Ok(target) = std::env::var(TARGET) else { return };
    let builder = talkjs_client::Client::builder().app_id("app").secret_key("sk_test_canary").base_url(target);
    let client = builder.build().unwrap();
    for _ in 0..10 {
        client.get_user("a").send().await.unwrap();
    }
}

/// Runs a test in a process whose environment names a proxy for everything; returns the requests that it got for the
/// target, and those of the proxy.
async fn requests_of(test: &'static str) -> (Vec<String>, Vec<String>) {
    let answer = user("a", "Alice").to_string();
    let close = "connection: close\r\n";
    let (proxy, target) =
        (RawServer::answering("200 OK", close, &answer).await, RawServer::answering("200 OK", close, &answer).await);
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test]).env(TARGET, target.origin());
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env(name, proxy.origin()).env(name.to_lowercase(), proxy.origin());
    }
    command.env_remove("NO_PROXY").env_remove("no_proxy");
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    (target.requests(), proxy.requests())
}

#[tokio::test]
async fn what_is_for_this_machine_goes_through_no_proxy() {
    let (direct, proxied) = requests_of("proxies::in_a_process_with_a_proxy").await;
    assert_eq!((direct.len(), proxied), (10, Vec::new()));
    println!("E6: {} requests, none through the proxy", direct.len());
}

#[tokio::test]
async fn each_request_decides_whether_it_goes_through_a_proxy() {
    let (direct, proxied) = requests_of("proxies::in_a_process_with_a_proxy_and_two_servers").await;
    assert_eq!(direct.len(), 2);
    let lines: Vec<_> = proxied.iter().map(|request| request.lines().next().unwrap()).collect();
    assert_eq!(lines, ["GET http://talkjs.invalid/first HTTP/1.1", "GET http://talkjs.invalid/second HTTP/1.1"]);
}
