//! Messages of the past, from another chat.

use serde_json::{Value, json};

use super::call::Call;
use super::fields::{Fields, OBJECT, TEXT, TEXTS};
use super::messages::{CUSTOM, KIND, Kind, read_each, refuse_what_only_users_send};
use super::participants::TIME;
use super::{Answer, content};
use crate::decisions::Decisions;
use crate::state::app::App;
use crate::state::messages::{Imported, NewMessage};
use crate::state::refusal::Reasons;

/// `POST /import/conversations/{conversationId}/messages`
pub(crate) fn messages(call: &Call<'_>, app: &mut App) -> Answer {
    let most = call.decisions.most_imported_messages;
    let messages = read_each(&call.array()?, most, |place, value| read_message(place, value, call.decisions))?;
    let imported = app.import(call.param("conversationId"), messages)?;
    Ok(imported.into_iter().map(|id| json!({"id": id})).collect())
}

/// A message as newer code sends it, with `createdAt`; or as older documentation has it and the vendor's migration from
/// Sendbird sends it, with `timestamp` and `readBy`.
fn read_message(place: String, value: &Value, decisions: &Decisions) -> Result<Imported, Reasons> {
    let Some(body) = (OBJECT.read)(value) else {
        return Err(Reasons::one(place, "must be an object"));
    };
    let mut fields = Fields::at(place, &body);
    let kind = fields.required("type", &KIND);
    let sender = match kind {
        Some(Kind::User) => fields.required("sender", &TEXT),
        _ => fields.optional("sender", &TEXT),
    };
    let created_at = read_time(&mut fields);
    let read_by = fields.optional("readBy", &TEXTS).unwrap_or_default();
    let content = content::read_text_or_blocks(&mut fields, decisions);
    if !fields.has("text") && !fields.has("content") {
        fields.refuse("text", "is required, or `content` instead");
    }
    if fields.has("attachmentToken") {
        fields.refuse("attachmentToken", "is not imported: send a file block in `content`");
    }
    if kind == Some(Kind::System) {
        refuse_what_only_users_send(&mut fields, content.as_ref());
    }
    let custom = fields.optional("custom", &CUSTOM).unwrap_or_default();
    let reasons = fields.reasons;
    match (content, created_at) {
        (Some(content), Some(created_at)) => {
            let message = NewMessage { sender, content, custom, referenced: None, idempotency_key: None };
            reasons.or(Imported { message, created_at, read_by })
        }
        _ => Err(reasons),
    }
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
