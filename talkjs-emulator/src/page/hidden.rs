//! The conversations that no inbox lists, each with the reason.

use super::context::{Context, element};
use super::custom;
use super::html::{Html, html};
use super::users::Current;
use crate::state::conversations::Conversation;

/// How many are listed.
const MOST_CONVERSATIONS: usize = 30;

/// The list, or nothing when every conversation is shown to somebody.
pub(super) fn write(html: &mut Html, context: Context<'_>) {
    let (hidden, count) = context.app.conversations.hidden();
    if count == 0 {
        return;
    }
    html!(html, r#"<section id="hidden" class="card hidden" aria-labelledby="hidden-title"><header>"#);
    html!(html, r#"<h2 id="hidden-title">Not shown to anyone yet</h2>"#);
    html!(html, r#"<p class="facts">An inbox lists only conversations with at least one message.</p></header>"#);
    html!(html, r#"<ol class="rows">"#);
    for conversation in hidden.take(MOST_CONVERSATIONS) {
        row(html, context, conversation);
    }
    html!(html, "</ol>");
    if let Some(more) = count.checked_sub(MOST_CONVERSATIONS).filter(|more| *more > 0) {
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

fn row(html: &mut Html, context: Context<'_>, conversation: &Conversation) {
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
    custom::write(html, &conversation.custom);
    html!(html, "</li>");
}
