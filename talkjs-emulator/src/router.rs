//! Which endpoint answers what, and the steps from a request to its answer.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderName};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use axum::routing::any;

use crate::api::call::{self, Call};
use crate::api::{Answer, Endpoint, conversations, messages, participants, reactions, users};
use crate::auth;
use crate::clock::{Clock, http_date};
use crate::decisions::Decisions;
use crate::error::ApiError;
use crate::log::{Log, RecordedRequest};
use crate::percent;
use crate::state::Store;

/// What all requests share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) store: Mutex<Store>,
    pub(crate) clock: Clock,
    pub(crate) decisions: Decisions,
    pub(crate) log: Log,
}

impl Shared {
    /// The state; an endpoint that panicked does not make it unusable.
    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A path and what it answers to.
struct Route {
    path: &'static str,
    endpoints: &'static [(Method, Endpoint)],
}

const ROUTES: &[Route] = &[
    Route { path: "/v1/{appId}/users", endpoints: &[(Method::GET, users::get_all), (Method::PUT, users::put_all)] },
    Route { path: "/v1/{appId}/users/", endpoints: &[(Method::GET, users::get_all)] },
    Route { path: "/v1/{appId}/users/{userId}", endpoints: &[(Method::GET, users::get), (Method::PUT, users::put)] },
    Route { path: "/v1/{appId}/users/{userId}/conversations", endpoints: &[(Method::GET, users::conversations)] },
    Route { path: "/v1/{appId}/users/{userId}/conversations/", endpoints: &[(Method::GET, users::conversations)] },
    Route { path: "/v1/{appId}/conversations", endpoints: &[(Method::GET, conversations::get_all)] },
    Route {
        path: "/v1/{appId}/conversations/{conversationId}",
        endpoints: &[
            (Method::GET, conversations::get),
            (Method::PUT, conversations::put),
            (Method::DELETE, conversations::delete),
        ],
    },
    Route {
        path: "/v1/{appId}/conversations/{conversationId}/participants/{userId}",
        endpoints: &[
            (Method::PUT, participants::join),
            (Method::PATCH, participants::update),
            (Method::DELETE, participants::leave),
        ],
    },
    Route {
        path: "/v1/{appId}/conversations/{conversationId}/participants/{userId}/email",
        endpoints: &[(Method::GET, participants::email)],
    },
    Route {
        path: "/v1/{appId}/conversations/{conversationId}/messages",
        endpoints: &[(Method::GET, messages::get_all), (Method::POST, messages::send)],
    },
    Route {
        path: "/v1/{appId}/conversations/{conversationId}/messages/{messageId}",
        endpoints: &[(Method::GET, messages::get), (Method::PUT, messages::edit), (Method::DELETE, messages::delete)],
    },
    Route {
        path: "/v1/{appId}/conversations/{conversationId}/messages/{messageId}/reactions/{emoji}",
        endpoints: &[(Method::GET, reactions::get_all)],
    },
    Route {
        path: "/v1/{appId}/conversations/{conversationId}/messages/{messageId}/reactions/{emoji}/{userId}",
        endpoints: &[(Method::PUT, reactions::add), (Method::DELETE, reactions::remove)],
    },
];

/// Where the app's id stands in a path split at its slashes.
const APP_SEGMENT: usize = 2;

/// A body is read to its end to keep the connection usable, but not for ever.
const MOST_DISCARDED: usize = 64 * 1024 * 1024;

/// The router of all paths. The methods are told apart here and not by axum, which would answer 405.
pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    let serve = |route: Option<&'static Route>| {
        let shared = Arc::clone(shared);
        move |request| serve(shared, route, request)
    };
    ROUTES
        .iter()
        .fold(Router::new().fallback(serve(None)), |router, route| router.route(route.path, any(serve(Some(route)))))
}

async fn serve(shared: Arc<Shared>, route: Option<&'static Route>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = read_body(body, shared.decisions.body_limit).await;
    let now = shared.clock.now();
    let answer = answer(&shared, route, &parts, body.as_deref(), now);
    let response = response(answer, now);
    let status = response.status().as_u16();
    let recorded = RecordedRequest::new(&parts, body.unwrap_or_default(), status);
    shared.log.record(recorded);
    response
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
    let route = route.filter(|route| call::has_all_parameters(route.path, path));
    let (route, endpoint) = endpoint(route, &parts.method).ok_or(ApiError::UnknownRoute)?;
    let mut store = shared.store();
    let app_id = app_id(path).unwrap_or_default();
    let app = store.app(&app_id).ok_or(ApiError::UnknownApp)?;
    auth::check(header(parts, &AUTHORIZATION), &app.id, &app.keys, now)?;
    let body = call::Body { content_type: header(parts, &CONTENT_TYPE), bytes: body };
    let call = Call::read(route.path, path, parts.uri.query(), body, now, &shared.decisions)?;
    endpoint(&call, app)
}

fn endpoint(route: Option<&'static Route>, method: &Method) -> Option<(&'static Route, Endpoint)> {
    let route = route?;
    let (_, endpoint) = route.endpoints.iter().find(|(known, _)| known == method)?;
    Some((route, *endpoint))
}

fn app_id(path: &str) -> Option<String> {
    percent::decode(path.split('/').nth(APP_SEGMENT)?)
}

fn header<'p>(parts: &'p Parts, name: &HeaderName) -> Option<&'p str> {
    parts.headers.get(name)?.to_str().ok()
}

fn response(answer: Answer, now: i64) -> Response {
    let (status, body) = match answer {
        Ok(value) => (StatusCode::OK, Some(value)),
        Err(error) => (error.status(), error.body()),
    };
    let mut response = match body {
        Some(json) => {
            with_header(Response::new(Body::from(json.to_string())), CONTENT_TYPE, "application/json; charset=utf-8")
        }
        None => with_header(Response::new(Body::from("Not found.")), ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    };
    *response.status_mut() = status;
    // Clients learn from it how wrong their clock is, so it must show the emulator's.
    match http_date(now) {
        Some(date) => with_header(response, DATE, &date),
        None => response,
    }
}

fn with_header(mut response: Response, name: HeaderName, value: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}
