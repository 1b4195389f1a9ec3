//! The actions of the page's buttons. They call the same state as the API.

use std::collections::HashMap;

use thiserror::Error;

use super::view::View;
use crate::error::ApiError;
use crate::router::Shared;
use crate::state::app::App;
use crate::state::content::Content;
use crate::state::messages::NewMessage;
use crate::state::participants::ParticipationUpdate;
use crate::state::refusal::Reasons;

pub(super) const SEND: &str = "/_page/send";
pub(super) const READ: &str = "/_page/read";
pub(super) const RESET: &str = "/_page/reset";

#[derive(Debug, PartialEq, Eq, Error)]
pub(super) enum NotDone {
    #[error("there is no such action")]
    UnknownAction,
    #[error(transparent)]
    Refused(#[from] ApiError),
}

/// Runs the action of a form; returns the view to show next.
pub(super) fn act(shared: &Shared, path: &str, form: &str) -> Result<View, NotDone> {
    let view = View::read(form);
    let values: HashMap<_, _> = form_urlencoded::parse(form.as_bytes()).collect();
    let field = |name: &str| values.get(name).map_or("", |value| value.as_ref());
    match path {
        SEND => with_app(shared, &view, |app| send(app, field, shared))?,
        READ => with_app(shared, &view, |app| read(app, field, shared))?,
        RESET => {
            shared.reset();
            return Ok(View { app: view.app, ..View::default() });
        }
        _ => return Err(NotDone::UnknownAction),
    }
    Ok(view)
}

fn with_app(
    shared: &Shared,
    view: &View,
    change: impl FnOnce(&mut App) -> Result<(), ApiError>,
) -> Result<(), NotDone> {
    let done = view.app.as_deref().and_then(|id| shared.change(id, change));
    Ok(done.ok_or(ApiError::UnknownApp)??)
}

fn send<'f>(app: &mut App, field: impl Fn(&str) -> &'f str, shared: &Shared) -> Result<(), ApiError> {
    let decisions = shared.decisions();
    if field("text").trim().is_empty() {
        return Err(Reasons::one("text", "must not be empty").into());
    }
    let message = NewMessage {
        sender: Some(field("sender").to_owned()),
        content: Content::from_text(field("text"), decisions.text_markup),
        custom: Default::default(),
        referenced: None,
        idempotency_key: None,
    };
    app.send(field("conversation"), vec![message], shared.clock.now(), &decisions)?;
    Ok(())
}

fn read<'f>(app: &mut App, field: impl Fn(&str) -> &'f str, shared: &Shared) -> Result<(), ApiError> {
    let conversation = app.conversations.find(field("conversation"))?;
    let read_until = conversation.messages.newest().map(|message| message.created_at);
    let update = ParticipationUpdate { read_until, ..ParticipationUpdate::default() };
    app.write_to(field("conversation"))?.update_participation(field("reader"), &update, shared.clock.now())?;
    Ok(())
}
