//! The latest requests to the API, with their responses.

use http::StatusCode;
use serde_json::Value;

use super::html::{Html, html, time};
use super::view::{Context, View};
use crate::log::{Log, RecordedRequest};

const MOST_REQUESTS: usize = 20;
/// How much of a body is shown, in characters.
const MOST_CHARACTERS: usize = 4_000;

/// The latest requests, the newest first.
pub(super) fn requests(html: &mut Html, context: Context<'_>, log: &Log) {
    let only_refused = context.view.only_refused;
    let latest = log.latest(MOST_REQUESTS, |request| !only_refused || !is_success(request));
    html!(html, r#"<section id="requests" class="card requests" aria-labelledby="requests-title"><header>"#);
    html!(html, r#"<h2 id="requests-title">Latest requests</h2><p class="facts">"#);
    choice(html, context.view, false, "All");
    choice(html, context.view, true, "Refused");
    html!(html, "</p></header>");
    if latest.is_empty() {
        html!(html, r#"<p class="empty">None yet.</p>"#);
    }
    html!(html, r#"<ol class="rows">"#);
    for (number, request) in latest {
        entry(html, context, number, &request);
    }
    html!(html, "</ol></section>");
}

fn is_success(request: &RecordedRequest) -> bool {
    (200..300).contains(&request.status)
}

fn choice(html: &mut Html, view: &View, only_refused: bool, label: &str) {
    let is_chosen = view.only_refused == only_refused;
    let link = View { only_refused, ..view.clone() }.link();
    let current = if is_chosen { "true" } else { "false" };
    html!(html, r#"<a href="{}#requests" aria-current="{}">{}</a> "#, link, current, label);
}

fn entry(html: &mut Html, context: Context<'_>, number: u64, request: &RecordedRequest) {
    let outcome = if is_success(request) { "done" } else { "refused" };
    html!(html, r#"<li id="request:{}" class="{}"><details><summary>"#, number, outcome);
    html!(html, r#"<span class="status">{}</span> <span class="method">{}</span> "#, status(request), request.method);
    html!(html, r#"<code class="target">{}</code> "#, request.target);
    time(html, request.received_at, context.now);
    if let Some(reason) = reason(request) {
        html!(html, r#"<span class="reason" dir="auto">{}</span>"#, reason);
    }
    html!(html, "</summary>");
    body(html, "Request body", request.content_type(), request.body());
    let words = StatusCode::from_u16(request.status).ok().and_then(|status| status.canonical_reason());
    let title = format!("Answer {} {}", status(request), words.unwrap_or_default());
    body(html, &title, None, request.response_body());
    html!(html, "</details></li>");
}

fn status(request: &RecordedRequest) -> String {
    if request.status == 0 { "reset".to_owned() } else { request.status.to_string() }
}

/// What an answer says was wrong, in one line.
fn reason(request: &RecordedRequest) -> Option<String> {
    if is_success(request) {
        return None;
    }
    sentence(&serde_json::from_slice(request.response_body()).ok()?)
}

fn sentence(answer: &Value) -> Option<String> {
    let said = answer.get("message").or_else(|| answer.get("reasons")).unwrap_or(answer);
    let mut sentences = Vec::new();
    collect("", said, &mut sentences);
    Some(sentences.join("; ")).filter(|reason| !reason.is_empty())
}

/// The sentences in a value, each behind the names that lead to it.
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

fn body(html: &mut Html, title: &str, content_type: Option<&str>, body: &[u8]) {
    html!(html, "<h3>{}</h3>", title);
    if body.is_empty() {
        html!(html, r#"<p class="empty">No body.</p>"#);
        return;
    }
    let Some(text) = readable(body) else {
        html!(html, r#"<p class="empty">{} bytes, {}</p>"#, body.len(), content_type.unwrap_or("no text"));
        return;
    };
    let shown: String = text.chars().take(MOST_CHARACTERS).collect();
    html!(html, "<pre>{}</pre>", shown);
    if shown.len() < text.len() {
        html!(html, r#"<p class="note">The first {} of {} characters.</p>"#, MOST_CHARACTERS, text.chars().count());
    }
}

/// JSON in lines, other text as it is.
fn readable(body: &[u8]) -> Option<String> {
    let json = serde_json::from_slice(body).map(without_secrets);
    json.and_then(|json| serde_json::to_string_pretty(&json))
        .ok()
        .or_else(|| std::str::from_utf8(body).ok().map(str::to_owned))
}

/// Without the addresses to which anybody could write as a participant.
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
        for (answer, reason) in [
            (json!({"message": "the user does not exist"}), "the user does not exist"),
            (
                json!({"reasons": {"0.text": ["is required", "or not"], "b": ["is bad"]}}),
                "0.text is required; 0.text or not; b is bad",
            ),
            (json!({"alice": {"name": ["is required"]}}), "alice name is required"),
            (json!("Not found"), "Not found"),
        ] {
            assert_eq!(sentence(&answer).as_deref(), Some(reason));
        }
        assert_eq!(sentence(&json!({})), None);
    }
}
