//! Conditions on conversations in a list.

use std::collections::BTreeMap;

use super::conversations::Conversation;
use super::participants::Participation;

/// A condition on a text that may be absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    Exists,
    IsAbsent,
    IsOneOf(Vec<String>),
    IsNoneOf(Vec<String>),
}

impl Test {
    pub(crate) fn accepts(&self, text: Option<&str>) -> bool {
        let is_in = |texts: &[String]| texts.iter().any(|other| Some(other.as_str()) == text);
        match self {
            Self::Exists => text.is_some(),
            Self::IsAbsent => text.is_none(),
            Self::IsOneOf(texts) => is_in(texts),
            Self::IsNoneOf(texts) => !is_in(texts),
        }
    }
}

/// Which conversations to list: those that match all conditions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) custom: BTreeMap<String, Test>,
    pub(crate) access: Option<Test>,
}

impl Filter {
    /// Whether a conversation is listed for a viewer, or app-wide.
    pub(crate) fn accepts(&self, conversation: &Conversation, viewer: Option<&str>) -> bool {
        let custom = |key: &str| conversation.details.custom.get(key).map(String::as_str);
        self.custom.iter().all(|(key, test)| test.accepts(custom(key)))
            && self.access.as_ref().is_none_or(|test| accepts_access(test, conversation, viewer))
    }
}

fn accepts_access(test: &Test, conversation: &Conversation, viewer: Option<&str>) -> bool {
    let accepts = |participation: &Participation| test.accepts(Some(participation.access.name()));
    let participants = &conversation.participants;
    match viewer {
        Some(id) => conversation.part_of(id).is_some_and(accepts),
        None => participants.values().any(accepts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_of_texts() {
        let list = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let accepted = |test: &Test| [Some("a"), Some("b"), None].map(|text| test.accepts(text));
        assert_eq!(accepted(&Test::Exists), [true, true, false]);
        assert_eq!(accepted(&Test::IsAbsent), [false, false, true]);
        assert_eq!(accepted(&Test::IsOneOf(list(&["a"]))), [true, false, false]);
        assert_eq!(accepted(&Test::IsOneOf(list(&["a", "b"]))), [true, true, false]);
        assert_eq!(accepted(&Test::IsNoneOf(list(&["a"]))), [false, true, true]);
        assert_eq!(accepted(&Test::IsOneOf(list(&[]))), [false, false, false]);
    }
}
