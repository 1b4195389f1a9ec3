//! Reads JSON that is in memory before its type is known, with errors that contain their place.
//!
//! serde_json reports lines and columns only for text. So a custom deserializer reads a [`Value`]. Its errors collect
//! the place while they are returned; reading without an error has no cost for the place.

use std::cell::Cell;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{
    self, Deserialize as _, DeserializeOwned, DeserializeSeed, Deserializer, Error as _, Expected,
    IntoDeserializer as _, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde_json::Value;

use crate::response::json_place::segment;
use crate::response::whole_numbers;

/// Reads a type from JSON in memory.
///
/// # Errors
///
/// If the JSON does not match the type.
#[doc(hidden)]
pub fn decode<T: DeserializeOwned>(value: Value) -> Result<T, BufferedError> {
    T::deserialize(Buffered(value))
}

/// The place and the reason why JSON in memory does not match a type. It is small, since every result of reading
/// contains it.
#[doc(hidden)]
#[derive(Debug)]
pub struct BufferedError(Box<Fault>);

#[derive(Debug)]
struct Fault {
    /// The place in the JSON, as a JSON pointer.
    pointer: String,
    reason: String,
}

impl BufferedError {
    /// Adds the key or index of the value with the error.
    fn inside(mut self, key: &str) -> Self {
        self.0.pointer.insert_str(0, &segment(key));
        self
    }
}

impl fmt::Display for BufferedError {
    /// Writes the place in front of the reason, because other error types of serde only accept text. [`split`] parses
    /// it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { pointer, reason } = &*self.0;
        if !pointer.is_empty() {
            write!(f, "{}: ", Value::from(pointer.as_str()))?;
        }
        f.write_str(reason)
    }
}

impl std::error::Error for BufferedError {}

impl de::Error for BufferedError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let text = message.to_string();
        let (pointer, reason) = split(&text);
        Self(Box::new(Fault { pointer, reason: reason.to_owned() }))
    }

    /// The message is the same as for text: serde's own calls `null` a unit value.
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(serde_json::Error::invalid_type(found, expected))
    }
}

/// Splits the text of an error into the pointer that [`BufferedError`] writes in front of it, if there is one, and the
/// reason.
pub(crate) fn split(text: &str) -> (String, &str) {
    let whole = || (String::new(), text);
    if !text.starts_with("\"/") {
        return whole();
    }
    let mut texts = serde_json::Deserializer::from_str(text).into_iter::<String>();
    let Some(Ok(pointer)) = texts.next() else { return whole() };
    let rest = text.get(texts.byte_offset()..).and_then(|rest| rest.strip_prefix(": "));
    rest.map_or_else(whole, |reason| (pointer, reason))
}

/// Deserializes JSON in memory.
pub(crate) struct Buffered(pub(crate) Value);

/// Integers may be written with a zero fraction.
macro_rules! integers {
    ($($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, BufferedError> {
            self.into_integer().deserialize_any(visitor)
        })+
    };
}

impl Buffered {
    /// The same value, with a whole number as an integer.
    fn into_integer(self) -> Self {
        match &self.0 {
            Value::Number(number) => whole_numbers::as_integer(number).map_or(self, |whole| Self(whole.into())),
            _ => self,
        }
    }
}

impl<'de> Deserializer<'de> for Buffered {
    type Error = BufferedError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, BufferedError> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(flag),
            Value::Number(number) => number.deserialize_any(visitor).map_err(BufferedError::custom),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => read_list(items, visitor),
            Value::Object(object) => visitor.visit_map(Properties { rest: object.into_iter(), next: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, BufferedError> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, BufferedError> {
        if name == WHOLE {
            HANDED_ON.set(Some(self.0));
            return visitor.visit_unit();
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, BufferedError> {
        self.0.deserialize_enum(name, variants, visitor).map_err(BufferedError::custom)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, BufferedError> {
        visitor.visit_unit()
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }

    serde::forward_to_deserialize_any! {
        bool f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

/// The reason why an array does not match a tuple of the description.
pub(crate) const TOO_MANY_ITEMS: &str = "the array has more items than the description";

/// Reads a list. A list with more items than the type is an error, as for text.
fn read_list<'de, V: Visitor<'de>>(items: Vec<Value>, visitor: V) -> Result<V::Value, BufferedError> {
    let mut items = Items { rest: items.into_iter(), index: 0 };
    let read = visitor.visit_seq(&mut items)?;
    if items.rest.len() > 0 {
        return Err(BufferedError::custom(TOO_MANY_ITEMS));
    }
    Ok(read)
}

struct Items {
    rest: std::vec::IntoIter<Value>,
    /// The index of the next item.
    index: usize,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = BufferedError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, BufferedError> {
        let Some(item) = self.rest.next() else { return Ok(None) };
        let index = self.index;
        self.index = index.saturating_add(1);
        seed.deserialize(Buffered(item)).map(Some).map_err(|error| error.inside(&index.to_string()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Properties {
    rest: serde_json::map::IntoIter,
    /// The property whose key was read and whose value was not. The key is kept for an error in the value.
    next: Option<(String, Value)>,
}

impl<'de> MapAccess<'de> for Properties {
    type Error = BufferedError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, BufferedError> {
        self.next = self.rest.next();
        let Some((key, _)) = &self.next else { return Ok(None) };
        seed.deserialize(key.as_str().into_deserializer()).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, BufferedError> {
        let Some((key, value)) = self.next.take() else { return Err(BufferedError::custom("a value without a key")) };
        seed.deserialize(Buffered(value)).map_err(|error| error.inside(&key))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// Visits booleans, numbers and lists, and passes them to the visitor's method `take` as plain values.
macro_rules! visit_others {
    () => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("JSON")
        }

        fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Self::Value, E> {
            self.take(Value::from(flag))
        }

        fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
            self.take(Value::from(number))
        }

        fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
            self.take(Value::from(number))
        }

        fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
            self.take(Value::from(number))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
            let items = Value::deserialize(SeqAccessDeserializer::new(items))?;
            self.take(items)
        }
    };
}
pub(crate) use visit_others;

/// The name of the type that [`buffer`] requests. [`Buffered`] then passes on its JSON without copying it.
const WHOLE: &str = "talkjs_runtime::buffered";

thread_local! {
    /// The JSON that [`Buffered`] passes to the [`Buffer`] that it calls next.
    static HANDED_ON: Cell<Option<Value>> = const { Cell::new(None) };
}

/// Reads any JSON into memory and passes it to a function. The function runs inside the deserializer, because
/// serde_json adds line and column to errors only there.
///
/// # Errors
///
/// If the JSON cannot be read, and the errors of the function.
pub(crate) fn buffer<'de, D: Deserializer<'de>>(
    deserializer: D,
    take: &mut dyn FnMut(Value) -> Result<(), BufferedError>,
) -> Result<(), D::Error> {
    deserializer.deserialize_newtype_struct(WHOLE, Buffer(take))
}

/// A visitor without type parameters, so that it is compiled once for all unions.
struct Buffer<'b>(&'b mut dyn FnMut(Value) -> Result<(), BufferedError>);

impl Buffer<'_> {
    fn take<E: de::Error>(self, value: Value) -> Result<(), E> {
        (self.0)(value).map_err(E::custom)
    }
}

impl<'de> Visitor<'de> for Buffer<'_> {
    type Value = ();

    visit_others!();

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.take(HANDED_ON.take().unwrap_or_default())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        self.take(Value::from(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, properties: A) -> Result<(), A::Error> {
        let object = Value::deserialize(MapAccessDeserializer::new(properties))?;
        self.take(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    enum Kind {
        Cat,
        Dog(i64),
    }

    fn error<T: DeserializeOwned + fmt::Debug>(value: Value) -> (String, String) {
        let text = decode::<T>(value).unwrap_err().to_string();
        let (pointer, reason) = split(&text);
        (pointer, reason.to_owned())
    }

    #[test]
    fn json_in_memory_is_read_as_text_is() {
        let value = json!({"a": [null, true, 1, -1, 0.5, "x"], "b": {"c/d~": []}, "": u64::MAX});
        assert_eq!(decode::<Value>(value.clone()).unwrap(), value);
        assert_eq!(decode::<Option<i64>>(json!(null)).unwrap(), None);
        assert_eq!(decode::<Option<i64>>(json!(5)).unwrap(), Some(5));
        assert_eq!(decode::<(i64, String)>(json!([5, "x"])).unwrap(), (5, "x".to_owned()));
        assert_eq!(decode::<[Kind; 2]>(json!(["Cat", {"Dog": 5}])).unwrap(), [Kind::Cat, Kind::Dog(5)]);
        assert_eq!(decode::<de::IgnoredAny>(value).unwrap(), de::IgnoredAny);
    }

    #[test]
    fn a_whole_number_is_an_integer_however_it_is_written() {
        assert_eq!(decode::<Vec<i64>>(json!([1.0, -2e3])).unwrap(), [1, -2000]);
        assert_eq!(decode::<u8>(json!(7.0)).unwrap(), 7);
        assert_eq!(
            error::<Vec<i64>>(json!([1.5])),
            ("/0".into(), "invalid type: floating point `1.5`, expected i64".into())
        );
    }

    #[test]
    fn an_error_names_the_place_and_has_the_words_of_an_error_in_text() {
        type Lists = BTreeMap<String, Vec<i64>>;
        for text in [r#"{"a":[1],"b/c~\n\"":[2,null]}"#, r#"{"a":[1],"b/c~\n\"":[2,"x"]}"#, r#"{"b/c~\n\"":[2,[]]}"#] {
            let (pointer, reason) = error::<Lists>(serde_json::from_str(text).unwrap());
            let in_text = serde_json::from_str::<Lists>(text).unwrap_err().to_string();
            assert_eq!(pointer, "/b~1c~0\n\"/1", "{text}");
            assert_eq!(in_text.split(" at line").next(), Some(reason.as_str()));
        }
        let longer = error::<Vec<(i64, i64)>>(json!([[1, 2], [1, 2, 3]]));
        assert_eq!(longer, ("/1".to_owned(), "the array has more items than the description".to_owned()));
        assert_eq!(error::<i64>(json!("x")).0, "");
    }

    #[test]
    fn the_place_survives_an_error_of_another_type() {
        let outer = <BufferedError as de::Error>::custom(serde_json::Error::custom(
            decode::<Vec<i64>>(json!(["\": "])).unwrap_err().inside("a\": b"),
        ));
        assert_eq!(
            (outer.0.pointer.as_str(), outer.0.reason.as_str()),
            (r#"/a": b/0"#, r#"invalid type: string "\": ", expected i64"#)
        );
        for text in ["\"/a\" is no place", "\"/a", "invalid type", ""] {
            assert_eq!(split(text), (String::new(), text));
        }
    }
}
