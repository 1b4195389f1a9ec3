//! Whole documents: the inbox page, the question before a reset, and what is wrong with a form.

use super::actions::{self, NotDone};
use super::conversation::conversation_pane;
use super::html::{Html, exact, html};
use super::inboxes::{Current, hidden, inboxes, navigation, one_inbox, start};
use super::requests::requests;
use super::view::{Context, View};
use crate::log::Log;
use crate::percent;
use crate::state::app::App;

/// The inbox page, which the script keeps up to date.
pub(super) fn page(context: Context<'_>, apps: &[&App], log: &Log, version: u64) -> String {
    let mut html = Html::default();
    head(&mut html, &title(context));
    let now = exact(context.now).unwrap_or_default();
    html!(html, r#"<body data-version="{}" data-now="{}">"#, version, now);
    html!(html, r##"<a class="skip" href="#main">Skip to the inboxes</a>"##);
    banner(&mut html, context, apps);
    navigation(&mut html, context);
    html!(html, r#"<main id="main" tabindex="-1">"#);
    main(&mut html, context);
    requests(&mut html, context, log);
    html!(html, "</main>");
    html!(html, r#"<p id="announcement" class="unseen" aria-live="polite" data-keep></p></body></html>"#);
    html.into_string()
}

fn head(html: &mut Html, title: &str) {
    html!(html, r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{}</title>"#, title);
    html!(html, r#"<meta name="viewport" content="width=device-width, initial-scale=1">"#);
    html!(html, r#"<meta name="color-scheme" content="light dark">"#);
    html!(html, r#"<link rel="icon" href="/_page/icon.svg"><link rel="stylesheet" href="/_page/style.css">"#);
    html!(html, r#"<script src="/_page/script.js" defer></script></head>"#);
}

fn title(context: Context<'_>) -> String {
    let conversation = context.conversation();
    let conversation = conversation.map(|conversation| context.title(conversation, context.view.user.as_deref()));
    let user = context.view.user.as_deref().map(|id| context.name(id).to_owned());
    let parts = [conversation, user, Some("TalkJS emulator".to_owned())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn banner(html: &mut Html, context: Context<'_>, apps: &[&App]) {
    html!(html, r#"<header class="banner"><h1><a href="/">TalkJS emulator</a></h1>"#);
    html!(html, r#"<ul id="apps" class="apps" aria-label="Apps">"#);
    for app in apps {
        let link = View { app: Some(app.id.clone()), ..View::default() }.link();
        html!(html, r#"<li><a href="{}"{}>{}</a></li>"#, link, Current(app.id == context.app.id), app.id);
    }
    html!(html, r#"</ul><p id="connection" class="connection" data-keep></p>"#);
    html!(
        html,
        r#"<a class="reset" href="{}?app={}">Reset…</a></header>"#,
        actions::RESET,
        percent::encode(&context.app.id)
    );
}

/// Everybody's inboxes or one, the conversation that is open, and what nobody sees.
fn main(html: &mut Html, context: Context<'_>) {
    missing(html, context);
    let user = context.view.user.as_deref().and_then(|id| context.app.users.get(id));
    let conversation = context.conversation();
    if user.is_none() && conversation.is_none() {
        start(html, context);
        inboxes(html, context);
        hidden(html, context);
        return;
    }
    html!(html, r#"<div id="panes" class="panes">"#);
    match user {
        Some(user) => one_inbox(html, context, user),
        None => inboxes(html, context),
    }
    match conversation {
        Some(conversation) => conversation_pane(html, context, conversation),
        None => html!(html, r#"<p id="choose" class="card choose">Choose a conversation to read it.</p>"#),
    }
    hidden(html, context);
    html!(html, "</div>");
}

/// What the address names and does not exist (any more).
fn missing(html: &mut Html, context: Context<'_>) {
    let user = context.view.user.as_ref().filter(|id| !context.app.users.exists(id));
    let conversation = context.view.conversation.as_ref().filter(|_| context.conversation().is_none());
    for (kind, id) in [("user", user), ("conversation", conversation)] {
        let Some(id) = id else { continue };
        html!(html, r#"<p class="card why">The {} <code>{}</code> does not exist.</p>"#, kind, id);
    }
}

/// The question before everything is removed.
pub(super) fn reset(apps: &[&App], app: Option<&str>) -> String {
    let mut html = Html::default();
    let back = View { app: app.map(str::to_owned), ..View::default() };
    head(&mut html, "Reset · TalkJS emulator");
    html!(html, r#"<body class="dialog"><main id="main" class="card"><h1>Reset everything?</h1>"#);
    html!(
        html,
        "<p>All users, conversations, messages and files are removed, and the list of requests. Apps and keys stay.</p><ul>"
    );
    for app in apps {
        let conversations = app.conversations.len();
        html!(html, "<li>Conversations of <code>{}</code>: {}</li>", app.id, conversations);
    }
    html!(html, r#"</ul><form method="post" action="{}">"#, actions::RESET);
    for (name, value) in back.pairs() {
        html!(html, r#"<input type="hidden" name="{}" value="{}">"#, name, value);
    }
    html!(
        html,
        r#"<button class="danger">Reset everything</button> <a href="{}">Cancel</a></form></main></body></html>"#,
        back.link()
    );
    html.into_string()
}

/// Why a form did nothing.
pub(super) fn not_done(why: &NotDone, view: &View) -> String {
    let mut html = Html::default();
    head(&mut html, "Not done · TalkJS emulator");
    html!(html, r#"<body class="dialog"><main id="main" class="card"><h1>Not done</h1><p>{}</p>"#, why);
    html!(html, r#"<p><a href="{}">Back</a></p></main></body></html>"#, view.link());
    html.into_string()
}
