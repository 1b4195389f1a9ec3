//! Enums of texts and of whole numbers that may have more values than the description knows.

use std::fmt;

/// A value that the description did not list, kept as it came.
///
/// Open enums hold it in a hidden variant. Nobody can match it by its text, so code goes on to compile and to mean
/// the same when a later version gives the value a name. Read it through the enum's `as_str`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownText(String);

impl UnknownText {
    /// Keeps the text. For generated code.
    #[doc(hidden)]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UnknownText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A number that the description did not list, kept as it came. As [`UnknownText`], it cannot be matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownInteger(i64);

impl UnknownInteger {
    /// Keeps the number. For generated code.
    #[doc(hidden)]
    pub fn new(number: i64) -> Self {
        Self(number)
    }

    /// Returns the number as it came.
    pub fn as_i64(self) -> i64 {
        self.0
    }
}

/// What every open enum of numbers can do. For generated code, so that it need not repeat it.
#[doc(hidden)]
#[macro_export]
macro_rules! __integer_enum {
    ($name:ident: $($variant:ident = $number:literal),*) => {
        impl $name {
            /// The number.
            #[must_use]
            pub fn as_i64(self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::Unknown(number) => number.as_i64(),
                }
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                match number {
                    $($number => Self::$variant,)*
                    _ => Self::Unknown($crate::runtime::UnknownInteger::new(number)),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl $crate::runtime::Generated for $name {}

        impl $crate::runtime::IntoValue<$name> for i64 {
            fn into_value(self) -> $name {
                $name::from(self)
            }
        }

        impl $crate::runtime::serde::Serialize for $name {
            fn serialize<S: $crate::runtime::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl<'de> $crate::runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::runtime::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <i64 as $crate::runtime::serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }
    };
}

/// What every open enum of texts can do. For generated code, so that it need not repeat it.
#[doc(hidden)]
#[macro_export]
macro_rules! __text_enum {
    ($name:ident: $($variant:ident = $text:literal),*) => {
        impl $name {
            /// The text of the value.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text.as_str(),
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::Unknown($crate::runtime::UnknownText::new(text)),
                }
            }
        }

        impl From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::runtime::Generated for $name {}

        impl $crate::runtime::FromText for $name {
            fn from_text(text: ::std::string::String) -> Self {
                Self::from(text)
            }
        }

        impl $crate::runtime::serde::Serialize for $name {
            fn serialize<S: $crate::runtime::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::runtime::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <::std::string::String as $crate::runtime::serde::Deserialize>::deserialize(deserializer)
                    .map(Self::from)
            }
        }
    };
}

#[doc(hidden)]
pub use crate::{__integer_enum as integer_enum, __text_enum as text_enum};

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macros write what users see")]
mod tests {
    use super::*;
    use crate::runtime::IntoValue;

    /// As the generator writes it.
    #[derive(Clone, Debug, PartialEq)]
    enum Origin {
        Web,
        Unknown(UnknownText),
    }
    text_enum!(Origin: Web = "web");

    #[test]
    fn known_and_unknown_values_go_round() {
        for (json, origin) in [("\"web\"", Origin::Web), ("\"pigeon\"", Origin::Unknown(UnknownText::new("pigeon")))] {
            assert_eq!(serde_json::from_str::<Origin>(json).unwrap(), origin);
            assert_eq!(serde_json::to_string(&origin).unwrap(), json);
        }
        assert_eq!(Origin::from("pigeon".to_owned()).to_string(), "pigeon");
        assert!(serde_json::from_str::<Origin>("5").is_err());
    }

    #[test]
    fn text_stands_for_a_value() {
        let origin: Option<Origin> = "web".into_value();
        assert_eq!(origin, Some(Origin::Web));
    }
}
