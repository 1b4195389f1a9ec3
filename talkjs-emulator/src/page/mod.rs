//! The inbox page: what each user would see, live, and what the latest requests were answered.
//!
//! It is complete without its script, which only brings changes into an open page.

mod actions;
mod context;
mod conversation;
mod custom;
mod document;
mod events;
mod form;
mod guard;
mod hidden;
mod html;
mod inbox;
mod message;
mod requests;
mod start;
mod text;
mod time;
mod users;
mod view;

use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;

use crate::router::Shared;
use crate::state::app::App;
use context::Context;
use view::View;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
const ICON: &str = include_str!("icon.svg");

/// Nothing but the page's own files, no frame around it, and no form to elsewhere.
const POLICY: &str = "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'";

/// The number of the first thing to see: one that no other start has, so that an open page notices a new emulator.
pub(crate) fn first_version() -> u64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since_1970.as_nanos()).unwrap_or_default()
}

/// The answer to a request for the page, or nothing when it is for the API.
pub(crate) fn answer(shared: &Shared, parts: &Parts, body: Option<&[u8]>) -> Option<Response> {
    let path = parts.uri.path();
    let response = match parts.method {
        Method::GET | Method::HEAD => show(shared, path, parts.uri.query().unwrap_or_default())?,
        Method::POST if path.starts_with("/_page/") => post(shared, parts, body),
        _ => return None,
    };
    Some(protected(response))
}

fn show(shared: &Shared, path: &str, query: &str) -> Option<Response> {
    Some(match path {
        "/" => page(shared, &View::read(query)),
        actions::RESET => reset(shared, &View::read(query)),
        "/_page/events" => events::stream(&shared.news),
        "/_page/style.css" => file("text/css; charset=utf-8", STYLE),
        "/_page/script.js" => file("text/javascript; charset=utf-8", SCRIPT),
        "/_page/icon.svg" | "/favicon.ico" => file("image/svg+xml", ICON),
        _ => return None,
    })
}

fn page(shared: &Shared, view: &View) -> Response {
    // Whatever changes from here on has a later version, and the page asks again.
    let version = *shared.news.borrow();
    let now = shared.clock.now();
    let mut store = shared.store();
    for app in store.all() {
        app.conversations.settled();
    }
    let apps = store.apps();
    let is_meant = |app: &&&App| view.app.as_ref().is_none_or(|id| *id == app.id);
    let Some(app) = apps.iter().find(is_meant).or(apps.first()) else {
        return document("No app.".to_owned(), StatusCode::NOT_FOUND);
    };
    let view = View { app: Some(app.id.clone()), ..view.clone() };
    let context = Context { app, view: &view, now };
    document(document::page(context, &apps, &shared.log, version), StatusCode::OK)
}

fn reset(shared: &Shared, view: &View) -> Response {
    let store = shared.store();
    let apps = store.apps();
    document(document::reset(&apps, view.app.as_deref()), StatusCode::OK)
}

/// Does what a form asks for, then leads back to the page.
fn post(shared: &Shared, parts: &Parts, body: Option<&[u8]>) -> Response {
    if !guard::is_own(parts) {
        return document("Forms of other sites are refused.".to_owned(), StatusCode::FORBIDDEN);
    }
    let form = String::from_utf8_lossy(body.unwrap_or_default());
    match actions::act(shared, parts.uri.path(), &form) {
        Ok(view) => see_other(&view),
        Err(why) => document(document::not_done(&why, &View::read(&form)), StatusCode::BAD_REQUEST),
    }
}

fn see_other(view: &View) -> Response {
    let place = if view.conversation.is_some() { "#conversation" } else { "" };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    set(&mut response, LOCATION, &format!("{}{place}", view.link()));
    response
}

fn document(html: String, status: StatusCode) -> Response {
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    set(&mut response, CONTENT_TYPE, "text/html; charset=utf-8");
    response
}

fn file(content_type: &str, text: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    set(&mut response, CONTENT_TYPE, content_type);
    response
}

fn protected(mut response: Response) -> Response {
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        // Not `no-referrer`, with which a browser names no origin for the page's own forms either.
        (REFERRER_POLICY, "same-origin"),
        (CACHE_CONTROL, "no-store"),
    ] {
        set(&mut response, name, value);
    }
    response
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
