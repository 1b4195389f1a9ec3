//! The open conversation: its participants, its messages, and the form for a new message.

use serde_json::{Value, json};

use super::shown::{avatar, element, merged, moment};
use super::styled;
use super::view::{Context, View};
use crate::percent;
use crate::state::content::Content;
use crate::state::conversations::Conversation;
use crate::state::messages::{Message, Origin};
use crate::state::participants::{Access, Notify, Participation};

const MOST_MESSAGES: usize = 50;

/// The conversation as the user of the open inbox sees it, or without a particular user.
pub(super) fn open_conversation(context: Context<'_>, conversation: &Conversation) -> Value {
    let viewer = context.view.user.as_deref().filter(|id| conversation.participants.contains_key(*id));
    let page = |before| conversation.messages.page(before, MOST_MESSAGES.saturating_add(1));
    let before = context.view.before.as_deref();
    let newest_first = page(before).or_else(|| page(None)).unwrap_or_default();
    let oldest = newest_first.get(MOST_MESSAGES.saturating_sub(1)).filter(|_| newest_first.len() > MOST_MESSAGES);
    let earlier = oldest.map(|oldest| View { before: Some(oldest.id.clone()), ..context.view.clone() }.link());
    let messages = newest_first.iter().take(MOST_MESSAGES).rev();
    json!({
        "id": conversation.id,
        "title": context.title(conversation, viewer),
        "created": moment(conversation.created_at, context.now),
        "viewer": viewer.map(|id| json!({"id": id, "name": context.name(id)})),
        "is_unread": viewer.is_some_and(|id| !conversation.unread_messages(id).is_empty()),
        // The fields that bring a form back to its view.
        "fields": context.view.pairs().filter(|(name, _)| *name != "before").collect::<Vec<_>>(),
        "reason": conversation.why_hidden(),
        "custom": conversation.details.custom,
        "participants":
            conversation.participants.iter().map(|(id, part)| participant(context, id, part)).collect::<Value>(),
        "photo_url": conversation.details.photo_url,
        "welcome_messages": conversation.details.welcome_messages,
        "earlier": earlier,
        "newest": before.map(|_| context.view.of_conversation(&conversation.id).link()),
        "messages": messages.map(|message| message_row(context, viewer, conversation, message)).collect::<Value>(),
        "writers": writers(context, viewer, conversation),
    })
}

fn participant(context: Context<'_>, id: &str, participation: &Participation) -> Value {
    let access = participation.access;
    let limited = (access != Access::ReadWrite).then(|| format!("access {}", access.name()));
    let notified = match participation.notify {
        Notify::Always => None,
        Notify::Never => Some("not notified".to_owned()),
        Notify::MentionsOnly => Some("notified of mentions".to_owned()),
    };
    json!({
        "element": element("participant", &[id]),
        "id": id,
        "name": context.name(id),
        "marks": limited.into_iter().chain(notified).collect::<Vec<_>>(),
        "read_until": participation.read_until.map(|until| moment(until, context.now)),
    })
}

/// Who can write in a chat: the viewer or, without one, any participant.
fn writers(context: Context<'_>, viewer: Option<&str>, conversation: &Conversation) -> Value {
    let is_meant = |id: &str| viewer.is_none_or(|viewer| viewer == id);
    let participants = conversation.participants.iter();
    let writers = participants.filter(|(id, participation)| is_meant(id) && participation.access == Access::ReadWrite);
    writers.map(|(id, _)| json!({"element": element("as", &[id]), "id": id, "name": context.name(id)})).collect()
}

/// How the script finds a new message, and the text that it announces.
pub(super) fn announced(
    context: Context<'_>,
    viewer: Option<&str>,
    conversation: &Conversation,
    message: &Message,
) -> Value {
    json!({
        "id": message.id,
        "at": message.created_at,
        "time": moment(message.created_at, context.now),
        "summary": context.summary(message, viewer),
        "says": format!("{}, in {}", context.summary(message, None), context.title(conversation, None)),
    })
}

fn message_row(context: Context<'_>, viewer: Option<&str>, conversation: &Conversation, message: &Message) -> Value {
    let side = match message.sender.as_deref() {
        None => "system",
        sender if sender == viewer => "own",
        Some(_) => "other",
    };
    let replied_to = message.referenced.as_deref().and_then(|id| conversation.messages.get(id));
    let details = json!({
        "element": element("message", &[&message.id]),
        "side": side,
        "sender": message.sender.as_deref().map(|id| sender(context, id)),
        "edited": message.edited_at.map(|at| moment(at, context.now)),
        "is_imported": message.origin == Origin::Import,
        "readers": names(context, conversation.readers(message)),
        "reply": replied_to.map(|message| context.summary(message, None)),
        "custom": message.custom,
        "reactions": message.reactions.counts().map(|(emoji, count)| {
            let users = message.reactions.page(emoji, None, usize::MAX).unwrap_or_default();
            json!({"emoji": emoji, "count": count, "names": names(context, users)})
        }).collect::<Value>(),
    });
    let announced = announced(context, viewer, conversation, message);
    merged([announced, details, content(context, &message.content)]).into()
}

fn sender(context: Context<'_>, id: &str) -> Value {
    let name = context.name(id);
    let (letter, colour) = avatar(name, id);
    json!({"name": name, "letter": letter, "colour": colour})
}

fn names(context: Context<'_>, users: Vec<&str>) -> String {
    users.into_iter().map(|id| context.name(id)).collect::<Vec<_>>().join(", ")
}

/// The content of a message; for a file, whether the emulator has it.
fn content(context: Context<'_>, content: &Content) -> Value {
    match content {
        Content::Text { nodes, .. } => json!({"text": styled::html(nodes)}),
        Content::Location { latitude, longitude } => json!({"location": format!("{latitude}, {longitude}")}),
        Content::File(file) => match context.app.files.get(&file.token) {
            None => json!({"unknown_file": file.name}),
            Some(stored) => json!({"file": {
                "link": format!("/files/{}", percent::encode(&file.token)),
                "name": file.name,
                "size": file.size,
                "content_type": stored.content_type,
            }}),
        },
    }
}
