//! What tests in other languages can ask of the emulator itself.

use serde_json::{Value, json};
use talkjs_emulator::{App, Builder, Emulator, Session};

use crate::common::{NOW, Response, Talk, exchange, request};

async fn control(talk: &Talk, method: &str, path: &str, body: &Value) -> Response {
    let body = body.to_string();
    let body = (body != "null").then_some(("application/json", body.as_str()));
    request(talk.address(), method, path, "", body).await
}

async fn done(talk: &Talk, method: &str, path: &str, body: Value) {
    let response = control(talk, method, path, &body).await;
    assert_eq!((response.status, response.body.as_str()), (200, "{}"), "{method} {path}");
}

#[tokio::test]
async fn it_says_that_it_is_there() {
    let talk = Talk::new().await;
    let response = control(&talk, "GET", "/_health", &Value::Null).await;
    assert_eq!((response.status, response.json()), (200, json!({"status": "ok"})));
    assert!(talk.emulator.requests().is_empty(), "the log is for the API");
}

#[tokio::test]
async fn faults_are_injected_and_cleared() {
    let talk = Talk::new().await;
    for (fault, status) in [
        (json!({"kind": "status", "status": 503}), 503),
        (json!({"kind": "statusAfterEffect", "status": 500, "on": "GET /users"}), 500),
        (json!({"kind": "tooManyRequests", "retryAfterSeconds": 3}), 429),
        (json!({"kind": "latency", "milliseconds": 1, "percent": 100, "times": 1, "after": 0}), 200),
    ] {
        done(&talk, "POST", "/_control/faults", fault).await;
        assert_eq!(talk.ask("/users").await.status, status);
        assert_eq!(talk.ask("/users").await.status, 200);
    }
    done(&talk, "POST", "/_control/faults", json!({"kind": "status", "status": 503, "always": true})).await;
    assert_eq!([talk.ask("/users").await.status, talk.ask("/users").await.status], [503, 503]);
    done(&talk, "DELETE", "/_control/faults", Value::Null).await;
    assert_eq!(talk.ask("/users").await.status, 200);
}

#[tokio::test]
async fn faults_that_cannot_be_are_told() {
    let talk = Talk::new().await;
    for (fault, told) in [
        (json!({"kind": "explosion"}), "unknown variant `explosion`, expected one of `latency`, "),
        (json!({"kind": "status"}), "missing field `status`"),
        (json!({"kind": "latency"}), "missing field `milliseconds`"),
        (json!({"kind": "truncatedResponse", "on": "GET /nothing"}), "`GET /nothing` is not a method and path"),
        (json!({"kind": "truncatedResponse", "when": 1}), "unknown field `when`"),
        (json!([]), "the body: "),
    ] {
        let response = control(&talk, "POST", "/_control/faults", &fault).await;
        assert_eq!(response.status, 400);
        assert!(response.json()["message"].as_str().unwrap().contains(told), "{}", response.body);
    }
}

fn two_apps() -> Builder {
    Emulator::builder().app(App::new("one", "sk_test_1")).app(App::new("two", "sk_test_2"))
}

async fn call(talk: &Talk, app: &str, method: &str, path: &str, body: &Value) -> Response {
    let key = if app == "one" { "sk_test_1" } else { "sk_test_2" };
    let (path, credential) = (format!("/v1/{app}{path}"), format!("Authorization: Bearer {key}\r\n"));
    let body = body.to_string();
    let body = (body != "null").then_some(("application/json", body.as_str()));
    request(talk.address(), method, &path, &credential, body).await
}

#[tokio::test]
async fn users_of_any_app_come_online_and_go() {
    let talk = Talk::with(two_apps()).await;
    let all = json!({"includeBackgroundSessions": true});
    let online = async |app: &str| call(&talk, app, "POST", "/presences", &all).await.json()["data"].clone();
    let session = json!({
        "appId": "two", "userId": "alice", "selectedConversationId": "c", "hasFocus": true, "isTyping": true,
        "custom": {"device": "tv"},
    });
    let id = control(&talk, "POST", "/_control/sessions", &session).await.json()["sessionId"].clone();
    let session = json!({"userId": "bob", "isBackground": true});
    control(&talk, "POST", "/_control/sessions", &session).await;
    assert_eq!(
        online("two").await,
        json!({"alice": {"status": "online", "backgroundSessions": [], "widgets": [{
            "selectedConversationId": "c", "custom": {"device": "tv"}, "hasFocus": true, "isTyping": true,
            "sessionId": id,
        }]}})
    );
    let one = online("one").await;
    assert_eq!((one.as_object().unwrap().len(), &one["bob"]["widgets"]), (1, &json!([])));
    done(&talk, "DELETE", "/_control/sessions", json!({"appId": "two", "userId": "alice"})).await;
    assert_eq!(online("two").await, json!({}));
    talk.emulator.connect_to("two", "carol", Session::widget()).unwrap();
    assert!(online("two").await["carol"].is_object());
    assert!(talk.emulator.disconnect_from("two", "carol"));
    assert_eq!((online("two").await, online("one").await.as_object().unwrap().len()), (json!({}), 1));
    assert!(!talk.emulator.disconnect_from("three", "carol"));
    let response = control(&talk, "POST", "/_control/sessions", &json!({"appId": "three", "userId": "a"})).await;
    assert_eq!((response.status, response.json()), (400, json!({"message": "the emulator has no app `three`"})));
}

#[tokio::test]
async fn faults_can_be_for_one_app() {
    let talk = Talk::with(two_apps()).await;
    let fault = json!({"kind": "status", "status": 503, "appId": "two", "always": true});
    done(&talk, "POST", "/_control/faults", fault).await;
    let status = async |app: &str| call(&talk, app, "GET", "/users", &Value::Null).await.status;
    assert_eq!([status("one").await, status("two").await], [200, 503]);
    let response =
        control(&talk, "POST", "/_control/faults", &json!({"kind": "malformedResponse", "appId": "x"})).await;
    assert_eq!((response.status, response.json()), (400, json!({"message": "the emulator has no app `x`"})));
}

#[tokio::test]
async fn the_clock_is_read_and_advanced() {
    let talk = Talk::new().await;
    let response = control(&talk, "POST", "/_control/clock", &json!({"advanceMilliseconds": 5})).await;
    assert_eq!(response.json(), json!({"now": NOW + 5}));
    assert_eq!(control(&talk, "GET", "/_control/clock", &Value::Null).await.json(), json!({"now": NOW + 5}));
}

#[tokio::test]
async fn a_snapshot_goes_out_and_in_again() {
    let talk = Talk::with_conversation().await;
    let snapshot = control(&talk, "GET", "/_control/snapshot", &Value::Null).await.body;
    done(&talk, "POST", "/_control/reset", Value::Null).await;
    assert_eq!(talk.ask("/users").await.ids(), [] as [&str; 0]);
    let response = request(talk.address(), "PUT", "/_control/snapshot", "", Some(("text/plain", &snapshot))).await;
    assert_eq!(response.body, "{}");
    assert_eq!(talk.ask("/users").await.ids(), ["alice", "sebastian"]);
    let response = request(talk.address(), "PUT", "/_control/snapshot", "", Some(("text/plain", "nonsense"))).await;
    assert_eq!(response.json()["message"], "not a snapshot of format 3");
}

#[tokio::test]
async fn requests_and_webhooks_are_shown() {
    let talk = Talk::with(Emulator::builder().webhook("http://127.0.0.1:9/")).await;
    talk.users(&["a"]).await;
    let requests = control(&talk, "GET", "/_control/requests", &Value::Null).await.json();
    let request = &requests["data"][0];
    assert_eq!((&request["method"], &request["target"]), (&json!("PUT"), &json!("/v1/emulated/users/a")));
    assert_eq!((&request["status"], &request["body"]), (&json!(200), &json!(r#"{"name":"a"}"#)));
    assert_eq!(request["headers"]["authorization"], "Bearer");
    while talk.emulator.deliveries().is_empty() {
        tokio::task::yield_now().await;
    }
    let webhooks = control(&talk, "GET", "/_control/webhooks", &Value::Null).await.json();
    let delivery = &webhooks["data"][0];
    assert_eq!((&delivery["type"], &delivery["attempt"]), (&json!("user.created"), &json!(1)));
    assert_eq!(delivery["eventId"], json!(talk.emulator.deliveries()[0].event_id));
    assert!(delivery["outcome"]["failed"].is_string(), "{delivery}");
    done(&talk, "DELETE", "/_control/requests", Value::Null).await;
    assert!(talk.emulator.requests().is_empty());
}

#[tokio::test]
async fn pages_of_other_sites_control_nothing() {
    let talk = Talk::new().await;
    talk.users(&["a"]).await;
    for headers in [
        "Origin: https://evil.example",
        "Origin: null",
        "Origin: http://localhost:3000",
        "Origin: http://127.0.0.1:1",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: cross-site",
    ] {
        let headers = format!("{headers}\r\n");
        for (method, path) in [("POST", "/_control/reset"), ("GET", "/_control/requests"), ("POST", "/_page/reset")] {
            let response = request(talk.address(), method, path, &headers, None).await;
            assert_eq!(response.status, 403, "{method} {path} {headers}");
        }
    }
    assert_eq!(talk.ask("/users").await.ids(), ["a"]);
    let own = format!("Origin: {}\r\nSec-Fetch-Site: same-origin\r\n", talk.emulator.base_url());
    assert_eq!(request(talk.address(), "POST", "/_control/reset", &own, None).await.status, 200);
}

/// The body never comes, so a server that waits for it never responds.
#[tokio::test]
async fn what_is_refused_is_refused_before_its_body_is_read() {
    let talk = Talk::new().await;
    let head = |line: &str| {
        let host = talk.address();
        format!(
            "PUT /_control/snapshot HTTP/1.1\r\nHost: {host}\r\n{line}\r\nContent-Length: 1000000000\r\nConnection: close\r\n\r\n"
        )
    };
    let response = exchange(talk.address(), head("Origin: http://localhost:3000").as_bytes()).await;
    assert_eq!(response.status, 403);
    let large = "x".repeat(70_000);
    let response = request(talk.address(), "POST", "/_control/faults", "", Some(("application/json", &large))).await;
    assert_eq!(
        (response.status, response.json()),
        (400, json!({"message": "the body must not be larger than 65536 bytes"}))
    );
}

#[tokio::test]
async fn decisions_are_read_and_changed() {
    let talk = Talk::new().await;
    let all = control(&talk, "GET", "/_control/decisions", &Value::Null).await.json();
    assert_eq!((&all["refuseLimits"], &all["idempotencyWindow"]), (&json!(false), &json!(86_400_000)));
    assert_eq!(talk.ask("/users?limit=1000").await.status, 200);
    done(&talk, "PATCH", "/_control/decisions", json!({"refuseLimits": true, "reactionList": "bare"})).await;
    assert_eq!(talk.ask("/users?limit=1000").await.status, 400);
    let wrong = json!({"refuseLimits": false, "clampLimits": true});
    let response = control(&talk, "PATCH", "/_control/decisions", &wrong).await;
    assert_eq!(response.status, 400);
    assert!(response.body.contains("the switch `clampLimits` cannot be set: unknown field"), "{}", response.body);
    assert!(talk.emulator.decisions().refuse_limits, "nothing is set");
    talk.emulator.decide(talkjs_emulator::Decisions::default());
    assert_eq!(talk.ask("/users?limit=1000").await.status, 200);
}

#[tokio::test]
async fn there_is_nothing_else() {
    let talk = Talk::new().await;
    for (method, path) in [("GET", "/_control/"), ("GET", "/_control/reset"), ("POST", "/_health"), ("GET", "/_x")] {
        assert_eq!(control(&talk, method, path, &Value::Null).await.status, 404, "{method} {path}");
    }
}
