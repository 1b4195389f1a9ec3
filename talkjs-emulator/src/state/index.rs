//! The orders in which conversations are listed, kept so that a page costs the same however many there are.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeBounds;

use super::conversations::Conversation;

/// What a list is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum SortBy {
    CreatedAt,
    #[default]
    LastActivity,
}

/// The sort key, and the order of creation among equals.
pub(crate) type Place = (i64, u64);

/// A list of conversations, in one order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum List {
    All(SortBy),
    Of(String, SortBy),
    /// Those that are in nobody's inbox, by creation.
    Hidden,
}

impl List {
    fn of(viewer: Option<&str>, sort_by: SortBy) -> Self {
        match viewer {
            Some(user) => Self::Of(user.to_owned(), sort_by),
            None => Self::All(sort_by),
        }
    }
}

/// Where conversations stand in all lists that they are in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    lists: HashMap<List, BTreeMap<Place, String>>,
    places: HashMap<String, Vec<(List, Place)>>,
}

impl Index {
    /// Puts a conversation where it belongs now; nowhere when it does not exist.
    pub(crate) fn update(&mut self, id: &str, conversation: Option<&Conversation>) {
        let places = conversation.map(places).unwrap_or_default();
        let before = match places.is_empty() {
            true => self.places.remove(id),
            false => self.places.insert(id.to_owned(), places.clone()),
        };
        for (list, place) in before.into_iter().flatten() {
            if let Some(listed) = self.lists.get_mut(&list) {
                listed.remove(&place);
                if listed.is_empty() {
                    self.lists.remove(&list);
                }
            }
        }
        for (list, place) in places {
            self.lists.entry(list).or_default().insert(place, id.to_owned());
        }
    }

    /// The ids in a part of a list.
    pub(crate) fn ids(
        &self,
        viewer: Option<&str>,
        sort_by: SortBy,
        places: impl RangeBounds<Place>,
    ) -> impl DoubleEndedIterator<Item = (Place, &str)> {
        let list = self.lists.get(&List::of(viewer, sort_by));
        let listed = list.into_iter().flat_map(move |list| list.range((places.start_bound(), places.end_bound())));
        listed.map(|(place, id)| (*place, id.as_str()))
    }

    /// The ids of those that are in nobody's inbox, the latest first.
    pub(crate) fn hidden(&self) -> impl Iterator<Item = &str> {
        self.lists.get(&List::Hidden).into_iter().flat_map(|list| list.values().rev()).map(String::as_str)
    }

    /// How many are in nobody's inbox.
    pub(crate) fn hidden_count(&self) -> usize {
        self.lists.get(&List::Hidden).map_or(0, BTreeMap::len)
    }
}

/// Where a conversation stands in all its lists.
fn places(conversation: &Conversation) -> Vec<(List, Place)> {
    let parts = conversation.participants.keys().chain(conversation.former_participants.keys());
    let viewers = parts.map(|user| Some(user.as_str()));
    let lists = viewers.chain([None]).flat_map(|viewer| {
        [SortBy::CreatedAt, SortBy::LastActivity]
            .map(|sort_by| (List::of(viewer, sort_by), place(conversation, viewer, sort_by)))
    });
    let is_hidden = conversation.participants.is_empty() || conversation.messages.newest().is_none();
    let hidden = is_hidden.then_some((List::Hidden, (0, conversation.number)));
    lists.chain(hidden).collect()
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
