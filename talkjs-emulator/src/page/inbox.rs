//! A user's inbox, as the user would see it.

use super::context::{Context, element};
use super::custom;
use super::html::{Html, html};
use super::message;
use super::time;
use super::users::{self, Current};
use crate::state::conversations::Conversation;
use crate::state::listing::Listing;
use crate::state::participants::Access;
use crate::state::users::User;

/// How many inboxes stand side by side, with how many conversations each.
const MOST_INBOXES: usize = 12;
const MOST_CONVERSATIONS_OF_MANY: usize = 5;
const MOST_CONVERSATIONS: usize = 50;
/// More unread messages are not counted.
const MOST_UNREAD: usize = 99;

/// The inboxes of all users, or of the first.
pub(super) fn write_all(html: &mut Html, context: Context<'_>) {
    let users = users::listed(context);
    html!(html, r#"<div id="inboxes" class="inboxes">"#);
    for user in users.iter().take(MOST_INBOXES) {
        write(html, context, user, MOST_CONVERSATIONS_OF_MANY);
    }
    html!(html, "</div>");
    if users.len() > MOST_INBOXES {
        html!(html, r#"<p class="note">The inboxes of the first {} users.</p>"#, MOST_INBOXES);
    }
}

/// The whole inbox of one user.
pub(super) fn write_one(html: &mut Html, context: Context<'_>, user: &User) {
    write(html, context, user, MOST_CONVERSATIONS);
}

fn write(html: &mut Html, context: Context<'_>, user: &User, most: usize) {
    let title = element("inbox-title", &[&user.id]);
    html!(html, r#"<section id="{}" class="card inbox" "#, element("inbox", &[&user.id]));
    html!(html, r#"aria-labelledby="{}"><header><h2 id="{}" dir="auto">"#, title, title);
    html!(html, r#"<span class="unseen">Inbox of </span>{}</h2>"#, context.name(&user.id));
    facts(html, user);
    html!(html, "</header>");
    let conversations = listed(context, &user.id, most.saturating_add(1));
    if conversations.is_empty() {
        html!(html, r#"<p class="empty">No conversations to see yet.</p>"#);
    }
    html!(html, r#"<ol class="rows">"#);
    for conversation in conversations.iter().take(most) {
        row(html, context, &user.id, conversation);
    }
    html!(html, "</ol>");
    if conversations.len() > most {
        more(html, context, user, most);
    }
    html!(html, "</section>");
}

/// Who the user is.
fn facts(html: &mut Html, user: &User) {
    html!(html, r#"<p class="facts"><code>{}</code>"#, user.id);
    if let Some(role) = &user.role {
        html!(html, r#" <span class="mark">{}</span>"#, role);
    }
    for address in user.email.iter().flatten() {
        html!(html, " <span>{}</span>", address);
    }
    html!(html, "</p>");
    custom::write(html, &user.custom);
}

/// An inbox lists only conversations in which something was said, the one with the latest activity first.
pub(super) fn listed<'c>(context: Context<'c>, user: &str, limit: usize) -> Vec<&'c Conversation> {
    let with_messages = Listing { limit, last_message_after: Some(i64::MIN), ..Listing::default() };
    with_messages.page(&context.app.conversations, Some(user)).unwrap_or_default()
}

fn more(html: &mut Html, context: Context<'_>, user: &User, most: usize) {
    if context.view.user.is_some() {
        html!(html, r#"<p class="note">The latest {} conversations.</p>"#, most);
    } else {
        let link = context.view.of_user(&user.id).link();
        html!(html, r#"<p class="note"><a href="{}">All conversations of {}</a></p>"#, link, context.name(&user.id));
    }
}

fn row(html: &mut Html, context: Context<'_>, user: &str, conversation: &Conversation) {
    let unread = unread(user, conversation);
    let last = conversation.messages.newest();
    html!(html, r#"<li id="{}" class="{}""#, element("row", &[user, &conversation.id]), state(unread));
    if let Some(message) = last {
        message::announced(html, context, conversation, message);
    }
    let view = context.view.of_user(user).of_conversation(&conversation.id);
    html!(html, r##"><a href="{}#conversation"{}>"##, view.link(), Current(context.view.shows_the_same_as(&view)));
    html!(
        html,
        r#"<span class="line"><span class="title" dir="auto">{}</span>"#,
        context.title(conversation, Some(user))
    );
    if unread > 0 {
        html!(html, r#"<span class="badge">{}<span class="unseen"> unread</span></span>"#, count(unread));
    }
    html!(html, "</span>");
    if let Some(message) = last {
        html!(
            html,
            r#"<span class="line"><span class="last" dir="auto">{}</span>"#,
            context.summary(message, Some(user))
        );
        time::write(html, message.created_at, context.now);
        html!(html, "</span>");
    }
    let with = with(context, user, conversation);
    html!(html, r#"<span class="with" dir="auto"><code>{}</code> {}</span></a>"#, conversation.id, with);
    custom::write(html, &conversation.custom);
    html!(html, "</li>");
}

fn state(unread: usize) -> &'static str {
    if unread > 0 { "unread" } else { "read" }
}

fn count(unread: usize) -> String {
    if unread > MOST_UNREAD { format!("{MOST_UNREAD}+") } else { unread.to_string() }
}

fn unread(user: &str, conversation: &Conversation) -> usize {
    let participation = conversation.participants.get(user);
    participation.map_or(0, |participation| {
        conversation.unread_by(user, participation).take(MOST_UNREAD.saturating_add(1)).count()
    })
}

/// Who else takes part, and what the user may do if that is not everything.
fn with(context: Context<'_>, user: &str, conversation: &Conversation) -> String {
    let others = context.others(conversation, Some(user));
    let others = if others.is_empty() { "nobody else".to_owned() } else { format!("with {others}") };
    match conversation.participants.get(user).map(|participation| participation.access) {
        Some(Access::Read) => format!("{others} · can only read"),
        Some(Access::None) => format!("{others} · has no access"),
        Some(Access::ReadWrite) | None => others,
    }
}
