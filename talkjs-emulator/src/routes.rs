//! The table of all methods, paths below the app, and endpoints: for requests and for the operations of a batch.

use std::sync::LazyLock;

use http::Method;

use crate::api::{
    Endpoint, app_data, batch, conversations, files, import, messages, notifications, participants, presences,
    reactions, themes, users,
};
use crate::percent;

/// A method on a path below the app, and its endpoint.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) endpoint: Endpoint,
}

impl Route {
    /// Whether two routes differ at most in the slash at the end.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.method == other.method && self.path.trim_end_matches('/') == other.path.trim_end_matches('/')
    }
}

const fn route(method: Method, path: &'static str, endpoint: Endpoint) -> Route {
    Route { method, path, endpoint }
}

pub(crate) const APP: &str = "/";
pub(crate) const BATCH: &str = "/batch";
pub(crate) const FILES: &str = "/files";

static ROUTES: [Route; 33] = [
    route(Method::GET, APP, app_data::get),
    route(Method::PUT, APP, app_data::put),
    route(Method::GET, "/themes", themes::get_all),
    route(Method::GET, "/users", users::get_all),
    route(Method::PUT, "/users", users::put_all),
    route(Method::GET, "/users/{userId}", users::get),
    route(Method::PUT, "/users/{userId}", users::put),
    route(Method::GET, "/users/{userId}/conversations", users::conversations),
    route(Method::GET, "/users/{userId}/sessions", presences::sessions),
    route(Method::POST, "/presences", presences::query),
    route(Method::GET, "/conversations", conversations::get_all),
    route(Method::GET, "/conversations/{conversationId}", conversations::get),
    route(Method::PUT, "/conversations/{conversationId}", conversations::put),
    route(Method::DELETE, "/conversations/{conversationId}", conversations::delete),
    route(Method::PUT, "/conversations/{conversationId}/participants/{userId}", participants::join),
    route(Method::PATCH, "/conversations/{conversationId}/participants/{userId}", participants::update),
    route(Method::DELETE, "/conversations/{conversationId}/participants/{userId}", participants::leave),
    route(Method::GET, "/conversations/{conversationId}/participants/{userId}/email", participants::email),
    route(Method::GET, "/conversations/{conversationId}/messages", messages::get_all),
    route(Method::POST, "/conversations/{conversationId}/messages", messages::send),
    route(Method::GET, "/conversations/{conversationId}/messages/{messageId}", messages::get),
    route(Method::PUT, "/conversations/{conversationId}/messages/{messageId}", messages::edit),
    route(Method::DELETE, "/conversations/{conversationId}/messages/{messageId}", messages::delete),
    route(Method::GET, "/conversations/{conversationId}/messages/{messageId}/reactions/{emoji}", reactions::get_all),
    route(
        Method::PUT,
        "/conversations/{conversationId}/messages/{messageId}/reactions/{emoji}/{userId}",
        reactions::add,
    ),
    route(
        Method::DELETE,
        "/conversations/{conversationId}/messages/{messageId}/reactions/{emoji}/{userId}",
        reactions::remove,
    ),
    route(Method::POST, "/conversations/{conversationId}/notifications", notifications::send),
    route(Method::POST, "/import/conversations/{conversationId}/messages", import::messages),
    route(Method::POST, FILES, files::upload),
    route(Method::POST, BATCH, batch::run),
    // Public code calls these with a slash at the end as well. It is not accepted for all methods: with an id that is
    // empty by mistake, the path of one user would be that of all.
    route(Method::GET, "/users/", users::get_all),
    route(Method::GET, "/users/{userId}/conversations/", users::conversations),
    route(Method::PUT, "/conversations/{conversationId}/", conversations::put),
];

/// The segments of each path of the table.
static TEMPLATES: LazyLock<Vec<Vec<&str>>> =
    LazyLock::new(|| ROUTES.iter().map(|route| segments(route.path)).collect());

/// Requests that public code sends or a third party describes, but that TalkJS does not document; and what to send
/// instead.
const MISTAKES: &[(Method, &str, &str)] = &[
    (
        Method::PATCH,
        "/users/{userId}/conversations/{conversationId}",
        "send `PATCH /conversations/{conversationId}/participants/{userId}` with `readUntil`",
    ),
    (
        Method::POST,
        "/conversations/{conversationId}/readBy/{userId}",
        "send `PATCH /conversations/{conversationId}/participants/{userId}` with `readUntil`",
    ),
    (Method::GET, "/users/{userId}/presence", "send `POST /presences` with `userIds`"),
    (Method::PUT, "/users/{userId}/presence", "only TalkJS' SDKs bring users online"),
    (Method::POST, "/users/{userId}", "users are created and updated by PUT"),
    (Method::POST, "/conversations/{conversationId}", "conversations are created and updated by PUT"),
    (Method::POST, "/conversations/{conversationId}/messages/{messageId}", "messages are edited by PUT"),
    (Method::POST, "/import/conversation/{conversationId}/messages", "the path has `conversations`, in the plural"),
];

/// The id of the app in a path, and the path below it, which is still percent-encoded.
pub(crate) fn split(path: &str) -> Option<(String, &str)> {
    let rest = path.strip_prefix("/v1/")?;
    let (app, below) = rest.split_at_checked(rest.find('/').unwrap_or(rest.len()))?;
    // An id that cannot be decoded is that of no app.
    (!app.is_empty()).then(|| (percent::decode(app).unwrap_or_default(), if below.is_empty() { APP } else { below }))
}

/// The route of a path below the app. A method that a path does not have gets the same response as an unknown path.
pub(crate) fn find(method: &Method, path: &str) -> Option<&'static Route> {
    let segments = segments(path);
    let is_found = |(route, template): &(&Route, &Vec<&str>)| route.method == *method && matches(template, &segments);
    ROUTES.iter().zip(TEMPLATES.iter()).find(is_found).map(|(route, _)| route)
}

/// What to send instead of a request that is not in the table, if that is known.
pub(crate) fn advice(method: &Method, path: &str) -> Option<&'static str> {
    let path = segments(path);
    let found = MISTAKES.iter().find(|(wrong, template, _)| wrong == method && matches(&segments(template), &path));
    found.map(|(_, _, advice)| *advice)
}

/// The route of a method and template, whatever the names of its parameters.
pub(crate) fn with_template(method: &Method, template: &str) -> Option<&'static Route> {
    let without_names = |path: &str| -> Vec<String> {
        path.split('/').map(|part| parameter_name(part).map_or(part, |_| "{}").to_owned()).collect()
    };
    ROUTES.iter().find(|route| route.method == *method && without_names(route.path) == without_names(template))
}

/// The name of the parameter in a segment of a template.
pub(crate) fn parameter_name(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// Whether a path matches a template. No parameter is empty.
fn matches(template: &[&str], path: &[&str]) -> bool {
    let fits =
        |(part, segment): (&&str, &&str)| part == segment || parameter_name(part).is_some() && !segment.is_empty();
    template.len() == path.len() && template.iter().zip(path).all(fits)
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_at_most_one_route_for_a_method() {
        for route in &ROUTES {
            let path = route.path.replace(['{', '}'], "x");
            let found = ROUTES
                .iter()
                .filter(|other| other.method == route.method && matches(&segments(other.path), &segments(&path)));
            assert_eq!(found.map(|found| found.path).collect::<Vec<_>>(), [route.path]);
        }
    }

    #[test]
    fn parameters_are_one_segment_that_is_not_empty() {
        let found = |path: &str| find(&Method::GET, split(path)?.1).map(|route| route.path);
        assert_eq!(found("/v1/app/users/a%2Fb"), Some("/users/{userId}"));
        for path in ["", "/", "/v1/", "/v1/app/users/a/b", "/v1/app/users//conversations", "/v1//users", "v1/app"] {
            assert_eq!(found(path), None, "{path}");
        }
        assert_eq!(found("/v1/app/users/"), Some("/users/"));
        assert!(find(&Method::PUT, "/users/").is_none(), "the id of one user may be missing");
        for path in ["/v1/app/users//", "/v1/app/themes/", "/v1/app/users/a/"] {
            assert_eq!(found(path), None, "{path}");
        }
    }
}
