//! The themes of the chat UI. It is undocumented how they are written, so they can only be read.

use serde_json::json;

use super::ApiResponse;
use super::call::Call;
use crate::state::app::App;

pub(crate) fn get_all(_: &Call<'_>, app: &mut App) -> ApiResponse {
    Ok(json!(app.themes))
}
