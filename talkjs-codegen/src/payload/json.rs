//! Literals as JSON values.

use serde_json::Value as Json;
use talkjs_rules::{Broken, Number, repeated};

use super::syntax::{Value, ValueKind};
use crate::model;

/// The JSON of a literal; `None` if it contains an expression.
pub(crate) fn json(value: &Value) -> Option<Json> {
    Some(match &value.kind {
        ValueKind::Null => Json::Null,
        ValueKind::Bool(word) => Json::Bool(word == "true"),
        ValueKind::Text(text, _) => Json::from(text.as_str()),
        ValueKind::Number(digits) => serde_json::from_str(digits).ok()?,
        ValueKind::List(items) => Json::Array(items.iter().map(json).collect::<Option<_>>()?),
        ValueKind::Object(object) if object.base.is_none() => {
            let properties = object.entries.iter().map(|entry| Some((entry.key.clone(), json(entry.value.as_ref()?)?)));
            Json::Object(properties.collect::<Option<_>>()?)
        }
        ValueKind::Object(_) | ValueKind::Expression(_) | ValueKind::Unreadable => return None,
    })
}

/// The JSON types that a value can have; all for an expression.
pub(crate) fn kinds(value: &Value) -> &'static [model::Json] {
    use model::Json::{Bool, Fraction, Integer, List, Object, Text};
    match &value.kind {
        ValueKind::Null => &[],
        ValueKind::Bool(_) => &[Bool],
        ValueKind::Text(..) => &[Text],
        ValueKind::Number(digits) if digits.parse::<i128>().is_ok() => &[Integer],
        ValueKind::Number(_) => &[Fraction],
        ValueKind::List(_) => &[List],
        ValueKind::Object(_) => &[Object],
        ValueKind::Expression(_) | ValueKind::Unreadable => &[Bool, Text, Integer, Fraction, List, Object],
    }
}

/// A value as text: "the integer 5".
pub(crate) fn found(value: &Value) -> String {
    match &value.kind {
        ValueKind::Null => "null".to_owned(),
        ValueKind::Bool(word) => format!("the boolean {word}"),
        ValueKind::Text(text, _) => format!("the string {}", shown(text)),
        ValueKind::Number(digits) if digits.parse::<i128>().is_ok() => format!("the integer {digits}"),
        ValueKind::Number(digits) => format!("the number {digits}"),
        ValueKind::List(_) => "an array".to_owned(),
        ValueKind::Object(_) => "an object".to_owned(),
        ValueKind::Expression(_) | ValueKind::Unreadable => "an expression".to_owned(),
    }
}

/// The longest string that a message repeats, in characters.
const MAX_TEXT: usize = 60;

fn shown(text: &str) -> String {
    if text.chars().count() <= MAX_TEXT {
        return Json::from(text).to_string();
    }
    let cut: String = text.chars().take(MAX_TEXT).collect();
    format!("{}…", Json::from(cut))
}

/// A scalar as the tag that selects a branch.
pub(crate) fn word(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Bool(_) | Json::Number(_) => Some(json.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// The first two literals that are equal.
pub(crate) fn repeated_item(items: &[Value]) -> Option<Broken> {
    repeated(&items.iter().map(json).collect::<Vec<_>>())
}

pub(crate) fn as_number(digits: &str) -> Option<Number> {
    let whole = || digits.parse().map(Number::I64).or_else(|_| digits.parse().map(Number::U64)).ok();
    let float = || digits.parse::<f64>().ok().filter(|number| number.is_finite()).map(Number::from);
    whole().or_else(float)
}
