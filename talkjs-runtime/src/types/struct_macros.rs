//! Constructors, setters and checks of structs, for generated code.

use std::hash::{Hash, Hasher};

use serde::Serialize;

use crate::types::patch::Patch;

/// How a field holds a value: plain, as an option, as a patch, or any of these in a box.
#[doc(hidden)]
pub trait Slot<T> {
    /// A field with the value.
    fn of(value: T) -> Self;
}

impl<T> Slot<T> for T {
    fn of(value: T) -> Self {
        value
    }
}

impl<T> Slot<T> for Option<T> {
    fn of(value: T) -> Self {
        Some(value)
    }
}

impl<T> Slot<T> for Patch<T> {
    fn of(value: T) -> Self {
        Self::Set(value)
    }
}

impl<T> Slot<T> for Box<T> {
    fn of(value: T) -> Self {
        Self::new(value)
    }
}

impl<T> Slot<T> for Option<Box<T>> {
    fn of(value: T) -> Self {
        Some(Box::new(value))
    }
}

impl<T> Slot<T> for Patch<Box<T>> {
    fn of(value: T) -> Self {
        Self::Set(Box::new(value))
    }
}

/// A required nullable value of a refinement, for a base with a patch.
impl<T> Slot<Option<T>> for Patch<T> {
    fn of(value: Option<T>) -> Self {
        Self::set_or_clear(value)
    }
}

impl<T> Slot<Patch<T>> for Patch<Box<T>> {
    fn of(value: Patch<T>) -> Self {
        value.map(Box::new)
    }
}

impl<T> Slot<Option<T>> for Option<Box<T>> {
    fn of(value: Option<T>) -> Self {
        value.map(Box::new)
    }
}

/// Constructors: each with the fields that it takes, `or null` for fields that may be null, `or external` and `or
/// external_null` for fields with custom types, and the fields that stay empty. A constructor without arguments is also
/// the default.
#[doc(hidden)]
#[macro_export]
macro_rules! __constructors {
    ($type:ident: new() empty: $($empty:ident)*;) => {
        #[allow(deprecated)]
        impl $type {
            /// Creates an empty value; use setters to add properties.
            #[must_use]
            pub fn new() -> Self {
                Self { $($empty: ::core::default::Default::default()),* }
            }
        }

        impl ::core::default::Default for $type {
            fn default() -> Self {
                Self::new()
            }
        }
    };
    ($type:ident: $(
        $(#[$attribute:meta])* $name:ident($($given:ident $(or $null:ident)?: $value:ty),*)
            $(set: $($set:ident = $text:literal: $preset:ty),*;)? empty: $($empty:ident)*;
    )*) => {
        #[allow(deprecated)]
        impl $type {
            $(
                $(#[$attribute])*
                #[must_use]
                pub fn $name($($given: $crate::__constructors!(@accepted $($null)? $value)),*) -> Self {
                    Self {
                        $($given: $crate::__constructors!(@held $given $($null)? $value),)*
                        $($($set: $crate::__private::Slot::<$preset>::of($crate::__private::IntoValue::into_value($text)),)*)?
                        $($empty: ::core::default::Default::default(),)*
                    }
                }
            )*
        }
    };
    (@accepted null $value:ty) => { impl $crate::__private::IntoNullable<$value> };
    (@accepted external $value:ty) => { $value };
    (@accepted external_null $value:ty) => { ::core::option::Option<$value> };
    (@accepted $value:ty) => { impl $crate::__private::IntoValue<$value> };
    (@held $given:ident null $value:ty) => {
        $crate::__private::Slot::<::core::option::Option<$value>>::of($given.into_nullable())
    };
    (@held $given:ident external $value:ty) => { $crate::__private::Slot::<$value>::of($given) };
    (@held $given:ident external_null $value:ty) => {
        $crate::__private::Slot::<::core::option::Option<$value>>::of($given)
    };
    (@held $given:ident $value:ty) => { $crate::__private::Slot::<$value>::of($given.into_value()) };
}

/// Setters of optional fields, each with its documentation; after the semicolon those that can also be cleared, each
/// with the name of the clearing method.
#[doc(hidden)]
#[macro_export]
macro_rules! __setters {
    (
        $type:ident: $($(#[$attribute:meta])* $name:ident $docs:literal: $value:ty,)*
        $(; $($(#[$change_attribute:meta])* $change:ident $change_docs:literal: $change_value:ty [$clear:ident],)*)?
    ) => {
        #[allow(deprecated)]
        impl $type {
            $(
                #[doc = $docs]
                $(#[$attribute])*
                #[must_use]
                pub fn $name(mut self, $name: impl $crate::__private::IntoValue<$value>) -> Self {
                    self.$name = $crate::__private::Slot::<$value>::of($name.into_value());
                    self
                }
            )*

            $($(
                #[doc = $change_docs]
                $(#[$change_attribute])*
                #[must_use]
                pub fn $change<As>(mut self, $change: impl $crate::__private::IntoPatch<$change_value, As>) -> Self {
                    self.$change = $crate::__private::Slot::<$crate::__private::Patch<$change_value>>::of($change.into_patch());
                    self
                }

                /// Clears the field: sends `null`.
                #[must_use]
                pub fn $clear(mut self) -> Self {
                    self.$change = $crate::__private::Patch::Clear;
                    self
                }
            )*)?
        }
    };
}

/// The check before a value is sent: fields with their rules, then those of custom types, and groups of properties of
/// which exactly one must be present.
#[doc(hidden)]
#[macro_export]
macro_rules! __checks {
    ($type:ident: $($wire:literal $field:ident $rules:expr;)* $(external $external_wire:literal $external:ident $external_rules:expr;)*
        $(external_others $external_others:ident $external_other_rules:expr;)? $(others $others:ident $other_rules:expr;)? $(one of $([$names:literal $($member:ident)+])+)?) => {
        #[allow(deprecated)]
        impl $crate::__private::Check for $type {
            fn check(&self, checker: &mut $crate::__private::Checker) {
                $(checker.property($wire, &self.$field, $rules);)*
                $(checker.property($external_wire, &$crate::__private::External(&self.$external), $external_rules);)*
                $(self.$external_others.iter().for_each(|(name, value)| {
                    checker.property(name, &$crate::__private::External(value), $external_other_rules);
                });)?
                $(self.$others.iter().for_each(|(name, value)| checker.property(name, value, $other_rules));)?
                $(checker.exactly_one(&[$(($names, $(self.$member.is_some())&&+)),+]);)?
            }
        }
    };
}

/// Hashes the JSON of a value. Equal values of any JSON may have keys in another order, or `-0.0`; the hash of
/// `serde_json::Value` handles that. Values without JSON, such as a stream, add nothing.
#[doc(hidden)]
pub fn hash<T: Serialize>(value: &T, state: &mut impl Hasher) {
    if let Ok(json) = serde_json::to_value(value) {
        json.hash(state);
    }
}

/// `Eq` and `Hash` of types whose parts all have them. Hashing the JSON has the same compile time for a type of any
/// size.
#[doc(hidden)]
#[macro_export]
macro_rules! __eq {
    ($($type:ident)*) => {
        $(
            impl ::core::cmp::Eq for $type {}

            impl ::core::hash::Hash for $type {
                fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                    $crate::__private::hash(self, state);
                }
            }
        )*
    };
}

#[doc(hidden)]
pub use crate::{__checks as checks, __constructors as constructors, __eq as eq, __setters as setters};

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macros write what users see")]
mod tests {
    use std::collections::HashSet;
    use std::hash::DefaultHasher;

    use serde_json::Value;

    use super::*;
    use crate::types::convert::Generated;

    /// As the generator writes it.
    #[derive(Debug, PartialEq)]
    struct Pet {
        id: i64,
        owner: Option<Box<Pet>>,
        mother: Patch<Box<Pet>>,
        name: Option<String>,
    }
    constructors!(Pet: new(id: i64, owner or null: Pet) empty: mother name;);
    setters!(Pet: name " The name.": String,; mother " The mother.": Pet [clear_mother],);
    impl Generated for Pet {}

    #[derive(Debug, PartialEq)]
    struct Note {
        text: Option<String>,
    }
    constructors!(Note: new() empty: text;);
    crate::__private::object!(Note: 0 "text" text optional;);
    eq!(Note);

    #[test]
    fn equal_values_have_one_place_in_a_set() {
        let note = |text: &str| Note { text: Some(text.to_owned()) };
        let notes = HashSet::from([note("a"), note("b"), note("a"), Note::new()]);
        assert_eq!(notes.len(), 3);
        assert!(notes.contains(&note("b")) && !notes.contains(&note("c")));
    }

    #[test]
    fn equal_json_has_equal_hashes() {
        let hash_of = |json: &Value| {
            let mut hasher = DefaultHasher::new();
            hash(json, &mut hasher);
            hasher.finish()
        };
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        for (one, other) in [(r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#), ("0.0", "-0.0")] {
            let (one, other) = (read(one), read(other));
            assert_eq!((&one, hash_of(&one)), (&other, hash_of(&other)));
        }
        assert_ne!(hash_of(&read("1")), hash_of(&read("2")));
    }

    #[test]
    fn without_required_properties_there_is_a_default() {
        assert_eq!(Note::default(), Note { text: None });
    }

    #[test]
    fn every_way_to_hold_a_value_takes_the_value() {
        let pet = Pet::new(1, Pet::new(2, None)).mother(Pet::new(3, Some(Pet::new(4, None)))).name("x");
        assert_eq!(pet.owner.as_ref().map(|owner| owner.id), Some(2));
        assert_eq!(pet.mother.value().map(|mother| mother.id), Some(3));
        assert_eq!(pet.name.as_deref(), Some("x"));
        assert_eq!(pet.clear_mother().mother, Patch::Clear);
    }
}
