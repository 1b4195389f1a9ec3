//! A page of conversations: which, in what order, from where.

use std::cmp::Reverse;

use serde::Deserialize;

use super::conversations::{Conversation, Conversations};
use super::filter::Filter;

/// What a list is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum SortBy {
    CreatedAt,
    #[default]
    LastActivity,
}

/// Which end of a list comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum Direction {
    #[serde(rename = "ASC")]
    Ascending,
    #[default]
    #[serde(rename = "DESC")]
    Descending,
}

/// Which page of which conversations.
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

/// The sort key, and the order of creation among equals.
type Place = (i64, u64);

impl Listing {
    /// The page of a viewer's conversations, or of all, or nothing when the cursor is none of them.
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
        let listed = conversations.all().filter(|it| self.lists(it, viewer));
        let mut placed: Vec<_> = listed.map(|it| (place(it, viewer, self.sort_by), it)).collect();
        placed.retain(|(place, _)| self.reaches(*place, cursor));
        match self.direction {
            Direction::Ascending => placed.sort_unstable_by_key(|(place, _)| *place),
            Direction::Descending => placed.sort_unstable_by_key(|(place, _)| Reverse(*place)),
        }
        Some(placed.into_iter().take(self.limit).map(|(_, it)| it).collect())
    }

    /// Whether a place lies behind the cursor and not before the offset.
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
        sees(conversation, viewer)
            && self.last_message_after.is_none_or(|limit| last.is_some_and(|last| last > limit))
            && self.last_message_before.is_none_or(|limit| last.is_some_and(|last| last < limit))
            && (!self.unreads_only || is_unread(conversation, viewer))
            && self.filter.accepts(conversation, viewer)
    }
}

/// Where a conversation stands in the list of a viewer, or of all.
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::decisions::Decisions;
    use crate::state::changes::Changes;
    use crate::state::content::Content;
    use crate::state::ids::Ids;
    use crate::state::messages::NewMessage;
    use crate::state::participants::{Access, Joining, Notify};
    use crate::state::writer::Writer;

    /// `a` created first but active last, `b` empty, `c` active first; `u` joined `b` last.
    fn conversations() -> Conversations {
        let mut ids = Ids::new(1);
        let mut conversations = Conversations::default();
        for (id, created, joined, message) in [("a", 10, 10, Some(50)), ("b", 20, 70, None), ("c", 30, 30, Some(40))] {
            conversations.find_or_new(id, created);
            let conversation = conversations.find_mut(id).unwrap();
            let mut writer = Writer { conversation, ids: &mut ids, changes: &mut Changes::default() };
            writer.join("u", Joining { access: Access::ReadWrite, notify: Notify::Always }, joined);
            if let Some(time) = message {
                let message = NewMessage {
                    sender: None,
                    content: Content::from_text("hello", false),
                    custom: BTreeMap::new(),
                    referenced: None,
                    idempotency_key: None,
                };
                writer.send(vec![message], time, &Decisions::default()).unwrap();
            }
        }
        conversations.find_or_new("d", 60);
        conversations
    }

    fn listed(listing: &Listing, viewer: Option<&str>) -> Vec<String> {
        let conversations = conversations();
        let page = listing.page(&conversations, viewer);
        page.unwrap().iter().map(|conversation| conversation.id.clone()).collect()
    }

    fn all() -> Listing {
        Listing { limit: 10, ..Listing::default() }
    }

    #[test]
    fn last_activity_is_the_last_message_or_the_creation() {
        assert_eq!(listed(&all(), None), ["d", "a", "c", "b"]);
    }

    #[test]
    fn last_activity_of_a_participant_counts_the_joining() {
        assert_eq!(listed(&all(), Some("u")), ["b", "a", "c"]);
    }

    #[test]
    fn order_can_be_by_creation_and_from_the_oldest() {
        let by_creation = Listing { sort_by: SortBy::CreatedAt, ..all() };
        assert_eq!(listed(&by_creation, None), ["d", "c", "b", "a"]);
        let oldest_first = Listing { direction: Direction::Ascending, ..by_creation };
        assert_eq!(listed(&oldest_first, None), ["a", "b", "c", "d"]);
    }

    #[test]
    fn an_offset_is_where_the_list_starts_inclusively() {
        let newest_first = Listing { offset: Some(50), ..all() };
        assert_eq!(listed(&newest_first, None), ["a", "c", "b"]);
        let oldest_first = Listing { direction: Direction::Ascending, ..newest_first };
        assert_eq!(listed(&oldest_first, None), ["a", "d"]);
    }

    #[test]
    fn limits_of_the_last_message_are_exclusive_and_leave_out_empty_conversations() {
        let after = |time| Listing { last_message_after: Some(time), ..all() };
        assert_eq!(listed(&after(39), None), ["a", "c"]);
        assert_eq!(listed(&after(40), None), ["a"]);
        let before = |time| Listing { last_message_before: Some(time), ..all() };
        assert_eq!(listed(&before(51), None), ["a", "c"]);
        assert_eq!(listed(&before(50), None), ["c"]);
    }

    #[test]
    fn pages_begin_after_the_cursor() {
        let page = |after: &str| Listing { limit: 2, after: Some(after.to_owned()), ..all() };
        assert_eq!(listed(&page("d"), None), ["a", "c"]);
        assert_eq!(listed(&page("c"), None), ["b"]);
        assert_eq!(listed(&page("b"), None), [] as [&str; 0]);
        let conversations = conversations();
        assert!(page("x").page(&conversations, None).is_none());
        assert!(page("d").page(&conversations, Some("u")).is_none());
    }

    #[test]
    fn unread_conversations_are_those_of_the_viewer() {
        let unread = Listing { unreads_only: true, ..all() };
        assert_eq!(listed(&unread, Some("u")), ["a", "c"]);
    }
}
