//! The users of an app, each a link to the inbox.

use super::context::{Context, avatar, element};
use super::html::{Html, html};
use super::inbox;
use crate::state::conversations::Conversation;
use crate::state::users::User;

/// In how many conversations of each user unread messages are looked for.
const MOST_CONVERSATIONS: usize = 50;
/// How many users are listed.
const MOST_USERS: usize = 100;

/// The navigation: everybody's inboxes, then each user's.
pub(super) fn write(html: &mut Html, context: Context<'_>) {
    html!(html, r#"<nav id="users" aria-labelledby="users-title"><h2 id="users-title">Users</h2><ul>"#);
    let is_open = context.view.user.is_none() && context.view.conversation.is_none();
    html!(html, r#"<li id="all"><a href="{}"{}>"#, context.view.of_all_users().link(), Current(is_open));
    html!(
        html,
        r#"<span class="avatar all" aria-hidden="true">∗</span><span class="name">All inboxes</span></a></li>"#
    );
    let users = listed(context);
    for user in users.iter().take(MOST_USERS) {
        entry(html, context, user, unread(context, user));
    }
    html!(html, "</ul>");
    if users.len() > MOST_USERS {
        html!(html, r#"<p class="note">The first {} users.</p>"#, MOST_USERS);
        find(html, context);
    }
    html!(html, "</nav>");
}

/// The first users, and one more when there are more; the one whose inbox is open comes first when it is not among
/// them.
pub(super) fn listed(context: Context<'_>) -> Vec<&User> {
    let mut users = context.app.users.page(None, MOST_USERS.saturating_add(1), |_| true).unwrap_or_default();
    let open = context.view.user.as_deref().and_then(|id| context.app.users.get(id));
    if let Some(open) = open
        && !users.iter().any(|user| user.id == open.id)
    {
        users.insert(0, open);
    }
    users
}

/// In how many of the latest conversations of the inbox the user has something to read.
fn unread(context: Context<'_>, user: &User) -> usize {
    let is_unread = |conversation: &&&Conversation| {
        let participation = conversation.participants.get(&user.id);
        participation.is_some_and(|participation| conversation.unread_by(&user.id, participation).next().is_some())
    };
    inbox::listed(context, &user.id, MOST_CONVERSATIONS).iter().filter(is_unread).count()
}

fn entry(html: &mut Html, context: Context<'_>, user: &User, unread: usize) {
    let is_open = context.view.user.as_deref() == Some(&user.id);
    let link = context.view.of_user(&user.id).link();
    let name = context.name(&user.id);
    let (letter, colour) = avatar(name, &user.id);
    html!(html, r#"<li id="{}"><a href="{}"{}>"#, element("user", &[&user.id]), link, Current(is_open));
    html!(html, r#"<span class="avatar colour-{}" aria-hidden="true">{}</span>"#, colour, letter);
    html!(html, r#"<span class="name"><span dir="auto">{}</span> <code>{}</code></span>"#, name, user.id);
    if context.app.sessions.is_online(&user.id) {
        html!(html, r#"<span class="mark online">online</span>"#);
    }
    if unread > 0 {
        html!(html, r#"<span class="badge">{}<span class="unseen"> unread</span></span>"#, unread);
    }
    html!(html, "</a></li>");
}

/// A form that opens the inbox of any user.
fn find(html: &mut Html, context: Context<'_>) {
    html!(html, r#"<form id="find" action="/" data-keep>"#);
    html!(html, r#"<input type="hidden" name="app" value="{}">"#, context.app.id);
    html!(html, r#"<label for="find-user">Open the inbox of</label>"#);
    html!(html, r#"<input id="find-user" name="user" placeholder="user id" autocomplete="off" required>"#);
    html!(html, "<button>Open</button></form>");
}

/// Whether a link leads to what is shown, as an attribute.
pub(super) struct Current(pub(super) bool);

impl std::fmt::Display for Current {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Quotes would be escaped.
        formatter.write_str(if self.0 { " aria-current=page" } else { "" })
    }
}
