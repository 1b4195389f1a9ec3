//! Recorded requests as exchanges that can be checked against a description.

use serde_json::Value;
use talkjs_drift::{Body, Content, Exchange};

use crate::api::multipart;
use crate::log::RecordedRequest;

/// Status 0: no response at all, after a fault. 421: the response to a request for another host.
const NOT_THE_API: [u16; 2] = [0, 421];

/// A recorded request and its response; nothing if it is outside of the API.
pub(super) fn recorded(request: &RecordedRequest) -> Option<Exchange> {
    if NOT_THE_API.contains(&request.status) {
        return None;
    }
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let behind = path.strip_prefix("/v1/")?;
    let path = behind.find('/').and_then(|slash| behind.get(slash..)).unwrap_or("/");
    let mut exchange = Exchange::new(&request.method, &format!("{}?{query}", trimmed(path)), request.status);
    // Empty bodies are sent with a content type as well.
    let media = request.content_type().filter(|_| !request.body().is_empty());
    exchange.request = Body::new(media, content(media, request.body()));
    exchange.response = Body::new(request.response_content_type(), Content::Bytes(request.response_body().to_owned()));
    Some(exchange)
}

/// The operations of a batch, each with its row of the response.
pub(super) fn batch(request: &RecordedRequest) -> Vec<Exchange> {
    let operations: Vec<Value> = serde_json::from_slice(request.body()).unwrap_or_default();
    let rows: Vec<Value> = serde_json::from_slice(request.response_body()).unwrap_or_default();
    let row_of = |operation: &Value| {
        let mut of = rows.iter().filter(|row| row.get(0) == operation.get(0));
        // Duplicate numbers do not identify a row.
        of.next().filter(|_| of.next().is_none())
    };
    operations.iter().filter_map(|operation| in_batch(operation, row_of(operation)?)).collect()
}

fn in_batch(operation: &Value, row: &Value) -> Option<Exchange> {
    let (path, query) = operation.get(2)?.as_str().map(|path| path.split_once('?').unwrap_or((path, "")))?;
    let method = operation.get(1)?.as_str()?;
    let status = row.get(1)?.as_u64()?.try_into().ok()?;
    let mut exchange = Exchange::new(method, &format!("{}?{query}", trimmed(path)), status);
    // In a batch the query of a GET is an object, which has its own rules.
    if let Some(body) = operation.get(3).filter(|body| method != "GET" && !body.is_null()) {
        exchange.request = Body::json(body.clone());
    }
    exchange.response = Body::json(row.get(2)?.clone());
    Some(exchange)
}

/// A body; the parts of a form as texts, without their contents.
fn content(media: Option<&str>, body: &[u8]) -> Content {
    let parts = media.and_then(multipart::boundary).and_then(|boundary| multipart::parts(body, &boundary));
    match parts {
        Some(parts) => {
            let text = |part: multipart::Part| (part.name, String::from_utf8_lossy(&part.bytes).into_owned());
            Content::Form(parts.into_iter().map(text).collect())
        }
        None => Content::Bytes(body.to_owned()),
    }
}

/// The emulator accepts some paths with a slash at the end, as TalkJS does.
fn trimmed(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" => "/",
        trimmed => trimmed,
    }
}
