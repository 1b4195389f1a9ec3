//! What becomes of an answer.

use std::time::Duration;

use serde_json::json;
use talkjs_client::bytes::Bytes;
use talkjs_client::http::{Request, Response};
use talkjs_client::retry::RetryPolicy;
use talkjs_client::transport::{AttemptLimits, RequestBody, Transport, TransportError};
use talkjs_client::{BoxFuture, Error, UserMessage};
use talkjs_runtime::test_util::{Play, ScriptedTransport};

use crate::fake::{Fake, message, nothing, user};

#[tokio::test]
async fn unknown_properties_are_ignored_and_null_is_absent() {
    let fake = Fake::new(|_| {
        let mut user = user("12081", "Alice");
        user["role"] = json!(null);
        user["shoeSize"] = json!(43);
        Play::json(200, &user)
    });
    let user = fake.client().get_user("12081").send().await.unwrap();
    assert_eq!((user.id.as_str(), user.name.as_str(), user.role), ("12081", "Alice", None));
}

#[tokio::test]
async fn an_origin_that_nobody_knew_is_read_and_written_as_it_came() {
    let message = json!({
        "id": "msg_1", "conversationId": "c", "type": "UserMessage", "senderId": "a", "text": "Hi", "custom": {},
        "readBy": [], "origin": "pigeon", "createdAt": 1_700_000_000_000_i64, "mood": "good",
    });
    let fake = Fake::new(move |_| Play::response(200, message.to_string()));
    let message = fake.client().get_message("c", "msg_1").send().await.unwrap();
    assert_eq!(message.origin.as_str(), "pigeon");
    assert_eq!(serde_json::to_value(&message).unwrap()["origin"], "pigeon");
}

#[tokio::test]
async fn status_and_headers_are_there_for_those_who_ask() {
    let fake = Fake::new(|_| Play::json(201, &user("12081", "Alice")));
    let response = fake.client().get_user("12081").send_with_response().await.unwrap();
    assert_eq!(response.status(), 201);
    assert_eq!(response.body().name, "Alice");
}

#[tokio::test]
async fn a_call_without_a_result_does_not_read_the_body() {
    for body in ["{}", "", "<html>", "\"ok\""] {
        let fake = Fake::new(move |_| Play::response(200, body));
        fake.client().upsert_conversation("c", talkjs_client::ConversationUpdate::new()).send().await.unwrap();
    }
}

#[tokio::test]
async fn another_shape_is_named_by_place_and_keeps_the_body() {
    let mut bad = user("b", "Bob");
    bad["name"] = json!(["secret name"]);
    let body = json!({"data": [user("a", "Alice"), bad], "filler": "é".repeat(3000)});
    let fake = Fake::new(move |_| Play::response(200, body.to_string()));
    let error = fake.client().list_users().send().await.unwrap_err();
    let Error::UnexpectedResponse(answer) = &error else { panic!("{error:?}") };
    assert_eq!((answer.operation, answer.status.as_u16(), answer.pointer.as_str()), ("listUsers", 200, "/data/1/name"));
    let kept: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(kept["data"][1]["name"], json!(["secret name"]));
    assert!(!format!("{error} {error:?}").contains("secret name"));
    assert!(
        error.to_string().starts_with(
            "the response to `listUsers` (200 OK) does not match the API's description: at `/data/1/name`: invalid type"
        ),
        "{error}"
    );
}

/// The place and the reason of the mismatch in a list of messages.
async fn mismatch_in_messages(body: String) -> (String, String) {
    let fake = Fake::new(move |_| Play::response(200, body.clone()));
    let error = fake.client().list_messages("c").send().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
    let Error::UnexpectedResponse(answer) = error else { panic!("{error:?}") };
    (answer.pointer, answer.reason)
}

#[tokio::test]
async fn a_mismatch_inside_a_union_is_named_by_its_place_from_the_root() {
    let missing = "missing required property";
    let no_text = "invalid type: integer, expected a string";
    for (content, pointer, reason) in [
        (r#"[{"type":"text"}]"#, "/0/children", missing),
        (r#"[{"type":"location","latitude":1}]"#, "/0/longitude", missing),
        (r#"[{"latitude":1,"type":"location"},5]"#, "/0/longitude", missing),
        (
            r#"[{"type":"poll"},{"latitude":"canary","longitude":1,"type":"location"}]"#,
            "/1/latitude",
            "invalid type: string, expected f64",
        ),
        (r#"[{"type":"text","children":["canary",{"type":"link","children":[]}, "x"]}]"#, "/0/children/1/url", missing),
        (r#"[{"type":"text","children":[{"type":"link","url":5,"children":[]}]}]"#, "/0/children/0/url", no_text),
        (r#"[{"children":[{"type":"link","url":5,"children":[]}],"type":"text"}]"#, "/0/children/0/url", no_text),
        (
            r#"[{"type":"text","children":[{"children":["canary",{"text":"canary","type":"mention"}],"type":"bold"}]}]"#,
            "/0/children/0/children/1/id",
            missing,
        ),
        (
            r#"[{"type":"text","children":[{"type":"actionLink","action":"a","params":{"a/b~c":5},"children":[]}]}]"#,
            "/0/children/0/params/a~1b~0c",
            no_text,
        ),
        (
            r#"[{"type":"text","children":[{"type":"bold","children":[{"type":"italic","children":{"canary":1}}]}, "x"]}]"#,
            "/0/children/0/children/0/children",
            "invalid type: map, expected a sequence",
        ),
    ] {
        let mut item = message();
        item["content"] = json!([]);
        let item = item.to_string().replace("\"content\":[]", &format!("\n\"content\": {content}"));
        let body = format!(r#"{{"data":[{},{item}]}}"#, message());
        let expected = (format!("/data/1/content{pointer}"), reason.to_owned());
        assert_eq!(mismatch_in_messages(body).await, expected, "{content}");
    }
}

#[tokio::test]
async fn a_missing_property_is_named_by_its_place_at_each_level() {
    for (body, pointer) in [
        ("{}".to_owned(), "/data"),
        (r#"{"data":[{}]}"#.to_owned(), "/data/0/id"),
        (format!(r#"{{"data":[{},{{"id":"msg_2"}}]}}"#, message()), "/data/1/conversationId"),
    ] {
        let expected = (pointer.to_owned(), "missing required property".to_owned());
        assert_eq!(mismatch_in_messages(body.clone()).await, expected, "{body}");
    }
}

#[tokio::test]
async fn the_predicates_tell_the_statuses_apart() {
    for status in [400, 401, 404, 429, 500, 304] {
        let fake = Fake::new(move |_| Play::response(status, ""));
        let error = fake.client().get_user("a").send().await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!(error.operation(), Some("getUser"));
        assert_eq!(error.is_unauthorized(), status == 401);
        assert_eq!(error.is_not_found(), status == 404);
        assert_eq!(error.is_rate_limited(), status == 429);
        assert_eq!(error.is_outcome_unknown(), status == 500);
        assert!(!error.is_timeout());
    }
}

#[tokio::test]
async fn an_unknown_app_is_not_an_unknown_user() {
    for (body, is_app) in [("Not found.", true), (r#"{"message":"Not found."}"#, false), ("", false)] {
        let error = Fake::new(move |_| Play::response(404, body)).client().get_user("a").send().await.unwrap_err();
        assert!(error.is_not_found());
        assert_eq!(talkjs_client::is_unknown_app(&error), is_app, "{body}");
    }
}

#[tokio::test]
async fn an_error_response_keeps_body_and_headers() {
    let fake = Fake::new(|_| Play::response(400, r#"{"reasons":{"email":["must be an array"]},"extra":1}"#));
    let error = fake.client().get_user("a").send().await.unwrap_err();
    assert_eq!(error.to_string(), "`getUser` failed with 400 Bad Request: `email`: must be an array");
    let Error::Api(api) = error else { panic!("{error:?}") };
    assert_eq!(api.body, r#"{"reasons":{"email":["must be an array"]},"extra":1}"#);
}

#[tokio::test]
async fn nothing_sent_is_not_the_same_as_nothing_heard() {
    let error = Fake::new(|_| Play::not_sent()).client().get_user("a").send().await.unwrap_err();
    assert!(matches!(error, Error::NotSent { operation: "getUser", .. }), "{error:?}");
    assert!(!error.is_outcome_unknown());
    assert_eq!(error.to_string(), "`getUser` was not sent: connection refused; it is safe to retry");

    let broken = Play::failure(|| TransportError::NoResponse("reset".into()));
    let error = Fake::new(move |_| broken.clone()).client().get_user("a").send().await.unwrap_err();
    assert!(error.is_outcome_unknown() && !error.is_timeout());
    assert_eq!(
        error.to_string(),
        "`getUser` may have taken effect: the connection broke before the response was complete; it is safe to retry"
    );
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "reset");
}

#[tokio::test]
async fn a_time_out_of_connecting_is_a_time_out_too() {
    let slow = Play::failure(|| TransportError::NotSent(Box::new(std::io::Error::from(std::io::ErrorKind::TimedOut))));
    let error = Fake::new(move |_| slow.clone()).client().get_user("a").send().await.unwrap_err();
    assert!(error.is_timeout() && !error.is_outcome_unknown());
}

#[tokio::test]
async fn whether_a_repeat_is_safe_depends_on_the_keys_of_the_messages() {
    let talkjs = Fake::new(|_| Play::no_response()).client();
    let keyed = || UserMessage::new("a", "Hi").idempotency_key("k");
    for (messages, expected) in [
        (vec![keyed(), keyed()], true),
        (vec![keyed(), UserMessage::new("a", "Hi")], false),
        (vec![UserMessage::new("a", "Hi")], false),
    ] {
        let error = talkjs.send_messages("c", messages).send().await.unwrap_err();
        let Error::OutcomeUnknown { safe_to_repeat, .. } = error else { panic!("{error:?}") };
        assert_eq!(safe_to_repeat, expected);
        assert_eq!(error.to_string().contains("a retry would take effect again"), !expected);
    }
}

/// Breaks the contract of a transport: it ignores the time limit.
struct Unlimited(ScriptedTransport);

impl Transport for Unlimited {
    fn send(
        &self,
        request: Request<RequestBody>,
        mut limits: AttemptLimits,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        limits.timeout = Duration::MAX;
        self.0.send(request, limits)
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_waits_for_ever_whatever_the_transport_does() {
    let slow = Fake::new(|_| nothing().after(Duration::from_secs(1_000_000)));
    let talkjs = slow.builder().transport(Unlimited((*slow).clone())).retry(RetryPolicy::none()).build().unwrap();
    let start = tokio::time::Instant::now();

    let error = talkjs.get_user("a").send().await.unwrap_err();
    assert!(error.is_timeout() && error.is_outcome_unknown(), "{error:?}");
    assert_eq!(start.elapsed().as_secs(), 15);

    let error = talkjs.get_user("a").timeout(Duration::from_secs(5)).send().await.unwrap_err();
    assert_eq!(error.to_string(), "`getUser` may have taken effect: no response came within 5s; it is safe to retry");
    assert_eq!(start.elapsed().as_secs(), 20);
}
