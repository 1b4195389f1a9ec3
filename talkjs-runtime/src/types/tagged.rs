//! Unions whose branch is selected by a tag property. If the tag comes first, as most servers write it, the branch is
//! read directly from the JSON; otherwise the object is buffered until the tag is found.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserialize as _, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::response::buffered::{Buffered, visit_others};
use crate::types::struct_serde::{Found, Name};
use crate::types::union::UnknownValue;

/// A union of structs. For generated code.
#[doc(hidden)]
pub trait Tagged: Sized {
    /// The tag property, as a list of one name.
    const TAG: &'static [&'static str; 1];
    /// The value of the tag for each branch.
    const VALUES: &'static [&'static str];

    /// Reads the remaining properties as the branch with an index.
    ///
    /// # Errors
    ///
    /// If a required property is missing or a value cannot be read.
    fn read<'de, A: MapAccess<'de>>(index: usize, members: A) -> Result<Self, A::Error>;

    /// A branch that is not in the description.
    fn unknown(value: UnknownValue) -> Self;
}

/// Reads a union by its tag. Values of unknown branches are kept unchanged.
///
/// # Errors
///
/// Those of [`Tagged::read`].
#[doc(hidden)]
pub fn read_tagged<'de, U: Tagged, D: Deserializer<'de>>(deserializer: D) -> Result<U, D::Error> {
    deserializer.deserialize_any(UnionVisitor(PhantomData))
}

struct UnionVisitor<U>(PhantomData<U>);

impl<U: Tagged> UnionVisitor<U> {
    fn take<E>(self, value: Value) -> Result<U, E> {
        Ok(unknown(value))
    }
}

fn unknown<U: Tagged>(value: Value) -> U {
    U::unknown(UnknownValue::new(value))
}

impl<'de, U: Tagged> Visitor<'de> for UnionVisitor<U> {
    type Value = U;

    visit_others!();

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        self.take(Value::Null)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<U, E> {
        Ok(unknown(Value::from(text)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<U, A::Error> {
        let [tag] = *U::TAG;
        let mut kept = Map::new();
        let mut name = Name { names: U::TAG, tag: None, next: 0, keep: true, other: String::new() };
        match members.next_key_seed(&mut name)? {
            None => return Ok(unknown(kept.into())),
            Some(Found::Other) => drop(kept.insert(name.other, members.next_value()?)),
            Some(Found::Named(_) | Found::Tag(_)) => match members.next_value_seed(Tag(U::VALUES))? {
                Ok(index) => return U::read(index, members),
                Err(value) => drop(kept.insert(tag.to_owned(), value)),
            },
        }
        while let Some((name, value)) = members.next_entry()? {
            kept.insert(name, value);
        }
        match kept.get(tag).and_then(|value| Tag(U::VALUES).deserialize(value).ok()?.ok()) {
            Some(index) => {
                let read = Buffered(kept.into()).deserialize_any(BranchVisitor(index, PhantomData));
                read.map_err(A::Error::custom)
            }
            None => Ok(unknown(kept.into())),
        }
    }
}

/// Reads a tag: the index of its value in the list, or the other value.
struct Tag(&'static [&'static str]);

impl Tag {
    fn take<E>(self, value: Value) -> Result<Result<usize, Value>, E> {
        Ok(Err(value))
    }
}

impl<'de> DeserializeSeed<'de> for Tag {
    type Value = Result<usize, Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tag {
    type Value = Result<usize, Value>;

    visit_others!();

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        self.take(Value::Null)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|value| *value == text).ok_or_else(|| Value::from(text)))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        Ok(Err(Value::deserialize(MapAccessDeserializer::new(members))?))
    }
}

/// Reads an object whose branch is known.
struct BranchVisitor<U>(usize, PhantomData<U>);

impl<'de, U: Tagged> Visitor<'de> for BranchVisitor<U> {
    type Value = U;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<U, A::Error> {
        U::read(self.0, members)
    }
}

/// The implementation of a union by tag: its property, and for each branch the index, the type and the value. For
/// generated code, to avoid repetition.
#[doc(hidden)]
#[macro_export]
macro_rules! __tagged_union {
    ($name:ident $tag:literal: $($index:literal $variant:ident($type:ty) $value:literal;)*) => {
        impl $crate::__private::Tagged for $name {
            const TAG: &'static [&'static str; 1] = &[$tag];
            const VALUES: &'static [&'static str] = &[$($value),*];

            fn read<'de, A: $crate::__private::serde::de::MapAccess<'de>>(
                index: usize,
                members: A,
            ) -> ::core::result::Result<Self, A::Error> {
                match index {
                    $($index => {
                        let read = $crate::__private::read_fields::<$type, A>(members)?;
                        ::core::result::Result::Ok(Self::$variant($crate::__private::Slot::<$type>::of(read)))
                    })*
                    _ => ::core::result::Result::Err($crate::__private::serde::de::Error::custom("no such branch")),
                }
            }

            fn unknown(value: $crate::__private::UnknownValue) -> Self {
                Self::Unknown(value)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::read_tagged(deserializer)
            }
        }

        $crate::__private::union_written!($name: $($variant)*);
    };
}

#[doc(hidden)]
pub use crate::__tagged_union as tagged_union;

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macros write what users see")]
mod tests {
    use super::*;
    use crate::types::struct_serde::object;
    use serde_json::json;

    #[derive(Clone, Debug, PartialEq)]
    struct Cat {
        name: String,
    }
    object!(Cat ["kind" "cat"]: 0 "name" name required;);

    #[derive(Clone, Debug, PartialEq)]
    struct Dog {
        puppy: Option<Box<Pet>>,
    }
    object!(Dog ["kind" "dog"]: 0 "puppy" puppy optional;);

    #[derive(Clone, Debug, PartialEq)]
    enum Pet {
        Cat(Cat),
        Dog(Box<Dog>),
        Unknown(UnknownValue),
    }
    tagged_union!(Pet "kind": 0 Cat(Cat) "cat"; 1 Dog(Dog) "dog";);

    fn read(json: &str) -> serde_json::Result<Pet> {
        let pet = serde_json::from_str(json)?;
        let again: Pet = serde_json::from_value(serde_json::from_str(json)?)?;
        assert_eq!(pet, again, "the ways to read JSON do not agree");
        Ok(pet)
    }

    #[test]
    fn the_tag_chooses_wherever_it_stands() {
        let cat = Pet::Cat(Cat { name: "x".into() });
        assert_eq!(read(r#"{"kind":"cat","name":"x"}"#).unwrap(), cat);
        assert_eq!(read(r#"{"name":"x","kind":"cat"}"#).unwrap(), cat);
        let mother = Pet::Dog(Box::new(Dog { puppy: Some(Box::new(cat)) }));
        assert_eq!(read(r#"{"kind":"dog","puppy":{"more":1,"name":"x","kind":"cat"}}"#).unwrap(), mother);
        assert_eq!(serde_json::to_value(mother).unwrap(), json!({"kind":"dog","puppy":{"kind":"cat","name":"x"}}));
    }

    #[test]
    fn what_no_branch_is_meant_by_is_kept() {
        for json in [
            r#"{"kind":"cow","name":"x"}"#,
            r#"{"kind":5}"#,
            r#"{"kind":{"a":[]}}"#,
            r#"{"kind":null,"a":1}"#,
            r#"{"name":"x"}"#,
            "{}",
            "[1,\"a\"]",
            "\"cat\"",
            "true",
            "-1",
            "1",
            "0.5",
            "null",
        ] {
            let value: Value = serde_json::from_str(json).unwrap();
            assert_eq!(read(json).unwrap(), Pet::Unknown(UnknownValue::new(value)), "{json}");
        }
    }

    #[test]
    fn a_branch_keeps_its_own_error() {
        let error = |json| serde_json::from_str::<Pet>(json).unwrap_err().to_string();
        assert_eq!(error(r#"{"kind":"cat"}"#), "missing field `name` at line 1 column 14");
        assert_eq!(
            error(r#"{"name":1,"kind":"cat"}"#),
            "\"/name\": invalid type: integer `1`, expected a string at line 1 column 23"
        );
    }
}
