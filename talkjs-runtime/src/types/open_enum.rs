//! Open enums of strings and of whole numbers, which may have values that are not in the description.

use std::fmt;

use serde::de::{Deserializer, Error as _, Visitor};

/// A string that is not in the description, kept unchanged.
///
/// Open enums have it in a hidden variant. It cannot be matched by its text, so code still compiles and has the same
/// meaning when a later version adds a variant for the value. Read it with the enum's `as_str`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownText(String);

impl UnknownText {
    /// Creates it from a string. For generated code.
    #[doc(hidden)]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UnknownText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A number that is not in the description, kept unchanged. Like [`UnknownText`], it cannot be matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownInteger(i64);

impl UnknownInteger {
    /// Creates it from a number. For generated code.
    #[doc(hidden)]
    pub fn new(number: i64) -> Self {
        Self(number)
    }

    /// Returns the number.
    pub fn as_i64(self) -> i64 {
        self.0
    }
}

/// Reads a string as a value of the enum, without allocating it.
///
/// # Errors
///
/// If the JSON has another type.
#[doc(hidden)]
pub fn read_text<'de, T: for<'t> From<&'t str>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut found = None;
    deserializer.deserialize_str(Text(&mut |text| found = Some(T::from(text))))?;
    found.ok_or_else(|| D::Error::custom("invalid type, expected a string"))
}

/// Passes a string on. It has no type parameters, so it is compiled once for all enums.
struct Text<'t>(&'t mut dyn FnMut(&str));

impl Visitor<'_> for Text<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        (self.0)(text);
        Ok(())
    }
}

/// An open enum of whole numbers: its variants with their numbers, and their documentation if there is any. `free` ones
/// can be sent with any value, `listed` ones only with listed values, `received` ones not at all. For generated code,
/// to avoid repetition.
#[doc(hidden)]
#[macro_export]
macro_rules! __integer_enum {
    ($(#[$about:meta])* $name:ident $use:ident: $($(#[$label:meta])* $variant:ident = $number:literal),*) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = ::core::concat!(" `", $number, "`")] $(#[$label])* $variant,)*
            #[doc(hidden)]
            Unknown($crate::__private::UnknownInteger),
        }

        impl $name {
            /// Returns the number.
            #[must_use]
            pub fn as_i64(self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::Unknown(number) => number.as_i64(),
                }
            }
        }

        #[diagnostic::do_not_recommend]
        impl ::core::convert::From<i64> for $name {
            fn from(number: i64) -> Self {
                match number {
                    $($number => Self::$variant,)*
                    _ => Self::Unknown($crate::__private::UnknownInteger::new(number)),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl $crate::__private::Generated for $name {}

        #[diagnostic::do_not_recommend]
        impl $crate::__private::IntoValue<$name> for i64 {
            fn into_value(self) -> $name {
                $name::from(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl $crate::__private::IntoNullable<$name> for i64 {
            fn into_nullable(self) -> ::core::option::Option<$name> {
                ::core::option::Option::Some($name::from(self))
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                <i64 as $crate::__private::serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }

        $crate::__enum_check!($name $use i64: $($number),*);
    };
}

/// An open enum of strings: its variants with their texts, and their documentation if there is any. Otherwise like
/// [`integer_enum`](crate::__integer_enum).
#[doc(hidden)]
#[macro_export]
macro_rules! __text_enum {
    ($(#[$about:meta])* $name:ident $use:ident: $($variant:ident = $text:literal),*) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = ::core::concat!(" `", $text, "`")] $variant,)*
            #[doc(hidden)]
            Unknown($crate::__private::UnknownText),
        }

        $crate::__text_enum_impls!($name $use: $($variant = $text),*);
    };
    ($(#[$about:meta])* $name:ident $use:ident: $($(#[$label:meta])+ $variant:ident = $text:literal),*) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$label])+ $variant,)*
            #[doc(hidden)]
            Unknown($crate::__private::UnknownText),
        }

        $crate::__text_enum_impls!($name $use: $($variant = $text),*);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __text_enum_impls {
    ($name:ident $use:ident: $($variant:ident = $text:literal),*) => {
        impl $name {
            /// Returns the text of the value.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text.as_str(),
                }
            }
        }

        #[diagnostic::do_not_recommend]
        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::Unknown($crate::__private::UnknownText::new(text)),
                }
            }
        }

        #[diagnostic::do_not_recommend]
        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::__private::Generated for $name {}

        impl $crate::__private::FromText for $name {
            fn from_text(text: ::std::string::String) -> Self {
                Self::from(text)
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::read_text(deserializer)
            }
        }

        $crate::__enum_check!($name $use &'static str: $($text),*);
    };
}

/// Received values may be any; sent values must be listed.
#[doc(hidden)]
#[macro_export]
macro_rules! __enum_check {
    ($name:ident received $value_type:ty: $($value:literal),*) => {};
    ($name:ident free $value_type:ty: $($value:literal),*) => {
        impl $crate::__private::Check for $name {}
    };
    ($name:ident listed $value_type:ty: $($value:literal),*) => {
        impl $crate::__private::Check for $name {
            fn check(&self, checker: &mut $crate::__private::Checker) {
                if let Self::Unknown(_) = self {
                    checker.not_listed::<$value_type>(&[$($value),*]);
                }
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
    use crate::request::check::{Check, Checker};
    use crate::request::violation::Part;
    use crate::types::convert::IntoValue;

    // As the generator writes them.
    text_enum!(
        /// Where a message came from.
        Origin listed: Web = "web", Rest = "rest"
    );
    text_enum!(Kind free: #[doc = " The usual one."] Text = "text", #[doc = " `'`"] Tick = "`");
    integer_enum!(Size listed: Small = 1, #[doc = " Rare."] Large = -2);

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
    fn numbers_go_round_as_texts_do() {
        for (json, size) in [("-2", Size::Large), ("7", Size::Unknown(UnknownInteger::new(7)))] {
            assert_eq!(serde_json::from_str::<Size>(json).unwrap(), size);
            assert_eq!(serde_json::to_string(&size).unwrap(), json);
        }
    }

    #[test]
    fn only_listed_values_are_sent_unless_any_is_allowed() {
        fn problems(value: &impl Check) -> Vec<String> {
            let mut checker = Checker::new(Part::Body);
            checker.value(value, &[]);
            checker.finish().iter().map(ToString::to_string).collect()
        }
        assert!(problems(&Origin::Web).is_empty() && problems(&Size::Small).is_empty());
        assert!(problems(&Kind::from("image")).is_empty());
        assert_eq!(problems(&Origin::from("pigeon")), ["the body must be one of \"web\", \"rest\""]);
        assert_eq!(problems(&Size::from(3)), ["the body must be one of 1, -2"]);
    }

    #[test]
    fn text_stands_for_a_value() {
        let origin: Option<Origin> = "web".into_value();
        assert_eq!(origin, Some(Origin::Web));
    }
}
