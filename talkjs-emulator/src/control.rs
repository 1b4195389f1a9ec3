//! What a test in another language can ask of the emulator itself, outside of the API: the paths below `/_control`, and
//! `/_health`.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::faults::{Fault, FaultError};
use crate::log::RecordedRequest;
use crate::router::{Shared, json_response, with_header};
use crate::snapshot::Snapshot;
use crate::state::app::App;
use crate::state::sessions::Session;
use crate::webhooks::{Delivery, DeliveryOutcome};

const HEALTH: &str = "/_health";
const CONTROL: &str = "/_control/";

/// The largest body, which is that of a snapshot.
pub(crate) const BODY_LIMIT: usize = 1024 * 1024 * 1024;

/// Whether a path is answered here.
pub(crate) fn is_meant(path: &str) -> bool {
    path == HEALTH || path.starts_with(CONTROL)
}

/// Answers a request outside of the API.
pub(crate) fn answer(shared: &Shared, parts: &Parts, body: &[u8]) -> Response {
    let path = parts.uri.path();
    if path == HEALTH && parts.method == Method::GET {
        return ok(&json!({"status": "ok"}));
    }
    // A page on the web can make a browser send a request here, though not read the answer.
    if !shared.hosts.are_the_origin(parts) {
        return refused(StatusCode::FORBIDDEN, "pages of other sites cannot control the emulator");
    }
    let what = path.strip_prefix(CONTROL).unwrap_or_default();
    act(shared, &parts.method, what, body).unwrap_or_else(|sentence| refused(StatusCode::BAD_REQUEST, &sentence))
}

fn act(shared: &Shared, method: &Method, what: &str, body: &[u8]) -> Result<Response, String> {
    match (method, what) {
        (&Method::POST, "faults") => {
            let fault = read::<NewFault>(body)?.fault()?;
            shared.faults.add(fault).map_err(|error| error.to_string())?;
        }
        (&Method::DELETE, "faults") => shared.faults.clear(),
        (&Method::POST, "sessions") => {
            let session = read::<NewSession>(body)?;
            let id = with_app(shared, session.user.app_id.as_deref(), |app| {
                app.connect(&session.user.user_id, session.session())
            })?;
            return Ok(ok(&json!({"sessionId": id})));
        }
        (&Method::DELETE, "sessions") => {
            let user = read::<User>(body)?;
            with_app(shared, user.app_id.as_deref(), |app| app.disconnect(&user.user_id))?;
        }
        (&Method::GET, "clock") => return Ok(ok(&json!({"now": shared.clock.now()}))),
        (&Method::POST, "clock") => {
            shared.clock.advance(Duration::from_millis(read::<Advance>(body)?.advance_milliseconds));
            return Ok(ok(&json!({"now": shared.clock.now()})));
        }
        (&Method::POST, "reset") => shared.reset(),
        (&Method::GET, "snapshot") => {
            let body = Body::from(shared.snapshot().to_bytes());
            return Ok(with_header(Response::new(body), CONTENT_TYPE, "application/octet-stream"));
        }
        (&Method::PUT, "snapshot") => {
            let snapshot = Snapshot::from_bytes(body).map_err(|error| error.to_string())?;
            shared.restore(&snapshot).map_err(|error| error.to_string())?;
        }
        (&Method::GET, "requests") => return Ok(list(&shared.log.requests(), show_request)),
        (&Method::DELETE, "requests") => shared.log.clear(),
        (&Method::GET, "webhooks") => return Ok(list(&shared.webhooks.deliveries(), show_delivery)),
        _ => return Ok(json_response(StatusCode::NOT_FOUND, &json!("Not found"))),
    }
    Ok(ok(&json!({})))
}

/// Changes an app, the first one when none is named.
fn with_app<T>(shared: &Shared, id: Option<&str>, change: impl FnOnce(&mut App) -> T) -> Result<T, String> {
    let id = id.unwrap_or(&shared.app_id);
    shared.with_app(id, change).ok_or_else(|| FaultError::UnknownApp(id.to_owned()).to_string())
}

/// A user of an app.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    app_id: Option<String>,
    user_id: String,
}

/// A session as JSON.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewSession {
    #[serde(flatten)]
    user: User,
    #[serde(default)]
    is_background: bool,
    selected_conversation_id: Option<String>,
    #[serde(default)]
    has_focus: bool,
    #[serde(default)]
    is_typing: bool,
    #[serde(default)]
    custom: BTreeMap<String, String>,
}

impl NewSession {
    fn session(&self) -> Session {
        let session = if self.is_background { Session::background() } else { Session::widget() };
        Session {
            selected_conversation: self.selected_conversation_id.clone(),
            has_focus: self.has_focus,
            is_typing: self.is_typing,
            custom: self.custom.clone(),
            ..session
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Advance {
    advance_milliseconds: u64,
}

/// A fault as JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NewFault {
    kind: String,
    milliseconds: Option<u64>,
    status: Option<u16>,
    retry_after_seconds: Option<u64>,
    on: Option<String>,
    app_id: Option<String>,
    after: Option<u64>,
    times: Option<u64>,
    #[serde(default)]
    always: bool,
    percent: Option<u8>,
}

impl NewFault {
    fn fault(self) -> Result<Fault, String> {
        let mut fault = self.effect()?;
        if let Some(route) = self.on {
            fault = fault.on(route);
        }
        if let Some(id) = self.app_id {
            fault = fault.app(id);
        }
        fault =
            fault.after(self.after.unwrap_or(0)).times(self.times.unwrap_or(1)).percent(self.percent.unwrap_or(100));
        Ok(if self.always { fault.always() } else { fault })
    }

    fn effect(&self) -> Result<Fault, String> {
        let missing = |name: &str| format!("`{name}` is missing in a fault of the kind `{}`", self.kind);
        let status = || self.status.ok_or_else(|| missing("status"));
        Ok(match self.kind.as_str() {
            "latency" => {
                Fault::latency(Duration::from_millis(self.milliseconds.ok_or_else(|| missing("milliseconds"))?))
            }
            "resetBeforeEffect" => Fault::reset_before_effect(),
            "resetAfterEffect" => Fault::reset_after_effect(),
            "status" => Fault::status(status()?),
            "statusAfterEffect" => Fault::status_after_effect(status()?),
            "tooManyRequests" => Fault::too_many_requests(self.retry_after_seconds.map(Duration::from_secs)),
            "truncatedAnswer" => Fault::truncated_answer(),
            "malformedAnswer" => Fault::malformed_answer(),
            other => return Err(format!("`{other}` is no kind of fault")),
        })
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| format!("the body: {error}"))
}

fn show_request(request: &RecordedRequest) -> Value {
    let headers: Map<String, Value> =
        request.headers().map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
    json!({
        "method": request.method,
        "target": request.target,
        "status": request.status,
        "headers": headers,
        "body": String::from_utf8_lossy(request.body()),
    })
}

fn show_delivery(delivery: &Delivery) -> Value {
    let (status, error) = match &delivery.outcome {
        DeliveryOutcome::Answered(status) => (Some(*status), None),
        DeliveryOutcome::TimedOut => (None, Some("there was no answer in time")),
        DeliveryOutcome::Failed(error) => (None, Some(error.as_str())),
    };
    json!({
        "url": delivery.url,
        "eventId": delivery.event_id,
        "type": delivery.kind.name(),
        "attempt": delivery.attempt,
        "status": status,
        "error": error,
    })
}

fn list<T>(items: &[T], show: impl Fn(&T) -> Value) -> Response {
    ok(&json!({"data": items.iter().map(show).collect::<Vec<_>>()}))
}

fn ok(body: &Value) -> Response {
    json_response(StatusCode::OK, body)
}

fn refused(status: StatusCode, sentence: &str) -> Response {
    json_response(status, &json!({"message": sentence}))
}
