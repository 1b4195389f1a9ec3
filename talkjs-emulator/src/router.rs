//! The steps from a request to its response.

use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, AUTHORIZATION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, DATE, HeaderName, RETRY_AFTER,
    X_CONTENT_TYPE_OPTIONS,
};
use http::request::Parts;
use http::{Method, Request, StatusCode};
use http_body::Body as _;
use hyper::body::{Bytes, Incoming};
use serde_json::json;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::api::call::{Body, Call, read_params, read_version};
use crate::api::events::emit_events;
use crate::api::query::Query;
use crate::api::{self, ApiResponse, files};
use crate::auth;
use crate::broken::{Outcome, in_place_of_effect};
use crate::clock::{self, Clock};
use crate::connection::Connection;
use crate::control;
#[cfg(feature = "data")]
use crate::data::DataFile;
use crate::decisions::Decisions;
use crate::error::ApiError;
use crate::events::Listeners;
use crate::faults::{Effect, Faults};
use crate::guard;
use crate::log::{Log, RecordedRequest};
use crate::page;
use crate::response::{Response, full, json_response, logged, logged_body, with_header};
use crate::routes::{self, Route};
use crate::snapshot::{Snapshot, SnapshotError};
use crate::state::Store;
use crate::state::app::App;
use crate::state::refusal::Reasons;
use crate::version::ApiVersion;
use crate::webhooks::Webhooks;

#[derive(Debug)]
pub(crate) struct Shared {
    /// The default app.
    pub(crate) app_id: String,
    pub(crate) store: Mutex<Store>,
    pub(crate) clock: Clock,
    pub(crate) decisions: RwLock<Arc<Decisions>>,
    pub(crate) log: Log,
    pub(crate) faults: Faults,
    /// The names under which the emulator can be called, besides those of this machine.
    pub(crate) host_names: Vec<String>,
    /// How long a client may take to send a request.
    pub(crate) patience: Duration,
    pub(crate) listeners: Listeners,
    pub(crate) webhooks: Webhooks,
    #[cfg(feature = "data")]
    pub(crate) data: Option<DataFile>,
    /// Incremented when there is something new to show: a request has been handled, or an app has changed.
    pub(crate) version: watch::Sender<u64>,
}

impl Shared {
    /// The state for reading; it stays usable after an endpoint panicked.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The only way to change an app. The data file, events and pages receive a change before the next one can happen.
    /// Nothing if there is no such app.
    pub(crate) fn change<T>(&self, id: &str, change: impl FnOnce(&mut App) -> T) -> Option<T> {
        let mut store = self.store();
        let app = store.get_mut(id)?;
        app.emits_events = self.webhooks.wants(id) || !self.listeners.is_empty();
        let result = change(app);
        self.publish(app);
        Some(result)
    }

    /// Resets all apps to their initial state, and clears faults, requests and deliveries.
    pub(crate) fn reset(&self) {
        self.faults.clear();
        self.log.clear();
        self.webhooks.clear();
        // An empty snapshot always fits.
        let _ = self.restore(&Snapshot::empty());
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot::of(&self.store())
    }

    pub(crate) fn restore(&self, snapshot: &Snapshot) -> Result<(), SnapshotError> {
        let mut store = self.store();
        snapshot.restore(&mut store)?;
        store.values_mut().for_each(|app| self.publish(app));
        Ok(())
    }

    fn publish(&self, app: &mut App) {
        emit_events(app, self.clock.now(), &self.decisions());
        let (changes, events) = (mem::take(&mut app.changes), mem::take(&mut app.events));
        let is_new = changes.everything || changes.sessions || !changes.keys.is_empty() || !events.is_empty();
        #[cfg(feature = "data")]
        if let Some(data) = &self.data {
            data.keep(app, changes);
        }
        for event in &events {
            self.listeners.send(event);
            self.webhooks.post(event);
        }
        if is_new {
            self.notify();
        }
    }

    pub(crate) fn decisions(&self) -> Arc<Decisions> {
        Arc::clone(&self.decisions.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn decide(&self, decisions: Decisions) {
        *self.decisions.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(decisions);
    }

    /// Waits until all changes survive a restart, if there is a data file; returns whether they do.
    pub(crate) async fn persisted(&self) -> bool {
        #[cfg(feature = "data")]
        if let Some(data) = &self.data {
            return data.is_on_disk().await;
        }
        true
    }

    /// Blocks until all changes survive a restart, if there is a data file and it can be written.
    pub(crate) fn wait_until_persisted(&self) {
        #[cfg(feature = "data")]
        if let Some(data) = &self.data {
            data.wait();
        }
    }

    /// Notifies open pages.
    pub(crate) fn notify(&self) {
        self.version.send_modify(|count| *count = count.wrapping_add(1));
    }
}

const VERSION: &str = "TalkJS-REST-Version";

/// A body is read to its end to keep the connection usable, up to this limit.
const MOST_DISCARDED: usize = 64 * 1024 * 1024;

/// Responds to a request, or returns nothing if its connection is to be reset.
pub(crate) async fn serve(
    shared: Arc<Shared>,
    connection: &Connection,
    request: Request<Incoming>,
) -> Option<Response> {
    let (parts, body) = request.into_parts();
    let is_allowed = guard::host_allowed(&shared.host_names, &parts);
    if is_allowed && let Some(outside) = control::outside(&parts).or_else(|| page::outside(&parts)) {
        let response = outside.respond(&shared, connection, &parts, body).await;
        return Some(if shared.persisted().await { response } else { lost() });
    }
    let now = shared.clock.now();
    let decisions = shared.decisions();
    let (app_id, path) = routes::split(parts.uri.path()).unwrap_or_default();
    let route = routes::find(&parts.method, path);
    let body = read_body(body, body_limit(route, &decisions)).await;
    connection.has_received();
    let outcome = match is_allowed {
        true => {
            let body = body.as_deref();
            let request = ApiRequest { parts: &parts, app_id, path, route, body, now, decisions: &decisions };
            respond_or_fail(&shared, &request).await
        }
        false => Outcome::Response(misdirected()),
    };
    let response = match outcome {
        Outcome::Response(response) => Some(dated(response, now)),
        Outcome::Reset => None,
    };
    let recorded = response.as_ref().map(|response| (response, logged_body(response)));
    shared.log.record(RecordedRequest::new(&parts, body.unwrap_or_default(), now, recorded));
    shared.notify();
    response
}

/// Requests outside of the API, which are not logged and not affected by faults.
pub(crate) struct Outside {
    /// Whether other pages may send it: reading is allowed for everyone.
    pub(crate) is_open: bool,
    pub(crate) body_limit: usize,
    /// No body: it was too large.
    pub(crate) respond: fn(&Shared, &Parts, Option<&[u8]>) -> Response,
    pub(crate) refuse: fn() -> Response,
}

impl Outside {
    /// The origin is checked before the body is read.
    async fn respond(self, shared: &Shared, connection: &Connection, parts: &Parts, body: Incoming) -> Response {
        let is_allowed = self.is_open || guard::same_origin(parts);
        let body = if is_allowed { read_body(body, self.body_limit).await } else { None };
        connection.has_received();
        if is_allowed { (self.respond)(shared, parts, body.as_deref()) } else { (self.refuse)() }
    }
}

/// A request of the API, or for a path that nobody knows.
struct ApiRequest<'r> {
    parts: &'r Parts,
    app_id: String,
    /// The path below the app.
    path: &'r str,
    route: Option<&'static Route>,
    body: Option<&'r [u8]>,
    now: i64,
    decisions: &'r Decisions,
}

async fn respond_or_fail(shared: &Shared, request: &ApiRequest<'_>) -> Outcome {
    let effects = request.route.map(|route| shared.faults.meet(&request.app_id, route)).unwrap_or_default();
    for effect in &effects {
        if let Effect::Latency { time } = effect {
            sleep(*time).await;
        }
    }
    if let Some(failed) = effects.iter().copied().find_map(in_place_of_effect) {
        return failed;
    }
    let response = match download(shared, request.parts) {
        Some(file) => file,
        None => http_response(api_response(shared, request), request.decisions),
    };
    // Nobody may see changes that could still be lost.
    let response = if shared.persisted().await { response } else { lost() };
    let mut outcome = Outcome::Response(response);
    for effect in effects {
        outcome = outcome.broken_by(effect).await;
    }
    outcome
}

fn lost() -> Response {
    json_response(StatusCode::INTERNAL_SERVER_ERROR, &json!({"message": "the data file could not be written"}))
}

/// The response to a request for another host.
fn misdirected() -> Response {
    let sentence =
        "the header `Host` names none of the emulator's hosts: `localhost`, `127.0.0.1`, `[::1]` or a given one";
    json_response(StatusCode::MISDIRECTED_REQUEST, &json!({"message": sentence}))
}

fn body_limit(route: Option<&Route>, decisions: &Decisions) -> usize {
    if route.is_some_and(|route| route.path == routes::FILES) { decisions.upload_limit } else { decisions.body_limit }
}

/// An uploaded file. It is requested like an image on a web page: outside of the API, without a credential.
fn download(shared: &Shared, parts: &Parts) -> Option<Response> {
    let token = (parts.method == Method::GET).then(|| files::token_in(parts.uri.path()))??;
    let store = shared.store();
    let file = store.values().find_map(|app| app.files.get(&token))?;
    let response = with_header(Response::new(full(file.bytes.clone())), CONTENT_TYPE, &file.content_type);
    // Uploaded files must not act as the inbox page, which has the same origin.
    let response = with_header(response, CONTENT_SECURITY_POLICY, "sandbox");
    Some(with_header(response, X_CONTENT_TYPE_OPTIONS, "nosniff"))
}

/// The whole body, or nothing if it is larger than the limit or ends early.
async fn read_body(mut body: Incoming, limit: usize) -> Option<Bytes> {
    let mut read = Vec::new();
    let mut length: usize = 0;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.ok()?.into_data() else {
            continue;
        };
        length = length.saturating_add(data.len());
        if length <= limit {
            read.extend_from_slice(&data);
        } else if length > MOST_DISCARDED {
            return None;
        }
    }
    (length <= limit).then(|| read.into())
}

/// Checks path and method, then the app, then the credential; the endpoint checks the rest.
fn api_response(shared: &Shared, request: &ApiRequest<'_>) -> ApiResponse {
    let &ApiRequest { parts, path, body, now, decisions, .. } = request;
    let route = request.route.ok_or_else(|| ApiError::UnknownRoute(routes::advice(&parts.method, path)))?;
    let perform = |app: &mut App| {
        if !is_open(route) {
            auth::check(header(parts, &AUTHORIZATION), &app.id, &app.keys, now)?;
        }
        check_rate(route, app, decisions, now)?;
        let body = Body { content_type: header(parts, &CONTENT_TYPE), bytes: body };
        let params = read_params(route.path, path)?;
        let query = Query::read(parts.uri.query().unwrap_or_default())?;
        let version = version(parts, app)?;
        api::perform(route.endpoint, &Call { params, query, body, now, version, decisions }, app)
    };
    shared.change(&request.app_id, perform).unwrap_or(Err(ApiError::UnknownApp))
}

/// Batches have their own limit.
fn check_rate(route: &Route, app: &mut App, decisions: &Decisions, now: i64) -> Result<(), ApiError> {
    let (bucket, limit) = if route.path == routes::BATCH {
        (&mut app.batches, decisions.batch_rate_limit)
    } else {
        (&mut app.requests, decisions.rate_limit)
    };
    let Some(limit) = limit.filter(|limit| !bucket.take(*limit, now)) else {
        return Ok(());
    };
    Err(ApiError::TooMany { wait: decisions.rate_limits_say_how_long.then(|| bucket.wait(limit)).flatten() })
}

fn version(parts: &Parts, app: &App) -> Result<ApiVersion, Reasons> {
    let Some(date) = parts.headers.get(VERSION) else {
        return Ok(app.version);
    };
    read_version(VERSION, date.to_str().unwrap_or_default())
}

/// Whether no credential is needed.
fn is_open(route: &Route) -> bool {
    route.path == routes::APP && route.method == Method::GET
}

fn header<'p>(parts: &'p Parts, name: &HeaderName) -> Option<&'p str> {
    parts.headers.get(name)?.to_str().ok()
}

fn http_response(response: ApiResponse, decisions: &Decisions) -> Response {
    let error = match response {
        Ok(value) => return json_response(StatusCode::OK, &value),
        Err(error) => error,
    };
    let Some(body) = error.body(decisions) else {
        return with_header(logged(error.status(), "Not found."), ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    };
    let response = json_response(error.status(), &body);
    match error {
        ApiError::TooMany { wait: Some(seconds) } => with_header(response, RETRY_AFTER, &seconds.to_string()),
        _ => response,
    }
}

/// Clients determine from the date how wrong their clock is, so it must be the emulator's.
fn dated(mut response: Response, now: i64) -> Response {
    response.headers_mut().extend(clock::date(now).map(|date| (DATE, date)));
    response
}
