//! What a test in another language can control, outside of the API: the paths below `/_control`, and `/_health`.

use std::time::Duration;

use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{Method, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::decisions::Decisions;
use crate::faults::FaultError;
use crate::log::RecordedRequest;
use crate::response::{Response, full, json_response, with_header};
use crate::router::{Outside, Shared};
use crate::snapshot::Snapshot;
use crate::state::app::App;
use crate::state::sessions::Session;

const HEALTH: &str = "/_health";
const CONTROL: &str = "/_control/";

/// The body limits: of a snapshot, and of all other requests.
const SNAPSHOT_LIMIT: usize = 1024 * 1024 * 1024;
const BODY_LIMIT: usize = 64 * 1024;

pub(crate) fn outside(parts: &Parts) -> Option<Outside> {
    let path = parts.uri.path();
    let is_known = path == HEALTH || path.starts_with(CONTROL);
    is_known.then(|| Outside { is_open: path == HEALTH, body_limit: body_limit(parts), respond, refuse })
}

fn body_limit(parts: &Parts) -> usize {
    let is_snapshot = parts.method == Method::PUT && parts.uri.path().strip_prefix(CONTROL) == Some("snapshot");
    if is_snapshot { SNAPSHOT_LIMIT } else { BODY_LIMIT }
}

fn refuse() -> Response {
    let sentence = "pages of other sites cannot control the emulator";
    json_response(StatusCode::FORBIDDEN, &json!({"message": sentence}))
}

fn respond(shared: &Shared, parts: &Parts, body: Option<&[u8]>) -> Response {
    if parts.uri.path() == HEALTH && parts.method == Method::GET {
        return ok(&json!({"status": "ok"}));
    }
    let what = parts.uri.path().strip_prefix(CONTROL).unwrap_or_default();
    let body = body.ok_or_else(|| format!("the body must not be larger than {} bytes", body_limit(parts)));
    let done = body.and_then(|body| act(shared, &parts.method, what, body));
    done.unwrap_or_else(|sentence| json_response(StatusCode::BAD_REQUEST, &json!({"message": sentence})))
}

fn act(shared: &Shared, method: &Method, what: &str, body: &[u8]) -> Result<Response, String> {
    match (method, what) {
        (&Method::POST, "faults") => {
            shared.faults.add(read(body)?).map_err(|error| error.to_string())?;
        }
        (&Method::DELETE, "faults") => shared.faults.clear(),
        (&Method::POST, "sessions") => {
            let NewSession { user, session } = read(body)?;
            let id = with_app(shared, user.app_id.as_deref(), |app| app.connect(&user.user_id, session))?;
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
        (&Method::GET, "decisions") => return Ok(ok(&shared.decisions().to_json())),
        (&Method::PATCH, "decisions") => {
            let mut decisions = Decisions::clone(&shared.decisions());
            decisions.set_all(&read(body)?).map_err(|error| error.to_string())?;
            shared.decide(decisions);
        }
        (&Method::GET, "snapshot") => {
            let body = full(shared.snapshot().to_bytes());
            return Ok(with_header(Response::new(body), CONTENT_TYPE, "application/octet-stream"));
        }
        (&Method::PUT, "snapshot") => {
            let snapshot = Snapshot::from_bytes(body).map_err(|error| error.to_string())?;
            shared.restore(&snapshot).map_err(|error| error.to_string())?;
        }
        (&Method::GET, "requests") => return Ok(list(&shared.log.requests(), show_request)),
        (&Method::DELETE, "requests") => shared.log.clear(),
        (&Method::GET, "webhooks") => return Ok(list(&shared.webhooks.deliveries(), |delivery| json!(delivery))),
        _ => return Ok(json_response(StatusCode::NOT_FOUND, &json!("Not found"))),
    }
    Ok(ok(&json!({})))
}

/// Changes an app, the first one if none is named.
fn with_app<T>(shared: &Shared, id: Option<&str>, change: impl FnOnce(&mut App) -> T) -> Result<T, String> {
    let id = id.unwrap_or(&shared.app_id);
    shared.change(id, change).ok_or_else(|| FaultError::UnknownApp(id.to_owned()).to_string())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    app_id: Option<String>,
    user_id: String,
}

#[derive(Deserialize)]
struct NewSession {
    #[serde(flatten)]
    user: User,
    #[serde(flatten)]
    session: Session,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Advance {
    advance_milliseconds: u64,
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

fn list<T>(items: &[T], show: impl Fn(&T) -> Value) -> Response {
    ok(&json!({"data": items.iter().map(show).collect::<Vec<_>>()}))
}

fn ok(body: &Value) -> Response {
    json_response(StatusCode::OK, body)
}
