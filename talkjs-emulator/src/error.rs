//! Why a request fails, and the response for it.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Value, json};
use thiserror::Error;

use crate::auth::Denied;
use crate::decisions::Decisions;
use crate::state::refusal::{Missing, Reasons};

/// Why a request fails, in the order of the checks.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum ApiError {
    /// With what to send instead, if that is known.
    #[error("TalkJS does not document this request: {}", .0.unwrap_or_default())]
    UnknownRoute(Option<&'static str>),
    #[error("the app does not exist")]
    UnknownApp,
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("too many requests")]
    TooMany {
        /// The seconds to wait, if the response has them.
        wait: Option<u64>,
    },
    #[error(transparent)]
    Invalid(#[from] Reasons),
    #[error("some users are invalid")]
    InvalidUsers(BTreeMap<String, Reasons>),
    #[error(transparent)]
    Missing(#[from] Missing),
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
            Self::UnknownApp => None,
            Self::UnknownRoute(advice) if advice.is_none() || !decisions.errors_are_explained => {
                Some(json!("Not found"))
            }
            _ if !decisions.errors_are_explained => Some(json!({})),
            Self::Invalid(reasons) => Some(json!({"reasons": reasons.by_member()})),
            Self::InvalidUsers(users) => {
                Some(users.iter().map(|(id, reasons)| (id.clone(), json!(reasons.by_member()))).collect())
            }
            _ => Some(json!({"message": self.to_string()})),
        }
    }
}
