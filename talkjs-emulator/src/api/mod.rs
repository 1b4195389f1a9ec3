//! The endpoints: each reads its request, calls the state and shows the result.

pub(crate) mod app_data;
pub(crate) mod batch;
pub(crate) mod call;
mod content;
pub(crate) mod conversations;
mod emoji;
pub(crate) mod events;
mod fields;
pub(crate) mod files;
mod filter;
pub(crate) mod import;
pub(crate) mod messages;
pub(crate) mod multipart;
pub(crate) mod notifications;
pub(crate) mod participants;
pub(crate) mod presences;
pub(crate) mod query;
pub(crate) mod reactions;
pub(crate) mod themes;
pub(crate) mod users;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::error::ApiError;
use crate::state::app::App;
use call::Call;

/// The JSON of a success, or the error.
pub(crate) type ApiResponse = Result<Value, ApiError>;

/// The implementation of one method on one path.
pub(crate) type Endpoint = fn(&Call<'_>, &mut App) -> ApiResponse;

/// Runs one operation, and creates its events.
pub(crate) fn perform(endpoint: Endpoint, call: &Call<'_>, app: &mut App) -> ApiResponse {
    let response = endpoint(call, app);
    events::emit_events(app, call.now, call.decisions);
    response
}

/// A stored value as an object, with further properties.
fn with(value: &impl Serialize, further: impl IntoIterator<Item = (&'static str, Value)>) -> Map<String, Value> {
    let object = match json!(value) {
        Value::Object(object) => object,
        _ => Map::new(),
    };
    object.into_iter().chain(further.into_iter().map(|(name, value)| (name.to_owned(), value))).collect()
}

fn done() -> ApiResponse {
    Ok(json!({}))
}

fn list<T>(items: Vec<T>, show: impl FnMut(T) -> Value) -> ApiResponse {
    Ok(json!({"data": items.into_iter().map(show).collect::<Vec<_>>()}))
}
