//! Instances of every schema, made up, through the generated types: what is valid comes back as it was, and what is not
//! is refused where the description says that it must be. A JSON Schema validator says which is which.
//!
//! What the types take on purpose, though the description does not allow it:
//!
//! - A value that no `enum` lists and a branch that no union has are kept as they came: servers get new ones.
//! - Constraints are for what is sent. An answer that breaks one is taken as it is.
//! - A required member that may be null may be missing, and is null then.
//! - An optional member that is null may be missing afterwards, in types that are only received: nobody asks which it was.
//! - A required property that is read-only may be missing in requests, which have a type without it.
//! - A required member that can only be one text is not looked at, except where a union's branches are told apart by it
//!   or by trial: the type writes that text, whatever stood there.
//! - A type that holds nothing but itself is any JSON.
//! - A list in the place of an object is read by the order of the members, which is serde's way; servers written in PHP
//!   send `[]` for an empty object. Where a union's branches are found by trial, it is not taken.
//!
//! What they refuse, though it is allowed: whole numbers written with a fraction (`5.0`), and tuples that are not whole.

use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use talkjs_client::check::{Check, Checker, Part};
use talkjs_tests::synthesis::{Break, Rule, Synthesis, Verdict, plain};
use talkjs_tests::workspace;

/// A generated type, by the name of its schema.
struct Type {
    name: &'static str,
    again: fn(&str) -> Result<Value, String>,
    /// Where the check before sending finds violations; only for types that are sent.
    violations: Option<Violations>,
}

type Violations = fn(&str) -> Result<Vec<String>, String>;

fn decode<T: DeserializeOwned>(json: &str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

fn again<T: DeserializeOwned + Serialize>(json: &str) -> Result<Value, String> {
    serde_json::to_value(decode::<T>(json)?).map_err(|error| error.to_string())
}

fn violations<T: DeserializeOwned + Check>(json: &str) -> Result<Vec<String>, String> {
    let mut checker = Checker::new(Part::Body);
    checker.value(&decode::<T>(json)?, &[]);
    Ok(checker.finish().iter().map(|violation| violation.pointer.clone()).collect())
}

/// Whether a type is checked before sending: the method of the type itself, where it is, hides the trait's.
struct Sent<T>(PhantomData<T>);

impl<T: DeserializeOwned + Check> Sent<T> {
    fn violations() -> Option<Violations> {
        Some(violations::<T>)
    }
}

trait NotSent {
    fn violations() -> Option<Violations> {
        None
    }
}

impl<T> NotSent for Sent<T> {}

/// A test for each description, with all types of its schemas.
macro_rules! descriptions {
    ($($api:ident $file:literal { $($schema:literal $ty:ident $sent:ident,)* })*) => {$(
        #[test]
        fn $api() {
            use crate::apis::$api as api;
            go_round($file, &[$(Type {
                name: $schema,
                again: again::<api::$ty>,
                violations: Sent::<api::$sent>::violations(),
            },)*]);
        }
    )*};
}

include!("../data/round_trip.rs");

/// How many instances of each schema are made up.
const INSTANCES: usize = 60;

fn go_round(file: &str, types: &[Type]) {
    let text = std::fs::read_to_string(workspace().join(file)).unwrap();
    let description: Value = serde_yaml_ng::from_str(&text).unwrap();
    let mut verdict = Verdict::new(&description);
    let description = plain(&description);
    assert_each_schema_is_tried(&description, types);
    let mut synthesis = Synthesis::new(&description, 1);
    let mut faults = BTreeMap::<String, (usize, String)>::new();
    let mut tried = BTreeMap::<Option<Rule>, usize>::new();
    for tested in types.iter().filter(|tested| !FORMS.contains(&tested.name)) {
        let mut valid = 0;
        for _ in 0..INSTANCES {
            let instance = synthesis.valid(tested.name);
            // Whether it may be null is said by the member that holds it.
            if instance.is_null() || verdict.fault(tested.name, &instance).is_some() {
                continue;
            }
            valid += 1;
            let mut complain = |what: &str, words: String| {
                faults.entry(format!("{} {what}", tested.name)).or_insert((0, words)).0 += 1;
            };
            if let Err(words) = comes_back(tested, &instance, &mut verdict) {
                complain("valid", words);
            }
            let Some(broken) = synthesis.break_one(tested.name, &instance) else { continue };
            let is_fault = verdict.fault(tested.name, &broken.instance).is_some();
            let is_elsewhere = broken.rule == Rule::Json || is_elsewhere(&description, tested.name, &broken);
            if is_elsewhere || !is_fault && broken.rule != Rule::Branch {
                continue;
            }
            *tried.entry(Some(broken.rule)).or_default() += 1;
            if let Err(words) = is_refused(tested, &broken) {
                complain(&format!("{:?} {}", broken.rule, shape(&broken.pointer)), words);
            }
        }
        *tried.entry(None).or_default() += valid;
        let least = if NEVER_VALID.contains(&tested.name) { 0 } else { INSTANCES / 20 };
        assert!(valid >= least, "{}: {valid} instances are valid", tested.name);
    }
    println!("{file}: {tried:?}");
    let faults: Vec<String> =
        faults.iter().map(|(what, (count, words))| format!("{count} × {what}: {words}")).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Bodies in parts, with files: they are no JSON.
const FORMS: [&str; 1] = ["FileUpload"];

/// A property whose only value is its default: its type writes it where it was absent.
const WRITTEN: (&str, &str) = ("kind", "bot");

/// A type that requires itself has no instance.
const NEVER_VALID: [&str; 1] = ["Endless"];

/// A named list or map is a plain `Vec` or map in Rust, so its constraints are checked where it is used, in the types
/// that hold it and in the calls that take it.
fn is_elsewhere(description: &Value, name: &str, broken: &Break) -> bool {
    let schema = &description["components"]["schemas"][name];
    let is_plain = schema["type"] == "array" || schema["type"] == "object" && schema["properties"].is_null();
    is_plain && broken.rule == Rule::Constraint && broken.pointer.matches('/').count() < 2
}

/// No schema is left out, and those are checked before sending that requests carry.
fn assert_each_schema_is_tried(description: &Value, types: &[Type]) {
    let schemas = description["components"]["schemas"].as_object().unwrap();
    let tried: BTreeSet<&str> = types.iter().map(|tested| tested.name).collect();
    assert_eq!(tried, schemas.keys().map(String::as_str).collect());
    let checked: BTreeSet<&str> =
        types.iter().filter(|tested| tested.violations.is_some()).map(|tested| tested.name).collect();
    let mut sent = BTreeSet::new();
    for item in description["paths"].as_object().unwrap().values() {
        carried(description, &item["parameters"], &mut sent);
        for operation in item.as_object().unwrap().values() {
            carried(description, &operation["parameters"], &mut sent);
            carried(description, &operation["requestBody"], &mut sent);
        }
    }
    let unchecked: Vec<_> = sent.difference(&checked).collect();
    assert!(unchecked.is_empty(), "{unchecked:?} are sent without a check");
}

/// The names of the schemas that this refers to, directly or not.
fn carried<'d>(description: &'d Value, part: &'d Value, names: &mut BTreeSet<&'d str>) {
    match part {
        Value::Object(members) => {
            if let Some(pointer) = part["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
                let name = pointer.strip_prefix("/components/schemas/").filter(|name| !name.contains('/'));
                if name.is_none_or(|name| names.insert(name)) {
                    carried(description, description.pointer(pointer).unwrap(), names);
                }
            }
            for (word, member) in members {
                match member.as_array() {
                    Some(parts) if word == "allOf" && parts.len() > 1 => {
                        parts.iter().for_each(|part| carried(description, body(description, part), names));
                    }
                    _ => carried(description, member, names),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| carried(description, item, names)),
        _ => {}
    }
}

/// What a part of an `allOf` says: its members become those of the whole, so its name is not that of a type in use.
fn body<'d>(description: &'d Value, part: &'d Value) -> &'d Value {
    let pointer = part["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.map_or(part, |pointer| description.pointer(pointer).unwrap())
}

/// A valid instance decodes, breaks no rule, and is written as it was.
fn comes_back(tested: &Type, instance: &Value, verdict: &mut Verdict) -> Result<(), String> {
    let text = instance.to_string();
    let again = (tested.again)(&text).map_err(|error| format!("{error}: {text}"))?;
    if let Some(fault) = verdict.fault(tested.name, &again) {
        return Err(format!("{text} became {again}: {fault}"));
    }
    if !same(instance, &again, tested.violations.is_none()) {
        return Err(format!("{text} became {again}"));
    }
    match tested.violations.map(|violations| violations(&text)) {
        None => Ok(()),
        Some(Ok(found)) if found.is_empty() => Ok(()),
        found => Err(format!("{found:?}: {text}")),
    }
}

/// What is of another shape does not decode. What breaks a constraint does not pass the check before sending, which says
/// where; an answer that does is taken as it is. What may be of another branch is refused, or
/// nothing of it changes.
fn is_refused(tested: &Type, broken: &Break) -> Result<(), String> {
    let text = broken.instance.to_string();
    let again = (tested.again)(&text);
    match (broken.rule, tested.violations) {
        (Rule::Type | Rule::Required, _) => match again {
            Err(_) => Ok(()),
            Ok(again) => Err(format!("{text} became {again}")),
        },
        (Rule::Constraint, Some(violations)) => match violations(&text) {
            Ok(found) if !found.contains(&broken.pointer) => Err(format!("{found:?} instead of here: {text}")),
            _ => Ok(()),
        },
        (Rule::Constraint, None) => match again {
            Ok(again) if same(&broken.instance, &again, true) => Ok(()),
            other => Err(format!("{text} became {other:?}")),
        },
        (Rule::Branch, _) => match again {
            Ok(again) if !is_part(&again, &broken.instance) => Err(format!("{text} became {again}")),
            _ => Ok(()),
        },
        // `conformance.rs` looks at these.
        (Rule::Json, _) => Ok(()),
    }
}

/// Whether nothing is there that was not there before: the members that a branch does not know may be lost.
fn is_part(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => part.iter().all(|(name, part)| match whole.get(name) {
            Some(whole) => is_part(part, whole),
            None => part.is_null() || is_written(name, part),
        }),
        (Value::Array(part), Value::Array(whole)) => {
            part.len() == whole.len() && part.iter().zip(whole).all(|(part, whole)| is_part(part, whole))
        }
        _ => same(part, whole, false),
    }
}

/// Equal as JSON Schema sees it: 5 and 5.0 are the same number. In what is only received, an optional member that is
/// null may be missing afterwards: such types do not tell the two apart.
fn same(one: &Value, other: &Value, received: bool) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other, received))
        }
        (Value::Object(one), Value::Object(other)) => {
            let kept = one.iter().all(|(name, one)| match other.get(name) {
                Some(other) => same(one, other, received),
                None => received && one.is_null(),
            });
            kept && other.iter().all(|(name, other)| one.contains_key(name) || is_written(name, other))
        }
        _ => one == other,
    }
}

fn is_written(name: &str, value: &Value) -> bool {
    (name, value.as_str()) == (WRITTEN.0, Some(WRITTEN.1))
}

/// A pointer without the names of keys and the numbers of items, so that faults of one place are counted together.
fn shape(pointer: &str) -> String {
    let part = |part: &str| if part.parse::<usize>().is_ok() { "*".to_owned() } else { part.to_owned() };
    pointer.split('/').map(part).collect::<Vec<_>>().join("/")
}
