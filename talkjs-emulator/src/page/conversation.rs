//! The open conversation: who takes part, what was said, and the form to say more.

use super::actions;
use super::context::{Context, element};
use super::custom;
use super::hidden::Reason;
use super::html::{Html, html};
use super::message;
use super::time;
use super::view::View;
use crate::state::conversations::Conversation;
use crate::state::participants::{Access, Notify, Participation};

/// How many messages are shown at once.
const MOST_MESSAGES: usize = 50;

/// The conversation as the user sees it whose inbox is open, else as nobody in particular.
pub(super) fn write(html: &mut Html, context: Context<'_>, conversation: &Conversation) {
    let viewer = context.view.user.as_deref().filter(|id| conversation.participants.contains_key(*id));
    html!(html, r#"<section id="conversation" class="card conversation" tabindex="-1" "#);
    html!(
        html,
        r#"aria-labelledby="conversation-title"><header><div><h2 id="conversation-title" dir="auto">{}</h2>"#,
        context.title(conversation, viewer)
    );
    html!(html, r#"<p class="facts"><code>{}</code> created "#, conversation.id);
    time::write(html, conversation.created_at, context.now);
    html!(html, "</p></div>");
    mark_read(html, context, viewer, conversation);
    html!(html, "</header>");
    if let Some(reason) = Reason::of(conversation) {
        html!(html, r#"<p id="why" class="why">Not shown to anyone: {}.</p>"#, reason.words());
    }
    custom::write(html, &conversation.custom);
    participants(html, context, conversation);
    details(html, conversation);
    messages(html, context, viewer, conversation);
    composer(html, context, viewer, conversation);
    html!(html, "</section>");
}

fn participants(html: &mut Html, context: Context<'_>, conversation: &Conversation) {
    html!(html, r#"<ul id="participants" class="participants" aria-label="Participants">"#);
    for (id, participation) in &conversation.participants {
        html!(
            html,
            r#"<li id="{}"><span dir="auto">{}</span> <code>{}</code>"#,
            element("participant", &[id]),
            context.name(id),
            id
        );
        if participation.access != Access::ReadWrite {
            html!(html, r#" <span class="mark">access {}</span>"#, participation.access.name());
        }
        if let Some(notify) = notify(participation) {
            html!(html, r#" <span class="mark">{}</span>"#, notify);
        }
        html!(html, r#"<span class="state">"#);
        match participation.read_until {
            Some(until) => {
                html!(html, "read until ");
                time::write(html, until, context.now);
            }
            None => html!(html, "has read nothing"),
        }
        html!(html, "</span></li>");
    }
    html!(html, "</ul>");
}

fn notify(participation: &Participation) -> Option<&'static str> {
    match participation.notify {
        Notify::Always => None,
        Notify::Never => Some("not notified"),
        Notify::MentionsOnly => Some("notified of mentions"),
    }
}

/// What a chat shows besides the messages.
fn details(html: &mut Html, conversation: &Conversation) {
    if let Some(url) = &conversation.photo_url {
        html!(html, r#"<p class="facts">Photo <code>{}</code></p>"#, url);
    }
    for greeting in conversation.welcome_messages.iter().flatten() {
        html!(html, r#"<p class="greeting" dir="auto"><span class="mark">welcome message</span> {}</p>"#, greeting);
    }
}

/// The newest messages, or those before another one, with the newest at the end.
fn messages(html: &mut Html, context: Context<'_>, viewer: Option<&str>, conversation: &Conversation) {
    let page = |before| conversation.messages.page(before, MOST_MESSAGES.saturating_add(1));
    let before = context.view.before.as_deref();
    let newest_first = page(before).or_else(|| page(None)).unwrap_or_default();
    let oldest_shown = newest_first.get(MOST_MESSAGES.saturating_sub(1)).filter(|_| newest_first.len() > MOST_MESSAGES);
    if let Some(oldest) = oldest_shown {
        let earlier = View { before: Some(oldest.id.clone()), ..context.view.clone() };
        html!(
            html,
            r#"<p id="earlier" class="note"><a href="{}#conversation">Earlier messages</a></p>"#,
            earlier.link()
        );
    }
    html!(
        html,
        r#"<div id="scroll" class="scroll" role="region" aria-label="Messages" tabindex="0"><ol id="messages" class="messages">"#
    );
    for message in newest_first.iter().take(MOST_MESSAGES).rev() {
        message::write(html, context, viewer, conversation, message);
    }
    html!(html, "</ol></div>");
    if before.is_some() {
        let newest = context.view.of_conversation(&conversation.id);
        html!(html, r#"<p id="newest" class="note"><a href="{}#conversation">Newest messages</a></p>"#, newest.link());
    }
}

/// The button that reads everything, when there is anything to read.
fn mark_read(html: &mut Html, context: Context<'_>, viewer: Option<&str>, conversation: &Conversation) {
    let Some((viewer, participation)) = viewer.and_then(|id| conversation.participants.get_key_value(id)) else {
        return;
    };
    if conversation.unread_by(viewer, participation).next().is_none() {
        return;
    }
    html!(html, r#"<form id="mark-read" method="post" action="{}" data-send>"#, actions::READ);
    hidden_fields(html, context.view);
    html!(html, r#"<input type="hidden" name="reader" value="{}">"#, viewer);
    html!(html, r#"<button>Mark as read<span class="unseen"> by {}</span></button></form>"#, context.name(viewer));
}

/// The form to send a message as the viewer or, without one, as any participant.
fn composer(html: &mut Html, context: Context<'_>, viewer: Option<&str>, conversation: &Conversation) {
    let writers = writers(viewer, conversation);
    if writers.is_empty() {
        let nobody = if viewer.is_some() { "This user can only read here." } else { "No participant can write here." };
        html!(html, r#"<p id="no-composer" class="empty">{}</p>"#, nobody);
        return;
    }
    html!(
        html,
        r#"<form id="composer" class="composer" method="post" action="{}" data-send data-keep>"#,
        actions::SEND
    );
    hidden_fields(html, context.view);
    match viewer {
        Some(viewer) => {
            html!(html, r#"<input type="hidden" name="sender" value="{}">"#, viewer);
            html!(html, r#"<label for="text">Message as <span dir="auto">{}</span></label>"#, context.name(viewer));
        }
        None => {
            html!(html, r#"<label for="sender">Send as</label><select id="sender" name="sender" data-live>"#);
            for id in writers {
                let option = element("as", &[id]);
                html!(html, r#"<option id="{}" value="{}">{} ({})</option>"#, option, id, context.name(id), id);
            }
            html!(html, r#"</select><label for="text">Message</label>"#);
        }
    }
    html!(html, r#"<input id="text" name="text" autocomplete="off" dir="auto" required><button>Send</button></form>"#);
}

/// Who can write in a chat.
fn writers<'c>(viewer: Option<&str>, conversation: &'c Conversation) -> Vec<&'c str> {
    let is_meant = |id: &str| viewer.is_none_or(|viewer| viewer == id);
    let participants = conversation.participants.iter();
    let writers = participants.filter(|(id, participation)| is_meant(id) && participation.access == Access::ReadWrite);
    writers.map(|(id, _)| id.as_str()).collect()
}

/// What brings a form back to the view that it stands in.
fn hidden_fields(html: &mut Html, view: &View) {
    for (name, value) in view.pairs().filter(|(name, _)| *name != "before") {
        html!(html, r#"<input type="hidden" name="{}" value="{}">"#, name, value);
    }
}
