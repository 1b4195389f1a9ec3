//! Reads structs from JSON and writes them.
//!
//! The code that serde's derive would generate for each type is here once, for all of them: it would take most of the
//! compile time of a large description.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::mem;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Unexpected, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::types::patch::Patch;

/// A struct whose fields have these keys in JSON.
#[doc(hidden)]
pub trait Object: Sized {
    /// Its name in messages.
    const NAME: &'static str;
    const KEYS: &'static [&'static str];
    /// The property with one possible value, if there is one, and the value: it has no field, since the type writes it.
    const TAG: Option<(&'static str, &'static str)>;
    /// Whether that property may be absent.
    const IS_TAG_OPTIONAL: bool = false;

    /// Reads all fields.
    ///
    /// # Errors
    ///
    /// If a required property is missing, a key is a duplicate or a value cannot be read.
    fn read<'de, A: MapAccess<'de>>(fields: &mut Fields<A>) -> Result<Self, A::Error>;
}

/// Reads an object. Unknown properties are ignored, unless the type keeps additional properties.
///
/// # Errors
///
/// Those of [`Object::read`], and if the JSON has another type.
#[doc(hidden)]
pub fn read_object<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let mut fields = Fields::new::<T>(map);
        let read = T::read(&mut fields)?;
        match T::TAG {
            Some((tag, _)) if !fields.has_tag && !T::IS_TAG_OPTIONAL => Err(A::Error::missing_field(tag)),
            _ => Ok(read),
        }
    }
}

/// Reads the remaining properties of an object whose tag has been read already.
///
/// # Errors
///
/// Those of [`Object::read`], and if the tag occurs again with another value.
#[doc(hidden)]
pub fn read_fields<'de, T: Object, A: MapAccess<'de>>(map: A) -> Result<T, A::Error> {
    T::read(&mut Fields::new::<T>(map))
}

/// The properties of an object that is being read.
#[doc(hidden)]
#[derive(Debug)]
pub struct Fields<A> {
    map: A,
    name: Name,
    /// Whether the tag was found.
    has_tag: bool,
}

impl<'de, A: MapAccess<'de>> Fields<A> {
    fn new<T: Object>(map: A) -> Self {
        let name = Name { names: T::KEYS, tag: T::TAG, next: 0, keep: false, other: String::new() };
        Self { map, name, has_tag: false }
    }

    /// The index of the next known property; others are skipped.
    ///
    /// # Errors
    ///
    /// If the JSON is incomplete or invalid.
    pub fn named(&mut self) -> Result<Option<usize>, A::Error> {
        loop {
            match self.map.next_key_seed(&mut self.name)? {
                None => return Ok(None),
                Some(Found::Named(index)) => return Ok(Some(self.found(index))),
                Some(Found::Tag(value)) => self.read_tag(value)?,
                Some(Found::Other) => drop(self.map.next_value::<IgnoredAny>()?),
            }
        }
    }

    /// The index of the next known property; others are collected.
    ///
    /// # Errors
    ///
    /// If one of the others cannot be read.
    pub fn named_or_other<T: Deserialize<'de>>(
        &mut self,
        others: &mut BTreeMap<String, T>,
    ) -> Result<Option<usize>, A::Error> {
        self.name.keep = true;
        loop {
            match self.map.next_key_seed(&mut self.name)? {
                None => return Ok(None),
                Some(Found::Named(index)) => return Ok(Some(self.found(index))),
                Some(Found::Tag(value)) => self.read_tag(value)?,
                Some(Found::Other) => {
                    let name = mem::take(&mut self.name.other);
                    others.insert(name, self.map.next_value()?);
                }
            }
        }
    }

    fn read_tag(&mut self, value: &'static str) -> Result<(), A::Error> {
        self.has_tag = true;
        self.map.next_value_seed(OnlyValue(value))
    }

    fn found(&mut self, index: usize) -> usize {
        self.name.next = index.saturating_add(1);
        index
    }

    /// Reads the current property into its slot.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or its key is a duplicate.
    pub fn read<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) -> Result<(), A::Error> {
        if slot.is_some() {
            let name = self.name.next.checked_sub(1).and_then(|index| self.name.names.get(index));
            return Err(A::Error::duplicate_field(name.copied().unwrap_or_default()));
        }
        *slot = Some(self.map.next_value()?);
        Ok(())
    }

    /// A required property.
    ///
    /// # Errors
    ///
    /// If it is missing.
    pub fn required<T>(&self, slot: Option<T>, name: &'static str) -> Result<T, A::Error> {
        slot.ok_or_else(|| A::Error::missing_field(name))
    }
}

/// The key of a property.
#[derive(Debug)]
pub(crate) struct Name {
    pub(crate) names: &'static [&'static str],
    /// The tag and its value.
    pub(crate) tag: Option<(&'static str, &'static str)>,
    /// The likely one: properties mostly come in the order of the description.
    pub(crate) next: usize,
    /// Whether unknown keys are kept.
    pub(crate) keep: bool,
    /// The unknown key that was found last.
    pub(crate) other: String,
}

pub(crate) enum Found {
    Named(usize),
    /// The tag, with its required value.
    Tag(&'static str),
    /// An unknown key.
    Other,
}

impl<'de> DeserializeSeed<'de> for &mut Name {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for &mut Name {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the key of a property")
    }

    fn visit_str<E>(self, name: &str) -> Result<Found, E> {
        if self.names.get(self.next).is_some_and(|likely| *likely == name) {
            return Ok(Found::Named(self.next));
        }
        if let Some((_, value)) = self.tag.filter(|(tag, _)| *tag == name) {
            return Ok(Found::Tag(value));
        }
        let (before, after) = self.names.split_at_checked(self.next).unwrap_or_default();
        let index = position(after, name).map(|ahead| self.next.saturating_add(ahead));
        Ok(match index.or_else(|| position(before, name)) {
            Some(index) => Found::Named(index),
            None => {
                if self.keep {
                    name.clone_into(&mut self.other);
                }
                Found::Other
            }
        })
    }
}

/// The value of a property that has one possible value. It is written without being stored, so other values are errors.
struct OnlyValue(&'static str);

impl<'de> DeserializeSeed<'de> for OnlyValue {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for OnlyValue {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        if text == self.0 { Ok(()) } else { Err(E::invalid_value(Unexpected::Str(text), &self)) }
    }
}

fn position(names: &[&str], name: &str) -> Option<usize> {
    names.iter().position(|known| *known == name)
}

/// Writes the properties of an object. Nothing is written after an error; [`Writer::end`] returns it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Writer<S: Serializer>(Result<S::SerializeMap, S::Error>);

impl<S: Serializer> Writer<S> {
    pub fn new(serializer: S) -> Self {
        Self(serializer.serialize_map(None))
    }

    /// Writes a property.
    pub fn required<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if let Ok(map) = &mut self.0
            && let Err(error) = map.serialize_entry(name, value)
        {
            self.0 = Err(error);
        }
    }

    /// Writes a property; `None` is `null`.
    pub fn nullable<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        self.required(name, value);
    }

    /// Writes a property if there is a value.
    pub fn optional<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        if value.is_some() {
            self.required(name, value);
        }
    }

    /// Writes a property if it is set or cleared.
    pub fn patch<T: Serialize>(&mut self, name: &str, value: &Patch<T>) {
        if !value.is_keep() {
            self.required(name, value);
        }
    }

    /// Writes additional properties.
    pub fn others<T: Serialize>(&mut self, others: &BTreeMap<String, T>) {
        for (name, value) in others {
            self.required(name, value);
        }
    }

    /// Ends the object.
    ///
    /// # Errors
    ///
    /// The first error.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.0?.end()
    }
}

/// Reads and writes a struct: its tag, its fields in the order of the description with their presence, and the field
/// for additional properties.
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($type:ident $([$tag:literal $value:literal $($optional:ident)?])?:
        $($index:literal $wire:literal $field:ident $kind:ident;)* $(others $others:ident)?) => {
        #[allow(deprecated)]
        impl $crate::__private::Object for $type {
            const NAME: &'static str = ::core::stringify!($type);
            const KEYS: &'static [&'static str] = &[$($wire),*];
            const TAG: ::core::option::Option<(&'static str, &'static str)> = $crate::__object!(@tag $($tag $value)?);
            $($(const IS_TAG_OPTIONAL: bool = $crate::__object!(@is $optional);)?)?

            // A field may have any name without a leading underscore.
            fn read<'de, A: $crate::__private::serde::de::MapAccess<'de>>(
                __fields: &mut $crate::__private::Fields<A>,
            ) -> ::core::result::Result<Self, A::Error> {
                $(let mut $field = ::core::option::Option::None;)*
                $(let mut $others = ::std::collections::BTreeMap::new();)?
                while let ::core::option::Option::Some(__index) = $crate::__object!(@next __fields $($others)?)? {
                    match __index {
                        $($index => __fields.read(&mut $field),)*
                        _ => ::core::result::Result::Ok::<(), A::Error>(()),
                    }?;
                }
                ::core::result::Result::Ok(Self { $($field: $crate::__object!(@take __fields $field $wire $kind),)* $($others)? })
            }
        }

        impl $crate::__private::Generated for $type {}

        impl<'de> $crate::__private::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::read_object(deserializer)
            }
        }

        #[allow(deprecated, unused_mut)]
        impl $crate::__private::serde::Serialize for $type {
            fn serialize<S: $crate::__private::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                let mut fields = $crate::__private::Writer::new(serializer);
                $(fields.required($tag, $value);)?
                $(fields.$kind($wire, &self.$field);)*
                $(fields.others(&self.$others);)?
                fields.end()
            }
        }
    };
    (@tag) => { ::core::option::Option::None };
    (@tag $tag:literal $value:literal) => { ::core::option::Option::Some(($tag, $value)) };
    (@is optional) => { true };
    (@next $fields:ident) => { $fields.named() };
    (@next $fields:ident $others:ident) => { $fields.named_or_other(&mut $others) };
    (@take $fields:ident $field:ident $wire:literal required) => { $fields.required($field, $wire)? };
    (@take $fields:ident $field:ident $wire:literal $kind:ident) => { $field.unwrap_or_default() };
}

#[doc(hidden)]
pub use crate::__object as object;

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macro writes what users see")]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn an_optional_property_with_one_value_may_be_absent_and_is_always_written() {
        #[derive(Debug, PartialEq)]
        struct Stop {
            at: Option<i64>,
        }
        object!(Stop ["type" "stop" optional]: 0 "at" at optional;);
        let read = |json: &str| serde_json::from_str::<Stop>(json);
        assert_eq!(read("{}").unwrap(), Stop { at: None });
        assert_eq!(read(r#"{"type":"stop","at":1}"#).unwrap(), Stop { at: Some(1) });
        assert!(read(r#"{"type":"go"}"#).is_err());
        assert_eq!(serde_json::to_value(Stop { at: None }).unwrap(), json!({ "type": "stop" }));
    }

    /// As the generator writes it.
    #[derive(Clone, Debug, PartialEq)]
    struct Pet {
        id: i64,
        owner: Option<String>,
        r#type: Option<String>,
        mother: Patch<Box<Pet>>,
    }
    object!(Pet: 0 "id" id required; 1 "owner" owner nullable; 2 "type" r#type optional; 3 "mother" mother patch;);

    #[derive(Debug, PartialEq)]
    struct Open {
        id: i64,
        more: BTreeMap<String, bool>,
    }
    object!(Open ["kind" "open"]: 0 "id" id required; others more);

    #[derive(Debug, PartialEq)]
    struct Empty {}
    object!(Empty:);

    #[derive(Debug, PartialEq)]
    struct Tagged {}
    object!(Tagged ["kind" "tagged"]:);

    fn pet(id: i64) -> Pet {
        Pet { id, owner: None, r#type: None, mother: Patch::Keep }
    }

    fn error<T: for<'de> Deserialize<'de> + fmt::Debug>(json: &str) -> String {
        serde_json::from_str::<T>(json).unwrap_err().to_string()
    }

    #[test]
    fn each_kind_of_field_is_written_in_its_own_way() {
        assert_eq!(serde_json::to_string(&pet(1)).unwrap(), r#"{"id":1,"owner":null}"#);
        let full = Pet {
            owner: Some("x".into()),
            r#type: Some("cat".into()),
            mother: Patch::Set(Box::new(Pet { mother: Patch::Clear, ..pet(2) })),
            ..pet(1)
        };
        let written = r#"{"id":1,"owner":"x","type":"cat","mother":{"id":2,"owner":null,"mother":null}}"#;
        assert_eq!(serde_json::to_string(&full).unwrap(), written);
        assert_eq!(serde_json::from_str::<Pet>(written).unwrap(), full);
    }

    #[test]
    fn properties_come_in_any_order_and_unknown_ones_are_ignored() {
        let read = serde_json::from_str::<Pet>(r#"{"type":null,"more":[{"id":7}],"mother":null,"id":1}"#).unwrap();
        assert_eq!(read, Pet { mother: Patch::Clear, ..pet(1) });
        assert_eq!(serde_json::from_str::<Empty>(r#"{"a":1}"#).unwrap(), Empty {});
    }

    #[test]
    fn additional_properties_are_kept_if_there_is_a_field_for_them() {
        let json = r#"{"kind":"open","id":1,"a":true,"b":false}"#;
        for unordered in
            [r#"{"a":true,"kind":"open","id":1,"b":false}"#, r#"{"a":true,"id":1,"b":false,"kind":"open"}"#]
        {
            let read = serde_json::from_str::<Open>(unordered).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
        }
        assert_eq!(
            error::<Open>(r#"{"kind":"open","id":1,"a":"x"}"#),
            "invalid type: string \"x\", expected a boolean at line 1 column 29"
        );
    }

    #[test]
    fn a_property_with_one_possible_value_has_it() {
        for (json, reason) in [
            (r#"{"kind":"shut","id":1}"#, "invalid value: string \"shut\", expected \"open\" at line 1 column 14"),
            (r#"{"kind":5,"id":1}"#, "invalid type: integer `5`, expected \"open\" at line 1 column 9"),
            (r#"{"kind":null,"id":1}"#, "invalid type: null, expected \"open\" at line 1 column 12"),
            (
                r#"{"kind":"open","id":1,"kind":"shut"}"#,
                "invalid value: string \"shut\", expected \"open\" at line 1 column 35",
            ),
            (r#"{"id":1}"#, "missing field `kind` at line 1 column 8"),
        ] {
            assert_eq!(error::<Open>(json), reason);
            assert_eq!(
                error::<Vec<Open>>(&format!("[{json}]")).split(" at line").next(),
                reason.split(" at line").next()
            );
        }
        assert_eq!(serde_json::from_str::<Tagged>(r#"{"x":{},"kind":"tagged"}"#).unwrap(), Tagged {});
        assert_eq!(
            error::<Tagged>(r#"{"kind":"other"}"#),
            "invalid value: string \"other\", expected \"tagged\" at line 1 column 15"
        );
        assert_eq!(error::<Tagged>("{}"), "missing field `kind` at line 1 column 2");
    }

    #[test]
    fn what_is_missing_double_or_of_another_kind_is_told() {
        assert_eq!(error::<Pet>("{}"), "missing field `id` at line 1 column 2");
        assert_eq!(error::<Pet>(r#"{"id":1,"id":2}"#), "duplicate field `id` at line 1 column 12");
        assert_eq!(error::<Pet>(r#"{"id":1,"owner":null,"owner":"x"}"#), "duplicate field `owner` at line 1 column 28");
        assert_eq!(error::<Pet>("[1]"), "invalid type: sequence, expected struct Pet at line 1 column 0");
        assert_eq!(error::<Pet>("{\"id\":1"), "EOF while parsing an object at line 1 column 7");
    }

    #[test]
    fn the_first_error_of_writing_is_told() {
        struct Never;
        impl Serialize for Never {
            fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                Err(serde::ser::Error::custom("never"))
            }
        }
        let mut writer = Writer::new(serde_json::value::Serializer);
        writer.required("a", &Never);
        writer.required("b", &1);
        assert_eq!(writer.end().unwrap_err().to_string(), "never");
        let mut writer = Writer::new(serde_json::value::Serializer);
        writer.required("b", &1);
        assert_eq!(writer.end().unwrap(), json!({"b": 1}) as Value);
    }
}
