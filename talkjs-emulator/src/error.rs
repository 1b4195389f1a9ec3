//! Why a request fails, and the response for it.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Value, json};

use crate::auth::Denied;
use crate::decisions::Decisions;
use crate::state::refusal::{Missing, Reasons};

/// Why a request fails, in the order of the checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// With what to send instead, if that is known.
    UnknownRoute(Option<&'static str>),
    UnknownApp,
    Denied(Denied),
    TooMany {
        /// The seconds to wait, if the response has them.
        wait: Option<u64>,
    },
    Invalid(Reasons),
    InvalidUsers(BTreeMap<String, Reasons>),
    Missing(Missing),
}

impl ApiError {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::UnknownRoute(_) | Self::UnknownApp | Self::Missing(_) => StatusCode::NOT_FOUND,
            Self::Denied(_) => StatusCode::UNAUTHORIZED,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Invalid(_) | Self::InvalidUsers(_) => StatusCode::BAD_REQUEST,
        }
    }

    /// The JSON body; only the response about an unknown app has none.
    pub(crate) fn body(&self, decisions: &Decisions) -> Option<Value> {
        match self {
            Self::UnknownRoute(Some(advice)) if decisions.errors_are_explained => {
                Some(json!({"message": format!("TalkJS does not document this request: {advice}")}))
            }
            Self::UnknownRoute(_) => Some(json!("Not found")),
            Self::UnknownApp => None,
            _ if !decisions.errors_are_explained => Some(json!({})),
            Self::Denied(denied) => Some(json!({"message": denied.to_string()})),
            Self::TooMany { .. } => Some(json!({"message": "too many requests"})),
            Self::Missing(missing) => Some(json!({"message": missing.to_string()})),
            Self::Invalid(reasons) => Some(json!({"reasons": reasons.by_member()})),
            Self::InvalidUsers(users) => {
                Some(users.iter().map(|(id, reasons)| (id.clone(), json!(reasons.by_member()))).collect())
            }
        }
    }
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl From<Reasons> for ApiError {
    fn from(reasons: Reasons) -> Self {
        Self::Invalid(reasons)
    }
}

impl From<Missing> for ApiError {
    fn from(missing: Missing) -> Self {
        Self::Missing(missing)
    }
}
