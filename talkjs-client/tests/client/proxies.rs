//! Proxies that the environment names.

use std::process::Command;

use crate::fake::user;
use crate::raw_server::RawServer;

const TARGET: &str = "TALKJS_TESTS_TARGET";

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

#[tokio::test]
async fn what_is_for_this_machine_goes_through_no_proxy() {
    let answer = user("a", "Alice").to_string();
    let close = "connection: close\r\n";
    let (proxy, target) =
        (RawServer::answering("200 OK", close, &answer).await, RawServer::answering("200 OK", close, &answer).await);
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "proxies::in_a_process_with_a_proxy"]).env(TARGET, target.origin());
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env(name, proxy.origin()).env(name.to_lowercase(), proxy.origin());
    }
    command.env_remove("NO_PROXY").env_remove("no_proxy");
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!((target.requests().len(), proxy.requests()), (10, Vec::new()));
    println!("E6: {} requests, none through the proxy", target.requests().len());
}
