//! The users of an app with their inboxes, and the conversations that no inbox lists.

use serde_json::{Value, json};

use super::conversation::announced;
use super::shown::{avatar, element};
use super::view::Context;
use crate::percent;
use crate::state::conversations::Conversation;
use crate::state::lists::{FIRST, LAST, List, SortBy};
use crate::state::participants::Access;
use crate::state::users::User;

const MOST_USERS: usize = 100;
/// The number of conversations of each user that are searched for unread messages.
const MOST_LOOKED_INTO: usize = 50;
/// How many inboxes are side by side, and how many conversations each has.
const MOST_INBOXES: usize = 12;
const MOST_CONVERSATIONS_OF_MANY: usize = 5;
const MOST_CONVERSATIONS: usize = 50;
/// More unread messages are not counted.
const MOST_UNREAD: usize = 99;
const MOST_HIDDEN: usize = 30;

/// The navigation, the inboxes of all users, of the first or of one, and the conversations without an inbox.
pub(super) fn inboxes(context: Context<'_>) -> Value {
    let users = listed_users(context);
    let entry = |user: &&User| user_entry(context, user);
    let inbox = |user: &&User| inbox(context, user, MOST_CONVERSATIONS_OF_MANY);
    let (hidden, hidden_more) = hidden(context);
    let is_all = context.view.user.is_none() && context.view.conversation.is_none();
    json!({
        "all": {"link": context.view.of_all_users().link(), "is_open": is_all},
        "users": users.iter().take(MOST_USERS).map(entry).collect::<Value>(),
        "has_more_users": users.len() > MOST_USERS,
        "inbox_of_one": context.user().map(|user| self::inbox(context, user, MOST_CONVERSATIONS)),
        "inboxes": users.iter().take(MOST_INBOXES).map(inbox).collect::<Value>(),
        "has_more_inboxes": users.len() > MOST_INBOXES,
        "hidden": hidden,
        "hidden_more": hidden_more,
    })
}

/// The first users, and one more if there are more; the user of the open inbox comes first if not among them.
fn listed_users(context: Context<'_>) -> Vec<&User> {
    let mut users = context.app.users.page(None, MOST_USERS.saturating_add(1), |_| true).unwrap_or_default();
    if let Some(open) = context.user()
        && !users.iter().any(|user| user.id == open.id)
    {
        users.insert(0, open);
    }
    users
}

/// A user's conversations with messages, latest activity first.
fn listed<'c>(context: Context<'c>, user: &User) -> impl Iterator<Item = &'c Conversation> {
    let list = List::of(Some(&user.id), SortBy::LastActivity);
    let conversations = context.app.conversations.listed(list, FIRST..=LAST).rev();
    conversations.filter(|it| it.last_message(Some(&user.id)).is_some())
}

/// A user in the navigation, with the number of latest conversations that have unread messages.
fn user_entry(context: Context<'_>, user: &User) -> Value {
    let latest = listed(context, user).take(MOST_LOOKED_INTO);
    let name = context.name(&user.id);
    let (letter, colour) = avatar(name, &user.id);
    json!({
        "element": element("user", &[&user.id]),
        "id": user.id,
        "name": name,
        "letter": letter,
        "colour": colour,
        "link": context.view.of_user(&user.id).link(),
        "is_open": context.view.user.as_ref() == Some(&user.id),
        "is_online": context.app.sessions.is_online(&user.id),
        "unread": latest.filter(|conversation| unread(&user.id, conversation).is_some()).count(),
    })
}

fn inbox(context: Context<'_>, user: &User, most: usize) -> Value {
    let conversations: Vec<_> = listed(context, user).take(most.saturating_add(1)).collect();
    let link = context.view.user.is_none().then(|| context.view.of_user(&user.id).link());
    let rows = conversations.iter().take(most).map(|conversation| row(context, &user.id, conversation));
    json!({
        "encoded": percent::encode(&user.id),
        "id": user.id,
        "name": context.name(&user.id),
        "role": user.role,
        "email": user.email,
        "custom": user.custom,
        "rows": rows.collect::<Value>(),
        "has_more": conversations.len() > most,
        "link": link,
    })
}

fn row(context: Context<'_>, user: &str, conversation: &Conversation) -> Value {
    let view = context.view.of_user(user).of_conversation(&conversation.id);
    let unread = unread(user, conversation);
    let others = context.others(conversation, Some(user));
    let others = if others.is_empty() { "nobody else".to_owned() } else { format!("with {others}") };
    let last = conversation.messages.newest().map(|message| announced(context, Some(user), conversation, message));
    json!({
        "element": element("row", &[user, &conversation.id]),
        "state": if unread.is_some() { "unread" } else { "read" },
        "last": last,
        "link": view.link(),
        "is_open": context.view.shows_the_same_as(&view),
        "title": context.title(conversation, Some(user)),
        "unread": unread,
        "id": conversation.id,
        "with": format!("{others}{}", limits(conversation, user)),
        "custom": conversation.details.custom,
    })
}

/// What a user may do in a conversation, if that is not everything.
fn limits(conversation: &Conversation, user: &str) -> &'static str {
    match conversation.participants.get(user).map(|participation| participation.access) {
        Some(Access::Read) => " · can only read",
        Some(Access::None) => " · has no access",
        Some(Access::ReadWrite) | None => "",
    }
}

/// The number of unread messages of a participant, if any.
fn unread(user: &str, conversation: &Conversation) -> Option<String> {
    let participation = conversation.participants.get(user)?;
    match conversation.unread_by(user, participation).take(MOST_UNREAD.saturating_add(1)).count() {
        0 => None,
        count if count > MOST_UNREAD => Some(format!("{MOST_UNREAD}+")),
        count => Some(count.to_string()),
    }
}

/// The latest conversations that no inbox lists, and how many more there are.
fn hidden(context: Context<'_>) -> (Value, usize) {
    let hidden = || context.app.conversations.listed(List::Hidden, FIRST..=LAST);
    let rows = hidden().rev().take(MOST_HIDDEN).map(|conversation| hidden_row(context, conversation));
    (rows.collect(), hidden().count().saturating_sub(MOST_HIDDEN))
}

fn hidden_row(context: Context<'_>, conversation: &Conversation) -> Value {
    let view = context.view.of_all_users().of_conversation(&conversation.id);
    let others = context.others(conversation, None);
    json!({
        "element": element("hidden", &[&conversation.id]),
        "link": view.link(),
        "is_open": context.view.shows_the_same_as(&view),
        "title": context.title(conversation, None),
        "reason": conversation.why_hidden(),
        "id": conversation.id,
        "with": if others.is_empty() { "without participants".to_owned() } else { format!("with {others}") },
        "custom": conversation.details.custom,
    })
}
