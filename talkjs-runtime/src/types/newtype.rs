//! Newtypes of strings and numbers, such as ids, for generated code.

#[doc(hidden)]
#[macro_export]
macro_rules! __text_newtype {
    ($name:ident) => {
        impl $name {
            /// Returns the string.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        #[diagnostic::do_not_recommend]
        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        #[diagnostic::do_not_recommend]
        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self(text)
            }
        }

        #[diagnostic::do_not_recommend]
        impl ::core::convert::From<&::std::string::String> for $name {
            fn from(text: &::std::string::String) -> Self {
                Self(text.clone())
            }
        }

        #[diagnostic::do_not_recommend]
        impl ::core::convert::From<::std::borrow::Cow<'_, str>> for $name {
            fn from(text: ::std::borrow::Cow<'_, str>) -> Self {
                Self(text.into_owned())
            }
        }

        #[diagnostic::do_not_recommend]
        impl ::core::convert::From<&$name> for $name {
            fn from(value: &$name) -> Self {
                value.clone()
            }
        }

        $crate::__from_integers!($name: i32 i64 i128 u32 u64 u128 usize);

        impl ::core::convert::From<$name> for ::std::string::String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl ::core::cmp::PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl ::core::cmp::PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl $crate::__private::Generated for $name {}

        impl $crate::__private::FromInteger for $name {}

        impl $crate::__private::FromText for $name {
            fn from_text(text: ::std::string::String) -> Self {
                Self(text)
            }
        }

        $crate::__transparent!($name);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __number_newtype {
    ($name:ident, $number:ty) => {
        impl $name {
            /// Returns the number.
            #[must_use]
            pub fn get(self) -> $number {
                self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        #[diagnostic::do_not_recommend]
        impl ::core::convert::From<$number> for $name {
            fn from(number: $number) -> Self {
                Self(number)
            }
        }

        impl ::core::convert::From<$name> for $number {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl $crate::__private::Generated for $name {}

        #[diagnostic::do_not_recommend]
        impl $crate::__private::IntoValue<$name> for $number {
            fn into_value(self) -> $name {
                $name(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl $crate::__private::IntoNullable<$name> for $number {
            fn into_nullable(self) -> ::core::option::Option<$name> {
                ::core::option::Option::Some($name(self))
            }
        }

        $crate::__transparent!($name);
    };
}

/// An integer as a text, such as a database key as an id.
#[doc(hidden)]
#[macro_export]
macro_rules! __from_integers {
    ($name:ident: $($integer:ty)*) => {
        $(#[diagnostic::do_not_recommend]
        impl ::core::convert::From<$integer> for $name {
            fn from(number: $integer) -> Self {
                Self(::std::string::ToString::to_string(&number))
            }
        })*
    };
}

/// The JSON of the value in the newtype.
#[doc(hidden)]
#[macro_export]
macro_rules! __transparent {
    ($name:ident) => {
        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::serde::Deserialize::deserialize(deserializer).map(Self)
            }
        }
    };
}

#[doc(hidden)]
pub use crate::{__number_newtype as number_newtype, __text_newtype as text_newtype};

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macros write what users see")]
mod tests {
    use std::collections::BTreeMap;

    use super::{number_newtype, text_newtype};
    use crate::types::convert::IntoValue;

    /// As the generator writes them.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    struct Id(String);
    text_newtype!(Id);

    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Milliseconds(i64);
    number_newtype!(Milliseconds, i64);

    #[test]
    fn an_id_is_its_text_under_another_type() {
        let id = Id::from("a");
        assert_eq!((id.as_str(), id.to_string(), String::from(id.clone())), ("a", "a".to_owned(), "a".to_owned()));
        assert!(id == "a" && id == *"a");
        assert_eq!(BTreeMap::from([(id, 1)]).get("a"), Some(&1), "found by its text");
    }

    #[test]
    fn a_number_keeps_its_value() {
        let time: Milliseconds = 5_i64.into_value();
        assert_eq!((time.get(), time.to_string(), i64::from(time)), (5, "5".to_owned(), 5));
    }
}
