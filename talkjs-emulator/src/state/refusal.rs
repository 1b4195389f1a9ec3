//! Why a request cannot be done.

use std::collections::BTreeMap;
use std::fmt;

/// The errors in a request: sentences by property.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reasons(BTreeMap<String, Vec<String>>);

impl Reasons {
    pub(crate) fn one(member: impl Into<String>, sentence: impl Into<String>) -> Self {
        let mut reasons = Self::default();
        reasons.add(member, sentence);
        reasons
    }

    pub(crate) fn add(&mut self, member: impl Into<String>, sentence: impl Into<String>) {
        self.0.entry(member.into()).or_default().push(sentence.into());
    }

    pub(crate) fn merge(&mut self, other: Self) {
        for (member, sentences) in other.0 {
            self.0.entry(member).or_default().extend(sentences);
        }
    }

    /// The value, unless there are errors.
    pub(crate) fn or<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }

    /// A value that is only missing where there are reasons for it.
    pub(crate) fn of<T>(self, value: Option<T>) -> Result<T, Self> {
        value.filter(|_| self.0.is_empty()).ok_or(self)
    }

    pub(crate) fn by_member(&self) -> &BTreeMap<String, Vec<String>> {
        &self.0
    }
}

/// A resource that a request names and that does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    User(String),
    Conversation(String),
    Message(String),
    Participant(String),
}

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(formatter, "the user `{id}` does not exist"),
            Self::Conversation(id) => write!(formatter, "the conversation `{id}` does not exist"),
            Self::Message(id) => write!(formatter, "the message `{id}` does not exist"),
            Self::Participant(id) => {
                write!(formatter, "the user `{id}` is not a participant of the conversation")
            }
        }
    }
}
