//! What a visitor sees. The address contains all of it, so that every view is a link.

use crate::percent;
use crate::state::app::App;
use crate::state::content::Content;
use crate::state::conversations::Conversation;
use crate::state::messages::Message;
use crate::state::users::User;

/// What a visitor sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct View {
    /// Nothing: the first app.
    pub(super) app: Option<String>,
    /// The user of the inbox. Nothing: all users, side by side.
    pub(super) user: Option<String>,
    pub(super) conversation: Option<String>,
    /// Messages before this one are shown. Nothing: the newest messages.
    pub(super) before: Option<String>,
    pub(super) only_refused: bool,
}

const REFUSED: &str = "refused";

impl View {
    /// Reads a query or a form; unknown names are ignored.
    pub(super) fn read(text: &str) -> Self {
        let mut view = Self::default();
        let pairs = form_urlencoded::parse(text.as_bytes()).into_owned();
        for (name, value) in pairs.filter(|(_, value)| !value.is_empty()) {
            match name.as_str() {
                "app" => view.app = Some(value),
                "user" => view.user = Some(value),
                "conversation" => view.conversation = Some(value),
                "before" => view.before = Some(value),
                "requests" => view.only_refused = value == REFUSED,
                _ => {}
            }
        }
        view
    }

    /// The names and values of the view.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let ids = [
            ("app", self.app.as_deref()),
            ("user", self.user.as_deref()),
            ("conversation", self.conversation.as_deref()),
            ("before", self.before.as_deref()),
            ("requests", self.only_refused.then_some(REFUSED)),
        ];
        ids.into_iter().filter_map(|(name, value)| Some((name, value?)))
    }

    /// The address, from the root of the server.
    pub(super) fn link(&self) -> String {
        let pairs: Vec<_> = self.pairs().map(|(name, value)| format!("{name}={}", percent::encode(value))).collect();
        if pairs.is_empty() { "/".to_owned() } else { format!("/?{}", pairs.join("&")) }
    }

    pub(super) fn shows_the_same_as(&self, other: &Self) -> bool {
        (&self.user, &self.conversation) == (&other.user, &other.conversation)
    }

    pub(super) fn of_all_users(&self) -> Self {
        Self { user: None, conversation: None, before: None, ..self.clone() }
    }

    pub(super) fn of_user(&self, id: &str) -> Self {
        Self { user: Some(id.to_owned()), ..self.of_all_users() }
    }

    pub(super) fn of_conversation(&self, id: &str) -> Self {
        Self { conversation: Some(id.to_owned()), before: None, ..self.clone() }
    }
}

/// The longest excerpt of a message in a list, in characters.
const EXCERPT: usize = 120;

#[derive(Clone, Copy)]
pub(super) struct Context<'c> {
    pub(super) app: &'c App,
    pub(super) view: &'c View,
    pub(super) now: i64,
}

impl<'c> Context<'c> {
    /// The user whose inbox is open.
    pub(super) fn user(&self) -> Option<&'c User> {
        self.app.users.get(self.view.user.as_deref()?)
    }

    /// The conversation that is open.
    pub(super) fn conversation(&self) -> Option<&'c Conversation> {
        self.app.conversations.get(self.view.conversation.as_deref()?)
    }

    /// The name of a user, or the id of one who has none.
    pub(super) fn name<'n>(&self, user: &'n str) -> &'n str
    where
        'c: 'n,
    {
        let name = self.app.users.get(user).map_or("", |user| user.name.as_str());
        if name.trim().is_empty() { user } else { name }
    }

    pub(super) fn others(&self, conversation: &Conversation, viewer: Option<&str>) -> String {
        let others = conversation.participants.keys().filter(|id| Some(id.as_str()) != viewer);
        others.map(|id| self.name(id)).collect::<Vec<_>>().join(", ")
    }

    /// The title of a conversation in a chat: its subject, or the other participants.
    pub(super) fn title(&self, conversation: &Conversation, viewer: Option<&str>) -> String {
        let subject = conversation.details.subject.as_deref().unwrap_or_default();
        if !subject.trim().is_empty() {
            return subject.to_owned();
        }
        let others = self.others(conversation, viewer);
        if others.is_empty() { conversation.id.clone() } else { others }
    }

    /// The sender and the content of a message, in one line.
    pub(super) fn summary(&self, message: &Message, viewer: Option<&str>) -> String {
        let text = match &message.content {
            Content::Text { text, .. } => text.chars().take(EXCERPT).collect(),
            Content::File(file) => format!("File {}", file.name),
            Content::Location { .. } => "Location".to_owned(),
        };
        match message.sender.as_deref() {
            Some(sender) if Some(sender) == viewer => format!("You: {text}"),
            Some(sender) => format!("{}: {text}", self.name(sender)),
            None => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_its_address() {
        let view = View {
            app: Some("a".to_owned()),
            user: Some("a&b=c".to_owned()),
            conversation: Some("é 1/2".to_owned()),
            before: Some("msg_1".to_owned()),
            only_refused: true,
        };
        let link = view.link();
        assert_eq!(link, "/?app=a&user=a%26b%3Dc&conversation=%C3%A9%201%2F2&before=msg_1&requests=refused");
        assert_eq!(View::read(link.strip_prefix("/?").unwrap()), view);
        assert_eq!(View::default().link(), "/");
    }

    #[test]
    fn empty_and_unknown_members_are_ignored() {
        assert_eq!(View::read("user=&x=1&requests=all"), View::default());
    }
}
