//! Conversations.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::fields::{Fields, Shape, TEXT, TEXTS, typed};
use super::query::{self, INTEGER};
use super::{ApiResponse, done, filter, list, messages, participants, with};
use crate::decisions::Decisions;
use crate::state::app::App;
use crate::state::conversations::{Conversation, ConversationUpdate};
use crate::state::listing::{Direction, Listing};
use crate::state::lists::SortBy;
use crate::state::participants::Participation;
use crate::state::refusal::{Missing, Reasons};
use crate::version::ApiVersion;

const PAGE_CAP: usize = 30;

pub(crate) fn put(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let id = call.param("conversationId");
    let update = read_update(id, &call.object()?)?;
    app.put_conversation(id, &update, call.now, call.decisions)?;
    done()
}

pub(crate) fn get(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let conversation = app.conversations.find(call.param("conversationId"))?;
    Ok(show(conversation, call.decisions))
}

pub(crate) fn get_all(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let listing = read_listing(call)?;
    let page = listing.page(&mut app.conversations, None);
    list(call.page(page)?, |conversation| show(conversation, call.decisions))
}

pub(crate) fn delete(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let id = call.param("conversationId");
    let was_there = app.delete_conversation(id);
    if !was_there && !call.decisions.deleting_missing_succeeds {
        return Err(Missing::Conversation(id.to_owned()).into());
    }
    done()
}

fn read_update(id: &str, body: &Map<String, Value>) -> Result<ConversationUpdate, Reasons> {
    let mut fields = Fields::new(body);
    fields.same_id(id);
    let participants = fields.optional("participants", &TEXTS).unwrap_or_default();
    fields.update(&["subject", "photoUrl"], &TEXT);
    fields.update(&["welcomeMessages"], &TEXTS);
    fields.update_map("custom", &TEXT);
    Ok(ConversationUpdate { participants, details: fields.into_patch()? })
}

const SORT_BY: Shape<SortBy> = typed("`createdAt` or `lastActivity`");

const DIRECTION: Shape<Direction> = typed("`ASC` or `DESC`");

/// The query of a list of conversations, without `unreadsOnly`. The first version has a fixed order, and ignores the
/// parameters of another.
pub(super) fn read_listing(call: &Call<'_>) -> Result<Listing, Reasons> {
    let mut fields = call.query.fields();
    let mut listing = Listing {
        limit: query::limit(&mut fields, PAGE_CAP, call.decisions),
        after: fields.optional("startingAfter", &TEXT),
        sort_by: SortBy::CreatedAt,
        last_message_after: fields.optional("lastMessageAfter", &INTEGER),
        last_message_before: fields.optional("lastMessageBefore", &INTEGER),
        filter: filter::read(&mut fields),
        ..Listing::default()
    };
    if call.version >= ApiVersion::V2021_02_09 {
        listing.sort_by = fields.optional("orderBy", &SORT_BY).unwrap_or_default();
        listing.direction = fields.optional("orderDirection", &DIRECTION).unwrap_or_default();
        listing.offset = fields.optional("offsetTs", &INTEGER);
    }
    fields.reasons.or(listing)
}

pub(super) fn show(conversation: &Conversation, decisions: &Decisions) -> Value {
    Value::Object(members(conversation, None, decisions))
}

/// A conversation as a user sees it in the own list.
pub(super) fn show_to(user: &str, conversation: &Conversation, decisions: &Decisions) -> Value {
    let mut members = members(conversation, Some(user), decisions);
    if let Some(participation) = conversation.part_of(user) {
        members.extend(participants::members(user, participation, conversation, decisions));
        let unread = conversation.unread_by(user, participation);
        members.insert("unreadMessageCount".to_owned(), json!(unread.count()));
    }
    Value::Object(members)
}

fn members(conversation: &Conversation, viewer: Option<&str>, decisions: &Decisions) -> Map<String, Value> {
    let participant = |(id, participation): (&String, &Participation)| {
        (id.clone(), Value::Object(participants::members(id, participation, conversation, decisions)))
    };
    let last_message = conversation.last_message(viewer).map(|message| messages::show(message, conversation));
    let newest = decisions.newest_members_are_shown;
    let further = [
        ("id", json!(conversation.id)),
        ("topicId", Value::Null),
        ("lastMessage", json!(last_message)),
        ("participants", conversation.participants.iter().map(participant).collect()),
        ("createdAt", json!(conversation.created_at)),
    ];
    let everyone_read_until = newest.then(|| ("everyoneReadUntil", json!(conversation.everyone_read_until())));
    with(&conversation.details, further.into_iter().chain(everyone_read_until))
}
