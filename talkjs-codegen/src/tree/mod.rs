//! The description as a tree in which every node has its place.
//!
//! [`parse`] builds it from YAML or JSON; [`de`] reads it with serde. Scalars keep the text as written: whether `1.0`
//! is a number or a string is decided by the reader.

mod de;
mod parse;

pub(crate) use parse::parse;

use crate::diagnostic::Diagnostics;
use crate::source::{Source, Span};

/// Parses every file; `None` if one cannot be parsed, which is then reported: errors about references into it would
/// only repeat that.
pub(crate) fn parse_files(source: &Source, diagnostics: &mut Diagnostics) -> Option<Vec<Node>> {
    let files = source.files().iter().enumerate().map(|(index, file)| parse(file, index, diagnostics));
    let files: Vec<Option<Node>> = files.collect();
    files.into_iter().collect()
}

/// A value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) value: Value,
}

/// The content of a node.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Scalar(Scalar),
    List(Box<[Node]>),
    Map(Box<Map>),
}

/// A mapping in the order of the file, with fast access by key.
#[derive(Clone, Debug)]
pub(crate) struct Map {
    entries: Box<[(Key, Node)]>,
    /// The positions of the entries, sorted by key, if there are too many for a linear search.
    order: Box<[u32]>,
}

/// The most entries for which a linear search is faster.
const SHORT: usize = 16;

impl Map {
    /// A mapping without duplicate keys.
    pub(crate) fn new(entries: Vec<(Key, Node)>) -> Self {
        let entries = entries.into_boxed_slice();
        let count = if entries.len() > SHORT { u32::try_from(entries.len()).unwrap_or(0) } else { 0 };
        let mut order: Box<[u32]> = (0..count).collect();
        order.sort_by_key(|place| entries.get(*place as usize).map(|(key, _)| &*key.text));
        Self { entries, order }
    }

    fn entry(&self, key: &str) -> Option<(&Key, &Node)> {
        let place = match self.entries.len() {
            0..=SHORT => self.entries.iter().position(|(name, _)| *name.text == *key),
            _ => self.looked_up(key),
        };
        self.entries.get(place?).map(|(key, node)| (key, node))
    }

    fn looked_up(&self, key: &str) -> Option<usize> {
        let text = |place: &u32| self.entries.get(*place as usize).map(|(key, _)| &*key.text);
        let found = self.order.binary_search_by(|place| text(place).cmp(&Some(key))).ok()?;
        self.order.get(found).map(|place| *place as usize)
    }
}

/// A mapping's key and its place.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) span: Span,
    text: Box<str>,
}

impl Key {
    /// The key's text.
    pub(crate) fn name(&self) -> &str {
        &self.text
    }
}

/// A scalar as written.
#[derive(Clone, Debug)]
pub(crate) struct Scalar {
    pub(crate) text: Box<str>,
    /// Whether it is unquoted, so that `null`, `true` and `1` are not strings.
    pub(crate) plain: bool,
}

/// The value of a scalar under YAML's core schema.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Meaning<'s> {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(&'s str),
}

impl Scalar {
    /// The scalar's value.
    pub(crate) fn meaning(&self) -> Meaning<'_> {
        if !self.plain {
            return Meaning::Text(&self.text);
        }
        match &*self.text {
            "" | "~" | "null" | "Null" | "NULL" => Meaning::Null,
            "true" | "True" | "TRUE" => Meaning::Bool(true),
            "false" | "False" | "FALSE" => Meaning::Bool(false),
            text => number(text).unwrap_or(Meaning::Text(text)),
        }
    }
}

/// A number under YAML's core schema and JSON. Infinity and NaN are not valid JSON and stay text.
fn number(text: &str) -> Option<Meaning<'static>> {
    let digits = text.trim_start_matches(['-', '+', '.']);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Ok(unsigned) = text.parse() {
        return Some(Meaning::Unsigned(unsigned));
    }
    if let Ok(signed) = text.parse() {
        return Some(Meaning::Signed(signed));
    }
    if let Some(hex) = text.strip_prefix("0x") {
        return u64::from_str_radix(hex, 16).ok().map(Meaning::Unsigned);
    }
    let float: f64 = text.parse().ok()?;
    float.is_finite().then_some(Meaning::Float(float))
}

impl Node {
    /// Whether two values are equal, regardless of their places.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Scalar(one), Value::Scalar(other)) => one.meaning() == other.meaning(),
            (Value::List(one), Value::List(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.says_the_same(other))
            }
            (Value::Map(one), Value::Map(other)) => {
                let same = |(key, node): &(Key, Node)| {
                    other.entry(&key.text).is_some_and(|(_, other)| node.says_the_same(other))
                };
                one.entries.len() == other.entries.len() && one.entries.iter().all(same)
            }
            _ => false,
        }
    }

    /// Whether the value is `null`.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar(scalar) if scalar.meaning() == Meaning::Null)
    }

    /// The value of a boolean scalar.
    pub(crate) fn bool(&self) -> Option<bool> {
        match &self.value {
            Value::Scalar(scalar) => match scalar.meaning() {
                Meaning::Bool(value) => Some(value),
                _ => None,
            },
            Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The value of a number scalar.
    pub(crate) fn number(&self) -> Option<f64> {
        match &self.value {
            Value::Scalar(scalar) => match scalar.meaning() {
                #[expect(clippy::cast_precision_loss, reason = "only to tell which of two bounds is larger")]
                Meaning::Unsigned(value) => Some(value as f64),
                #[expect(clippy::cast_precision_loss, reason = "only to tell which of two bounds is larger")]
                Meaning::Signed(value) => Some(value as f64),
                Meaning::Float(value) => Some(value),
                _ => None,
            },
            Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, node)| node)
    }

    /// The key and its value.
    pub(crate) fn entry(&self, key: &str) -> Option<(&Key, &Node)> {
        match &self.value {
            Value::Map(map) => map.entry(key),
            Value::Scalar(_) | Value::List(_) => None,
        }
    }

    /// A mapping's entries; empty for anything else.
    pub(crate) fn entries(&self) -> &[(Key, Node)] {
        match &self.value {
            Value::Map(map) => &map.entries,
            Value::Scalar(_) | Value::List(_) => &[],
        }
    }

    /// A list's items; empty for anything else.
    pub(crate) fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            Value::Scalar(_) | Value::Map(_) => &[],
        }
    }

    /// The text of a string scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => match scalar.meaning() {
                Meaning::Text(text) => Some(text),
                _ => None,
            },
            Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The kind of value for messages.
    pub(crate) fn kind(&self) -> String {
        match &self.value {
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "an object".to_owned(),
            Value::Scalar(scalar) => match scalar.meaning() {
                Meaning::Null => "null".to_owned(),
                Meaning::Bool(value) => format!("the boolean `{value}`"),
                Meaning::Unsigned(_) | Meaning::Signed(_) | Meaning::Float(_) => {
                    format!("the number `{}`", scalar.text)
                }
                Meaning::Text(text) if scalar.plain && text.parse::<f64>().is_ok_and(f64::is_infinite) => {
                    format!("`{}`, which is too large for a number", shorten(text))
                }
                Meaning::Text(text) => format!("the string `{}`", shorten(text)),
            },
        }
    }

    /// Resolves a JSON pointer (`/paths/~1users/get`).
    pub(crate) fn pointer(&self, pointer: &str) -> Option<&Node> {
        let mut node = self;
        for token in pointer.strip_prefix('/')?.split('/') {
            let token = token.replace("~1", "/").replace("~0", "~");
            node = match &node.value {
                Value::Map(_) => node.get(&token)?,
                Value::List(items) => items.get(token.parse::<usize>().ok()?)?,
                Value::Scalar(_) => return None,
            };
        }
        Some(node)
    }
}

/// The beginning of a text, for messages.
fn shorten(text: &str) -> String {
    let mut lines = text.lines();
    let first: String = lines.next().unwrap_or("").chars().take(40).collect();
    if first.len() < text.len() { format!("{first}…") } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Scalar {
        Scalar { text: text.into(), plain: true }
    }

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        assert_eq!(plain("~").meaning(), Meaning::Null);
        assert_eq!(plain("True").meaning(), Meaning::Bool(true));
        assert_eq!(plain("18446744073709551615").meaning(), Meaning::Unsigned(u64::MAX));
        assert_eq!(plain("-5").meaning(), Meaning::Signed(-5));
        assert_eq!(plain("1e3").meaning(), Meaning::Float(1000.0));
        assert_eq!(plain("0x1F").meaning(), Meaning::Unsigned(31));
        for text in ["on", "1.2.3", "1e400", "inf", ".nan", "2021-01-01", "-"] {
            assert_eq!(plain(text).meaning(), Meaning::Text(text), "{text}");
        }
        let quoted = Scalar { text: "true".into(), plain: false };
        assert_eq!(quoted.meaning(), Meaning::Text("true"));
    }
}
