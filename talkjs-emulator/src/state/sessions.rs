//! Who is online: the sessions that browsers and phones would open.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// An open browser tab or app of a user.
///
/// TalkJS' SDKs open sessions; here a test does, with [`Emulator::connect`](crate::Emulator::connect).
///
/// ```
/// use talkjs_emulator::Session;
///
/// let session = Session::widget().conversation("order_391_fc").focused();
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[must_use]
pub struct Session {
    #[serde(rename = "sessionId", skip_deserializing)]
    pub(crate) id: String,
    #[serde(skip_serializing)]
    pub(crate) is_background: bool,
    #[serde(rename = "selectedConversationId")]
    pub(crate) selected_conversation: Option<String>,
    pub(crate) custom: BTreeMap<String, String>,
    pub(crate) has_focus: bool,
    pub(crate) is_typing: bool,
}

impl Session {
    /// A session with a visible chat UI.
    pub fn widget() -> Self {
        Self::default()
    }

    /// A session without a visible chat UI.
    pub fn background() -> Self {
        Self { is_background: true, ..Self::default() }
    }

    /// The conversation that is open in it. Default: none.
    pub fn conversation(mut self, id: impl Into<String>) -> Self {
        self.selected_conversation = Some(id.into());
        self
    }

    /// The user looks at it. Default: no.
    pub fn focused(mut self) -> Self {
        self.has_focus = true;
        self
    }

    /// The user is typing in it. Default: no.
    pub fn typing(mut self) -> Self {
        self.is_typing = true;
        self
    }

    /// Adds a pair to its custom data. Default: none.
    pub fn custom(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.custom.insert(key.into(), value.into());
        self
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct PresenceQuery {
    pub(crate) with_background: bool,
    /// `Some(None)`: sessions in which no conversation is open.
    pub(crate) selected: Option<Option<String>>,
    pub(crate) has_focus: Option<bool>,
    pub(crate) is_typing: Option<bool>,
    pub(crate) users: Option<Vec<String>>,
}

impl PresenceQuery {
    fn is_about(&self, user: &str) -> bool {
        self.users.as_ref().is_none_or(|users| users.iter().any(|id| id == user))
    }

    fn finds(&self, session: &Session) -> bool {
        self.selected.as_ref().is_none_or(|selected| session.selected_conversation == *selected)
            && (self.with_background || !session.is_background)
            && self.has_focus.is_none_or(|has_focus| session.has_focus == has_focus)
            && self.is_typing.is_none_or(|is_typing| session.is_typing == is_typing)
    }
}

#[derive(Debug)]
pub(crate) struct Presence<'s> {
    pub(crate) background: Vec<&'s Session>,
    pub(crate) widgets: Vec<&'s Session>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Sessions(BTreeMap<String, Vec<Session>>);

impl Sessions {
    pub(crate) fn open(&mut self, user: &str, session: Session) {
        self.0.entry(user.to_owned()).or_default().push(session);
    }

    pub(crate) fn close_all(&mut self, user: &str) {
        self.0.remove(user);
    }

    /// A user who has sent a message to a conversation is no longer typing in it.
    pub(crate) fn stop_typing(&mut self, user: &str, conversation: &str) {
        for session in self.0.get_mut(user).into_iter().flatten() {
            session.is_typing &= session.selected_conversation.as_deref() != Some(conversation);
        }
    }

    pub(crate) fn of(&self, user: &str) -> &[Session] {
        self.0.get(user).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn is_online(&self, user: &str) -> bool {
        self.0.contains_key(user)
    }

    /// The users with a matching session, with all their sessions.
    pub(crate) fn find<'s>(&'s self, query: &'s PresenceQuery) -> impl Iterator<Item = (&'s str, Presence<'s>)> {
        let users = self.0.iter().filter(|(user, _)| query.is_about(user));
        let found = users.filter(move |(_, sessions)| sessions.iter().any(|session| query.finds(session)));
        found.map(|(user, sessions)| {
            let (background, widgets) = sessions.iter().partition::<Vec<_>, _>(|session| session.is_background);
            let background = if query.with_background { background } else { Vec::new() };
            (user.as_str(), Presence { background, widgets })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sessions: &Sessions, query: &PresenceQuery) -> Vec<String> {
        sessions.find(query).map(|(user, _)| user.to_owned()).collect()
    }

    fn filled() -> Sessions {
        let mut sessions = Sessions::default();
        sessions.open("away", Session::background());
        sessions.open("idle", Session::widget());
        sessions.open("looking", Session::widget().conversation("c").focused());
        sessions.open("typing", Session::widget().conversation("d").typing());
        sessions.open("typing", Session::background());
        sessions
    }

    #[test]
    fn each_condition_narrows_and_all_must_hold_for_one_session() {
        let sessions = filled();
        let all = PresenceQuery::default();
        for (query, expected) in [
            (all.clone(), vec!["idle", "looking", "typing"]),
            (PresenceQuery { with_background: true, ..all.clone() }, vec!["away", "idle", "looking", "typing"]),
            (PresenceQuery { selected: Some(Some("c".to_owned())), ..all.clone() }, vec!["looking"]),
            (PresenceQuery { selected: Some(None), ..all.clone() }, vec!["idle"]),
            (PresenceQuery { has_focus: Some(true), ..all.clone() }, vec!["looking"]),
            (PresenceQuery { has_focus: Some(false), ..all.clone() }, vec!["idle", "typing"]),
            (PresenceQuery { is_typing: Some(true), ..all.clone() }, vec!["typing"]),
            (PresenceQuery { is_typing: Some(true), has_focus: Some(true), ..all.clone() }, vec![]),
            (PresenceQuery { users: Some(vec!["idle".to_owned(), "nobody".to_owned()]), ..all.clone() }, vec!["idle"]),
            (PresenceQuery { users: Some(Vec::new()), ..all }, vec![]),
        ] {
            assert_eq!(found(&sessions, &query), expected, "{query:?}");
        }
    }
}
