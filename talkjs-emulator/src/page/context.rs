//! What every part of the page is made from.

use super::view::View;
use crate::percent;
use crate::state::app::App;
use crate::state::content::Content;
use crate::state::conversations::Conversation;
use crate::state::messages::Message;

/// The longest text of a message that a list shows, in characters.
const EXCERPT: usize = 120;
const COLOURS: usize = 6;

/// An app, and how somebody looks at it.
#[derive(Clone, Copy)]
pub(super) struct Context<'c> {
    pub(super) app: &'c App,
    pub(super) view: &'c View,
    pub(super) now: i64,
}

impl<'c> Context<'c> {
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

    /// The names of the participants, but of a viewer.
    pub(super) fn others(&self, conversation: &Conversation, viewer: Option<&str>) -> String {
        let others = conversation.participants.keys().filter(|id| Some(id.as_str()) != viewer);
        others.map(|id| self.name(id)).collect::<Vec<_>>().join(", ")
    }

    /// What a chat would show above a conversation: its subject, or who else takes part.
    pub(super) fn title(&self, conversation: &Conversation, viewer: Option<&str>) -> String {
        let subject = conversation.subject.as_deref().unwrap_or_default();
        if !subject.trim().is_empty() {
            return subject.to_owned();
        }
        let others = self.others(conversation, viewer);
        if others.is_empty() { conversation.id.clone() } else { others }
    }

    /// Who says what, in one line.
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

/// The `id` of an element, made of the kind of what it shows and of ids of the app.
pub(super) fn element(kind: &str, ids: &[&str]) -> String {
    let ids: Vec<_> = ids.iter().map(|id| percent::encode(id)).collect();
    format!("{kind}:{}", ids.join(":"))
}

/// The letter that stands for a user, and the number of its colour.
pub(super) fn avatar(name: &str, id: &str) -> (String, usize) {
    let letter = name.chars().find(|letter| letter.is_alphanumeric());
    let colour = id.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    (letter.map_or("?".to_owned(), |letter| letter.to_uppercase().collect()), colour % COLOURS)
}
