//! The open conversation: who takes part, what was said, and the form to say more.

use serde_json::{Map, Value};

use super::actions;
use super::html::{Html, avatar, custom, element, html, time};
use super::inboxes::Reason;
use super::view::{Context, View};
use crate::percent;
use crate::state::content::{Content, File};
use crate::state::conversations::Conversation;
use crate::state::messages::{Message, Origin};
use crate::state::participants::{Access, Notify, Participation};
use crate::state::reactions::Reactions;

/// How many messages are shown at once.
const MOST_MESSAGES: usize = 50;

/// The conversation as the user sees it whose inbox is open, else as nobody in particular.
pub(super) fn conversation_pane(html: &mut Html, context: Context<'_>, conversation: &Conversation) {
    let viewer = context.view.user.as_deref().filter(|id| conversation.participants.contains_key(*id));
    html!(html, r#"<section id="conversation" class="card conversation" tabindex="-1" "#);
    html!(
        html,
        r#"aria-labelledby="conversation-title"><header><div><h2 id="conversation-title" dir="auto">{}</h2>"#,
        context.title(conversation, viewer)
    );
    html!(html, r#"<p class="facts"><code>{}</code> created "#, conversation.id);
    time(html, conversation.created_at, context.now);
    html!(html, "</p></div>");
    mark_read(html, context, viewer, conversation);
    html!(html, "</header>");
    if let Some(reason) = Reason::of(conversation) {
        html!(html, r#"<p id="why" class="why">Not shown to anyone: {}.</p>"#, reason.words());
    }
    custom(html, &conversation.custom);
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
                time(html, until, context.now);
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
        message_row(html, context, viewer, conversation, message);
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

fn message_row(
    html: &mut Html,
    context: Context<'_>,
    viewer: Option<&str>,
    conversation: &Conversation,
    message: &Message,
) {
    html!(html, r#"<li id="{}" class="message {}""#, element("message", &[&message.id]), side(message, viewer));
    announced(html, context, conversation, message);
    html!(html, ">");
    byline(html, context, conversation, message);
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
    custom(html, &message.custom);
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
fn byline(html: &mut Html, context: Context<'_>, conversation: &Conversation, message: &Message) {
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
    time(html, message.created_at, context.now);
    if let Some(edited) = message.edited_at {
        html!(html, r#" <span class="mark">edited "#);
        time(html, edited, context.now);
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
        Content::Text { nodes, .. } => text_nodes(html, nodes),
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

/// Addresses that can be opened; `javascript:` and others stay text.
const SCHEMES: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];

/// The nodes of a text block.
fn text_nodes(html: &mut Html, nodes: &[Value]) {
    for node in nodes {
        match node {
            Value::String(text) => html!(html, "{}", text),
            Value::Object(node) => styled(html, node),
            _ => {}
        }
    }
}

fn styled(html: &mut Html, node: &Map<String, Value>) {
    let text = |name: &str| node.get(name).and_then(Value::as_str).unwrap_or_default();
    match text("type") {
        "bold" => within(html, "strong", node),
        "italic" => within(html, "em", node),
        "strikethrough" => within(html, "s", node),
        "bulletList" => within(html, "ul", node),
        "bulletPoint" => within(html, "li", node),
        "codeSpan" => html!(html, "<code>{}</code>", text("text")),
        "link" => link(html, text("url"), |html| children(html, node)),
        "autoLink" => link(html, text("url"), |html| html!(html, "{}", text("text"))),
        "mention" => html!(html, r#"<span class="mention">@{}</span>"#, text("text").trim_start_matches('@')),
        "actionLink" | "actionButton" => {
            html!(html, r#"<span class="action" title="action {}">"#, text("action"));
            children(html, node);
            html!(html, "</span>");
        }
        _ => {
            html!(html, "{}", text("text"));
            children(html, node);
        }
    }
}

/// An element of ours around the children.
fn within(html: &mut Html, element: &'static str, node: &Map<String, Value>) {
    html!(html, "<{}>", element);
    children(html, node);
    html!(html, "</{}>", element);
}

fn children(html: &mut Html, node: &Map<String, Value>) {
    if let Some(Value::Array(nodes)) = node.get("children") {
        text_nodes(html, nodes);
    }
}

fn link(html: &mut Html, url: &str, label: impl FnOnce(&mut Html)) {
    if !SCHEMES.iter().any(|scheme| url.starts_with(scheme)) {
        return label(html);
    }
    html!(html, r#"<a href="{}" target="_blank" rel="noreferrer">"#, url);
    label(html);
    html!(html, "</a>");
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(nodes: &Value) -> String {
        let mut html = Html::default();
        text_nodes(&mut html, nodes.as_array().unwrap());
        html.into_string()
    }

    #[test]
    fn styles_are_elements_and_text_is_text() {
        let nodes = json!([
            "<b>", {"type": "bold", "children": ["a", {"type": "italic", "children": ["<"]}]},
            {"type": "codeSpan", "text": "&"}, {"type": "bulletList", "children": [{"type": "bulletPoint", "children": ["p"]}]},
            {"type": "mention", "id": "1", "text": "Al"}, {"type": "actionButton", "action": "go", "params": {}, "children": ["Go"]},
            {"type": "customEmoji", "text": ":cat:"}, {"type": "unheard of", "children": ["?"]},
        ]);
        assert_eq!(
            written(&nodes),
            "&lt;b&gt;<strong>a<em>&lt;</em></strong><code>&amp;</code><ul><li>p</li></ul>\
             <span class=\"mention\">@Al</span><span class=\"action\" title=\"action go\">Go</span>:cat:?"
        );
    }

    #[test]
    fn only_addresses_that_open_something_are_links() {
        let link = |url: &str| written(&json!([{"type": "link", "url": url, "children": ["x"]}]));
        assert_eq!(
            link("https://a/?b=\"&c"),
            "<a href=\"https://a/?b=&quot;&amp;c\" target=\"_blank\" rel=\"noreferrer\">x</a>"
        );
        for url in ["javascript:alert(1)", "JAVASCRIPT:alert(1)", " https://a", "data:text/html,x", "//a", ""] {
            assert_eq!(link(url), "x", "{url}");
        }
    }
}
