//! Creates values for requests from JSON that is only known at run time.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::Error;
use crate::request::check::{Check, Checker};
use crate::request::problem::Problem;
use crate::request::violation::{Part, Violation};
use crate::response::json_place::segment;
use crate::response::read::{Mismatch, given_json};

/// JSON that is not a valid value of a type in the description, with all violations.
///
/// It becomes an [`Error::InvalidRequest`] with `.into()` or `?`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct InvalidJson {
    /// The name of the type.
    pub type_name: &'static str,
    /// All violations, each with its place as a JSON pointer. They contain no values of the JSON.
    pub violations: Vec<Violation>,
}

/// Creates a value of a generated type from anything that serde serializes: a [`Value`], or a struct of your own.
///
/// The result is valid: it violates no constraint of the description. Structs that support `payload!` (option `module`
/// of `api!`) also implement `TryFrom<Value>`.
///
/// # Errors
///
/// [`InvalidJson`] if a property is missing, unknown or has the wrong type, or violates a constraint. Unknown
/// properties are reported instead of dropped. `null` for a property that cannot be null counts as absent.
pub fn from_json<T>(json: &(impl Serialize + ?Sized)) -> Result<T, InvalidJson>
where
    T: DeserializeOwned + Serialize + Check,
{
    let mut made = None;
    let violations = violations_of(serde_json::to_value(json), &mut |text| {
        let value: T = given_json(text)?;
        let mut checker = Checker::new(Part::Body);
        checker.value(&value, &[]);
        let written = serde_json::to_vec(&value).ok();
        made = Some(value);
        Ok((checker, written))
    });
    match made {
        Some(value) if violations.is_empty() => Ok(value),
        _ => Err(InvalidJson { type_name: short_name(std::any::type_name::<T>()), violations }),
    }
}

/// Reads a value of a type from a text. Returns the constraints that it violates, and the JSON that it is sent as.
type Read<'r> = &'r mut dyn FnMut(&[u8]) -> Result<(Checker, Option<Vec<u8>>), Mismatch>;

/// All violations. It is the same for all types, so it is compiled once.
fn violations_of(json: Result<Value, serde_json::Error>, read: Read<'_>) -> Vec<Violation> {
    let json = match json {
        Ok(json) => json,
        Err(error) => return vec![violation(String::new(), Problem::NotJson { reason: error.to_string() })],
    };
    let mut reading = Reading { json, violations: Vec::new() };
    loop {
        match read(reading.json.to_string().as_bytes()) {
            Ok((checker, written)) => return reading.finish(checker, written),
            Err(mismatch) => {
                if !reading.goes_on_without(mismatch) {
                    return reading.violations;
                }
            }
        }
    }
}

/// JSON that is being read, and what was wrong so far.
struct Reading {
    json: Value,
    violations: Vec<Violation>,
}

impl Reading {
    /// Reports a property that cannot be read and removes it, so that the rest can be checked. Returns whether the rest can
    /// be read.
    fn goes_on_without(&mut self, Mismatch { pointer, reason }: Mismatch) -> bool {
        // Without a required property that was reported, the object cannot be read, which is not a further error.
        if self.violations.iter().any(|known| known.pointer == pointer) {
            return false;
        }
        let is_removed = remove(&mut self.json, &pointer);
        self.violations.push(violation(pointer, Problem::WrongJson { reason }));
        is_removed
    }

    /// Adds the constraints that the value violates, and the properties that it does not have. A value that has no JSON
    /// outside of a request, such as an upload, cannot be compared.
    fn finish(mut self, checker: Checker, written: Option<Vec<u8>>) -> Vec<Violation> {
        self.violations.extend(checker.finish());
        let mut unknown = Vec::new();
        if let Some(written) = written.and_then(|text| serde_json::from_slice(&text).ok()) {
            find_unknown(&self.json, &written, "", &mut unknown);
        }
        // Sorted, since other crates can change the order of keys in `serde_json`.
        unknown.sort_by(|one, other| one.pointer.cmp(&other.pointer));
        self.violations.append(&mut unknown);
        self.violations
    }
}

/// Removes a property; items of lists stay, since the others would get new indices.
fn remove(json: &mut Value, pointer: &str) -> bool {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return false };
    let key = key.replace("~1", "/").replace("~0", "~");
    json.pointer_mut(parent).and_then(Value::as_object_mut).is_some_and(|object| object.remove(&key).is_some())
}

/// Reports properties that are in the JSON and would not be sent.
fn find_unknown(json: &Value, written: &Value, pointer: &str, violations: &mut Vec<Violation>) {
    match (json, written) {
        (Value::Object(json), Value::Object(written)) => {
            for (key, value) in json {
                let place = format!("{pointer}{}", segment(key));
                match written.get(key) {
                    Some(written) => find_unknown(value, written, &place, violations),
                    None if value.is_null() => {}
                    None => violations.push(violation(place, Problem::UnknownProperty)),
                }
            }
        }
        (Value::Array(json), Value::Array(written)) => {
            for (index, (value, written)) in json.iter().zip(written).enumerate() {
                find_unknown(value, written, &format!("{pointer}/{index}"), violations);
            }
        }
        _ => {}
    }
}

/// `TryFrom` for structs that can be created from JSON.
#[doc(hidden)]
#[macro_export]
macro_rules! __try_from_json {
    ($($type:ident)*) => {$(
        impl ::core::convert::TryFrom<$crate::__private::serde_json::Value> for $type {
            type Error = $crate::__private::InvalidJson;

            fn try_from(json: $crate::__private::serde_json::Value) -> ::core::result::Result<Self, Self::Error> {
                $crate::__private::from_json(&json)
            }
        }
    )*};
}

#[doc(hidden)]
pub use crate::__try_from_json as try_from_json;

fn violation(pointer: String, problem: Problem) -> Violation {
    Violation { part: Part::Body, pointer, problem }
}

/// The name without its modules.
fn short_name(name: &'static str) -> &'static str {
    name.rsplit("::").next().unwrap_or(name)
}

impl fmt::Display for InvalidJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let violations: Vec<String> = self.violations.iter().map(ToString::to_string).collect();
        write!(f, "invalid JSON for `{}`: {}", self.type_name, violations.join("; "))
    }
}

impl std::error::Error for InvalidJson {}

impl From<InvalidJson> for Error {
    fn from(InvalidJson { type_name, violations }: InvalidJson) -> Self {
        Self::InvalidRequest { operation: type_name, violations }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use talkjs_rules::Rule;

    use super::*;

    /// As the generator writes it.
    #[derive(Clone, Debug, PartialEq)]
    struct Pet {
        name: String,
        tags: Option<Vec<String>>,
        owner: Option<Box<Pet>>,
    }
    crate::__private::object!(Pet: 0 "name" name required; 1 "tags" tags optional; 2 "owner" owner optional;);
    crate::__private::try_from_json!(Pet);
    crate::__private::checks!(Pet: "name" name &[Rule::MaxLength(5)]; "owner" owner &[];);

    fn wrong(json: &impl Serialize) -> Vec<String> {
        let error = from_json::<Pet>(json).unwrap_err();
        error.violations.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn json_and_structs_become_a_value() {
        #[derive(Serialize)]
        struct Row<'a> {
            name: &'a str,
            tags: [&'a str; 1],
        }
        let rex = Pet { name: "Rex".into(), tags: Some(vec!["big".into()]), owner: None };
        assert_eq!(from_json(&Row { name: "Rex", tags: ["big"] }), Ok(rex.clone()));
        assert_eq!(from_json(&json!({"name": "Rex", "tags": ["big"], "owner": null})), Ok(rex.clone()));
        assert_eq!(Pet::try_from(json!({"name": "Rex", "tags": ["big"]})), Ok(rex));
    }

    #[test]
    fn everything_that_is_wrong_is_reported_with_its_place() {
        let json = json!({"name": "Methuselah", "tags": 5, "colour": "red", "owner": {"name": "Bob", "a/b": 1}});
        let expected = [
            "`/tags` cannot be read: invalid type: integer, expected a sequence",
            "`/name` must be at most 5 characters long, found 10",
            "`/colour` is an unknown property: requests do not have it",
            "`/owner/a~1b` is an unknown property: requests do not have it",
        ];
        assert_eq!(wrong(&json), expected);
    }

    #[test]
    fn a_required_property_is_reported_once() {
        assert_eq!(wrong(&json!({"name": 5})), ["`/name` cannot be read: invalid type: integer, expected a string"]);
        assert_eq!(wrong(&json!({"tags": []})), ["`/name` cannot be read: missing required property"]);
        assert_eq!(wrong(&json!([])).len(), 1);
    }

    #[test]
    fn an_error_names_the_type_and_no_value() {
        let error = from_json::<Pet>(&json!({"name": "Methuselah"})).unwrap_err();
        let words = "invalid JSON for `Pet`: `/name` must be at most 5 characters long, found 10";
        assert_eq!(error.to_string(), words);
        assert!(matches!(Error::from(error), Error::InvalidRequest { operation: "Pet", .. }));
    }
}
