//! Why a request cannot be done.

use std::collections::BTreeMap;

use thiserror::Error;

/// The errors in a request: sentences by property.
#[derive(Clone, Debug, Default, PartialEq, Eq, Error)]
#[error("{}", self.sentences().join("; "))]
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

    fn sentences(&self) -> Vec<String> {
        let all =
            self.0.iter().flat_map(|(member, sentences)| sentences.iter().map(move |it| format!("{member}: {it}")));
        all.collect()
    }

    pub(crate) fn by_member(&self) -> &BTreeMap<String, Vec<String>> {
        &self.0
    }
}

/// A resource that a request names and that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum Missing {
    #[error("the user `{0}` does not exist")]
    User(String),
    #[error("the conversation `{0}` does not exist")]
    Conversation(String),
    #[error("the message `{0}` does not exist")]
    Message(String),
    #[error("the user `{0}` is not a participant of the conversation")]
    Participant(String),
}
