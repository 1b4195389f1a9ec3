//! A property of an update: absent, null or a value.

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

use crate::request::check::{Check, Checker, Rules};

/// The change that an update makes to one property: keep, clear or set it.
///
/// In JSON `Keep` is an absent property, `Clear` is `null` and `Set` is the value. Fields of this type are serialized
/// with `#[serde(default, skip_serializing_if = "Patch::is_keep")]`, which generated code does.
///
/// There is no conversion from `Option`: its `None` could mean "no value given" or "remove the value", and confusing
/// the two loses user data.
///
/// ```
/// use talkjs_runtime::types::Patch;
///
/// let role = Patch::Set("buyer".to_owned());
/// assert_eq!(role.value().map(String::as_str), Some("buyer"));
/// assert!(Patch::<String>::default().is_keep());
/// ```
///
/// `Keep` is less than `Clear`, and `Clear` less than each value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Patch<T> {
    /// The property is not sent; the server keeps its value.
    #[default]
    Keep,
    /// `null` is sent; the server removes the value or resets it to its default.
    Clear,
    /// The value is sent and replaces the server's.
    Set(T),
}

impl<T> Patch<T> {
    /// Returns `Set` for a value, and `Clear` for `None`.
    pub fn set_or_clear(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::Set)
    }

    /// Returns `Set` for a value, and `Keep` for `None`.
    pub fn set_or_keep(value: Option<T>) -> Self {
        value.map_or(Self::Keep, Self::Set)
    }

    /// Returns whether the property is absent from the request.
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// Returns the value to set, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }

    /// Returns the same patch with `change` applied to its value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(change(value)),
        }
    }

    /// Returns the same patch with a borrowed value.
    pub fn as_ref(&self) -> Patch<&T> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(value),
        }
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // Writing `null` here would reset a value that the caller wants to keep.
            Self::Keep => Err(ser::Error::custom("`Patch::Keep` has no JSON form; the property must be absent")),
            Self::Clear => serializer.serialize_none(),
            Self::Set(value) => serializer.serialize_some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::deserialize(deserializer)? {
            Some(value) => Self::Set(value),
            None => Self::Clear,
        })
    }
}

impl<T: Check> Check for Patch<T> {
    fn rules(&self, rules: Rules, checker: &mut Checker) {
        if let Self::Set(value) = self {
            value.rules(rules, checker);
        }
    }

    fn check(&self, checker: &mut Checker) {
        if let Self::Set(value) = self {
            value.check(checker);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Update {
        #[serde(default, skip_serializing_if = "Patch::is_keep")]
        subject: Patch<String>,
    }

    fn json(subject: Patch<String>) -> String {
        serde_json::to_string(&Update { subject }).unwrap()
    }

    #[test]
    fn absent_null_and_value_are_three_bodies() {
        assert_eq!(json(Patch::Keep), "{}");
        assert_eq!(json(Patch::Clear), r#"{"subject":null}"#);
        assert_eq!(json(Patch::Set("Hi".into())), r#"{"subject":"Hi"}"#);
    }

    #[test]
    fn the_three_bodies_read_back_as_they_were() {
        for subject in [Patch::Keep, Patch::Clear, Patch::Set("Hi".to_owned())] {
            let read: Update = serde_json::from_str(&json(subject.clone())).unwrap();
            assert_eq!(read.subject, subject);
        }
    }

    #[test]
    fn keep_is_never_written_as_null() {
        let error = serde_json::to_string(&[Patch::<String>::Keep]).unwrap_err();
        assert_eq!(error.to_string(), "`Patch::Keep` has no JSON form; the property must be absent");
    }

    #[test]
    fn only_set_has_a_value() {
        assert_eq!(Patch::Set(1).value(), Some(&1));
        assert_eq!(Patch::<i64>::Clear.value(), None);
        assert_eq!(Patch::Set(1).as_ref(), Patch::Set(&1));
        assert_eq!(Patch::<i64>::Clear.as_ref(), Patch::Clear);
        assert_eq!(Patch::<i64>::Keep.as_ref(), Patch::Keep);
    }
}
