//! The lists that conversations are in, in order. They follow each change, so that a page of a list costs the same
//! however many conversations there are.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use serde::Deserialize;

use super::conversations::Conversation;

/// The key of a list's order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum SortBy {
    CreatedAt,
    #[default]
    LastActivity,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum List {
    All(SortBy),
    Of(String, SortBy),
    /// Conversations that no inbox shows, by their creation.
    Hidden,
}

impl List {
    /// The list of a viewer, or of all.
    pub(crate) fn of(viewer: Option<&str>, sort_by: SortBy) -> Self {
        viewer.map_or(Self::All(sort_by), |user| Self::Of(user.to_owned(), sort_by))
    }
}

/// The sort key, then the order of creation.
pub(crate) type Place = (i64, u64);

pub(crate) const FIRST: Place = (i64::MIN, 0);
pub(crate) const LAST: Place = (i64::MAX, u64::MAX);

/// The ids of conversations by their places in all lists.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lists {
    ids: BTreeMap<(List, Place), String>,
    /// The conversations that may have changed, with their places before.
    stale: HashMap<String, Vec<(List, Place)>>,
}

impl Lists {
    /// To be called before a conversation changes.
    pub(crate) fn note(&mut self, id: &str, before: Option<&Conversation>) {
        if !self.stale.contains_key(id) {
            self.stale.insert(id.to_owned(), before.map_or_else(Vec::new, places));
        }
    }

    /// Moves the conversations that have changed to their places now.
    pub(crate) fn refresh(&mut self, conversations: &HashMap<String, Conversation>) {
        for (id, before) in self.stale.drain() {
            let now = conversations.get(&id).map_or_else(Vec::new, places);
            if before != now {
                before.iter().for_each(|place| _ = self.ids.remove(place));
                self.ids.extend(now.into_iter().map(|place| (place, id.clone())));
            }
        }
    }

    /// The ids of a list between two places.
    pub(crate) fn ids(&self, list: List, places: RangeInclusive<Place>) -> impl DoubleEndedIterator<Item = &str> {
        // A range of a map must not be empty.
        let (first, last) = if places.is_empty() { (FIRST, FIRST) } else { places.into_inner() };
        self.ids.range((list.clone(), first)..=(list, last)).map(|(_, id)| id.as_str())
    }
}

fn places(conversation: &Conversation) -> Vec<(List, Place)> {
    let users = conversation.participants.keys().chain(conversation.former_participants.keys());
    let viewers = users.map(|user| Some(user.as_str())).chain([None]);
    let lists = viewers.flat_map(|viewer| {
        [SortBy::CreatedAt, SortBy::LastActivity]
            .map(|sort_by| (List::of(viewer, sort_by), place(conversation, viewer, sort_by)))
    });
    let is_hidden = conversation.why_hidden().is_some();
    lists.chain(is_hidden.then_some((List::Hidden, (0, conversation.number)))).collect()
}

/// The place of a conversation in the list of a viewer, or of all.
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

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;

    use serde_json::json;

    use super::*;
    use crate::decisions::Decisions;
    use crate::state::app::App;
    use crate::state::content::Content;
    use crate::state::conversations::{ConversationUpdate, Conversations};
    use crate::state::ids::mixed;
    use crate::state::listing::{Direction, Listing};
    use crate::state::messages::{Imported, NewMessage};
    use crate::state::participants::{Access, ParticipationUpdate};

    const USERS: [&str; 3] = ["a", "b", "c"];

    /// The list as it is without any index: all conversations sorted.
    fn sorted(conversations: &Conversations, viewer: Option<&str>, sort_by: SortBy) -> Vec<String> {
        let seen = conversations.all().filter(|it| viewer.is_none_or(|user| it.part_of(user).is_some()));
        let mut seen: Vec<_> = seen.collect();
        seen.sort_by_key(|it| Reverse(place(it, viewer, sort_by)));
        seen.into_iter().map(|it| it.id.clone()).collect()
    }

    fn ids<'c>(conversations: impl IntoIterator<Item = &'c Conversation>) -> Vec<String> {
        conversations.into_iter().map(|it| it.id.clone()).collect()
    }

    fn check(app: &mut App) {
        for viewer in USERS.map(Some).into_iter().chain([None]) {
            for sort_by in [SortBy::CreatedAt, SortBy::LastActivity] {
                let expected = sorted(&app.conversations, viewer, sort_by);
                let listing = Listing { limit: usize::MAX, sort_by, ..Listing::default() };
                assert_eq!(ids(listing.page(&mut app.conversations, viewer).unwrap()), expected);
                let listing = Listing { direction: Direction::Ascending, ..listing };
                let ascending = listing.page(&mut app.conversations, viewer).unwrap();
                assert_eq!(ids(ascending.into_iter().rev()), expected);
            }
        }
        let mut hidden: Vec<_> = app.conversations.all().filter(|it| it.why_hidden().is_some()).collect();
        hidden.sort_by_key(|it| it.number);
        assert_eq!(ids(app.conversations.listed(List::Hidden, FIRST..=LAST)), ids(hidden));
    }

    /// Makes a change by chance; many cannot be made.
    fn change(app: &mut App, mut chance: impl FnMut(u64) -> u64, now: i64) {
        let decisions = Decisions { most_participants: None, ..Decisions::default() };
        let conversation = &format!("c{}", chance(8));
        let user = USERS[usize::try_from(chance(3)).unwrap()];
        let message = NewMessage {
            sender: None,
            content: Content::from_text("", false),
            custom: BTreeMap::new(),
            referenced: None,
            idempotency_key: None,
        };
        match chance(8) {
            0 => {
                let update = ConversationUpdate { participants: vec![user.to_owned()], details: json!({}) };
                app.put_conversation(conversation, &update, now, &decisions).unwrap();
            }
            1 => _ = app.send(conversation, vec![message], now, &decisions),
            2 => {
                let created_at = i64::try_from(chance(1000)).unwrap();
                _ = app.import(conversation, vec![Imported { message, created_at, read_by: Vec::new() }]);
            }
            3 => _ = app.write_to(conversation).map(|mut it| it.leave(user, now % 2 == 0, now)),
            4 => {
                let update = ParticipationUpdate { access: Some(Access::None), ..ParticipationUpdate::default() };
                _ = app.write_to(conversation).map(|mut it| it.update_participation(user, &update, now));
            }
            5 => {
                let newest = app.conversations.get(conversation).and_then(|it| Some(it.messages.newest()?.id.clone()));
                _ = newest.map(|id| app.write_to(conversation).unwrap().delete_message(&id));
            }
            6 => *app = app.with_records(app.records()).unwrap(),
            _ => _ = app.delete_conversation(conversation),
        }
    }

    #[test]
    fn lists_are_as_if_sorted_when_read() {
        let mut app = App::new("app", Vec::new(), "", 1);
        for user in USERS {
            app.put_user(user, &json!({"name": user}), 0).unwrap();
        }
        let mut state = 1;
        let mut chance = |bound: u64| {
            state = mixed(state);
            state % bound
        };
        for step in 0..5000 {
            change(&mut app, &mut chance, step / 3);
            // Several changes can happen before a list is read.
            if chance(3) == 0 {
                check(&mut app);
            }
        }
    }
}
