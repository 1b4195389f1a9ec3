//! The description as a tree in which every node has its place.
//!
//! [`parse`] builds it from YAML or JSON; [`json`] makes plain JSON of it. Scalars keep the text as written: whether `1.0`
//! is a number or a string is decided by the reader.

mod json;
mod parse;

pub(crate) use parse::parse;

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use crate::diagnostic::Diagnostics;
use crate::source::{Source, Span};

/// Parses every file; `None` if one cannot be parsed, which is then reported: errors about references into it would
/// only repeat that.
pub(crate) fn parse_files<'s>(source: &'s Source, diagnostics: &mut Diagnostics) -> Option<Vec<Node<'s>>> {
    let files = source.files().iter().enumerate().map(|(index, file)| parse(file, index, diagnostics));
    let files: Vec<Option<Node<'s>>> = files.collect();
    files.into_iter().collect()
}

/// A value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node<'s> {
    pub(crate) span: Span,
    pub(crate) value: Value<'s>,
}

/// The content of a node.
#[derive(Clone, Debug)]
pub(crate) enum Value<'s> {
    Scalar(Scalar<'s>),
    List(Box<[Node<'s>]>),
    Map(Map<'s>),
}

/// A mapping in the order of the file, with fast access by key.
#[derive(Clone, Debug)]
pub(crate) struct Map<'s> {
    entries: Box<[(Key<'s>, Node<'s>)]>,
}

/// The most entries for which a linear search is faster.
const SHORT: usize = 16;

impl<'s> Map<'s> {
    /// A mapping without duplicate keys.
    pub(crate) fn new(entries: Vec<(Key<'s>, Node<'s>)>) -> Self {
        let mut entries = entries.into_boxed_slice();
        if entries.len() > SHORT {
            let name = |place: usize| entries.get(place).map(|(key, _)| key.name());
            let mut order: Vec<usize> = (0..entries.len()).collect();
            order.sort_by(|one, other| name(*one).cmp(&name(*other)));
            for ((key, _), place) in entries.iter_mut().zip(order) {
                key.sorted = u32::try_from(place).unwrap_or_default();
            }
        }
        Self { entries }
    }

    fn entry(&self, key: &str) -> Option<(&Key<'s>, &Node<'s>)> {
        let place = match self.entries.len() {
            0..=SHORT => self.entries.iter().position(|(name, _)| *name.text == *key),
            _ => self.looked_up(key),
        };
        self.entries.get(place?).map(|(key, node)| (key, node))
    }

    fn looked_up(&self, key: &str) -> Option<usize> {
        let text = |place: u32| self.entries.get(place as usize).map(|(key, _)| key.name());
        let found = self.entries.binary_search_by(|(own, _)| text(own.sorted).cmp(&Some(key))).ok()?;
        self.entries.get(found).map(|(own, _)| own.sorted as usize)
    }
}

/// A mapping's key and its place.
#[derive(Clone, Debug)]
pub(crate) struct Key<'s> {
    pub(crate) span: Span,
    /// In a mapping that is too long for a linear search: the entry that would be here if the keys were sorted.
    sorted: u32,
    text: Text<'s>,
}

impl Key<'_> {
    /// The key's text.
    pub(crate) fn name(&self) -> &str {
        &self.text
    }
}

/// A scalar as written.
#[derive(Clone, Debug)]
pub(crate) struct Scalar<'s> {
    pub(crate) text: Text<'s>,
    /// Whether it is unquoted, so that `null`, `true` and `1` are not strings.
    pub(crate) plain: bool,
}

/// The text of a scalar or key, as small as a slice.
#[derive(Clone, Debug)]
pub(crate) enum Text<'s> {
    /// A part of the file.
    Written(&'s str),
    /// A text that is not in the file in one piece: it has escapes or several lines.
    Made(Box<Box<str>>),
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Written(text) => text,
            Self::Made(text) => text,
        }
    }
}

impl<'s> From<Cow<'s, str>> for Text<'s> {
    fn from(text: Cow<'s, str>) -> Self {
        match text {
            Cow::Borrowed(text) => Self::Written(text),
            Cow::Owned(text) => Self::Made(Box::new(text.into())),
        }
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Text<'_> {}

impl Hash for Text<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl Text<'_> {
    fn owned(self) -> Text<'static> {
        Cow::<str>::Owned(self.to_string()).into()
    }
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

impl Scalar<'_> {
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

impl<'s> Node<'s> {
    /// The same without a reference to the text of the file.
    pub(crate) fn owned(self) -> Node<'static> {
        let value = match self.value {
            Value::Scalar(Scalar { text, plain }) => Value::Scalar(Scalar { text: text.owned(), plain }),
            Value::List(items) => Value::List(items.into_iter().map(Node::owned).collect()),
            Value::Map(map) => {
                let entries = map.entries.into_iter();
                let entries = entries.map(|(key, node)| (Key { text: key.text.owned(), ..key }, node.owned()));
                Value::Map(Map { entries: entries.collect() })
            }
        };
        Node { span: self.span, value }
    }

    /// Whether two values are equal, regardless of their places.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Scalar(one), Value::Scalar(other)) => one.meaning() == other.meaning(),
            (Value::List(one), Value::List(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.says_the_same(other))
            }
            (Value::Map(one), Value::Map(other)) => {
                let same = |(key, node): &(Key<'s>, Node<'s>)| {
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
    pub(crate) fn get(&self, key: &str) -> Option<&Node<'s>> {
        self.entry(key).map(|(_, node)| node)
    }

    /// The key and its value.
    pub(crate) fn entry(&self, key: &str) -> Option<(&Key<'s>, &Node<'s>)> {
        match &self.value {
            Value::Map(map) => map.entry(key),
            Value::Scalar(_) | Value::List(_) => None,
        }
    }

    /// A mapping's entries; empty for anything else.
    pub(crate) fn entries(&self) -> &[(Key<'s>, Node<'s>)] {
        match &self.value {
            Value::Map(map) => &map.entries,
            Value::Scalar(_) | Value::List(_) => &[],
        }
    }

    /// A list's items; empty for anything else.
    pub(crate) fn items(&self) -> &[Node<'s>] {
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
                    format!("the number `{}`", &*scalar.text)
                }
                Meaning::Text(text) if scalar.plain && text.parse::<f64>().is_ok_and(f64::is_infinite) => {
                    format!("`{}`, which is too large for a number", shorten(text))
                }
                Meaning::Text(text) => format!("the string `{}`", shorten(text)),
            },
        }
    }

    /// Resolves a JSON pointer (`/paths/~1users/get`).
    pub(crate) fn pointer(&self, pointer: &str) -> Option<&Node<'s>> {
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

    fn plain(text: &str) -> Scalar<'_> {
        Scalar { text: Text::Written(text), plain: true }
    }

    #[test]
    fn a_node_is_small() {
        assert_eq!((size_of::<Node<'_>>(), size_of::<Key<'_>>()), (40, 32));
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
        let quoted = Scalar { text: Text::Written("true"), plain: false };
        assert_eq!(quoted.meaning(), Meaning::Text("true"));
    }
}
