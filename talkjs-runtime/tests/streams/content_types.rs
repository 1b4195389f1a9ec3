//! Bodies and responses of several content types.

use talkjs_runtime::flow::json;
use talkjs_runtime::test_util::{Play, ScriptedTransport};
use talkjs_runtime::{ClientCore, Error, IntoCall};

use super::api::operations::{Report200Content, ReportResponse, ReportVndStarJsonResponse};
use super::api::{Client, File};

const FILE: &str = r#"{"name":"a"}"#;

fn client(transport: &ScriptedTransport) -> Client {
    Client::with_core(ClientCore::builder("https://files.test").transport(transport.clone()).build().unwrap())
}

#[tokio::test]
async fn each_body_has_a_method_which_shares_parameters_and_response() {
    let transport = ScriptedTransport::by(|_| Play::response(200, FILE));
    let files = client(&transport);
    let calls = [
        files.create_file(File::new("a&b")),
        files.create_file_form(File::new("a&b")),
        files.create_file_multipart(File::new("a&b")),
        files.create_file_text("a&b"),
        files.create_file_bytes("a&b"),
        files.create_file_xml("<a/>"),
    ];
    for call in calls {
        assert_eq!(call.tag("t").send().await.unwrap().name, "a");
    }
    let sent = transport.sent();
    let expected = [
        ("application/json", r#"{"name":"a&b"}"#),
        ("application/x-www-form-urlencoded", "name=a%26b"),
        ("multipart/form-data", "a&b"),
        ("text/plain", "a&b"),
        ("application/octet-stream", "a&b"),
        ("application/xml", "<a/>"),
    ];
    assert_eq!(sent.len(), expected.len());
    for (request, (content_type, body)) in sent.iter().zip(expected) {
        assert_eq!(request.url.query(), Some("tag=t"));
        assert!(request.header("content-type").unwrap().starts_with(content_type), "{request:?}");
        let text = String::from_utf8(request.body.to_vec()).unwrap();
        assert!(if content_type.starts_with("multipart") { text.contains(body) } else { text == body }, "{text}");
    }
}

async fn report(content_type: &str, body: &'static str) -> Result<ReportResponse, Error> {
    let play = Play::response(200, body);
    let play = if content_type.is_empty() { play } else { play.header("content-type", content_type) };
    client(&ScriptedTransport::new([play])).report().send().await
}

#[tokio::test]
async fn the_content_type_of_the_response_decides_what_it_is() {
    use Report200Content::{Bytes, Json, Text};
    for (content_type, body) in [("application/json", FILE), ("", FILE), ("application/problem+json", FILE)] {
        let read = report(content_type, body).await.unwrap();
        assert!(matches!(&read, ReportResponse::Ok(Json(file)) if file.name == "a"), "{read:?}");
    }
    let read = report("text/csv; charset=utf-8", "a;b").await.unwrap();
    assert!(matches!(&read, ReportResponse::Ok(Text(text)) if text == "a;b"), "{read:?}");
    let ReportResponse::Ok(Bytes(image)) = report("image/png", "png").await.unwrap() else { panic!() };
    assert_eq!(image.bytes().await.unwrap(), "png");
    let error = report("text/html", "<html>").await.unwrap_err().to_string();
    let expected = "expected the content type `application/json` or `text/csv` or `image/*`, \
                    found `text/html`";
    assert!(error.ends_with(expected), "{error}");
}

#[tokio::test]
async fn all_that_can_be_read_is_asked_for_and_the_preferred_first() {
    let transport = ScriptedTransport::by(|_| Play::response(202, ""));
    assert!(matches!(client(&transport).report().send().await.unwrap(), ReportResponse::Accepted));
    let accept = "application/json, text/csv;q=0.9, image/*;q=0.9";
    assert_eq!(transport.sent()[0].header("accept"), Some(accept));
}

#[tokio::test]
async fn json_of_another_schema_has_a_method_that_asks_for_it() {
    let transport =
        ScriptedTransport::by(|_| Play::response(200, r#"{"stars":5}"#).header("content-type", "application/json"));
    let call = client(&transport).report_vnd_star_json();
    let read = call.send().await.unwrap();
    assert!(matches!(&read, ReportVndStarJsonResponse::Ok(stars) if stars.stars == 5), "{read:?}");
    assert_eq!(transport.sent()[0].header("accept"), Some("application/vnd.star+json"));
}

#[tokio::test]
async fn a_call_can_ask_for_any_other_media_type() {
    let transport = ScriptedTransport::by(|_| Play::response(200, "<a/>"));
    let call = client(&transport).create_file(File::new("a")).tag("t");
    assert_eq!(call.clone().accept_text("application/xml").send().await.unwrap(), "<a/>");
    assert_eq!(call.accept_bytes("application/pdf").send().await.unwrap().bytes().await.unwrap(), "<a/>");
    let accepts: Vec<_> = transport.sent().iter().map(|sent| sent.header("accept").unwrap().to_owned()).collect();
    assert_eq!(accepts, ["application/xml", "application/pdf"]);
}

/// For responses that are JSON of another type than described.
#[tokio::test]
async fn a_call_can_read_its_response_as_another_type() {
    let transport = ScriptedTransport::by(|_| Play::response(200, r#"["a"]"#));
    let call = client(&transport).create_file(File::new("a")).tag("t");
    let error = call.clone().send().await.unwrap_err();
    assert!(matches!(error, Error::UnexpectedResponse(_)), "{error}");
    assert_eq!(call.reading(json::<Vec<String>>).send().await.unwrap(), ["a"]);
}

#[tokio::test]
async fn body_that_is_no_json_is_reported_with_its_content_type() {
    let error = |content_type: Option<&'static str>| async move {
        let transport = ScriptedTransport::by(move |_| match content_type {
            Some(content_type) => Play::response(200, "a;b").header("content-type", content_type),
            None => Play::response(200, "a;b"),
        });
        client(&transport).create_file(File::new("a")).send().await.unwrap_err().to_string()
    };
    let message = "the body is not JSON: expected value at line 1 column 1";
    let of_csv = error(Some("text/csv; charset=utf-8")).await;
    assert!(of_csv.ends_with(&format!("{message}; its content type is `text/csv`")), "{of_csv}");
    for content_type in [None, Some("application/json"), Some("application/problem+json")] {
        let of_json = error(content_type).await;
        assert!(of_json.ends_with(message), "{of_json}");
    }
}
