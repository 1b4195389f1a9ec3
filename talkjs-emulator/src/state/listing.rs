//! A page of conversations: conditions, order and cursor.

use std::ops::RangeInclusive;

use serde::Deserialize;

use super::conversations::{Conversation, Conversations};
use super::filter::Filter;
use super::lists::{FIRST, LAST, List, Place, SortBy, place};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum Direction {
    #[serde(rename = "ASC")]
    Ascending,
    #[default]
    #[serde(rename = "DESC")]
    Descending,
}

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

impl Listing {
    /// The page of a viewer's conversations, or of all, or nothing if the cursor is not one of them.
    pub(crate) fn page<'c>(
        &self,
        conversations: &'c mut Conversations,
        viewer: Option<&str>,
    ) -> Option<Vec<&'c Conversation>> {
        conversations.refresh_lists();
        let cursor = match &self.after {
            Some(id) => Some(conversations.get(id).filter(|it| sees(it, viewer))?),
            None => None,
        };
        let places = self.places(cursor.map(|it| place(it, viewer, self.sort_by)), viewer);
        let listed = conversations.listed(List::of(viewer, self.sort_by), places);
        let is_listed = |it: &&Conversation| self.lists(it, viewer);
        Some(match self.direction {
            Direction::Ascending => listed.filter(is_listed).take(self.limit).collect(),
            Direction::Descending => listed.rev().filter(is_listed).take(self.limit).collect(),
        })
    }

    /// The first and the last place that the page can have.
    fn places(&self, cursor: Option<Place>, viewer: Option<&str>) -> RangeInclusive<Place> {
        let (mut first, mut last) = (FIRST, LAST);
        match self.direction {
            Direction::Ascending => {
                first = cursor.map_or(first, |(time, number)| (time, number.saturating_add(1)));
                first = self.offset.map_or(first, |offset| first.max((offset, 0)));
            }
            Direction::Descending => {
                last = cursor.map_or(last, |(time, number)| (time, number.saturating_sub(1)));
                last = self.offset.map_or(last, |offset| last.min((offset, u64::MAX)));
            }
        }
        if self.sort_by == SortBy::LastActivity {
            // The last message is an activity, and among all conversations with one it is the last activity.
            first = self.last_message_after.map_or(first, |limit| first.max((limit, 0)));
            let before = self.last_message_before.filter(|_| viewer.is_none());
            last = before.map_or(last, |limit| last.min((limit, 0)));
        }
        first..=last
    }

    fn lists(&self, conversation: &Conversation, viewer: Option<&str>) -> bool {
        let last = conversation.last_message(viewer).map(|message| message.created_at);
        self.last_message_after.is_none_or(|limit| last.is_some_and(|last| last > limit))
            && self.last_message_before.is_none_or(|limit| last.is_some_and(|last| last < limit))
            && (!self.unreads_only || is_unread(conversation, viewer))
            && self.filter.accepts(conversation, viewer)
    }
}

fn sees(conversation: &Conversation, viewer: Option<&str>) -> bool {
    viewer.is_none_or(|user| conversation.part_of(user).is_some())
}

fn is_unread(conversation: &Conversation, viewer: Option<&str>) -> bool {
    viewer
        .and_then(|user| Some((user, conversation.part_of(user)?)))
        .is_some_and(|(user, participation)| conversation.unread_by(user, participation).next().is_some())
}
