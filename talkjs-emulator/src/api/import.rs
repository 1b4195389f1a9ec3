//! Old messages from another chat.

use serde_json::{Value, json};

use super::call::Call;
use super::fields::{Fields, OBJECT, TEXTS};
use super::messages::{read_each, read_spoken};
use super::participants::TIME;
use super::{ApiResponse, content};
use crate::decisions::Decisions;
use crate::state::app::App;
use crate::state::messages::Imported;
use crate::state::refusal::Reasons;

pub(crate) fn messages(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let most = call.decisions.most_imported_messages;
    let messages = read_each(&call.array()?, most, |place, value| read_message(place, value, call.decisions))?;
    let imported = app.import(call.param("conversationId"), messages)?;
    Ok(imported.into_iter().map(|id| json!({"id": id})).collect())
}

/// A message with `createdAt`, as newer code sends it, or with `timestamp` and `readBy`, as older documentation and the
/// vendor's migration from Sendbird have it.
fn read_message(place: String, value: &Value, decisions: &Decisions) -> Result<Imported, Reasons> {
    let Some(body) = (OBJECT.read)(value) else {
        return Err(Reasons::one(place, "must be an object"));
    };
    let mut fields = Fields::at(place, &body);
    let created_at = read_time(&mut fields);
    let read_by = fields.optional("readBy", &TEXTS).unwrap_or_default();
    let content = content::read_text_or_blocks(&mut fields, decisions);
    if !fields.has("text") && !fields.has("content") {
        fields.refuse("text", "is required, or `content` instead");
    }
    if fields.has("attachmentToken") {
        fields.refuse("attachmentToken", "is not imported: send a file block in `content`");
    }
    let message = read_spoken(&mut fields, content);
    let imported = message.zip(created_at).map(|(message, created_at)| Imported { message, created_at, read_by });
    fields.reasons.of(imported)
}

fn read_time(fields: &mut Fields<'_>) -> Option<i64> {
    match (fields.has("createdAt"), fields.has("timestamp")) {
        (false, true) => fields.optional("timestamp", &TIME),
        (true, true) => {
            fields.refuse("timestamp", "is not allowed beside `createdAt`");
            None
        }
        (_, false) => fields.required("createdAt", &TIME),
    }
}
