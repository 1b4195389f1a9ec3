//! Reactions to a message: emoji and users.

use serde::{Deserialize, Serialize};

use super::refusal::Reasons;

/// The maximum number of different emoji on one message.
pub(crate) const MOST_EMOJI: usize = 50;

/// The reactions to one message, in the order in which they were added.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Reactions(Vec<(String, Vec<String>)>);

impl Reactions {
    /// Adds a reaction; an existing one stays unchanged.
    pub(crate) fn add(&mut self, emoji: &str, user: &str) -> Result<(), Reasons> {
        if let Some((_, users)) = self.0.iter_mut().find(|(name, _)| name == emoji) {
            if !users.iter().any(|id| id == user) {
                users.push(user.to_owned());
            }
            return Ok(());
        }
        if self.0.len() >= MOST_EMOJI {
            let sentence = format!("the message has {MOST_EMOJI} different emoji already");
            return Err(Reasons::one("emoji", sentence));
        }
        self.0.push((emoji.to_owned(), vec![user.to_owned()]));
        Ok(())
    }

    pub(crate) fn remove(&mut self, emoji: &str, user: &str) {
        for (name, users) in &mut self.0 {
            if name == emoji {
                users.retain(|id| id != user);
            }
        }
        self.0.retain(|(_, users)| !users.is_empty());
    }

    /// The users with an emoji after a cursor, or nothing if the cursor is not one of them.
    pub(crate) fn page(&self, emoji: &str, after: Option<&str>, limit: usize) -> Option<Vec<&str>> {
        let users = self.0.iter().find(|(name, _)| name == emoji).map_or(&[] as &[String], |(_, users)| users);
        let start = match after {
            Some(id) => users.iter().position(|user| user == id)?.saturating_add(1),
            None => 0,
        };
        Some(users.iter().skip(start).take(limit).map(String::as_str).collect())
    }

    /// Each emoji with the number of users.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (&str, usize)> {
        self.0.iter().map(|(emoji, users)| (emoji.as_str(), users.len()))
    }
}
