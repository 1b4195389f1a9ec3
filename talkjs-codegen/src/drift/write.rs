//! Writes values as YAML and JSON, in the usual form of descriptions.

use serde_json::{Map, Value};

/// The style of values in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Json,
    /// YAML in flow style.
    Flow,
}

/// The keys that come first, in the order that people use.
const FIRST: [&str; 6] = ["name", "in", "required", "description", "type", "nullable"];

fn ordered(entries: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut entries: Vec<(&String, &Value)> = entries.iter().collect();
    let rank = |key: &str| FIRST.iter().position(|first| *first == key).unwrap_or(FIRST.len());
    entries.sort_by(|(one, _), (other, _)| (rank(one), *one).cmp(&(rank(other), *other)));
    entries
}

/// A value on one line.
pub(crate) fn flow(value: &Value, style: Style) -> String {
    match value {
        _ if style == Style::Json && !value.is_array() && !value.is_object() => value.to_string(),
        Value::String(text) => scalar(text, ""),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| flow(item, style)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(entries) => {
            let key = |key: &String| {
                if style == Style::Json { Value::from(key.as_str()).to_string() } else { scalar(key, "") }
            };
            let of = |(name, value): (&String, &Value)| format!("{}: {}", key(name), flow(value, style));
            let entries: Vec<String> = ordered(entries).into_iter().map(of).collect();
            let pad = if style == Style::Json || entries.is_empty() { "" } else { " " };
            format!("{{{pad}{}{pad}}}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

/// JSON over several lines; the first begins at a column.
pub(crate) fn pretty(value: &Value, column: usize) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.replace('\n', &format!("\n{}", " ".repeat(column)))
}

/// A key and its value as YAML; further lines are indented by more than `indent`.
pub(crate) fn entry(key: &str, value: &Value, indent: usize) -> String {
    let key = scalar(key, "{}");
    let inner = indent.saturating_add(2);
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            format!("{key}:\n{}{}", " ".repeat(inner), block(value, inner))
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            format!("{key}:\n{}{}", " ".repeat(inner), block(value, inner))
        }
        _ => format!("{key}: {}", flow(value, Style::Flow)),
    }
}

/// A value as YAML; all lines except the first are indented.
pub(crate) fn block(value: &Value, indent: usize) -> String {
    let join = |lines: Vec<String>| lines.join(&format!("\n{}", " ".repeat(indent)));
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            join(ordered(entries).into_iter().map(|(key, value)| entry(key, value, indent)).collect())
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let inner = indent.saturating_add(2);
            join(items.iter().map(|item| format!("- {}", block(item, inner))).collect())
        }
        _ => flow(value, Style::Flow),
    }
}

/// A string as YAML: unquoted if it cannot be mistaken for another value, with `also` among its allowed characters.
fn scalar(text: &str, also: &str) -> String {
    const WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    let is_plain_character = |c: char| c.is_ascii_alphanumeric() || "_$./ -".contains(c) || also.contains(c);
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || "_$/".contains(c))
        && !text.ends_with(' ')
        && text.chars().all(is_plain_character)
        && !WORDS.contains(&text.to_ascii_lowercase().as_str());
    if is_plain {
        text.to_owned()
    } else if text
        .chars()
        .any(|c| c.is_control() || ('\u{80}'..'\u{a0}').contains(&c) || "\u{2028}\u{2029}\u{feff}".contains(c))
    {
        Value::from(text).to_string()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_written_as_people_do() {
        let value =
            json!({"200": {"description": "It's", "content": {"*/*": {}}}, "x": [{"in": "query", "enum": ["no", 5]}]});
        let expected = "a/{b}:\n  '200':\n    description: 'It''s'\n    content:\n      '*/*': {}\n  x:\n    - in: query\n      enum: ['no', 5]";
        assert_eq!(entry("a/{b}", &value, 0), expected);
        assert_eq!(flow(&json!({"a": "b c", "d": []}), Style::Flow), "{ a: b c, d: [] }");
        assert_eq!(flow(&json!({"a": "b", "d": null}), Style::Json), r#"{"a": "b", "d": null}"#);
    }
}
