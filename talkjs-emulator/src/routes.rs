//! The table of all paths and their endpoints, for requests and for the operations of a batch.

use std::sync::LazyLock;

use http::Method;

use crate::api::{
    Endpoint, app_data, batch, conversations, files, import, messages, notifications, participants, presences,
    reactions, themes, users,
};
use crate::error::ApiError;

/// A path and its endpoints.
pub(crate) struct Route {
    pub(crate) path: &'static str,
    endpoints: &'static [(Method, Endpoint)],
    /// With which methods the path may have a slash at its end.
    with_slash: &'static [Method],
}

impl Route {
    const fn new(path: &'static str, endpoints: &'static [(Method, Endpoint)]) -> Self {
        Self { path, endpoints, with_slash: &[] }
    }

    /// Public code calls the path with a slash at its end as well. It is not accepted for all methods: with an id that
    /// is empty by mistake, the path of one user would be that of all.
    const fn or_slash(self, with_slash: &'static [Method]) -> Self {
        Self { with_slash, ..self }
    }
}

pub(crate) const APP: &str = "/v1/{appId}";
pub(crate) const BATCH: &str = "/v1/{appId}/batch";
pub(crate) const FILES: &str = "/v1/{appId}/files";

const ROUTES: &[Route] = &[
    Route::new(APP, &[(Method::GET, app_data::get), (Method::PUT, app_data::put)])
        .or_slash(&[Method::GET, Method::PUT]),
    Route::new("/v1/{appId}/themes", &[(Method::GET, themes::get_all)]),
    Route::new("/v1/{appId}/users", &[(Method::GET, users::get_all), (Method::PUT, users::put_all)])
        .or_slash(&[Method::GET]),
    Route::new("/v1/{appId}/users/{userId}", &[(Method::GET, users::get), (Method::PUT, users::put)]),
    Route::new("/v1/{appId}/users/{userId}/conversations", &[(Method::GET, users::conversations)])
        .or_slash(&[Method::GET]),
    Route::new("/v1/{appId}/users/{userId}/sessions", &[(Method::GET, presences::sessions)]),
    Route::new("/v1/{appId}/presences", &[(Method::POST, presences::query)]),
    Route::new("/v1/{appId}/conversations", &[(Method::GET, conversations::get_all)]),
    Route::new(
        "/v1/{appId}/conversations/{conversationId}",
        &[
            (Method::GET, conversations::get),
            (Method::PUT, conversations::put),
            (Method::DELETE, conversations::delete),
        ],
    )
    .or_slash(&[Method::PUT]),
    Route::new(
        "/v1/{appId}/conversations/{conversationId}/participants/{userId}",
        &[
            (Method::PUT, participants::join),
            (Method::PATCH, participants::update),
            (Method::DELETE, participants::leave),
        ],
    ),
    Route::new(
        "/v1/{appId}/conversations/{conversationId}/participants/{userId}/email",
        &[(Method::GET, participants::email)],
    ),
    Route::new(
        "/v1/{appId}/conversations/{conversationId}/messages",
        &[(Method::GET, messages::get_all), (Method::POST, messages::send)],
    ),
    Route::new(
        "/v1/{appId}/conversations/{conversationId}/messages/{messageId}",
        &[(Method::GET, messages::get), (Method::PUT, messages::edit), (Method::DELETE, messages::delete)],
    ),
    Route::new(
        "/v1/{appId}/conversations/{conversationId}/messages/{messageId}/reactions/{emoji}",
        &[(Method::GET, reactions::get_all)],
    ),
    Route::new(
        "/v1/{appId}/conversations/{conversationId}/messages/{messageId}/reactions/{emoji}/{userId}",
        &[(Method::PUT, reactions::add), (Method::DELETE, reactions::remove)],
    ),
    Route::new("/v1/{appId}/conversations/{conversationId}/notifications", &[(Method::POST, notifications::send)]),
    Route::new("/v1/{appId}/import/conversations/{conversationId}/messages", &[(Method::POST, import::messages)]),
    Route::new(FILES, &[(Method::POST, files::upload)]),
    Route::new(BATCH, &[(Method::POST, batch::run)]),
];

/// Requests that public code sends or a third party describes, but that TalkJS does not document; and what to send
/// instead.
const MISTAKES: &[(Method, &str, &str)] = &[
    (
        Method::PATCH,
        "/v1/{appId}/users/{userId}/conversations/{conversationId}",
        "send `PATCH /conversations/{conversationId}/participants/{userId}` with `readUntil`",
    ),
    (
        Method::POST,
        "/v1/{appId}/conversations/{conversationId}/readBy/{userId}",
        "send `PATCH /conversations/{conversationId}/participants/{userId}` with `readUntil`",
    ),
    (Method::GET, "/v1/{appId}/users/{userId}/presence", "send `POST /presences` with `userIds`"),
    (Method::PUT, "/v1/{appId}/users/{userId}/presence", "only TalkJS' SDKs bring users online"),
    (Method::POST, "/v1/{appId}/users/{userId}", "users are created and updated by PUT"),
    (Method::POST, "/v1/{appId}/conversations/{conversationId}", "conversations are created and updated by PUT"),
    (Method::POST, "/v1/{appId}/conversations/{conversationId}/messages/{messageId}", "messages are edited by PUT"),
    (
        Method::POST,
        "/v1/{appId}/import/conversation/{conversationId}/messages",
        "the path has `conversations`, in the plural",
    ),
];

/// The segments of each path of the table.
static TEMPLATES: LazyLock<Vec<Vec<&str>>> =
    LazyLock::new(|| ROUTES.iter().map(|route| route.path.split('/').collect()).collect());

/// The route of a path that is still percent-encoded. A method that it does not have gets the same response as a path
/// that does not exist.
pub(crate) fn route(method: &Method, path: &str) -> Option<&'static Route> {
    let mut segments: Vec<&str> = path.split('/').collect();
    let ends_with_slash = segments.pop_if(|last| last.is_empty()).is_some();
    let found = TEMPLATES.iter().zip(ROUTES).find(|(template, _)| matches(template, &segments));
    found.map(|(_, route)| route).filter(|route| !ends_with_slash || route.with_slash.contains(method))
}

/// What to send instead of a request that is not in the table, if that is known.
fn advice(method: &Method, path: &str) -> Option<&'static str> {
    let segments: Vec<&str> = path.split('/').collect();
    let found = MISTAKES
        .iter()
        .find(|(wrong, template, _)| wrong == method && matches(&template.split('/').collect::<Vec<_>>(), &segments));
    found.map(|(_, _, advice)| *advice)
}

/// The route of a template, whatever the names of its parameters.
pub(crate) fn with_template(template: &str) -> Option<&'static Route> {
    let has_names = |part: &str| parameter_name(part).is_some();
    ROUTES.iter().find(|route| {
        let (ours, theirs) = (route.path.split('/'), template.split('/'));
        ours.clone().count() == theirs.clone().count()
            && ours.zip(theirs).all(|(ours, theirs)| ours == theirs || has_names(ours) && has_names(theirs))
    })
}

/// What is done for a request, if its route and method are known.
pub(crate) fn endpoint(
    route: Option<&'static Route>,
    method: &Method,
    path: &str,
) -> Result<(&'static Route, Endpoint), ApiError> {
    let found = route.and_then(|route| Some((route, route.endpoint(method)?)));
    found.ok_or_else(|| ApiError::UnknownRoute(advice(method, path)))
}

impl Route {
    pub(crate) fn endpoint(&self, method: &Method) -> Option<Endpoint> {
        let (_, endpoint) = self.endpoints.iter().find(|(known, _)| known == method)?;
        Some(*endpoint)
    }
}

/// The name of the parameter in a segment of a template.
pub(crate) fn parameter_name(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// Whether a path matches the segments of a template. No parameter is empty.
fn matches(template: &[&str], segments: &[&str]) -> bool {
    template.len() == segments.len()
        && template.iter().zip(segments).all(|(part, segment)| match parameter_name(part) {
            Some(_) => !segment.is_empty(),
            None => part == segment,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_at_most_one_route() {
        for route in ROUTES {
            let path = route.path.replace(['{', '}'], "x");
            let segments: Vec<&str> = path.split('/').collect();
            let found = TEMPLATES.iter().filter(|template| matches(template, &segments));
            assert_eq!(found.map(|template| template.join("/")).collect::<Vec<_>>(), [route.path]);
        }
    }

    #[test]
    fn parameters_are_one_segment_that_is_not_empty() {
        let found = |path: &str| route(&Method::GET, path).map(|route| route.path);
        assert_eq!(found("/v1/app/users/a%2Fb"), Some("/v1/{appId}/users/{userId}"));
        for path in ["", "/", "/v1/", "/v1/app/users/a/b", "/v1/app/users//conversations", "/v1//users", "v1/app"] {
            assert_eq!(found(path), None, "{path}");
        }
        assert_eq!(found("/v1/app/users/"), Some("/v1/{appId}/users"));
        assert!(route(&Method::PUT, "/v1/app/users/").is_none(), "the id of one user may be missing");
        for path in ["/v1/app/users//", "/v1/app/themes/", "/v1/app/users/a/"] {
            assert_eq!(found(path), None, "{path}");
        }
    }
}
