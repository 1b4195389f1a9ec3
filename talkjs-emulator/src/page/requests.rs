//! The latest requests to the API, with their responses.

use http::StatusCode;
use serde_json::{Value, json};

use super::shown::moment;
use super::view::{Context, View};
use crate::log::{Log, RecordedRequest};

const MOST_REQUESTS: usize = 20;
/// How much of a body is shown, in characters.
const MOST_CHARACTERS: usize = 4_000;

pub(super) fn requests(context: Context<'_>, log: &Log) -> Value {
    let only_refused = context.view.only_refused;
    let latest = log.latest(MOST_REQUESTS, |request| !only_refused || !is_success(request));
    let choice = |label: &str, only_refused: bool| {
        let link = View { only_refused, ..context.view.clone() }.link();
        json!({"label": label, "link": link, "is_chosen": (context.view.only_refused == only_refused).to_string()})
    };
    json!({
        "choices": [choice("All", false), choice("Refused", true)],
        "requests": latest.iter().map(|(number, request)| entry(context, *number, request)).collect::<Value>(),
    })
}

fn is_success(request: &RecordedRequest) -> bool {
    (200..300).contains(&request.status)
}

fn entry(context: Context<'_>, number: u64, request: &RecordedRequest) -> Value {
    let status = if request.status == 0 { "reset".to_owned() } else { request.status.to_string() };
    let words = StatusCode::from_u16(request.status).ok().and_then(|status| status.canonical_reason());
    json!({
        "number": number,
        "outcome": if is_success(request) { "done" } else { "refused" },
        "status": status,
        "method": request.method,
        "target": request.target,
        "time": moment(request.received_at, context.now),
        "reason": reason(request),
        "body": body(request.content_type(), request.body()),
        "response_title": format!("Response {status} {}", words.unwrap_or_default()),
        "response": body(None, request.response_body()),
    })
}

/// The errors in a response, in one line.
fn reason(request: &RecordedRequest) -> Option<String> {
    if is_success(request) {
        return None;
    }
    sentence(&serde_json::from_slice(request.response_body()).ok()?)
}

fn sentence(response: &Value) -> Option<String> {
    let said = response.get("message").or_else(|| response.get("reasons")).unwrap_or(response);
    let mut sentences = Vec::new();
    collect("", said, &mut sentences);
    Some(sentences.join("; ")).filter(|reason| !reason.is_empty())
}

/// The sentences in a value, each after the path to it.
fn collect(place: &str, value: &Value, sentences: &mut Vec<String>) {
    match value {
        Value::String(sentence) => sentences.push(format!("{place}{sentence}")),
        Value::Array(items) => items.iter().for_each(|item| collect(place, item, sentences)),
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| collect(&format!("{place}{name} "), value, sentences));
        }
        _ => {}
    }
}

/// The beginning of a text, or the size of another body.
fn body(content_type: Option<&str>, body: &[u8]) -> Value {
    match readable(body) {
        Some(text) if !body.is_empty() => {
            let characters = text.chars().count();
            let shown: String = text.chars().take(MOST_CHARACTERS).collect();
            json!({"text": shown, "shown": MOST_CHARACTERS, "characters": (characters > MOST_CHARACTERS).then_some(characters)})
        }
        _ => json!({"bytes": body.len(), "content_type": content_type.unwrap_or("no text")}),
    }
}

/// JSON in lines, other text unchanged.
fn readable(body: &[u8]) -> Option<String> {
    let json = serde_json::from_slice(body).map(without_secrets);
    json.and_then(|json| serde_json::to_string_pretty(&json))
        .ok()
        .or_else(|| std::str::from_utf8(body).ok().map(str::to_owned))
}

/// Without the addresses for writing as a participant.
fn without_secrets(mut json: Value) -> Value {
    match &mut json {
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                *value = if name == "emailAddress" { "***".into() } else { without_secrets(value.take()) };
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = without_secrets(item.take())),
        _ => {}
    }
    json
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_wrong_is_one_line() {
        for (response, reason) in [
            (json!({"message": "the user does not exist"}), "the user does not exist"),
            (
                json!({"reasons": {"0.text": ["is required", "or not"], "b": ["is bad"]}}),
                "0.text is required; 0.text or not; b is bad",
            ),
            (json!({"alice": {"name": ["is required"]}}), "alice name is required"),
            (json!("Not found"), "Not found"),
        ] {
            assert_eq!(sentence(&response).as_deref(), Some(reason));
        }
        assert_eq!(sentence(&json!({})), None);
    }
}
