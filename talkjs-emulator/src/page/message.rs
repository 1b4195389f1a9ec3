//! One message.

use super::context::{Context, avatar, element};
use super::custom;
use super::html::{Html, html};
use super::text;
use super::time;
use crate::percent;
use crate::state::content::{Content, File};
use crate::state::conversations::Conversation;
use crate::state::messages::{Message, Origin};
use crate::state::reactions::Reactions;

pub(super) fn write(
    html: &mut Html,
    context: Context<'_>,
    viewer: Option<&str>,
    conversation: &Conversation,
    message: &Message,
) {
    html!(html, r#"<li id="{}" class="message {}""#, element("message", &[&message.id]), side(message, viewer));
    announced(html, context, conversation, message);
    html!(html, ">");
    head(html, context, conversation, message);
    if let Some(referenced) = message.referenced.as_deref().and_then(|id| conversation.messages.get(id)) {
        html!(
            html,
            r#"<p class="reply" dir="auto"><span class="unseen">Reply to </span>{}</p>"#,
            context.summary(referenced, None)
        );
    }
    html!(html, r#"<div class="says" dir="auto">"#);
    content(html, context, &message.content);
    html!(html, "</div>");
    custom::write(html, &message.custom);
    reactions(html, context, &message.reactions);
    html!(html, "</li>");
}

/// The attributes by which the script finds a new message, and what it says of it.
pub(super) fn announced(html: &mut Html, context: Context<'_>, conversation: &Conversation, message: &Message) {
    html!(html, r#" data-message="{}" data-at="{}""#, message.id, message.created_at);
    html!(html, r#" data-says="{}, in {}""#, context.summary(message, None), context.title(conversation, None));
}

/// Where a chat shows it.
fn side(message: &Message, viewer: Option<&str>) -> &'static str {
    match message.sender.as_deref() {
        None => "system",
        Some(sender) if Some(sender) == viewer => "own",
        Some(_) => "other",
    }
}

/// Who said it when, and what became of it.
fn head(html: &mut Html, context: Context<'_>, conversation: &Conversation, message: &Message) {
    html!(html, r#"<p class="by">"#);
    match message.sender.as_deref() {
        Some(sender) => {
            let name = context.name(sender);
            let (letter, colour) = avatar(name, sender);
            html!(html, r#"<span class="avatar colour-{}" aria-hidden="true">{}</span>"#, colour, letter);
            html!(html, r#"<b dir="auto">{}</b> "#, name);
        }
        None => html!(html, "<b>System message</b> "),
    }
    time::write(html, message.created_at, context.now);
    if let Some(edited) = message.edited_at {
        html!(html, r#" <span class="mark">edited "#);
        time::write(html, edited, context.now);
        html!(html, "</span>");
    }
    if message.origin == Origin::Import {
        html!(html, r#" <span class="mark">imported</span>"#);
    }
    let readers: Vec<_> = conversation.readers(message).into_iter().map(|id| context.name(id)).collect();
    if !readers.is_empty() {
        html!(html, r#" <span class="state">read by {}</span>"#, readers.join(", "));
    }
    html!(html, "</p>");
}

fn content(html: &mut Html, context: Context<'_>, content: &Content) {
    match content {
        Content::Text { nodes, .. } => text::write(html, nodes),
        Content::File(file) => attachment(html, context, file),
        Content::Location { latitude, longitude } => {
            html!(html, r#"<span class="mark">location</span> {}, {}"#, latitude, longitude);
        }
    }
}

/// A file, and a look at it when it is a picture that the emulator has.
fn attachment(html: &mut Html, context: Context<'_>, file: &File) {
    let Some(stored) = context.app.files.get(&file.token) else {
        html!(
            html,
            r#"<span class="mark">file</span> {} <span class="state">was never uploaded here</span>"#,
            file.name
        );
        return;
    };
    let link = format!("/files/{}", percent::encode(&file.token));
    html!(html, r#"<a class="file" href="{}">"#, link);
    if stored.content_type.starts_with("image/") {
        html!(html, r#"<img src="{}" alt="" loading="lazy">"#, link);
    }
    html!(html, r#"{}</a> <span class="state">{} bytes, {}</span>"#, file.name, file.size, stored.content_type);
}

fn reactions(html: &mut Html, context: Context<'_>, reactions: &Reactions) {
    if reactions.counts().next().is_none() {
        return;
    }
    html!(html, r#"<ul class="reactions" aria-label="Reactions">"#);
    for (emoji, count) in reactions.counts() {
        let users = reactions.page(emoji, None, usize::MAX).unwrap_or_default();
        let names: Vec<_> = users.into_iter().map(|id| context.name(id)).collect();
        html!(
            html,
            r#"<li title="{}">{} {}<span class="unseen"> by {}</span></li>"#,
            names.join(", "),
            emoji,
            count,
            names.join(", ")
        );
    }
    html!(html, "</ul>");
}
