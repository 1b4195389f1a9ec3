//! Conversations.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::fields::{Fields, Shape, TEXT, TEXTS};
use super::query::{self, INTEGER};
use super::{Answer, done, filter, list, messages, participants};
use crate::decisions::Decisions;
use crate::state::app::App;
use crate::state::conversations::{Conversation, ConversationUpdate};
use crate::state::listing::{Direction, Listing, SortBy};
use crate::state::refusal::{Missing, Reasons};
use crate::version::ApiVersion;

const PAGE_CAP: usize = 30;

/// `PUT /conversations/{conversationId}`
pub(crate) fn put(call: &Call<'_>, app: &mut App) -> Answer {
    let id = call.param("conversationId");
    let update = read_update(id, &call.object()?)?;
    app.put_conversation(id, update, call.now, call.decisions)?;
    done()
}

/// `GET /conversations/{conversationId}`
pub(crate) fn get(call: &Call<'_>, app: &mut App) -> Answer {
    let conversation = app.conversations.find(call.param("conversationId"))?;
    Ok(show(conversation, call.decisions))
}

/// `GET /conversations`
pub(crate) fn get_all(call: &Call<'_>, app: &mut App) -> Answer {
    let listing = read_listing(call)?;
    let page = listing.page(&app.conversations, None);
    list(call.page(page)?, |conversation| show(conversation, call.decisions))
}

/// `DELETE /conversations/{conversationId}`
pub(crate) fn delete(call: &Call<'_>, app: &mut App) -> Answer {
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
    let update = ConversationUpdate {
        participants: fields.optional("participants", &TEXTS).unwrap_or_default(),
        subject: fields.update("subject", &TEXT),
        photo_url: fields.update("photoUrl", &TEXT),
        welcome_messages: fields.update("welcomeMessages", &TEXTS),
        custom: fields.entries("custom", &TEXT),
    };
    fields.reasons.or(update)
}

const SORT_BY: Shape<SortBy> = Shape {
    words: "`createdAt` or `lastActivity`",
    read: |value| match value.as_str()? {
        "createdAt" => Some(SortBy::CreatedAt),
        "lastActivity" => Some(SortBy::LastActivity),
        _ => None,
    },
};

const DIRECTION: Shape<Direction> = Shape {
    words: "`ASC` or `DESC`",
    read: |value| match value.as_str()? {
        "ASC" => Some(Direction::Ascending),
        "DESC" => Some(Direction::Descending),
        _ => None,
    },
};

/// The query of a list of conversations, without `unreadsOnly`.
pub(super) fn read_listing(call: &Call<'_>) -> Result<Listing, Reasons> {
    if call.version < ApiVersion::V2021_02_09 {
        return read_first_version_listing(call);
    }
    let mut fields = call.query().fields();
    let listing = Listing {
        limit: query::limit(&mut fields, PAGE_CAP, call.decisions),
        after: fields.optional("startingAfter", &TEXT),
        sort_by: fields.optional("orderBy", &SORT_BY).unwrap_or_default(),
        direction: fields.optional("orderDirection", &DIRECTION).unwrap_or_default(),
        offset: fields.optional("offsetTs", &INTEGER),
        last_message_after: fields.optional("lastMessageAfter", &INTEGER),
        last_message_before: fields.optional("lastMessageBefore", &INTEGER),
        unreads_only: false,
        filter: filter::read(&mut fields),
    };
    fields.reasons.or(listing)
}

/// The order was fixed once, and nothing could be said about it.
fn read_first_version_listing(call: &Call<'_>) -> Result<Listing, Reasons> {
    let mut fields = call.query().fields();
    let listing = Listing {
        limit: query::limit(&mut fields, PAGE_CAP, call.decisions),
        after: fields.optional("startingAfter", &TEXT),
        sort_by: SortBy::CreatedAt,
        last_message_after: fields.optional("lastMessageAfter", &INTEGER),
        last_message_before: fields.optional("lastMessageBefore", &INTEGER),
        filter: filter::read(&mut fields),
        ..Listing::default()
    };
    fields.reasons.or(listing)
}

/// A conversation as anyone sees it.
pub(super) fn show(conversation: &Conversation, decisions: &Decisions) -> Value {
    Value::Object(members(conversation, None, decisions))
}

/// A conversation as one of those who have it in their list sees it.
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
    let participants: Map<String, Value> = conversation
        .participants
        .iter()
        .map(|(id, participation)| {
            let members = participants::members(id, participation, conversation, decisions);
            (id.clone(), Value::Object(members))
        })
        .collect();
    let last_message = conversation.last_message(viewer);
    let mut members = vec![
        ("id", json!(conversation.id)),
        ("subject", json!(conversation.subject)),
        ("photoUrl", json!(conversation.photo_url)),
        ("welcomeMessages", json!(conversation.welcome_messages)),
        ("custom", json!(conversation.custom)),
        ("topicId", Value::Null),
        ("lastMessage", last_message.map_or(Value::Null, |message| messages::show(message, conversation))),
        ("participants", Value::Object(participants)),
        ("createdAt", json!(conversation.created_at)),
    ];
    if decisions.newest_members_are_shown {
        members.push(("everyoneReadUntil", json!(conversation.everyone_read_until())));
    }
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
