//! Whole documents, each from the template and data: the inbox page, the question before a reset, and the error of a
//! form.

use std::sync::LazyLock;

use minijinja::value::Serde;
use minijinja::{Environment, Error};
use serde_json::{Map, Value, json};

use super::actions::{self, NotDone};
use super::conversation::open_conversation;
use super::inboxes::inboxes;
use super::requests::requests;
use super::shown::{escape, merged, moment};
use super::view::{Context, View};
use crate::log::Log;
use crate::percent;
use crate::state::app::App;

const NAME: &str = "page.html";

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_formatter(escape);
    // Indentation would be rendered as space.
    let source: String = include_str!("page.html").lines().map(str::trim_start).collect();
    // A template that cannot be read fails when it is used.
    let _ = templates.add_template_owned(NAME, source);
    templates
});

fn document(title: &str, mut data: Map<String, Value>) -> Result<String, Error> {
    data.insert("title".to_owned(), title.into());
    TEMPLATES.get_template(NAME)?.render(Serde(data))
}

pub(super) fn page(context: Context<'_>, apps: &[&App], log: &Log, version: u64) -> Result<String, Error> {
    let conversation = context.conversation();
    let banner = json!({
        "version": version,
        "now": moment(context.now, context.now),
        "apps": apps.iter().map(|app| app_entry(context, app)).collect::<Value>(),
        "app_id": context.app.id,
        "base_url": context.app.base_url(),
        "reset_link": format!("{}?app={}", actions::RESET, percent::encode(&context.app.id)),
        "missing": missing(context),
        "has_panes": context.user().is_some() || conversation.is_some(),
        "open": conversation.map(|conversation| open_conversation(context, conversation)),
    });
    document(&title(context), merged([banner, inboxes(context), requests(context, log)]))
}

fn title(context: Context<'_>) -> String {
    let viewer = context.view.user.as_deref();
    let conversation = context.conversation().map(|conversation| context.title(conversation, viewer));
    let user = viewer.map(|id| context.name(id).to_owned());
    let parts = [conversation, user, Some("TalkJS emulator".to_owned())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn app_entry(context: Context<'_>, app: &App) -> Value {
    let link = View { app: Some(app.id.clone()), ..View::default() }.link();
    json!({"id": app.id, "link": link, "is_open": app.id == context.app.id})
}

/// What the address names but does not exist (any more).
fn missing(context: Context<'_>) -> Vec<(&'static str, &str)> {
    let user = context.view.user.as_deref().filter(|_| context.user().is_none());
    let conversation = context.view.conversation.as_deref().filter(|_| context.conversation().is_none());
    let named = [("user", user), ("conversation", conversation)];
    named.into_iter().filter_map(|(kind, id)| Some((kind, id?))).collect()
}

/// The question before everything is removed.
pub(super) fn reset(apps: &[&App], app: Option<&str>) -> Result<String, Error> {
    let view = View { app: app.map(str::to_owned), ..View::default() };
    let counts: Value = apps.iter().map(|app| json!([app.id, app.conversations.len()])).collect();
    let question = json!({"reset": counts, "fields": view.pairs().collect::<Vec<_>>(), "back": view.link()});
    document("Reset · TalkJS emulator", merged([question]))
}

/// Why a form had no effect.
pub(super) fn not_done(why: &NotDone, view: &View) -> Result<String, Error> {
    document("Not done · TalkJS emulator", merged([json!({"not_done": why.to_string(), "back": view.link()})]))
}
