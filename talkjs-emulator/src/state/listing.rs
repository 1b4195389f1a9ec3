//! A page of conversations: which, in what order, from where.

use std::ops::Bound;

use super::conversations::{Conversation, Conversations};
use super::filter::Filter;
use super::index::{Place, SortBy, place};

/// Which end of a list comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Direction {
    Ascending,
    #[default]
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

impl Listing {
    /// The page of a viewer's conversations, or of all, or nothing when the cursor is none of them.
    ///
    /// It costs as much as it has conversations, and as it passes over because of a condition.
    pub(crate) fn page<'c>(
        &self,
        conversations: &'c Conversations,
        viewer: Option<&str>,
    ) -> Option<Vec<&'c Conversation>> {
        let cursor = match &self.after {
            Some(id) => Some(self.cursor(conversations.get(id)?, viewer)?),
            None => None,
        };
        let (first, last) = self.range(cursor, viewer);
        if is_empty(first, last) {
            return Some(Vec::new());
        }
        let ordered = conversations.ordered(viewer, self.sort_by, (first, last)).map(|(_, conversation)| conversation);
        let is_listed = |conversation: &&Conversation| self.lists(conversation, viewer);
        Some(match self.direction {
            Direction::Ascending => ordered.filter(is_listed).take(self.limit).collect(),
            Direction::Descending => ordered.rev().filter(is_listed).take(self.limit).collect(),
        })
    }

    fn cursor(&self, conversation: &Conversation, viewer: Option<&str>) -> Option<Place> {
        sees(conversation, viewer).then(|| place(conversation, viewer, self.sort_by))
    }

    /// Between which places the page lies, from the earliest to the latest.
    fn range(&self, cursor: Option<Place>, viewer: Option<&str>) -> (Bound<Place>, Bound<Place>) {
        let behind = cursor.map_or(Bound::Unbounded, Bound::Excluded);
        let (mut first, mut last) = match self.direction {
            Direction::Ascending => (later(behind, self.offset), Bound::Unbounded),
            Direction::Descending => (Bound::Unbounded, earlier(behind, self.offset)),
        };
        if self.sort_by == SortBy::LastActivity {
            // Nothing is active before its last message, and in the list of all nothing after it.
            first = later(first, self.last_message_after);
            last = if viewer.is_none() { earlier(last, self.last_message_before) } else { last };
        }
        (first, last)
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

/// The later of two beginnings, of which one is a time.
fn later(bound: Bound<Place>, time: Option<i64>) -> Bound<Place> {
    match (bound, time) {
        (Bound::Excluded(place) | Bound::Included(place), Some(time)) if place >= (time, 0) => bound,
        (_, Some(time)) => Bound::Included((time, 0)),
        (_, None) => bound,
    }
}

/// The earlier of two ends, of which one is a time.
fn earlier(bound: Bound<Place>, time: Option<i64>) -> Bound<Place> {
    match (bound, time) {
        (Bound::Excluded(place) | Bound::Included(place), Some(time)) if place <= (time, u64::MAX) => bound,
        (_, Some(time)) => Bound::Included((time, u64::MAX)),
        (_, None) => bound,
    }
}

/// Whether there is nothing between two places, which a range of a map does not allow to be asked.
fn is_empty(first: Bound<Place>, last: Bound<Place>) -> bool {
    let place = |bound| match bound {
        Bound::Included(place) | Bound::Excluded(place) => Some(place),
        Bound::Unbounded => None,
    };
    place(first).zip(place(last)).is_some_and(|(first, last)| first >= last)
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

    /// `a` created first but active last, `b` empty, `c` active first; `u` joined `b` last.
    fn conversations() -> Conversations {
        let mut ids = Ids::new(1);
        let mut conversations = Conversations::default();
        for (id, created, joined, message) in [("a", 10, 10, Some(50)), ("b", 20, 70, None), ("c", 30, 30, Some(40))] {
            let conversation = conversations.find_or_new(id, created);
            conversation.participant_or_new("u", joined, &mut ids);
            if let Some(time) = message {
                let message = NewMessage {
                    sender: None,
                    content: Content::from_text("hello", false),
                    custom: BTreeMap::new(),
                    referenced: None,
                    idempotency_key: None,
                };
                conversation
                    .send(vec![message], time, &mut ids, &mut Changes::default(), &Decisions::default())
                    .unwrap();
            }
        }
        conversations.find_or_new("d", 60);
        conversations
    }

    fn listed(listing: &Listing, viewer: Option<&str>) -> Vec<String> {
        let mut conversations = conversations();
        let page = listing.page(conversations.flush_index(), viewer);
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
        let mut conversations = conversations();
        assert!(page("x").page(conversations.flush_index(), None).is_none());
        assert!(page("d").page(conversations.flush_index(), Some("u")).is_none());
    }

    #[test]
    fn unread_conversations_are_those_of_the_viewer() {
        let unread = Listing { unreads_only: true, ..all() };
        assert_eq!(listed(&unread, Some("u")), ["a", "c"]);
    }
}
