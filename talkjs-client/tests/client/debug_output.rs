//! `Debug` of public types shows no value of a header and no body.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use talkjs_client::bytes::Bytes;
use talkjs_client::transport::TransportError;

use http::{HeaderValue, Method};
use serde::Deserialize;
use serde_json::json;
use talkjs_client::auth::{Credential, SchemeCredential};
use talkjs_client::error::ApiError;
use talkjs_client::types::Upload;
use talkjs_client::{Call, ClientCore, Download};
use talkjs_client::{Client, Error, ImportedUserMessage, NewUser, Secret, SecretKeyBearer, UserMessage};
use talkjs_runtime::__private::{Decode, Idempotency, Operation};
use talkjs_runtime::test_util::{Play, ScriptedTransport};

use crate::fake::builder;
use crate::raw_server::{RawServer, Reply};

static GET: Operation = Operation::new("getThing", Method::GET, "/things", Idempotency::Natural);

/// A value in both forms of `Debug`.
fn shown(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

/// An error in both forms of `Debug`, with its causes.
fn shown_error(error: &(dyn StdError + 'static)) -> String {
    format!("{} {}", shown(&error), error.source().map(shown_error).unwrap_or_default())
}

/// A transport that answers each request with a canary in a header and with this body.
fn canaries(status: u16, body: impl Into<Bytes>) -> ScriptedTransport {
    let play = Play::response(status, body).header("x-note", "canary");
    ScriptedTransport::by(move |_| play.clone())
}

fn client(status: u16, body: impl Into<Bytes>) -> Client {
    builder(&canaries(status, body)).build().unwrap()
}

/// A text of which an error's message shows no more than what is before the canary.
fn long_text() -> String {
    format!("{}canary", "x".repeat(300))
}

async fn api_error(body: String) -> ApiError {
    match client(403, body).get_user("a").send().await.unwrap_err() {
        Error::Api(error) => *error,
        error => panic!("{error:?}"),
    }
}

#[derive(Debug, Deserialize)]
enum Kind {
    #[serde(rename = "a")]
    A,
}

#[tokio::test]
async fn an_api_error_shows_facts_and_the_size_of_what_it_leaves_out() {
    let error = api_error(json!({"message": "no such user", "other": {"x": 1}}).to_string()).await;
    assert_eq!(
        format!("{error:?}"),
        "ApiError { operation: \"getUser\", status: 403, message: Some(\"no such user\"), headers: [\"x-note\"], body: \
         42 bytes, retries: RetrySummary { attempts: 1, stop: Final }, outcome_unknown: false, safe_to_repeat: true }"
    );
}

#[tokio::test(start_paused = true)]
async fn no_error_shows_a_header_or_a_body() {
    let api = api_error(long_text()).await;
    let unexpected = client(200, json!({"id": ["canary"]}).to_string());
    let failing = client(403, long_text());
    let mut messages = failing.list_messages("c").stream();
    let user = || NewUser::new("canary");
    let cases = [
        ("ApiError", shown_error(&api)),
        ("Error::Api", shown_error(&Error::Api(Box::new(api.clone())))),
        ("Mismatch", shown(&api.json::<Vec<i64>>())),
        ("Mismatch of a text", shown(&api_error(json!("canary").to_string()).await.json::<i64>())),
        ("Mismatch of a number", shown(&api_error("\"c\" canary".to_owned()).await.json::<String>())),
        ("Mismatch of an enum", shown(&api_error(json!("canary").to_string()).await.json::<Kind>())),
        ("UnexpectedResponse", shown_error(&unexpected.get_user("a").send().await.unwrap_err())),
        ("Error::InvalidRequest", {
            let call = failing.get_user("a").header("X-Note", "canary\n");
            shown_error(&call.send().await.unwrap_err())
        }),
        ("Error of a list", shown(&messages.next().await)),
        ("StartConversationError", {
            let start = failing.start_conversation("c").participant("a", user()).participant("b", user());
            shown_error(&start.message(UserMessage::new("a", "canary")).send().await.unwrap_err())
        }),
        ("BulkReport", shown(&failing.bulk_upsert_users([("a", user())]).send().await)),
        ("ImportReport", {
            let messages = [ImportedUserMessage::new("a", 1, "canary")];
            shown(&failing.bulk_import_messages("c", messages).send().await)
        }),
        ("BatchResponses", {
            let rows = client(200, json!([[0, 403, long_text()]]).to_string());
            let mut batch = rows.batch();
            let written = batch.add(rows.upsert_user("a", user()));
            let responses = batch.send().await.unwrap();
            format!("{} {} {}", shown(&responses), shown(&written), shown(&responses.get(written)))
        }),
    ];
    for (name, text) in cases {
        assert!(!text.contains("canary"), "{name}: {text}");
    }
}

#[tokio::test]
async fn no_error_of_the_built_in_transport_shows_a_header_or_a_body() {
    let head = "HTTP/1.1 403 No\r\nx-note: canary\r\n";
    let replies = [
        format!("{head}content-length: 306\r\n\r\n{}", long_text()),
        format!("{head}content-length: 9999\r\n\r\n{}", long_text()),
        format!("{head}x-canary\x01: canary\r\n\r\n"),
        format!("{head}content-length: canary\r\n\r\n"),
        format!("{head}content-length: 3000\r\n\r\n{}", "canary".repeat(500)),
    ];
    for reply in replies {
        let server = RawServer::start(Reply::Bytes(reply.clone().into_bytes())).await;
        let client = server.builder().max_response_bytes(2000).build().unwrap();
        let call = client.request(Method::POST, "/users").body("text/plain", "canary").header("X-Note", "canary");
        let text = shown_error(&call.send().await.unwrap_err());
        assert!(!text.contains("canary"), "{reply}: {text}");
    }
}

#[tokio::test]
async fn no_call_and_nothing_else_that_holds_one_shows_a_header_or_a_body() {
    let client = client(200, json!({"data": []}).to_string());
    let header = HeaderValue::from_static("canary");
    let download: Call<Download> = client.core().call(&GET, Decode::Stream(Download::new));
    let download = download.send().await.unwrap();
    let call: Call<String> = client.core().call(&GET, Decode::Body(talkjs_runtime::__private::text));
    let cases = [
        ("a call", shown(&client.upsert_user("a", NewUser::new("canary")).header("X-Note", "canary"))),
        ("Call", shown(&call.header_parameter("X", "canary".to_owned(), &[]))),
        ("Items", shown(&client.list_users().header("X-Note", "canary").stream())),
        ("RawRequest", {
            let call = client.request(Method::POST, "/users").header("X-Note", "canary");
            shown(&call.json(&json!({"x": "canary"})))
        }),
        ("Download", shown(&download)),
        ("Credential::Header", shown(&Credential::from(header.clone()))),
        ("Credential::Query", shown(&Credential::Query("key".to_owned(), "canary".to_owned()))),
        ("Credential::Cookie", shown(&Credential::Cookie("key".to_owned(), "canary".to_owned()))),
        ("SchemeCredential", shown(&SchemeCredential::header("scheme", "X-Key", "canary"))),
        ("SecretKeyBearer", shown(&SecretKeyBearer::new(Secret::new("canary").unwrap()))),
        ("Upload", shown(&Upload::new("canary"))),
        ("Client", shown(&client)),
        ("ClientCore", shown(client.core())),
        ("TransportError", shown(&TransportError::NoResponse("reset".into()))),
    ];
    for (name, text) in cases {
        assert!(!text.contains("canary"), "{name}: {text}");
    }
}

#[tokio::test]
async fn no_hook_shows_a_header_or_a_body() {
    let texts = Arc::new(Mutex::new(Vec::new()));
    let (requests, answers) = (Arc::clone(&texts), Arc::clone(&texts));
    let core = ClientCore::builder("http://127.0.0.1:1")
        .transport(canaries(403, long_text()))
        .on_request(move |request| requests.lock().unwrap().push(shown(&request)))
        .on_response(move |answer| answers.lock().unwrap().push(shown(&answer)))
        .build()
        .unwrap();
    let call: Call<String> = core.call(&GET, Decode::Body(talkjs_runtime::__private::text));
    let call = call.header_parameter("X-Note", "canary".to_owned(), &[]);
    call.content("text/plain", "canary").send().await.unwrap_err();
    let texts = texts.lock().unwrap();
    assert_eq!(texts.len(), 2);
    assert!(!texts.concat().contains("canary"), "{texts:?}");
}

#[cfg(feature = "webhooks")]
#[test]
fn no_webhook_error_shows_a_header_or_a_body() {
    use talkjs_client::webhooks::{SIGNATURE_HEADER, TIMESTAMP_HEADER, Verifier, parse};

    let verifier = Verifier::new(&Secret::new("canary").unwrap());
    let headers = |signature: &'static str, timestamp: &'static str| {
        [(SIGNATURE_HEADER, signature), (TIMESTAMP_HEADER, timestamp)]
    };
    const SIGNATURE: &str = "C0FFEEC0FFEEC0FFEEC0FFEEC0FFEEC0FFEEC0FFEEC0FFEEC0FFEEC0FFEEC0FF";
    let cases = [
        ("Verifier", shown(&verifier)),
        ("MalformedSignature", shown(&verifier.verify(b"canary", headers("canary", "1")))),
        ("MalformedTimestamp", shown(&verifier.verify(b"canary", headers(SIGNATURE, "canary")))),
        ("NoSecretMatches", shown(&verifier.verify(b"canary", headers(SIGNATURE, "4242")))),
        ("RepeatedHeader", shown(&verifier.verify(b"canary", [(SIGNATURE_HEADER, "canary"); 2]))),
        ("ParseError of a text", shown(&parse(b"canary"))),
        ("ParseError of JSON", shown(&parse(br#"{"id":"canary","type":"conversation.deleted","data":"canary"}"#))),
    ];
    for (name, text) in cases {
        for canary in ["canary", "C0FFEE", "4242"] {
            assert!(!text.contains(canary), "{name}: {text}");
        }
    }
}

#[tokio::test]
async fn an_error_that_main_returns_is_a_sentence() {
    let error = client(404, json!({"message": "no such user"}).to_string()).get_user("a").send().await.unwrap_err();
    assert_eq!(format!("{error:?}"), "Api: `getUser` failed with 404 Not Found: no such user");
    assert_eq!(format!("{error:?}"), format!("Api: {error}"));
}
