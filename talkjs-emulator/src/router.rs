//! The steps from a request to its answer.

use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, AUTHORIZATION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, DATE, HeaderName, RETRY_AFTER,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::api::call::{self, Call};
use crate::api::{self, Answer, files};
use crate::auth;
use crate::broken::{Answered, in_place_of_effect};
use crate::clock::{Clock, Dates};
use crate::connection::Connection;
use crate::control;
#[cfg(feature = "data")]
use crate::data::DataFile;
use crate::decisions::Decisions;
use crate::error::ApiError;
use crate::events::Listeners;
use crate::faults::{Effect, Faults};
use crate::hosts::Hosts;
use crate::log::{Log, RecordedRequest};
use crate::page;
use crate::percent;
use crate::routes::{self, Route};
use crate::snapshot::{Snapshot, SnapshotError};
use crate::state::Store;
use crate::state::app::App;
use crate::state::refusal::Reasons;
use crate::version::ApiVersion;
use crate::webhooks::Webhooks;

/// What all requests share.
#[derive(Debug)]
pub(crate) struct Shared {
    /// The app that is meant where none is named.
    pub(crate) app_id: String,
    pub(crate) store: Mutex<Store>,
    pub(crate) clock: Clock,
    pub(crate) dates: Dates,
    pub(crate) decisions: Decisions,
    pub(crate) log: Log,
    pub(crate) faults: Faults,
    pub(crate) hosts: Hosts,
    /// How long a client may take to send a request.
    pub(crate) patience: Duration,
    pub(crate) listeners: Listeners,
    pub(crate) webhooks: Webhooks,
    #[cfg(feature = "data")]
    pub(crate) data: Option<DataFile>,
    /// Counts up whenever there is something new to see: a request was answered, or an app changed.
    pub(crate) news: watch::Sender<u64>,
}

impl Shared {
    /// The state; an endpoint that panicked does not make it unusable.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes an app other than by a request.
    pub(crate) fn with_app<T>(&self, id: &str, change: impl FnOnce(&mut App) -> T) -> Option<T> {
        let mut store = self.store();
        let app = self.app(&mut store, id)?;
        let result = change(app);
        api::events::conclude(app, self.clock.now(), &self.decisions);
        self.settle(app);
        Some(result)
    }

    /// Puts all apps into the state in which they were when they were new, and forgets faults, requests and deliveries.
    pub(crate) fn reset(&self) {
        self.faults.clear();
        self.log.clear();
        self.webhooks.clear();
        // Nothing in it could fail to fit.
        let _ = self.restore(&Snapshot::empty());
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot::of(&mut self.store())
    }

    pub(crate) fn restore(&self, snapshot: &Snapshot) -> Result<(), SnapshotError> {
        let mut store = self.store();
        snapshot.restore(&mut store)?;
        self.settle_all(&mut store);
        Ok(())
    }

    fn settle_all(&self, store: &mut Store) {
        for app in store.all() {
            api::events::conclude(app, self.clock.now(), &self.decisions);
            self.settle(app);
        }
    }

    /// An app that knows whether anybody listens.
    fn app<'s>(&self, store: &'s mut Store, id: &str) -> Option<&'s mut App> {
        let app = store.app(id)?;
        app.emits_events = self.webhooks.wants(id) || !self.listeners.is_empty();
        Some(app)
    }

    /// Passes on what has changed, while nothing else can change.
    fn settle(&self, app: &mut App) {
        let outbox = mem::take(&mut app.outbox);
        #[cfg(feature = "data")]
        if let Some(data) = &self.data {
            data.keep(app, &outbox.changes);
        }
        for event in &outbox.events {
            self.listeners.tell(event);
            self.webhooks.post(event);
        }
        if !outbox.changes.is_empty() {
            self.tell();
        }
    }

    /// Waits until everything that has changed so far survives a restart, where it is to; gives whether it does.
    pub(crate) async fn is_kept(&self) -> bool {
        #[cfg(feature = "data")]
        if let Some(data) = &self.data {
            return data.is_on_disk().await;
        }
        true
    }

    /// Blocks until everything that has changed so far survives a restart, where it is to and can.
    pub(crate) fn wait_until_kept(&self) {
        #[cfg(feature = "data")]
        if let Some(data) = &self.data {
            data.wait();
        }
    }

    /// Lets those who look on know that there is something new.
    pub(crate) fn tell(&self) {
        self.news.send_modify(|count| *count = count.wrapping_add(1));
    }
}

/// Where the app's id stands in a path split at its slashes.
const APP_SEGMENT: usize = 2;

const VERSION: &str = "TalkJS-REST-Version";

/// A body is read to its end to keep the connection usable, but not for ever.
const MOST_DISCARDED: usize = 64 * 1024 * 1024;

/// Answers a request, or gives nothing when its connection is to be reset.
pub(crate) async fn serve(shared: Arc<Shared>, connection: &Connection, request: Request) -> Option<Response> {
    let (parts, body) = request.into_parts();
    let route = routes::route(&parts.method, parts.uri.path());
    let is_control = control::is_meant(parts.uri.path());
    let limit = if is_control { control::BODY_LIMIT } else { body_limit(route, &shared.decisions) };
    let body = read_body(body, limit).await;
    connection.has_received();
    if is_control && shared.hosts.are_meant(&parts) {
        let response = control::answer(&shared, &parts, &body.unwrap_or_default());
        return Some(if shared.is_kept().await { response } else { lost() });
    }
    let now = shared.clock.now();
    let answered = if shared.hosts.are_meant(&parts) {
        if let Some(page) = page::answer(&shared, &parts, body.as_deref()) {
            return Some(if shared.is_kept().await { page } else { lost() });
        }
        answer_or_fail(&shared, route, &parts, body.as_deref(), now).await
    } else {
        Answered::With(misdirected())
    };
    let response = match answered {
        Answered::With(response) => Some(dated(response, shared.dates.header(now))),
        Answered::Reset => None,
    };
    let said = response.as_ref().map(|response| (response, said(response)));
    shared.log.record(RecordedRequest::new(&parts, body.unwrap_or_default(), now, said));
    shared.tell();
    response
}

/// Answers a request as the faults let it.
async fn answer_or_fail(
    shared: &Shared,
    route: Option<&'static Route>,
    parts: &Parts,
    body: Option<&[u8]>,
    now: i64,
) -> Answered {
    let effects = route.map(|route| shared.faults.meet(&parts.method, route, parts.uri.path())).unwrap_or_default();
    for effect in &effects {
        if let Effect::Latency(time) = effect {
            sleep(*time).await;
        }
    }
    if let Some(failed) = effects.iter().copied().find_map(in_place_of_effect) {
        return failed;
    }
    let response = match download(shared, parts) {
        Some(file) => file,
        None => response(answer(shared, route, parts, body, now), &shared.decisions),
    };
    // Nor does anybody see what could still be lost.
    let response = if shared.is_kept().await { response } else { lost() };
    let mut answered = Answered::With(response);
    for effect in effects {
        answered = answered.broken_by(effect).await;
    }
    answered
}

fn lost() -> Response {
    json_response(StatusCode::INTERNAL_SERVER_ERROR, &json!({"message": "the data file could not be written"}))
}

/// The answer to whoever means another host.
fn misdirected() -> Response {
    let sentence =
        "the header `Host` names none of the emulator's hosts: `localhost`, `127.0.0.1`, `[::1]` or a given one";
    json_response(StatusCode::MISDIRECTED_REQUEST, &json!({"message": sentence}))
}

fn body_limit(route: Option<&Route>, decisions: &Decisions) -> usize {
    if route.is_some_and(|route| route.path == routes::FILES) { decisions.upload_limit } else { decisions.body_limit }
}

/// An uploaded file. It is asked for like a picture on a web page: outside of the API, without a credential.
fn download(shared: &Shared, parts: &Parts) -> Option<Response> {
    let token = (parts.method == Method::GET).then(|| files::token_in(parts.uri.path()))??;
    let store = shared.store();
    let file = store.file(&token)?;
    let response = with_header(Response::new(Body::from(file.bytes.clone())), CONTENT_TYPE, &file.content_type);
    // Whatever was uploaded must not act as the inbox page, which has the same origin.
    let response = with_header(response, CONTENT_SECURITY_POLICY, "sandbox");
    Some(with_header(response, X_CONTENT_TYPE_OPTIONS, "nosniff"))
}

/// The whole body, or nothing when it is larger than the limit or breaks off.
async fn read_body(mut body: Body, limit: usize) -> Option<Bytes> {
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

/// Checks path and method, then the app, then the credential; the rest is the endpoint's.
fn answer(shared: &Shared, route: Option<&'static Route>, parts: &Parts, body: Option<&[u8]>, now: i64) -> Answer {
    let path = parts.uri.path();
    let unknown = || ApiError::UnknownRoute(routes::advice(&parts.method, path));
    let route = route.ok_or_else(unknown)?;
    let endpoint = route.endpoint(&parts.method).ok_or_else(unknown)?;
    let mut store = shared.store();
    let app_id = app_id(path).unwrap_or_default();
    let app = shared.app(&mut store, &app_id).ok_or(ApiError::UnknownApp)?;
    if !is_open(route, &parts.method) {
        auth::check(header(parts, &AUTHORIZATION), &app.id, &app.keys, now)?;
    }
    check_rate(route, app, &shared.decisions, now)?;
    let body = call::Body { content_type: header(parts, &CONTENT_TYPE), bytes: body };
    let call = Call::read(route.path, path, parts.uri.query(), body, now, &shared.decisions)?;
    let call = call.in_version(version(parts, app)?);
    let answer = api::perform(endpoint, &call, app);
    shared.settle(app);
    answer
}

/// Batches have a limit of their own.
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

/// The version that the request names, or the app's.
fn version(parts: &Parts, app: &App) -> Result<ApiVersion, Reasons> {
    let Some(date) = parts.headers.get(VERSION) else {
        return Ok(app.version);
    };
    call::read_version(VERSION, date.to_str().unwrap_or_default())
}

/// Whether anybody may ask.
fn is_open(route: &Route, method: &Method) -> bool {
    route.path == routes::APP && method == Method::GET
}

/// The app that a path names.
pub(crate) fn app_id(path: &str) -> Option<String> {
    percent::decode(path.split('/').nth(APP_SEGMENT)?)
}

fn header<'p>(parts: &'p Parts, name: &HeaderName) -> Option<&'p str> {
    parts.headers.get(name)?.to_str().ok()
}

fn response(answer: Answer, decisions: &Decisions) -> Response {
    let error = match answer {
        Ok(value) => return json_response(StatusCode::OK, &value),
        Err(error) => error,
    };
    let (status, body) = (error.status(), error.body(decisions));
    let Some(body) = body else {
        let mut response = with_header(saying(Bytes::from_static(b"Not found.")), ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        *response.status_mut() = status;
        return response;
    };
    let response = json_response(status, &body);
    match error {
        ApiError::TooMany { wait: Some(seconds) } => with_header(response, RETRY_AFTER, &seconds.to_string()),
        _ => response,
    }
}

/// The body of an answer, kept beside it for the log.
#[derive(Clone, Debug)]
struct Said(Bytes);

fn said(response: &Response) -> Bytes {
    response.extensions().get::<Said>().map(|Said(body)| body.clone()).unwrap_or_default()
}

fn saying(body: Bytes) -> Response {
    let mut response = Response::new(Body::from(body.clone()));
    response.extensions_mut().insert(Said(body));
    response
}

pub(crate) fn json_response(status: StatusCode, body: &Value) -> Response {
    // No value fails to be written.
    let mut response = saying(serde_json::to_vec(body).unwrap_or_default().into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

/// Clients learn from the date how wrong their clock is, so it must be the emulator's.
fn dated(mut response: Response, date: Option<HeaderValue>) -> Response {
    response.headers_mut().extend(date.map(|date| (DATE, date)));
    response
}

pub(crate) fn with_header(mut response: Response, name: HeaderName, value: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}
