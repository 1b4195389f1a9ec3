//! Which endpoint answers what: the table of all paths, for requests and for the operations of a batch.

use std::sync::LazyLock;

use axum::http::Method;

use crate::api::{
    Endpoint, app_data, batch, conversations, files, import, messages, notifications, participants, presences,
    reactions, themes, users,
};

/// A path and what it answers to.
pub(crate) struct Route {
    pub(crate) path: &'static str,
    endpoints: &'static [(Method, Endpoint)],
}

pub(crate) const APP: &str = "/v1/{appId}";
pub(crate) const BATCH: &str = "/v1/{appId}/batch";
pub(crate) const FILES: &str = "/v1/{appId}/files";

const ROUTES: &[Route] = &[
    Route { path: APP, endpoints: &[(Method::GET, app_data::get), (Method::PUT, app_data::put)] },
    Route { path: "/v1/{appId}/", endpoints: &[(Method::GET, app_data::get), (Method::PUT, app_data::put)] },
    Route { path: "/v1/{appId}/themes", endpoints: &[(Method::GET, themes::get_all)] },
    Route { path: "/v1/{appId}/users", endpoints: &[(Method::GET, users::get_all), (Method::PUT, users::put_all)] },
    Route { path: "/v1/{appId}/users/", endpoints: &[(Method::GET, users::get_all)] },
    Route { path: "/v1/{appId}/users/{userId}", endpoints: &[(Method::GET, users::get), (Method::PUT, users::put)] },
    Route { path: "/v1/{appId}/users/{userId}/conversations", endpoints: &[(Method::GET, users::conversations)] },
    Route { path: "/v1/{appId}/users/{userId}/conversations/", endpoints: &[(Method::GET, users::conversations)] },
    Route { path: "/v1/{appId}/presences", endpoints: &[(Method::POST, presences::query)] },
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
    Route {
        path: "/v1/{appId}/conversations/{conversationId}/notifications",
        endpoints: &[(Method::POST, notifications::send)],
    },
    Route {
        path: "/v1/{appId}/import/conversations/{conversationId}/messages",
        endpoints: &[(Method::POST, import::messages)],
    },
    Route { path: FILES, endpoints: &[(Method::POST, files::upload)] },
    Route { path: BATCH, endpoints: &[(Method::POST, batch::run)] },
];

/// The segments of each path of the table.
static TEMPLATES: LazyLock<Vec<Vec<&str>>> =
    LazyLock::new(|| ROUTES.iter().map(|route| route.path.split('/').collect()).collect());

/// The route of a path that is still percent-encoded. Whoever asks for a method that it does not have gets the same
/// answer as for a path that does not exist.
pub(crate) fn route(path: &str) -> Option<&'static Route> {
    let segments: Vec<&str> = path.split('/').collect();
    let found = TEMPLATES.iter().zip(ROUTES).find(|(template, _)| matches(template, &segments));
    found.map(|(_, route)| route)
}

/// The route of a template, whatever its parameters are called.
pub(crate) fn with_template(template: &str) -> Option<&'static Route> {
    let has_names = |part: &str| parameter_name(part).is_some();
    ROUTES.iter().find(|route| {
        let (ours, theirs) = (route.path.split('/'), template.split('/'));
        ours.clone().count() == theirs.clone().count()
            && ours.zip(theirs).all(|(ours, theirs)| ours == theirs || has_names(ours) && has_names(theirs))
    })
}

impl Route {
    pub(crate) fn endpoint(&self, method: &Method) -> Option<Endpoint> {
        let (_, endpoint) = self.endpoints.iter().find(|(known, _)| known == method)?;
        Some(*endpoint)
    }
}

/// The name of the parameter that a segment of a template is.
pub(crate) fn parameter_name(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// Whether a path has the segments of a template. No parameter is empty.
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
        let found = |path: &str| route(path).map(|route| route.path);
        assert_eq!(found("/v1/app/users/a%2Fb"), Some("/v1/{appId}/users/{userId}"));
        for path in ["", "/", "/v1/", "/v1/app/users/a/b", "/v1/app/users//conversations", "/v1//users", "v1/app"] {
            assert_eq!(found(path), None, "{path}");
        }
    }
}
