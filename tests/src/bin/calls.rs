//! Makes calls for `tests/workspace/budget.rs`, which counts their instructions:
//! `calls SERVER ours|hand-written TIMES`, where the server is at `http://127.0.0.1:PORT`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a measurement that fails has to stop")]

use talkjs_client::Client;
use talkjs_runtime::transport::reqwest;
use talkjs_tests::calls::{by_hand, by_talkjs_client};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [server, way, times] = arguments.as_slice() else { panic!("calls SERVER ours|hand-written TIMES") };
    let times: usize = times.parse().expect("a number");
    match way.as_str() {
        "ours" => {
            let builder = Client::builder().app_id("q3k1pa9d").secret_key("sk_test_budget").without_limiter();
            let client = builder.base_url(server).build().expect("a client");
            for _ in 0..times {
                by_talkjs_client(&client).await;
            }
        }
        "hand-written" => {
            let client = reqwest::Client::builder().no_proxy().timeout(std::time::Duration::from_secs(15)).build();
            let client = client.expect("a client");
            for _ in 0..times {
                by_hand(&client, server).await;
            }
        }
        _ => panic!("no way `{way}`"),
    }
}
