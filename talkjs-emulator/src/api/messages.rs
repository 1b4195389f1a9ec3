//! Messages.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::fields::{Fields, NON_EMPTY_TEXT, OBJECT, Shape, TEXT, typed};
use super::query;
use super::{ApiResponse, content, done, list, with};
use crate::decisions::Decisions;
use crate::state::app::App;
use crate::state::content::Content;
use crate::state::conversations::Conversation;
use crate::state::messages::{Message, MessageEdit, NewMessage};
use crate::state::refusal::{Missing, Reasons};

const MOST_MESSAGES: usize = 10;
const PAGE_CAP: usize = 100;

pub(crate) fn send(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let messages = read_each(&call.array()?, MOST_MESSAGES, |place, value| read_message(place, value, call.decisions))?;
    let conversation = call.param("conversationId");
    let sent = app.send(conversation, messages, call.now, call.decisions)?;
    Ok(sent.into_iter().map(|id| json!({"id": id})).collect())
}

pub(crate) fn get_all(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let (limit, after) = query::page(&call.query, PAGE_CAP, call.decisions)?;
    let conversation = app.conversations.find(call.param("conversationId"))?;
    let page = call.page(conversation.messages.page(after.as_deref(), limit))?;
    list(page, |message| show(message, conversation))
}

pub(crate) fn get(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let conversation = app.conversations.find(call.param("conversationId"))?;
    let message = conversation.message(call.param("messageId"))?;
    Ok(show(message, conversation))
}

pub(crate) fn edit(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let edit = read_edit(&call.object()?, call.decisions)?;
    app.edit_message(call.param("conversationId"), call.param("messageId"), edit, call.now)?;
    done()
}

pub(crate) fn delete(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let id = call.param("messageId");
    let was_there = app.write_to(call.param("conversationId"))?.delete_message(id);
    if !was_there && !call.decisions.deleting_missing_succeeds {
        return Err(Missing::Message(id.to_owned()).into());
    }
    done()
}

/// Reads a list of messages: at least one, and not too many.
pub(super) fn read_each<T>(
    body: &[Value],
    most: usize,
    read: impl Fn(String, &Value) -> Result<T, Reasons>,
) -> Result<Vec<T>, Reasons> {
    if body.is_empty() || body.len() > most {
        return Err(Reasons::one("body", format!("must have from 1 to {most} messages")));
    }
    let mut reasons = Reasons::default();
    let mut messages = Vec::new();
    for (index, value) in body.iter().enumerate() {
        match read(index.to_string(), value) {
            Ok(message) => messages.push(message),
            Err(wrong) => reasons.merge(wrong),
        }
    }
    reasons.or(messages)
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
enum Kind {
    #[serde(rename = "UserMessage")]
    User,
    #[serde(rename = "SystemMessage")]
    System,
}

const KIND: Shape<Kind> = typed("`UserMessage` or `SystemMessage`");

pub(super) const CUSTOM: Shape<BTreeMap<String, String>> = typed("an object whose values are strings");

fn read_message(place: String, value: &Value, decisions: &Decisions) -> Result<NewMessage, Reasons> {
    let Some(body) = (OBJECT.read)(value) else {
        return Err(Reasons::one(place, "must be an object"));
    };
    let mut fields = Fields::at(place, &body);
    let content = content::read_one_of_all(&mut fields, decisions);
    let referenced = fields.optional("referencedMessageId", &TEXT);
    let idempotency_key = fields.optional("idempotencyKey", &NON_EMPTY_TEXT);
    let message = read_spoken(&mut fields, content);
    fields.reasons.of(message.map(|message| NewMessage { referenced, idempotency_key, ..message }))
}

/// What new and imported messages have: who speaks, what is said, and custom data.
pub(super) fn read_spoken(fields: &mut Fields<'_>, content: Option<Content>) -> Option<NewMessage> {
    let kind = fields.required("type", &KIND);
    let sender = match kind {
        Some(Kind::User) => fields.required("sender", &TEXT),
        _ => fields.optional("sender", &TEXT),
    };
    if kind == Some(Kind::System) {
        refuse_what_only_users_send(fields, content.as_ref());
    }
    let custom = fields.optional("custom", &CUSTOM).unwrap_or_default();
    Some(NewMessage { sender, content: content?, custom, referenced: None, idempotency_key: None })
}

fn refuse_what_only_users_send(fields: &mut Fields<'_>, content: Option<&Content>) {
    for name in ["sender", "referencedMessageId"] {
        if fields.has(name) {
            fields.refuse(name, "is not allowed in a system message");
        }
    }
    if matches!(content, Some(Content::Location { .. })) {
        let name = if fields.has("location") { "location" } else { "content" };
        fields.refuse(name, "must not be a location in a system message");
    }
}

fn read_edit(body: &Map<String, Value>, decisions: &Decisions) -> Result<MessageEdit, Reasons> {
    let mut fields = Fields::new(body);
    let content = content::read_text_or_blocks(&mut fields, decisions);
    fields.update_map("custom", &TEXT);
    let custom = fields.get("custom").cloned().unwrap_or_else(|| json!({}));
    fields.reasons.or(MessageEdit { content, custom })
}

pub(super) fn show(message: &Message, conversation: &Conversation) -> Value {
    let kind = match message.sender {
        Some(_) => "UserMessage",
        None => "SystemMessage",
    };
    let counts = message.reactions.counts().map(|(emoji, count)| (emoji.to_owned(), json!({"count": count})));
    let further = [
        ("id", json!(message.id)),
        ("conversationId", json!(conversation.id)),
        ("type", json!(kind)),
        ("senderId", json!(message.sender)),
        ("custom", json!(message.custom)),
        ("readBy", json!(conversation.readers(message))),
        ("origin", json!(message.origin.name())),
        ("referencedMessageId", json!(message.referenced)),
        ("reactions", counts.collect()),
        ("createdAt", json!(message.created_at)),
        ("editedAt", json!(message.edited_at)),
    ];
    with(&content::views(&message.content), further).into()
}
