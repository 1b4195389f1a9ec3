//! Accept files: lists of known findings.

use std::fmt;

use super::finding::Place;
use super::rules;
use crate::diagnostic::Diagnostics;
use crate::source::Source;
use crate::suggest::nearest;
use crate::tree::{self, Key, Node, Value};

/// An entry of an accept file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The id of the rule.
    pub rule: String,
    /// The subject of the finding, as the report names it.
    pub subject: String,
    /// The reason why it is accepted.
    pub reason: String,
    /// The date, such as `2027-01-31`.
    pub date: String,
    /// The place of the entry.
    pub place: Place,
}

/// An error in an accept file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptError {
    /// The place.
    pub place: Option<Place>,
    /// The error.
    pub kind: AcceptErrorKind,
}

/// The kinds of errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AcceptErrorKind {
    /// The file is neither YAML nor JSON.
    Syntax {
        /// The parser's message, including the place.
        message: String,
    },
    /// The file is not a list of entries.
    NoList,
    /// A required key of an entry is missing, or its value is not a string.
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// An entry has an unknown key.
    UnknownKey {
        /// The key.
        key: String,
    },
    /// The rule is unknown.
    UnknownRule {
        /// The name in the entry.
        rule: String,
        /// The most similar rule.
        nearest: Option<&'static str>,
    },
    /// A date does not have the form `2027-01-31`.
    Date {
        /// The text in the entry.
        date: String,
    },
}

/// The keys of an entry.
const KEYS: [&str; 4] = ["rule", "subject", "reason", "date"];

/// Reads an accept file: a YAML or JSON list of entries, each with `rule`, `subject`, `reason` and `date`.
///
/// ```
/// let text = "- { rule: operation-removed, subject: listPets, reason: nobody called it, date: 2027-01-31 }";
/// let entries = talkjs_codegen::diff::read_accepted("accept.yaml", text).expect("a valid file");
/// assert_eq!(entries[0].subject, "listPets");
/// ```
///
/// # Errors
/// All errors in the file.
pub fn read_accepted(path: &str, text: &str) -> Result<Vec<Acceptance>, Vec<AcceptError>> {
    let source = Source::new(path, text);
    let mut diagnostics = Diagnostics::new(false);
    let Some([root]) =
        tree::parse_files(&source, &mut diagnostics).and_then(|files| <[Node<'_>; 1]>::try_from(files).ok())
    else {
        let syntax = |message| AcceptError { place: None, kind: AcceptErrorKind::Syntax { message } };
        return Err(diagnostics.take().iter().map(|found| syntax(found.render(&source))).collect());
    };
    if !matches!(root.value, Value::List(_)) {
        return Err(vec![AcceptError { place: Some(Place::of(&source, root.span)), kind: AcceptErrorKind::NoList }]);
    }
    let (mut entries, mut errors) = (Vec::new(), Vec::new());
    for node in root.items() {
        entries.extend(entry(&source, node, &mut errors));
    }
    if errors.is_empty() { Ok(entries) } else { Err(errors) }
}

fn entry(source: &Source, node: &Node<'_>, errors: &mut Vec<AcceptError>) -> Option<Acceptance> {
    let mut error =
        |node: &Node<'_>, kind| errors.push(AcceptError { place: Some(Place::of(source, node.span)), kind });
    let is_unknown = |(key, _): &&(Key<'_>, Node<'_>)| !KEYS.contains(&key.name());
    for (key, value) in node.entries().iter().filter(is_unknown) {
        error(value, AcceptErrorKind::UnknownKey { key: key.name().to_owned() });
    }
    let texts = KEYS.map(|key| {
        let text = node.get(key).and_then(Node::text).filter(|text| !text.trim().is_empty());
        if text.is_none() {
            error(node, AcceptErrorKind::MissingKey { key });
        }
        text
    });
    let [Some(rule), Some(subject), Some(reason), Some(date)] = texts else { return None };
    if rules::all().all(|known| known.id != rule) {
        let nearest = nearest(rule, rules::all().map(|known| known.id));
        error(node, AcceptErrorKind::UnknownRule { rule: rule.to_owned(), nearest });
    }
    if !is_date(date) {
        error(node, AcceptErrorKind::Date { date: date.to_owned() });
    }
    let [rule, subject, reason, date] = [rule, subject, reason, date].map(str::to_owned);
    Some(Acceptance { rule, subject, reason, date, place: Place::of(source, node.span) })
}

/// Whether a text is a date such as `2027-01-31`.
fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut number = |digits: usize, least: u32, most: u32| {
        let part = parts.next().filter(|part| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()));
        part.and_then(|part| part.parse().ok()).is_some_and(|number: u32| (least..=most).contains(&number))
    };
    number(4, 1, 9999) && number(2, 1, 12) && number(2, 1, 31) && parts.next().is_none()
}

impl fmt::Display for AcceptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}", self.kind)
    }
}

impl fmt::Display for AcceptErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { message } => f.write_str(message),
            Self::NoList => f.write_str("expected a list of entries with `rule`, `subject`, `reason` and `date`"),
            Self::MissingKey { key } => write!(f, "missing required key `{key}` with a string"),
            Self::UnknownKey { key } => {
                write!(f, "unknown key `{key}`; an entry has `rule`, `subject`, `reason` and `date`")
            }
            Self::UnknownRule { rule, nearest: None } => write!(f, "unknown rule `{rule}`"),
            Self::UnknownRule { rule, nearest: Some(nearest) } => {
                write!(f, "unknown rule `{rule}`; did you mean `{nearest}`?")
            }
            Self::Date { date } => write!(f, "`{date}` is not a date such as `2027-01-31`"),
        }
    }
}

impl std::error::Error for AcceptError {}
