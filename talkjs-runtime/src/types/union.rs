//! Selects the branch of a union for a JSON value, and keeps the JSON of unknown branches.

use std::cell::Cell;

use serde::de::Error;
use serde::{Deserializer, Serialize};
use serde_json::{Map, Number, Value};

use crate::request::check::{Check, Checker};
use crate::request::violation::Part;
use crate::response::buffered::{BufferedError, buffer};
use crate::response::whole_numbers::as_integer;

/// A value of a branch that is not in the description; it is written back unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnknownValue(Value);
crate::__transparent!(UnknownValue);

impl UnknownValue {
    /// Creates it from JSON. For generated code.
    #[doc(hidden)]
    pub fn new(json: Value) -> Self {
        Self(json)
    }

    /// Returns the JSON.
    pub fn json(&self) -> &Value {
        &self.0
    }
}

/// The kinds of JSON value.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Json {
    Text,
    Bool,
    /// A number without a fraction.
    Integer,
    Fraction,
    List,
    Object,
}

/// The test for a branch.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Sign {
    kinds: &'static [Json],
    tag: Option<(&'static str, &'static [&'static str])>,
    fixed: &'static [(&'static str, &'static str)],
    has: Option<&'static str>,
    words: &'static [&'static str],
    is_fallback: bool,
}

/// Reads a value as a branch of the union `U`.
#[doc(hidden)]
pub type ReadBranch<U> = fn(Value) -> Result<U, BufferedError>;

impl Sign {
    /// The JSON types that the branch accepts.
    pub const fn new(kinds: &'static [Json]) -> Self {
        Self { kinds, tag: None, fixed: &[], has: None, words: &[], is_fallback: false }
    }

    /// The values of a property that select the branch.
    pub const fn tag(self, member: &'static str, values: &'static [&'static str]) -> Self {
        Self { tag: Some((member, values)), ..self }
    }

    /// Properties that have one value in the branch: an object with another value belongs to another branch.
    pub const fn fixed(self, properties: &'static [(&'static str, &'static str)]) -> Self {
        Self { fixed: properties, ..self }
    }

    /// A property that only this branch requires.
    pub const fn has(self, member: &'static str) -> Self {
        Self { has: Some(member), ..self }
    }

    /// The strings and numbers that the branch lists.
    pub const fn words(self, words: &'static [&'static str]) -> Self {
        Self { words, ..self }
    }

    /// The branch accepts values that belong to no other branch, and rejects impossible ones.
    pub const fn fallback(self) -> Self {
        Self { is_fallback: true, ..self }
    }

    /// How well the value matches; `None` if it cannot belong to this branch.
    fn fit(&self, value: &Value) -> Option<Fit> {
        if self.is_fallback {
            return Some(Fit::Otherwise);
        }
        if !self.kinds.contains(&Json::of(value)?) {
            // 5.0 is an integer as well, if no branch has fractions.
            let is_integer = self.kinds.contains(&Json::Integer) && is_whole(value);
            return is_integer.then_some(Fit::Doubtful);
        }
        match value {
            Value::Object(members) => {
                let tagged =
                    self.tag.is_none_or(|(member, tags)| members.get(member).is_some_and(|value| is_any(value, tags)));
                let mut is_fixed = false;
                for (property, fixed) in self.fixed {
                    match members.get(*property) {
                        Some(value) if !is_any(value, &[fixed]) => return None,
                        found => is_fixed |= found.is_some(),
                    }
                }
                match self.has {
                    _ if !tagged => None,
                    _ if is_fixed => Some(Fit::Sure),
                    Some(member) => members.contains_key(member).then_some(Fit::Sure),
                    None => Some(Fit::Possible),
                }
            }
            Value::String(_) | Value::Number(_) if is_any(value, self.words) => Some(Fit::Sure),
            Value::String(_) | Value::Number(_) if !self.words.is_empty() => Some(Fit::Doubtful),
            _ => Some(Fit::Possible),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// No other branch matches.
    Otherwise,
    /// The type matches, but the value is not one of the known ones.
    Doubtful,
    Possible,
    /// The branch is the only one with this value.
    Sure,
}

impl Json {
    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => return None,
            Value::Bool(_) => Self::Bool,
            Value::Number(number) if number.is_i64() || number.is_u64() => Self::Integer,
            Value::Number(_) => Self::Fraction,
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::List,
            Value::Object(_) => Self::Object,
        })
    }
}

fn is_whole(value: &Value) -> bool {
    matches!(value, Value::Number(number) if as_integer(number).is_some())
}

/// Whether a scalar is one of these texts.
fn is_any(value: &Value, words: &[&str]) -> bool {
    match value {
        _ if words.is_empty() => false,
        Value::String(text) => words.contains(&text.as_str()),
        Value::Bool(flag) => words.contains(if *flag { &"true" } else { &"false" }),
        Value::Number(number) => words.contains(&number.to_string().as_str()),
        _ => false,
    }
}

/// The branch that matches, if no other does.
fn sole(value: &Value, signs: &[Sign]) -> Option<usize> {
    let mut fitting = signs.iter().enumerate().filter(|(_, sign)| sign.fit(value).is_some());
    let (index, _) = fitting.next()?;
    fitting.next().is_none().then_some(index)
}

/// The branches that match best, in their order.
fn candidates(value: &Value, signs: &[Sign]) -> Vec<usize> {
    let fits = || signs.iter().enumerate().filter_map(|(index, sign)| Some((index, sign.fit(value)?)));
    let best = fits().map(|(_, fit)| fit).max();
    fits().filter(|(_, fit)| Some(*fit) == best).map(|(index, _)| index).collect()
}

/// The most trials in total to find the branch of a value and of those inside it.
const MAX_TRIALS: usize = 256;

thread_local! {
    /// The remaining number of values in nested trials.
    static ALLOWANCE: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The outermost trial. Nested trials multiply, so all together have a limit in proportion to the value: otherwise a
/// response of a few bytes could keep its reader busy forever.
struct Outermost;

impl Outermost {
    /// Starts counting, unless an outer trial has.
    fn begin(size: usize) -> Option<Self> {
        let is_outermost = ALLOWANCE.get().is_none();
        is_outermost.then(|| {
            ALLOWANCE.set(Some(size.saturating_mul(MAX_TRIALS)));
            Self
        })
    }
}

impl Drop for Outermost {
    fn drop(&mut self) {
        ALLOWANCE.set(None);
    }
}

/// Whether another trial for a value of this size is allowed.
fn is_allowed(size: usize) -> bool {
    let left = ALLOWANCE.get().and_then(|left| left.checked_sub(size));
    ALLOWANCE.set(Some(left.unwrap_or(0)));
    left.is_some()
}

/// The number of values: this one and all inside it.
fn size(value: &Value) -> usize {
    let inside = match value {
        Value::Array(items) => items.iter().map(size).fold(0, usize::saturating_add),
        Value::Object(members) => members.values().map(size).fold(0, usize::saturating_add),
        _ => 0,
    };
    inside.saturating_add(1)
}

/// Reads a union: by the tests of its branches, or, if these are not sufficient, by trial. The first branch is used
/// that reads the value, violates no constraint, and writes it back unchanged, or else the one that drops the least. A
/// branch that would write something else, such as a property with another fixed value, does not match. A value that
/// would take too many trials, and an object with properties of two branches, is kept as one of an unknown branch.
#[doc(hidden)]
pub fn branch<'de, U: Serialize, D: Deserializer<'de>>(
    deserializer: D,
    signs: &[Sign],
    reads: &[ReadBranch<U>],
    unknown: fn(UnknownValue) -> U,
    is_valid: fn(&U) -> bool,
) -> Result<U, D::Error> {
    let mut found = None;
    buffer(deserializer, &mut |value| {
        found = Some(chosen(value, signs, reads, unknown, is_valid)?);
        Ok(())
    })?;
    found.ok_or_else(|| D::Error::custom("missing value"))
}

fn chosen<U: Serialize>(
    value: Value,
    signs: &[Sign],
    reads: &[ReadBranch<U>],
    unknown: fn(UnknownValue) -> U,
    is_valid: fn(&U) -> bool,
) -> Result<U, BufferedError> {
    if let Some(read) = sole(&value, signs).and_then(|index| reads.get(index)) {
        return read(value);
    }
    let found: Vec<_> = candidates(&value, signs).into_iter().filter_map(|index| reads.get(index)).collect();
    if let [only] = found.as_slice() {
        return only(value);
    }
    let size = size(&value);
    let _outermost = Outermost::begin(size);
    let mut trials = Vec::new();
    for read in found {
        if !is_allowed(size) {
            break;
        }
        let Ok(read) = read(value.clone()) else { continue };
        let Ok(written) = serde_json::to_value(&read) else { continue };
        if !holds(&value, &written, Null::MayBeAbsent) {
            continue;
        }
        let is_whole = holds(&written, &value, Null::MayBeAbsent) && holds(&value, &written, Null::IsAValue);
        let keeps_rules = is_valid(&read);
        if is_whole && keeps_rules {
            return Ok(read);
        }
        trials.push(Trial { read, written, is_whole, keeps_rules });
    }
    Ok(best(&value, trials).unwrap_or_else(|| unknown(UnknownValue::new(value))))
}

/// A value that was read as a branch.
struct Trial<U> {
    read: U,
    /// The value as written by the branch.
    written: Value,
    /// Whether nothing of the value is dropped.
    is_whole: bool,
    keeps_rules: bool,
}

/// The branch that drops the least, and of those the first that violates no constraint. `None` if it drops a property
/// that another branch has: an object of two branches is kept unchanged.
fn best<U>(value: &Value, mut trials: Vec<Trial<U>>) -> Option<U> {
    let rank = |trial: &Trial<U>| (trial.is_whole, trial.keeps_rules);
    let best = trials.iter().map(rank).max()?;
    let chosen = trials.remove(trials.iter().position(|trial| rank(trial) == best)?);
    let is_left_out = |name: &String| chosen.written.get(name).is_none();
    let left_out = value.as_object().into_iter().flat_map(Map::keys).filter(|name| is_left_out(name));
    let loses =
        |name: &String| trials.iter().any(|trial| trial.written.get(name).is_some_and(|value| !value.is_null()));
    let loses_any = left_out.into_iter().any(loses);
    (!loses_any).then_some(chosen.read)
}

/// Whether a value violates no constraint of its type. For generated code.
#[doc(hidden)]
pub fn is_valid<V: Check>(value: &V) -> bool {
    let mut checker = Checker::new(Part::Body);
    checker.value(value, &[]);
    checker.finish().is_empty()
}

/// Values are always valid if a test selects their branch. For generated code.
#[doc(hidden)]
pub fn is_always_valid<V>(_: &V) -> bool {
    true
}

/// The meaning of a property that is `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Null {
    /// The same as absent.
    MayBeAbsent,
    IsAValue,
}

/// Whether everything in `part` is in `whole`.
fn holds(whole: &Value, part: &Value, null: Null) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part.iter().all(|(key, part)| match whole.get(key) {
            Some(whole) => holds(whole, part, null),
            None => part.is_null() && null == Null::MayBeAbsent,
        }),
        (Value::Array(whole), Value::Array(part)) => {
            whole.len() == part.len() && whole.iter().zip(part).all(|(whole, part)| holds(whole, part, null))
        }
        (Value::Number(whole), Value::Number(part)) => whole == part || is_near(whole, part),
        (whole, part) => whole == part,
    }
}

/// Equal for the type that reads them: 5 and 5.0, and numbers rounded to 32 bits.
fn is_near(one: &Number, other: &Number) -> bool {
    let (Some(one), Some(other)) = (one.as_f64(), other.as_f64()) else { return false };
    #[allow(clippy::cast_possible_truncation, reason = "that is the question")]
    let is_alike = one as f32 == other as f32;
    one == other || is_alike
}

/// The implementation of a union, by the tests of its branches. For generated code, to avoid repetition.
#[doc(hidden)]
#[macro_export]
macro_rules! __union {
    (tried $name:ident: $($variant:ident = $sign:expr),*) => {
        $crate::__private::union!(@$name $crate::__private::is_valid: $($variant = $sign),*);
    };
    ($name:ident: $($variant:ident = $sign:expr),*) => {
        $crate::__private::union!(@$name $crate::__private::is_always_valid: $($variant = $sign),*);
    };
    (@$name:ident $is_valid:path: $($variant:ident = $sign:expr),*) => {
        $crate::__private::union_written!($name: $($variant)*);

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                const SIGNS: &[$crate::__private::Sign] = &[$($sign),*];
                let reads: &[$crate::__private::ReadBranch<Self>] =
                    &[$(|value| $crate::__private::decode(value).map(Self::$variant)),*];
                $crate::__private::branch(deserializer, SIGNS, reads, Self::Unknown, $is_valid)
            }
        }
    };
}

/// A union is serialized like its branch. For generated code.
#[doc(hidden)]
#[macro_export]
macro_rules! __union_written {
    ($name:ident: $($variant:ident)*) => {
        impl $crate::__private::Generated for $name {}

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => value.serialize(serializer),)*
                    Self::Unknown(value) => value.serialize(serializer),
                }
            }
        }
    };
}

/// Each of these branches converts into the union. For generated code.
#[doc(hidden)]
#[macro_export]
macro_rules! __union_from {
    ($union:ident: $($variant:ident($type:ty))*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl ::core::convert::From<$type> for $union {
                fn from(value: $type) -> Self {
                    Self::$variant($crate::__private::Slot::<$type>::of(value))
                }
            }

            #[diagnostic::do_not_recommend]
            impl $crate::__private::IntoValue<$union> for $type {
                fn into_value(self) -> $union {
                    $union::from(self)
                }
            }

            #[diagnostic::do_not_recommend]
            impl $crate::__private::IntoNullable<$union> for $type {
                fn into_nullable(self) -> ::core::option::Option<$union> {
                    ::core::option::Option::Some($union::from(self))
                }
            }
        )*
    };
}

/// Text converts into this branch of the union. For generated code.
#[doc(hidden)]
#[macro_export]
macro_rules! __union_from_text {
    ($union:ident: $variant:ident) => {
        #[diagnostic::do_not_recommend]
        impl ::core::convert::From<::std::string::String> for $union {
            fn from(text: ::std::string::String) -> Self {
                Self::$variant(text)
            }
        }

        #[diagnostic::do_not_recommend]
        impl ::core::convert::From<&str> for $union {
            fn from(text: &str) -> Self {
                Self::$variant(::std::string::String::from(text))
            }
        }

        impl $crate::__private::FromText for $union {
            fn from_text(text: ::std::string::String) -> Self {
                Self::$variant(text)
            }
        }
    };
}

#[doc(hidden)]
pub use crate::{
    __union as union, __union_from as union_from, __union_from_text as union_from_text,
    __union_written as union_written,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::response::buffered::decode;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, PartialEq, Serialize)]
    #[serde(untagged)]
    enum Thing {
        Cat(Cat),
        Dog(Dog),
        Words(String),
        Many(Vec<i64>),
        Unknown(UnknownValue),
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Cat {
        name: String,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Dog {
        name: String,
        bark: Option<i64>,
    }

    fn read(cat: Sign, dog: Sign, value: Value) -> Result<Thing, serde_json::Error> {
        let signs = [cat, dog, Sign::new(&[Json::Text]), Sign::new(&[Json::List])];
        let reads: &[ReadBranch<Thing>] = &[
            |value| decode(value).map(Thing::Cat),
            |value| decode(value).map(Thing::Dog),
            |value| decode(value).map(Thing::Words),
            |value| decode(value).map(Thing::Many),
        ];
        branch(value, &signs, reads, Thing::Unknown, is_always_valid)
    }

    #[derive(Debug, PartialEq)]
    enum Either {
        Words(String),
        Count(i64),
    }
    union_from!(Either: Count(i64));
    union_from_text!(Either: Words);

    #[test]
    fn a_union_is_made_of_borrowed_and_of_owned_text() {
        assert_eq!(Either::from("a"), Either::Words("a".to_owned()));
        assert_eq!(Either::from("a".to_owned()), Either::Words("a".to_owned()));
        assert_eq!(Either::from(1), Either::Count(1));
    }

    const OBJECT: Sign = Sign::new(&[Json::Object]);

    #[test]
    fn an_unknown_branch_is_written_as_it_came() {
        let text = r#"{"type":"poll","options":["a","b"]}"#;
        let value: UnknownValue = serde_json::from_str(text).unwrap();
        assert_eq!(value.json()["options"][1], "b");
        assert_eq!(serde_json::to_value(&value).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn a_tag_decides_among_objects_and_the_kind_among_the_rest() {
        let (cat, dog) = (OBJECT.tag("kind", &["cat"]), OBJECT.tag("kind", &["dog", "true"]));
        let kind = |kind: Value| read(cat, dog, json!({ "kind": kind, "name": "x" })).unwrap();
        assert!(matches!(kind(json!("cat")), Thing::Cat(_)));
        assert!(matches!(kind(json!(true)), Thing::Dog(_)));
        assert!(matches!(kind(json!("cow")), Thing::Unknown(_)));
        assert_eq!(read(cat, dog, json!("x")).unwrap(), Thing::Words("x".into()));
        assert!(matches!(read(cat, dog, json!(5)).unwrap(), Thing::Unknown(_)));
    }

    #[test]
    fn a_whole_number_with_a_fraction_is_an_integer_where_no_branch_has_fractions() {
        let (integer, number) = (Sign::new(&[Json::Integer]), Sign::new(&[Json::Fraction]));
        let text = Sign::new(&[Json::Text]);
        assert_eq!(candidates(&json!(5.0), &[text, integer]), [1]);
        assert_eq!(candidates(&json!(5.0), &[integer, number]), [1]);
        assert!(candidates(&json!(5.5), &[text, integer]).is_empty());
    }

    #[test]
    fn a_property_of_only_one_branch_decides() {
        let (cat, dog) = (OBJECT, OBJECT.has("bark"));
        assert!(matches!(read(cat, dog, json!({ "name": "x", "bark": 1 })).unwrap(), Thing::Dog(_)));
        assert!(matches!(read(cat, dog, json!({ "name": "x" })).unwrap(), Thing::Cat(_)));
    }

    #[test]
    fn without_a_sign_the_first_that_keeps_everything_is_taken_and_else_the_first() {
        let trial = |value| read(OBJECT, OBJECT, value).unwrap();
        assert!(matches!(trial(json!({ "name": "x" })), Thing::Cat(_)));
        assert!(matches!(trial(json!({ "name": "x", "bark": 5 })), Thing::Dog(_)));
        assert!(matches!(trial(json!({ "name": "x", "other": 5 })), Thing::Cat(_)));
        assert!(matches!(trial(json!({ "other": 5 })), Thing::Unknown(_)));
    }

    /// Two branches that only differ in what is at the very end.
    #[derive(Debug, PartialEq)]
    enum Deep {
        One(Box<Link<i64>>),
        Other(Box<Link<bool>>),
        Unknown(UnknownValue),
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Link<T> {
        next: Option<Deep>,
        end: Option<T>,
    }

    impl Serialize for Deep {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::One(link) => link.serialize(serializer),
                Self::Other(link) => link.serialize(serializer),
                Self::Unknown(value) => value.serialize(serializer),
            }
        }
    }

    impl<'de> Deserialize<'de> for Deep {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let reads: &[ReadBranch<Self>] = &[
                |value| decode(value).map(|link| Self::One(Box::new(link))),
                |value| decode(value).map(|link| Self::Other(Box::new(link))),
            ];
            branch(deserializer, &[OBJECT; 2], reads, Self::Unknown, is_always_valid)
        }
    }

    #[test]
    fn nested_trials_end_however_deep_the_response_is() {
        // Whatever is extra makes no branch hold the whole, so that each is tried with all below it.
        let deep = (0..100).fold(json!({ "end": 1 }), |next, _| json!({ "next": next, "extra": 1 }));
        assert!(serde_json::from_value::<Deep>(deep).is_ok());
        assert_eq!(ALLOWANCE.get(), None);
        let few = (0..5).fold(json!({ "end": true }), |next, _| json!({ "next": next }));
        let mut read = serde_json::from_value::<Deep>(few).unwrap();
        while let Deep::One(link) = read {
            read = link.next.unwrap();
        }
        assert!(matches!(read, Deep::Other(link) if link.end == Some(true)));
    }

    #[test]
    fn a_branch_that_would_write_something_else_is_not_taken() {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind", rename = "bed")]
        struct Bed {
            size: i64,
        }
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Room {
            floor: Option<i64>,
            #[serde(skip_serializing_if = "Option::is_none")]
            walls: Option<Walls>,
        }
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Walls {
            #[serde(skip_serializing_if = "Option::is_none")]
            colour: Option<f32>,
        }
        #[derive(Debug, PartialEq, Serialize)]
        #[serde(untagged)]
        enum Stay {
            Bed(Bed),
            Room(Room),
            Unknown(UnknownValue),
        }
        let trial = |value: Value| {
            let reads: &[ReadBranch<Stay>] =
                &[|value| decode(value).map(Stay::Bed), |value| decode(value).map(Stay::Room)];
            branch(value, &[OBJECT; 2], reads, Stay::Unknown, is_always_valid).unwrap()
        };
        assert!(matches!(trial(json!({ "kind": "bed", "size": 1 })), Stay::Bed(_)));
        assert!(matches!(trial(json!({ "kind": "bed", "size": 1, "more": 1 })), Stay::Bed(_)));
        assert!(matches!(trial(json!({ "floor": null, "size": 1 })), Stay::Room(_)), "a bed has a kind");
        assert!(matches!(trial(json!({ "kind": 5, "size": 1, "floor": null })), Stay::Room(_)), "another value");
        assert!(matches!(trial(json!({ "walls": { "colour": 0.1 } })), Stay::Room(_)), "32 bits");
        let list = trial(json!({ "floor": 1, "walls": [0.5] }));
        assert!(matches!(list, Stay::Unknown(_)), "a list is no object: {list:?}");
    }

    #[test]
    fn a_value_with_another_value_than_a_branch_has_is_of_another_branch() {
        let (cat, dog) = (OBJECT.fixed(&[("kind", "cat")]), OBJECT);
        let kind = |value: Value| read(cat, dog, value).unwrap();
        assert!(matches!(kind(json!({ "kind": "cat", "name": "x" })), Thing::Cat(_)));
        assert!(matches!(kind(json!({ "kind": "cow", "name": "x" })), Thing::Dog(_)));
        assert!(matches!(kind(json!({ "name": "x" })), Thing::Cat(_)), "the first that fits");
    }

    #[test]
    fn a_value_that_breaks_the_rules_of_one_branch_is_of_another() {
        #[derive(Debug, PartialEq, Serialize)]
        #[serde(untagged)]
        enum Login {
            Email(String),
            Account(String),
            Unknown(UnknownValue),
        }
        impl Check for Login {
            fn check(&self, checker: &mut Checker) {
                let rules: &[talkjs_rules::Rule] = match self {
                    Self::Email(_) => &[talkjs_rules::Rule::Format(talkjs_rules::Format::Email)],
                    Self::Account(_) => &[talkjs_rules::Rule::MaxLength(5)],
                    Self::Unknown(_) => &[],
                };
                if let Self::Email(text) | Self::Account(text) = self {
                    checker.value(text, rules);
                }
            }
        }
        let login = |text: &str| {
            let reads: &[ReadBranch<Login>] =
                &[|value| decode(value).map(Login::Email), |value| decode(value).map(Login::Account)];
            branch(json!(text), &[Sign::new(&[Json::Text]); 2], reads, Login::Unknown, is_valid).unwrap()
        };
        assert_eq!(login("a@b.c"), Login::Email("a@b.c".into()));
        assert_eq!(login("name"), Login::Account("name".into()));
        assert_eq!(login("longer"), Login::Email("longer".into()), "of two that do not fit, the first");
    }

    #[test]
    fn an_object_of_two_branches_keeps_all_its_properties() {
        let both = json!({ "name": "x", "bark": 1, "purr": 2 });
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Purring {
            name: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            purr: Option<i64>,
        }
        #[derive(Debug, PartialEq, Serialize)]
        #[serde(untagged)]
        enum Both {
            Purring(Purring),
            Dog(Dog),
            Unknown(UnknownValue),
        }
        let trial = |value: Value| {
            let reads: &[ReadBranch<Both>] =
                &[|value| decode(value).map(Both::Purring), |value| decode(value).map(Both::Dog)];
            branch(value, &[OBJECT; 2], reads, Both::Unknown, is_always_valid).unwrap()
        };
        assert_eq!(trial(both.clone()), Both::Unknown(UnknownValue::new(both)));
        assert!(matches!(trial(json!({ "name": "x", "purr": 2, "more": 1 })), Both::Purring(_)), "unknown to both");
    }

    #[test]
    fn a_branch_keeps_its_own_error() {
        let error = read(OBJECT, OBJECT, json!([1, "x"])).unwrap_err();
        assert_eq!(error.to_string(), "\"/1\": invalid type: string \"x\", expected i64");
    }

    #[test]
    fn known_words_come_before_free_text_and_free_text_before_unknown_words() {
        let known = Sign::new(&[Json::Text]).words(&["a"]);
        let free = Sign::new(&[Json::Text]);
        let found = |text: &str, signs: &[Sign]| candidates(&json!(text), signs);
        assert_eq!(found("a", &[free, known]), [1]);
        assert_eq!(found("b", &[known, free]), [1]);
        assert_eq!(found("b", &[known, known]), [0, 1]);
    }

    #[test]
    fn a_number_is_whole_when_it_is_written_so() {
        let of = |value| Json::of(&value);
        assert_eq!(of(json!(5)), Some(Json::Integer));
        assert_eq!(of(json!(u64::MAX)), Some(Json::Integer));
        assert_eq!(of(json!(5.0)), Some(Json::Fraction));
    }
}
