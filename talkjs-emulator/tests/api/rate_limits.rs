//! Too many requests.

use std::time::Duration;

use serde_json::{Value, json};
use talkjs_emulator::RateLimit;

use crate::common::Talk;

async fn statuses(talk: &Talk, method: &str, path: &str, body: &Value) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(talk.call(method, path, body.clone()).await.status);
    }
    statuses
}

#[tokio::test]
async fn batches_and_other_requests_have_a_limit_each() {
    let talk = Talk::deciding(|decisions| {
        decisions.rate_limit = Some(RateLimit { burst: 3, per_second: 2 });
        decisions.batch_rate_limit = Some(RateLimit { burst: 2, per_second: 1 });
    })
    .await;
    let batch = json!([[1, "GET", "/users"], [2, "GET", "/users"]]);
    assert_eq!(statuses(&talk, "GET", "/users", &Value::Null).await, [200, 200, 200, 429]);
    assert_eq!(statuses(&talk, "POST", "/batch", &batch).await, [200, 200, 429, 429]);
    talk.emulator.advance(Duration::from_secs(1));
    assert_eq!(statuses(&talk, "GET", "/users", &Value::Null).await, [200, 200, 429, 429]);
    assert_eq!(statuses(&talk, "POST", "/batch", &batch).await, [200, 429, 429, 429]);
    assert!(talk.ask("/users").await.json()["message"].is_string());
}

#[tokio::test]
async fn who_has_no_credential_takes_nothing_from_the_limit() {
    let talk = Talk::deciding(|decisions| decisions.rate_limit = Some(RateLimit { burst: 1, per_second: 0 })).await;
    assert_eq!(talk.raw("GET", "/users", "", None).await.status, 401);
    assert_eq!(talk.ask("/users").await.status, 200);
    assert_eq!(talk.ask("/users").await.status, 429);
}
