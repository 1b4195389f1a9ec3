//! Reactions to messages.

use serde_json::{Value, json};

use super::call::Call;
use super::query;
use super::{ApiResponse, done, emoji, list};
use crate::decisions::ReactionList;
use crate::state::app::App;
use crate::state::refusal::Reasons;

const PAGE_CAP: usize = 100;

pub(crate) fn get_all(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let (limit, after) = query::page(&call.query, PAGE_CAP, call.decisions)?;
    let emoji = read_emoji(call)?;
    let reactions = app.reactions(call.param("conversationId"), call.param("messageId"))?;
    let page = call.page(reactions.page(emoji, after.as_deref(), limit))?;
    let show = |user: &str| json!({"userId": user});
    match call.decisions.reaction_list {
        ReactionList::Wrapped => list(page, show),
        ReactionList::Bare => Ok(Value::Array(page.into_iter().map(show).collect())),
    }
}

pub(crate) fn add(call: &Call<'_>, app: &mut App) -> ApiResponse {
    call.object_or_nothing()?;
    let emoji = read_emoji(call)?;
    let user = call.param("userId");
    app.reactions(call.param("conversationId"), call.param("messageId"))?;
    app.users.find(user)?;
    app.write_to(call.param("conversationId"))?.add_reaction(call.param("messageId"), emoji, user)?;
    done()
}

pub(crate) fn remove(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let emoji = read_emoji(call)?;
    app.write_to(call.param("conversationId"))?.remove_reaction(
        call.param("messageId"),
        emoji,
        call.param("userId"),
    )?;
    done()
}

fn read_emoji<'c>(call: &'c Call<'_>) -> Result<&'c str, Reasons> {
    emoji::read(call.param("emoji")).map_err(|sentence| Reasons::one("emoji", sentence))
}
