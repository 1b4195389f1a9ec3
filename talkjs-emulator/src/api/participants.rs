//! The participants of a conversation, and their settings.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::fields::{Fields, Shape, typed};
use super::{ApiResponse, done};
use crate::decisions::Decisions;
use crate::state::app::App;
use crate::state::conversations::Conversation;
use crate::state::participants::{Access, Notify, Participation, ParticipationUpdate};
use crate::version::ApiVersion;

pub(crate) fn join(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let body = call.object_or_nothing()?;
    let mut fields = Fields::new(&body);
    let settings = ParticipationUpdate {
        access: Some(fields.optional("access", &JOINING_ACCESS).unwrap_or(Access::ReadWrite)),
        notify: Some(fields.optional("notify", &NOTIFY).unwrap_or(Notify::Always)),
        read_until: None,
    };
    fields.reasons.or(())?;
    app.join(call.param("conversationId"), call.param("userId"), &settings, call.now, call.decisions)?;
    done()
}

pub(crate) fn update(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let body = call.object()?;
    let mut fields = Fields::new(&body);
    let update = ParticipationUpdate {
        access: fields.optional("access", &ACCESS),
        notify: fields.optional("notify", &NOTIFY),
        read_until: fields.optional("readUntil", &TIME),
    };
    fields.reasons.or(())?;
    app.write_to(call.param("conversationId"))?.update_participation(call.param("userId"), &update, call.now)?;
    done()
}

pub(crate) fn leave(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let keeps = call.version < ApiVersion::V2021_07_30;
    app.write_to(call.param("conversationId"))?.leave(call.param("userId"), keeps, call.now);
    done()
}

pub(crate) fn email(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let conversation = app.conversations.find(call.param("conversationId"))?;
    let participation = conversation.participant(call.param("userId"))?;
    Ok(json!({"emailAddress": participation.email_address}))
}

const ACCESS: Shape<Access> = typed("`ReadWrite`, `Read` or `None`");

/// `Write` is not documented, but an example of the vendor's sends it. It is read as `ReadWrite`.
const JOINING_ACCESS: Shape<Access> = Shape {
    words: "`ReadWrite` or `Read`",
    read: |value| match value.as_str()? {
        "ReadWrite" | "Write" => Some(Access::ReadWrite),
        "Read" => Some(Access::Read),
        _ => None,
    },
};

const NOTIFY: Shape<Notify> = Shape {
    words: "`true`, `false` or `\"MentionsOnly\"`",
    read: |value| match value {
        Value::Bool(true) => Some(Notify::Always),
        Value::Bool(false) => Some(Notify::Never),
        Value::String(mode) if mode == "MentionsOnly" => Some(Notify::MentionsOnly),
        _ => None,
    },
};

pub(super) const TIME: Shape<i64> =
    Shape { words: "a time in Unix milliseconds", read: |value| value.as_i64().filter(|time| *time >= 0) };

/// The properties that show the settings of a participant.
pub(super) fn members(
    user: &str,
    participation: &Participation,
    conversation: &Conversation,
    decisions: &Decisions,
) -> Map<String, Value> {
    let notify = match participation.notify {
        Notify::Always => json!(true),
        Notify::Never => json!(false),
        Notify::MentionsOnly => json!("MentionsOnly"),
    };
    let mut members = vec![("access", json!(participation.access.name())), ("notify", notify)];
    if decisions.newest_members_are_shown {
        let mut unread = conversation.unread_by(user, participation);
        members.extend([
            ("isUnread", json!(unread.next().is_some())),
            ("joinedAt", json!(participation.joined_at)),
            ("readUntil", json!(participation.read_until)),
        ]);
    }
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
