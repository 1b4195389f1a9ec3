//! Files: uploaded, sent, downloaded.

use serde_json::{Value, json};

use crate::common::{Response, Talk, request};

const FORM: &str = "multipart/form-data; boundary=----b";

/// The lines of a form; a name may be followed by further parameters.
fn form(parts: &[(&str, &str)]) -> String {
    let part = |(name, value): &(&str, &str)| {
        format!("------b\r\nContent-Disposition: form-data; name={name}\r\n\r\n{value}\r\n")
    };
    parts.iter().map(part).collect::<String>() + "------b--\r\n"
}

async fn upload(talk: &Talk, parts: &[(&str, &str)]) -> Response {
    talk.raw("POST", "/files", &talk.credential(), Some((FORM, &form(parts)))).await
}

async fn token(talk: &Talk, parts: &[(&str, &str)]) -> Value {
    let response = upload(talk, parts).await;
    assert_eq!(response.status, 200, "{}", response.body);
    response.json()["fileToken"].clone()
}

/// The message that sends a file in `order`.
async fn sent(talk: &Talk, content: Value) -> Value {
    let mut message = json!({"type": "UserMessage", "sender": "alice"});
    message.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
    let id = talk.send(json!([message])).await.ids().remove(0);
    talk.get(&format!("/conversations/order/messages/{id}")).await
}

#[tokio::test]
async fn an_uploaded_file_is_sent_with_all_that_is_known_and_downloaded() {
    let talk = Talk::with_conversation().await;
    let parts = [
        ("\"file\"; filename=\"a.txt\"", "Hello!"),
        ("filename", "b.mp4"),
        ("subtype", "video"),
        ("width", "640"),
        ("height", "480.5"),
        ("duration", "3"),
    ];
    let token = token(&talk, &parts).await;
    let message = sent(&talk, json!({"content": [{"type": "file", "fileToken": token}]})).await;
    let block = &message["content"][0];
    let url = block["url"].as_str().unwrap();
    assert_eq!(
        *block,
        json!({
            "type": "file", "fileToken": token, "url": url, "filename": "b.mp4", "size": 6, "subtype": "video",
            "width": 640.0, "height": 480.5, "duration": 3.0,
        })
    );
    assert_eq!(message["attachment"], json!({"url": url, "size": 6}));
    let path = url.strip_prefix(talk.emulator.base_url()).unwrap();
    let file = request(talk.address(), "GET", path, "", None).await;
    assert_eq!((file.status, file.body.as_str()), (200, "Hello!"));
    assert_eq!(file.header("content-type"), Some("application/octet-stream"));
}

#[tokio::test]
async fn little_need_be_known_of_a_file() {
    let talk = Talk::with_conversation().await;
    for (name, expected) in [("file; filename=a.txt", "a.txt"), ("file", "file")] {
        let token = token(&talk, &[(name, "x")]).await;
        let message = sent(&talk, json!({"attachmentToken": token})).await;
        let block = &message["content"][0];
        assert_eq!((&block["filename"], block.get("width")), (&json!(expected), None));
    }
}

#[tokio::test]
async fn wrong_forms_are_told() {
    let talk = Talk::new().await;
    let wrong = upload(
        &talk,
        &[("subtype", "film"), ("width", "wide"), ("height", "-1"), ("duration", "NaN"), ("filename", "")],
    );
    assert_eq!(wrong.await.reasons(), ["duration", "file", "filename", "height", "subtype", "width"]);
    for number in ["", ".", "1.", ".5", "+1", "1e5", "inf", "1 "] {
        assert_eq!(upload(&talk, &[("file", "x"), ("width", number)]).await.reasons(), ["width"], "{number}");
    }
    let raw = async |content_type: &str, body: &str| {
        talk.raw("POST", "/files", &talk.credential(), Some((content_type, body))).await.reasons()
    };
    assert_eq!(raw("application/json", "{}").await, ["Content-Type"]);
    assert_eq!(raw("multipart/form-data", "").await, ["Content-Type"]);
    assert_eq!(raw(FORM, "hello").await, ["body"]);
    assert_eq!(talk.raw("POST", "/files", "", Some((FORM, "hello"))).await.status, 401);
}

#[tokio::test]
async fn uploads_have_a_limit_of_their_own() {
    let talk = Talk::deciding(|decisions| (decisions.body_limit, decisions.upload_limit) = (10, 1_000)).await;
    assert_eq!(upload(&talk, &[("file", &"a".repeat(500))]).await.status, 200);
    assert_eq!(upload(&talk, &[("file", &"a".repeat(1_000))]).await.reasons(), ["body"]);
}

#[tokio::test]
async fn only_files_that_are_there_can_be_downloaded() {
    let talk = Talk::new().await;
    let token = token(&talk, &[("file", "x")]).await;
    let path = format!("/files/{}", token.as_str().unwrap());
    for (method, path, status) in
        [("GET", path.as_str(), 200), ("POST", path.as_str(), 404), ("GET", "/files/none", 404)]
    {
        assert_eq!(request(talk.address(), method, path, "", None).await.status, status, "{method} {path}");
    }
}
