//! The inbox page: what each user would see, live, and the latest requests with their responses.
//!
//! It is complete without its script, which only updates an open page.

mod actions;
mod conversation;
mod document;
mod inboxes;
mod requests;
mod shown;
mod styled;
mod view;

use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::request::Parts;
use http::{Method, StatusCode};
use hyper::body::Bytes;
use tokio::sync::{mpsc, watch};

use crate::response::{Response, full, sent_body, with_header};
use crate::router::{Outside, Shared};
use crate::state::app::App;
use view::{Context, View};

const ICON: &str = include_str!("icon.svg");
const EVENTS: &str = "/_page/events";

/// Only the page's own files, no frames, and no forms to other sites.
const POLICY: &str = "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'";

/// The first version number: unique to this start, so that an open page notices a new emulator.
pub(crate) fn first_version() -> u64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since_1970.as_nanos()).unwrap_or_default()
}

const BODY_LIMIT: usize = 1024 * 1024;

const FILES: [(&str, &str, &str); 4] = [
    ("/_page/style.css", "text/css; charset=utf-8", include_str!("style.css")),
    ("/_page/script.js", "text/javascript; charset=utf-8", include_str!("script.js")),
    ("/_page/icon.svg", "image/svg+xml", ICON),
    ("/favicon.ico", "image/svg+xml", ICON),
];

pub(crate) fn outside(parts: &Parts) -> Option<Outside> {
    let path = parts.uri.path();
    let is_known = match parts.method {
        Method::GET | Method::HEAD => {
            ["/", actions::RESET, EVENTS].contains(&path) || FILES.iter().any(|(known, ..)| *known == path)
        }
        Method::POST => path.starts_with("/_page/"),
        _ => false,
    };
    let is_open = parts.method != Method::POST;
    is_known.then_some(Outside { is_open, body_limit: BODY_LIMIT, respond, refuse })
}

fn refuse() -> Response {
    protected(document("Forms of other sites are refused.", StatusCode::FORBIDDEN))
}

fn respond(shared: &Shared, parts: &Parts, body: Option<&[u8]>) -> Response {
    protected(match parts.method {
        Method::POST => post(shared, parts.uri.path(), body),
        _ => show(shared, parts.uri.path(), parts.uri.query().unwrap_or_default()),
    })
}

fn show(shared: &Shared, path: &str, query: &str) -> Response {
    match path {
        "/" => page(shared, &View::read(query)),
        actions::RESET => reset(shared, &View::read(query)),
        EVENTS => event_stream(&shared.version),
        _ => file(path),
    }
}

fn file(path: &str) -> Response {
    let found = FILES.iter().find(|(known, ..)| *known == path);
    let (_, content_type, text) = *found.unwrap_or(&("", "text/plain", ""));
    with_header(Response::new(full(text)), CONTENT_TYPE, content_type)
}

fn page(shared: &Shared, view: &View) -> Response {
    // Later changes get a later version, and the page requests it again.
    let version = *shared.version.borrow();
    let now = shared.clock.now();
    let mut store = shared.store();
    store.values_mut().for_each(|app| app.conversations.refresh_lists());
    let apps: Vec<_> = store.values().collect();
    let is_meant = |app: &&&App| view.app.as_ref().is_none_or(|id| *id == app.id);
    let Some(app) = apps.iter().find(is_meant).or(apps.first()) else {
        return document("No app.", StatusCode::NOT_FOUND);
    };
    let view = View { app: Some(app.id.clone()), ..view.clone() };
    let context = Context { app, view: &view, now };
    written(document::page(context, &apps, &shared.log, version), StatusCode::OK)
}

fn reset(shared: &Shared, view: &View) -> Response {
    let store = shared.store();
    let apps: Vec<_> = store.values().collect();
    written(document::reset(&apps, view.app.as_deref()), StatusCode::OK)
}

/// Runs the action of a form, then redirects to the page.
fn post(shared: &Shared, path: &str, body: Option<&[u8]>) -> Response {
    let form = String::from_utf8_lossy(body.unwrap_or_default());
    match actions::act(shared, path, &form) {
        Ok(view) => see_other(&view),
        Err(why) => written(document::not_done(&why, &View::read(&form)), StatusCode::BAD_REQUEST),
    }
}

fn see_other(view: &View) -> Response {
    let place = if view.conversation.is_some() { "#conversation" } else { "" };
    let mut response = Response::new(full(""));
    *response.status_mut() = StatusCode::SEE_OTHER;
    with_header(response, LOCATION, &format!("{}{place}", view.link()))
}

/// A document; or an error if the template does not fit its data, which would be a bug.
fn written(html: Result<String, minijinja::Error>, status: StatusCode) -> Response {
    match html {
        Ok(html) => document(html, status),
        Err(_) => document("The page cannot be shown.", StatusCode::INTERNAL_SERVER_ERROR),
    }
}

fn document(html: impl Into<Bytes>, status: StatusCode) -> Response {
    let mut response = Response::new(full(html));
    *response.status_mut() = status;
    with_header(response, CONTENT_TYPE, "text/html; charset=utf-8")
}

fn protected(response: Response) -> Response {
    let headers = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        // Not `no-referrer`, as browsers would then send no origin for the page's own forms either.
        (REFERRER_POLICY, "same-origin"),
        (CACHE_CONTROL, "no-store"),
    ];
    headers.into_iter().fold(response, |response, (name, value)| with_header(response, name, value))
}

/// How long a browser waits before it connects again.
const RETRY: &str = "retry: 1000\n\n";
/// A page is notified at most this often; a burst of requests is one event.
const PAUSE: Duration = Duration::from_millis(100);

/// Server-sent events with the number of the latest change: one at once, then one after each change.
fn event_stream(version: &watch::Sender<u64>) -> Response {
    let (sender, body) = sent_body();
    tokio::spawn(send_versions(version.subscribe(), sender));
    with_header(Response::new(body), CONTENT_TYPE, "text/event-stream")
}

/// Ends when the client is gone.
async fn send_versions(mut version: watch::Receiver<u64>, reader: mpsc::Sender<io::Result<Bytes>>) {
    if reader.send(Ok(Bytes::from_static(RETRY.as_bytes()))).await.is_err() {
        return;
    }
    loop {
        let event = format!("data: {}\n\n", *version.borrow_and_update());
        if reader.send(Ok(event.into())).await.is_err() {
            return;
        }
        tokio::time::sleep(PAUSE).await;
        tokio::select! {
            () = reader.closed() => return,
            changed = version.changed() => if changed.is_err() { return },
        }
    }
}
