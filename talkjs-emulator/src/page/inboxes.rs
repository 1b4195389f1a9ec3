//! The users of an app with their inboxes, and the conversations that no inbox lists.

use super::conversation::announced;
use super::html::{Html, avatar, custom, element, html, time};
use super::view::Context;
use crate::state::conversations::Conversation;
use crate::state::listing::Listing;
use crate::state::participants::Access;
use crate::state::users::User;

/// In how many conversations of each user unread messages are looked for.
const MOST_LOOKED_INTO: usize = 50;
/// How many users are listed.
const MOST_USERS: usize = 100;

/// The navigation: everybody's inboxes, then each user's.
pub(super) fn navigation(html: &mut Html, context: Context<'_>) {
    html!(html, r#"<nav id="users" aria-labelledby="users-title"><h2 id="users-title">Users</h2><ul>"#);
    let is_open = context.view.user.is_none() && context.view.conversation.is_none();
    html!(html, r#"<li id="all"><a href="{}"{}>"#, context.view.of_all_users().link(), Current(is_open));
    html!(
        html,
        r#"<span class="avatar all" aria-hidden="true">∗</span><span class="name">All inboxes</span></a></li>"#
    );
    let users = listed_users(context);
    for user in users.iter().take(MOST_USERS) {
        entry(html, context, user, unread_conversations(context, user));
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
fn listed_users(context: Context<'_>) -> Vec<&User> {
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
fn unread_conversations(context: Context<'_>, user: &User) -> usize {
    let is_unread = |conversation: &&&Conversation| {
        let participation = conversation.participants.get(&user.id);
        participation.is_some_and(|participation| conversation.unread_by(&user.id, participation).next().is_some())
    };
    listed_conversations(context, &user.id, MOST_LOOKED_INTO).iter().filter(is_unread).count()
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

/// How many inboxes stand side by side, with how many conversations each.
const MOST_INBOXES: usize = 12;
const MOST_CONVERSATIONS_OF_MANY: usize = 5;
const MOST_CONVERSATIONS: usize = 50;
/// More unread messages are not counted.
const MOST_UNREAD: usize = 99;

/// The inboxes of all users, or of the first.
pub(super) fn inboxes(html: &mut Html, context: Context<'_>) {
    let users = listed_users(context);
    html!(html, r#"<div id="inboxes" class="inboxes">"#);
    for user in users.iter().take(MOST_INBOXES) {
        inbox(html, context, user, MOST_CONVERSATIONS_OF_MANY);
    }
    html!(html, "</div>");
    if users.len() > MOST_INBOXES {
        html!(html, r#"<p class="note">The inboxes of the first {} users.</p>"#, MOST_INBOXES);
    }
}

/// The whole inbox of one user.
pub(super) fn one_inbox(html: &mut Html, context: Context<'_>, user: &User) {
    inbox(html, context, user, MOST_CONVERSATIONS);
}

fn inbox(html: &mut Html, context: Context<'_>, user: &User, most: usize) {
    let title = element("inbox-title", &[&user.id]);
    html!(html, r#"<section id="{}" class="card inbox" "#, element("inbox", &[&user.id]));
    html!(html, r#"aria-labelledby="{}"><header><h2 id="{}" dir="auto">"#, title, title);
    html!(html, r#"<span class="unseen">Inbox of </span>{}</h2>"#, context.name(&user.id));
    facts(html, user);
    html!(html, "</header>");
    let conversations = listed_conversations(context, &user.id, most.saturating_add(1));
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
    custom(html, &user.custom);
}

/// An inbox lists only conversations in which something was said, the one with the latest activity first.
fn listed_conversations<'c>(context: Context<'c>, user: &str, limit: usize) -> Vec<&'c Conversation> {
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
    let unread = unread_messages(user, conversation);
    let last = conversation.messages.newest();
    html!(html, r#"<li id="{}" class="{}""#, element("row", &[user, &conversation.id]), state(unread));
    if let Some(message) = last {
        announced(html, context, conversation, message);
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
        time(html, message.created_at, context.now);
        html!(html, "</span>");
    }
    let with = with(context, user, conversation);
    html!(html, r#"<span class="with" dir="auto"><code>{}</code> {}</span></a>"#, conversation.id, with);
    custom(html, &conversation.custom);
    html!(html, "</li>");
}

fn state(unread: usize) -> &'static str {
    if unread > 0 { "unread" } else { "read" }
}

fn count(unread: usize) -> String {
    if unread > MOST_UNREAD { format!("{MOST_UNREAD}+") } else { unread.to_string() }
}

fn unread_messages(user: &str, conversation: &Conversation) -> usize {
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

/// How many are listed.
const MOST_HIDDEN: usize = 30;

/// The list, or nothing when every conversation is shown to somebody.
pub(super) fn hidden(html: &mut Html, context: Context<'_>) {
    let (conversations, count) = context.app.conversations.hidden();
    if count == 0 {
        return;
    }
    html!(html, r#"<section id="hidden" class="card hidden" aria-labelledby="hidden-title"><header>"#);
    html!(html, r#"<h2 id="hidden-title">Not shown to anyone yet</h2>"#);
    html!(html, r#"<p class="facts">An inbox lists only conversations with at least one message.</p></header>"#);
    html!(html, r#"<ol class="rows">"#);
    for conversation in conversations.take(MOST_HIDDEN) {
        hidden_row(html, context, conversation);
    }
    html!(html, "</ol>");
    if let Some(more) = count.checked_sub(MOST_HIDDEN).filter(|more| *more > 0) {
        html!(html, r#"<p class="note">And {} more.</p>"#, more);
    }
    html!(html, "</section>");
}

/// Why no inbox lists a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    NoMessage,
    NoParticipant,
}

impl Reason {
    pub(super) fn of(conversation: &Conversation) -> Option<Self> {
        if conversation.messages.newest().is_none() {
            Some(Self::NoMessage)
        } else {
            conversation.participants.is_empty().then_some(Self::NoParticipant)
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::NoMessage => "no message yet",
            Self::NoParticipant => "nobody takes part",
        }
    }
}

fn hidden_row(html: &mut Html, context: Context<'_>, conversation: &Conversation) {
    let view = context.view.of_all_users().of_conversation(&conversation.id);
    let is_open = context.view.shows_the_same_as(&view);
    html!(
        html,
        r#"<li id="{}"><a href="{}#conversation"{}>"#,
        element("hidden", &[&conversation.id]),
        view.link(),
        Current(is_open)
    );
    html!(html, r#"<span class="line"><span class="title" dir="auto">{}</span>"#, context.title(conversation, None));
    let reason = Reason::of(conversation).map_or("", Reason::words);
    html!(html, r#"<span class="mark why">{}</span></span>"#, reason);
    let others = context.others(conversation, None);
    let with = if others.is_empty() { "without participants".to_owned() } else { format!("with {others}") };
    html!(html, r#"<span class="with" dir="auto"><code>{}</code> {}</span></a>"#, conversation.id, with);
    custom(html, &conversation.custom);
    html!(html, "</li>");
}

/// How to let somebody in, as long as nobody is here.
pub(super) fn start(html: &mut Html, context: Context<'_>) {
    if context.app.users.page(None, 1, |_| true).is_some_and(|users| !users.is_empty()) {
        return;
    }
    html!(html, r#"<section id="start" class="card start" aria-labelledby="start-title">"#);
    html!(html, r#"<header><h2 id="start-title">Nobody here yet</h2></header>"#);
    html!(html, "<p>Point a client at this emulator, and watch here what it does:</p>");
    html!(html, "<pre>TALKJS_BASE_URL={}\nTALKJS_APP_ID={}</pre>", context.app.base_url(), context.app.id);
    html!(
        html,
        "<p>The secret key is the one that the emulator was started with; its command prints it.</p></section>"
    );
}
