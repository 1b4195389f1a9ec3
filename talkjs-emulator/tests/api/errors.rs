//! Error bodies, and which check comes first.

use serde_json::{Value, json};

use crate::common::{Response, Talk, exchange, request};

fn assert_route_unknown(response: &Response) {
    assert_eq!((response.status, response.body.as_str()), (404, "\"Not found\""));
    assert_eq!(response.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(response.header("access-control-allow-origin"), None);
}

fn assert_app_unknown(response: &Response) {
    assert_eq!((response.status, response.body.as_str()), (404, "Not found."));
    assert_eq!(response.header("content-type"), None);
    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn an_unknown_path_or_method_comes_before_everything() {
    let talk = Talk::new().await;
    for (method, path) in [
        ("GET", "/v1"),
        ("POST", "/"),
        ("GET", "/v2"),
        ("GET", "/v1/emulated/unknown"),
        ("GET", "/v1/other/unknown"),
        ("PATCH", "/v1/emulated/conversations"),
        ("PATCH", "/v1/other/conversations"),
        ("OPTIONS", "/v1/emulated/users"),
        ("BREW", "/v1/emulated/users"),
        ("PATCH", "/v1/emulated/users/a"),
        ("PUT", "/v1/emulated/users/"),
        ("GET", "/v1/emulated/users//conversations"),
        ("GET", "/v1/emulated/conversations/"),
    ] {
        assert_route_unknown(&request(talk.address(), method, path, "", None).await);
    }
}

#[tokio::test]
async fn head_is_no_get() {
    let talk = Talk::new().await;
    talk.users(&["a"]).await;
    assert_eq!(talk.raw("HEAD", "/users/a", &talk.credential(), None).await.status, 404);
}

#[tokio::test]
async fn an_unknown_app_comes_before_the_credential() {
    let talk = Talk::new().await;
    for app in ["other", "EMULATED", "%ff", "%zz"] {
        let path = format!("/v1/{app}/users");
        for headers in [String::new(), talk.credential()] {
            assert_app_unknown(&request(talk.address(), "GET", &path, &headers, None).await);
        }
    }
}

#[tokio::test]
async fn the_credential_comes_before_the_body() {
    let talk = Talk::new().await;
    let wrong = "Authorization: Bearer sk_test_wrong\r\n";
    let body = Some(("application/json", "{"));
    for path in ["/users/a", "/users/%ff", "/users?limit=x"] {
        let response = talk.raw("PUT", path, wrong, body).await;
        assert_eq!(response.status, 401, "{path}");
        assert!(response.json()["message"].is_string());
    }
}

#[tokio::test]
async fn the_body_comes_before_the_resource() {
    let talk = Talk::new().await;
    for (method, path, body) in [
        ("POST", "/conversations/none/messages", json!([])),
        ("PATCH", "/conversations/none/participants/a", json!({"access": 1})),
        ("PUT", "/conversations/none/messages/m", json!({"text": 1})),
    ] {
        assert_eq!(talk.call(method, path, body).await.status, 400, "{method} {path}");
    }
    for path in ["/users/none/conversations?limit=x", "/conversations/none/messages?limit=x"] {
        assert_eq!(talk.ask(path).await.status, 400, "{path}");
    }
}

#[tokio::test]
async fn the_resource_comes_before_what_only_the_state_can_tell() {
    let talk = Talk::new().await;
    let message = json!([{"type": "UserMessage", "sender": "nobody", "text": "a"}]);
    let response = talk.call("POST", "/conversations/none/messages", message).await;
    assert_eq!(response.status, 404);
}

#[tokio::test]
async fn a_body_that_is_not_the_right_json_is_refused() {
    let talk = Talk::new().await;
    let deep = "[".repeat(100_000);
    for body in ["{", "[]", "null", "\"a\"", "{}{}", &deep] {
        let response = talk.raw("PUT", "/users/a", &talk.credential(), Some(("application/json", body))).await;
        assert_eq!(response.reasons(), ["body"], "{body}");
    }
}

#[tokio::test]
async fn the_content_type_must_be_json() {
    let talk = Talk::new().await;
    let put = async |content_type: &str| {
        let body = Some((content_type, r#"{"name": "A"}"#));
        talk.raw("PUT", "/users/a", &talk.credential(), body).await
    };
    for content_type in ["text/plain", "application/x-www-form-urlencoded"] {
        assert_eq!(put(content_type).await.reasons(), ["Content-Type"]);
    }
    assert_eq!(put("Application/JSON; charset=utf-8").await.status, 200);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_and_the_response_arrives() {
    let talk = Talk::new().await;
    let users = |size: usize| format!(r#"{{"name": "{}"}}"#, "a".repeat(size - 12));
    for (size, status) in [(1024 * 1024, 200), (1024 * 1024 + 1, 400), (8 * 1024 * 1024, 400)] {
        let body = users(size);
        assert_eq!(body.len(), size);
        let response = talk.raw("PUT", "/users/a", &talk.credential(), Some(("application/json", &body))).await;
        assert_eq!(response.status, status, "{size}");
    }
}

#[tokio::test]
async fn the_body_limit_can_be_chosen() {
    let talk = Talk::deciding(|decisions| decisions.body_limit = 16).await;
    assert_eq!(talk.call("PUT", "/users/a", json!({"name": "Alice"})).await.status, 200);
    let response = talk.call("PUT", "/users/a", json!({"name": "Sebastian"})).await;
    assert_eq!(response.reasons(), ["body"]);
}

#[tokio::test]
async fn a_body_in_chunks_is_read() {
    let talk = Talk::new().await;
    let address = talk.address();
    let head = format!(
        "PUT /v1/emulated/users/a HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{}Content-Type: application/json\r\n",
        talk.credential()
    );
    let request = format!("{head}Transfer-Encoding: chunked\r\n\r\n5\r\n{{\"nam\r\n8\r\ne\": \"A\"}}\r\n0\r\n\r\n");
    let response = exchange(address, request.as_bytes()).await;
    assert_eq!((response.status, response.json()), (200, json!({})));
}

#[tokio::test]
async fn all_other_responses_are_json_and_dated_by_the_emulators_clock() {
    let talk = Talk::new().await;
    for response in [
        talk.call("PUT", "/users/a", json!({"name": "A"})).await,
        talk.ask("/users/a").await,
        talk.ask("/users/b").await,
        talk.call("PUT", "/users/b", json!({})).await,
        talk.raw("GET", "/users/a", "", None).await,
        talk.call("DELETE", "/users/a", Value::Null).await,
    ] {
        let content_type = response.header("content-type");
        assert_eq!(content_type, Some("application/json; charset=utf-8"), "{}", response.body);
        assert_eq!(response.header("date"), Some("Tue, 14 Nov 2023 22:13:20 GMT"));
    }
}

#[tokio::test]
async fn a_content_type_without_a_body_does_no_harm() {
    let talk = Talk::with_conversation().await;
    let headers = format!("{}Content-Type: application/json\r\n", talk.credential());
    for (method, path) in [("GET", "/conversations/order"), ("DELETE", "/conversations/order/participants/alice")] {
        assert_eq!(talk.raw(method, path, &headers, None).await.status, 200, "{method}");
        assert_eq!(talk.raw(method, path, &talk.credential(), None).await.status, 200, "{method}");
    }
}
