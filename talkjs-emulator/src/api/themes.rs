//! The themes of the chat UI. No source shows how they are written, so they are only read.

use serde_json::{Map, Value, json};

use super::Answer;
use super::call::Call;
use crate::state::app::{App, Theme};

/// `GET /themes`
pub(crate) fn get_all(_: &Call<'_>, app: &mut App) -> Answer {
    let show = |theme: &Theme| json!({"base": theme.base, "files": theme.files});
    let themes: Map<String, Value> = app.themes.iter().map(|(name, theme)| (name.clone(), show(theme))).collect();
    Ok(Value::Object(themes))
}
