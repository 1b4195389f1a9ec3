//! Messages of the past, from another chat.

use serde_json::{Value, json};

use super::call::Call;
use super::fields::{Fields, OBJECT, TEXT};
use super::messages::{CUSTOM, KIND, Kind, read_each, refuse_what_only_users_send};
use super::participants::TIME;
use super::{Answer, content};
use crate::decisions::Decisions;
use crate::state::app::App;
use crate::state::messages::NewMessage;
use crate::state::refusal::Reasons;

/// `POST /import/conversations/{conversationId}/messages`
pub(crate) fn messages(call: &Call<'_>, app: &mut App) -> Answer {
    let most = call.decisions.most_imported_messages;
    let messages = read_each(&call.array()?, most, |place, value| read_message(place, value, call.decisions))?;
    let imported = app.import(call.param("conversationId"), messages, call.decisions)?;
    Ok(imported.into_iter().map(|id| json!({"id": id})).collect())
}

/// A message and the time at which it was sent.
fn read_message(place: String, value: &Value, decisions: &Decisions) -> Result<(NewMessage, i64), Reasons> {
    let Some(body) = (OBJECT.read)(value) else {
        return Err(Reasons::one(place, "must be an object"));
    };
    let mut fields = Fields::at(place, &body);
    let kind = fields.required("type", &KIND);
    let sender = match kind {
        Some(Kind::User) => fields.required("sender", &TEXT),
        _ => fields.optional("sender", &TEXT),
    };
    let created_at = fields.required("createdAt", &TIME);
    let content = content::read_text_or_blocks(&mut fields, decisions);
    if !fields.has("text") && !fields.has("content") {
        fields.refuse("text", "is required, or `content` instead");
    }
    if kind == Some(Kind::System) {
        refuse_what_only_users_send(&mut fields, content.as_ref());
    }
    let custom = fields.optional("custom", &CUSTOM).unwrap_or_default();
    let reasons = fields.reasons;
    match (content, created_at) {
        (Some(content), Some(created_at)) => {
            let message = NewMessage { sender, content, custom, referenced: None, idempotency_key: None };
            reasons.or((message, created_at))
        }
        _ => Err(reasons),
    }
}
