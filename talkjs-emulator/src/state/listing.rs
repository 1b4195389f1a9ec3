//! A page of conversations: conditions, order and cursor.

use std::cmp::Reverse;

use serde::Deserialize;

use super::conversations::{Conversation, Conversations};
use super::filter::Filter;

/// The key of a list's order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum SortBy {
    CreatedAt,
    #[default]
    LastActivity,
}

/// The direction of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum Direction {
    #[serde(rename = "ASC")]
    Ascending,
    #[default]
    #[serde(rename = "DESC")]
    Descending,
}

/// A page of a list of conversations.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listing {
    pub(crate) limit: usize,
    pub(crate) after: Option<String>,
    pub(crate) sort_by: SortBy,
    pub(crate) direction: Direction,
    pub(crate) offset: Option<i64>,
    pub(crate) last_message_after: Option<i64>,
    pub(crate) last_message_before: Option<i64>,
    pub(crate) unreads_only: bool,
    pub(crate) filter: Filter,
}

/// The sort key, then the order of creation.
type Place = (i64, u64);

impl Listing {
    /// The page of a viewer's conversations, or of all, or nothing if the cursor is not one of them.
    pub(crate) fn page<'c>(
        &self,
        conversations: &'c Conversations,
        viewer: Option<&str>,
    ) -> Option<Vec<&'c Conversation>> {
        let cursor = match &self.after {
            Some(id) => Some(conversations.get(id).filter(|it| sees(it, viewer))?),
            None => None,
        };
        let cursor = cursor.map(|it| place(it, viewer, self.sort_by));
        let seen = conversations.all().filter(|it| sees(it, viewer));
        let placed = seen.map(|it| (place(it, viewer, self.sort_by), it));
        let mut placed: Vec<_> = placed.filter(|(place, _)| self.reaches(*place, cursor)).collect();
        match self.direction {
            Direction::Ascending => placed.sort_unstable_by_key(|(place, _)| *place),
            Direction::Descending => placed.sort_unstable_by_key(|(place, _)| Reverse(*place)),
        }
        let ordered = placed.into_iter().map(|(_, it)| it);
        Some(ordered.filter(|it| self.lists(it, viewer)).take(self.limit).collect())
    }

    /// Whether a place is after the cursor and not before the offset.
    fn reaches(&self, place: Place, cursor: Option<Place>) -> bool {
        let (time, _) = place;
        match self.direction {
            Direction::Ascending => {
                cursor.is_none_or(|cursor| place > cursor) && self.offset.is_none_or(|offset| time >= offset)
            }
            Direction::Descending => {
                cursor.is_none_or(|cursor| place < cursor) && self.offset.is_none_or(|offset| time <= offset)
            }
        }
    }

    fn lists(&self, conversation: &Conversation, viewer: Option<&str>) -> bool {
        let last = conversation.last_message(viewer).map(|message| message.created_at);
        self.last_message_after.is_none_or(|limit| last.is_some_and(|last| last > limit))
            && self.last_message_before.is_none_or(|limit| last.is_some_and(|last| last < limit))
            && (!self.unreads_only || is_unread(conversation, viewer))
            && self.filter.accepts(conversation, viewer)
    }
}

/// The position of a conversation in the list of a viewer, or of all.
pub(crate) fn place(conversation: &Conversation, viewer: Option<&str>, sort_by: SortBy) -> Place {
    let key = match sort_by {
        SortBy::CreatedAt => conversation.created_at,
        SortBy::LastActivity => last_activity(conversation, viewer),
    };
    (key, conversation.number)
}

/// For a participant the later of the last message and the joining; else the last message or the creation.
fn last_activity(conversation: &Conversation, viewer: Option<&str>) -> i64 {
    let last_message = conversation.last_message(viewer).map(|message| message.created_at);
    let joined = viewer.and_then(|user| conversation.part_of(user)).map(|participation| participation.joined_at);
    last_message.max(joined).unwrap_or(conversation.created_at)
}

fn sees(conversation: &Conversation, viewer: Option<&str>) -> bool {
    viewer.is_none_or(|user| conversation.part_of(user).is_some())
}

fn is_unread(conversation: &Conversation, viewer: Option<&str>) -> bool {
    viewer
        .and_then(|user| Some((user, conversation.part_of(user)?)))
        .is_some_and(|(user, participation)| conversation.unread_by(user, participation).next().is_some())
}
