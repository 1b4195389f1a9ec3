//! Who is online, and which conversation they see.

use serde_json::{Map, Value, json};

use super::ApiResponse;
use super::call::Call;
use super::fields::{Fields, NON_EMPTY_TEXT, Shape, typed};
use crate::state::app::App;
use crate::state::refusal::Reasons;
use crate::state::sessions::{Presence, PresenceQuery, Session};

pub(crate) fn query(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let query = read_query(&call.object()?)?;
    let found = app.sessions.find(&query);
    let data: Map<String, Value> = found.map(|(user, presence)| (user.to_owned(), show(&presence))).collect();
    Ok(json!({"data": data}))
}

/// `GET /users/{userId}/sessions`, of TalkJS' documentation of 2018; an empty list means that the user is offline.
pub(crate) fn sessions(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let show = |session: &Session| json!({"isTyping": session.is_typing, "currentConversationId": session.selected_conversation});
    Ok(app.sessions.of(call.param("userId")).iter().map(show).collect())
}

const BOOLEAN: Shape<bool> = typed("`true` or `false`");

const IDS: Shape<Vec<String>> = Shape {
    words: "a list of strings that are not empty",
    read: |value| value.as_array()?.iter().map(NON_EMPTY_TEXT.read).collect(),
};

fn read_query(body: &Map<String, Value>) -> Result<PresenceQuery, Reasons> {
    let mut fields = Fields::new(body);
    let query = PresenceQuery {
        with_background: fields.optional("includeBackgroundSessions", &BOOLEAN).unwrap_or(false),
        selected: fields.nullable("selectedConversationId", &NON_EMPTY_TEXT),
        has_focus: fields.optional("hasFocus", &BOOLEAN),
        is_typing: fields.optional("isTyping", &BOOLEAN),
        users: fields.optional("userIds", &IDS),
    };
    fields.reasons.or(query)
}

fn show(presence: &Presence<'_>) -> Value {
    json!({"status": "online", "backgroundSessions": presence.background, "widgets": presence.widgets})
}
