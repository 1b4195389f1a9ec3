//! Holds the tree against the table of OpenAPI's objects, and finds every `$ref`.
//!
//! After this, the typed document can be read: keys are known, kinds are right, and nothing that
//! the typed document would drop or misread is left in the tree.

mod table;

use self::table::{Holds, Keys, OPENAPI, Object, SCHEMA};
use crate::diagnostic::{Diagnostics, Kind};
use crate::source::Span;
use crate::suggest::nearest;
use crate::tree::{Key, Map, Meaning, Node, Scalar, Value};

/// A `$ref` and where it has to lead.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    /// The reference as written.
    pub(crate) text: String,
    /// Where it is written.
    pub(crate) span: Span,
    /// The section of `components` that it has to lead into.
    pub(crate) section: &'static str,
}

/// Reports every place where the tree is no OpenAPI 3.0 document; returns the references.
pub(crate) fn check(root: &mut Node, diagnostics: &mut Diagnostics) -> Vec<Reference> {
    let mut walk = Walk { diagnostics, references: Vec::new() };
    if walk.version(root) {
        walk.object(root, &OPENAPI);
    }
    walk.references
}

struct Walk<'d> {
    diagnostics: &'d mut Diagnostics,
    references: Vec<Reference>,
}

impl Walk<'_> {
    /// A file of another kind gets one message, not one for each key.
    fn version(&mut self, root: &Node) -> bool {
        let found = if !matches!(root.value, Value::Map(_)) {
            let page = root.text().is_some_and(|text| text.trim_start().starts_with('<'));
            if page {
                "this looks like an HTML page".to_owned()
            } else {
                format!("expected an OpenAPI object, found {}", root.kind())
            }
        } else if let Some(version) = root.get("openapi") {
            let text = match &version.value {
                Value::Scalar(scalar) => scalar.text.as_str(),
                Value::List(_) | Value::Map(_) => "",
            };
            if text == "3.0" || text.starts_with("3.0.") {
                return true;
            }
            format!("this is OpenAPI `{text}`")
        } else if root.get("swagger").is_some() {
            "this is Swagger 2.0".to_owned()
        } else {
            "this file has no key `openapi`".to_owned()
        };
        let at = ["openapi", "swagger"].iter().find_map(|key| root.get(key));
        let span = at.map_or(Span::at(root.span.start), |node| node.span);
        self.diagnostics.report(Kind::Version { found }, span);
        false
    }

    fn object(&mut self, node: &mut Node, object: &'static Object) {
        let Some(map) = self.map(node) else { return };
        let mut meant = Vec::new();
        for (key, value) in map.entries_mut().filter(|(key, _)| !key.text.starts_with("x-")) {
            match (object.keys.iter().find(|known| known.name == key.text), object.other) {
                (Some(known), _) => self.holds(value, known.holds, key.span),
                (None, Some((keys, holds))) => self.other_member(key, value, keys, holds),
                (None, None) => meant.extend(self.unknown_key(key, object)),
            }
        }
        for required in object.keys.iter().filter(|key| key.required && !meant.contains(&key.name)) {
            if node.get(required.name).is_none() {
                let kind = Kind::MissingKey { key: required.name, object: object.name };
                self.diagnostics.report(kind, Span::at(node.span.start));
            }
        }
    }

    fn other_member(&mut self, key: &Key, value: &mut Node, keys: Keys, holds: Holds) {
        if let Some(expected) = keys.expected(&key.text) {
            let found = format!("`{}`", key.text);
            self.diagnostics.report(Kind::WrongKind { expected: expected.to_owned(), found }, key.span);
        }
        self.holds(value, holds, key.span);
    }

    /// Reports a key; returns the one that was probably meant, which is then not missing as well.
    fn unknown_key(&mut self, key: &Key, object: &'static Object) -> Option<&'static str> {
        let meant = nearest(&key.text, object.keys.iter().map(|known| known.name));
        let nearest = meant.map(str::to_owned);
        self.diagnostics.report(Kind::UnknownKey { key: key.text.clone(), object: object.name, nearest }, key.span);
        meant
    }

    fn holds(&mut self, node: &mut Node, holds: Holds, key: Span) {
        match holds {
            Holds::Any => {}
            Holds::Text => self.text(node),
            Holds::Bool => self.scalar(node, "true or false", |meaning| matches!(meaning, Meaning::Bool(_))),
            Holds::Number => self.scalar(node, "a number", |meaning| {
                matches!(meaning, Meaning::Unsigned(_) | Meaning::Signed(_) | Meaning::Float(_))
            }),
            Holds::Count => {
                self.scalar(node, "a whole number from 0", |meaning| matches!(meaning, Meaning::Unsigned(_)));
            }
            Holds::Word(what, allowed) => self.word(node, what, allowed),
            Holds::Object(object) => self.object(node, object),
            Holds::Schema => self.object_or_ref(node, &SCHEMA, "schemas"),
            Holds::ObjectOrRef(object, section) => self.object_or_ref(node, object, section),
            Holds::List(item) => match &mut node.value {
                Value::List(items) => items.iter_mut().for_each(|node| self.holds(node, *item, key)),
                Value::Scalar(_) | Value::Map(_) => self.wrong(node, "a list"),
            },
            Holds::Map(value) => {
                let Some(map) = self.map(node) else { return };
                for (key, node) in map.entries_mut() {
                    self.holds(node, *value, key.span);
                }
            }
            Holds::BoolOr(other) => {
                if !is_bool(node) {
                    self.holds(node, *other, key);
                }
            }
            Holds::Unsupported(what) => {
                let kind = Kind::Unsupported { what: what.to_owned(), instead: "leave it out of the description" };
                self.diagnostics.report(kind, key);
            }
        }
    }

    fn object_or_ref(&mut self, node: &mut Node, object: &'static Object, section: &'static str) {
        if !self.reference(node, section) {
            self.object(node, object);
        }
    }

    /// Notes a `$ref`. Its siblings have no effect in 3.0, so they are errors, not silence.
    fn reference(&mut self, node: &mut Node, section: &'static str) -> bool {
        let Some((_, target)) = node.entry("$ref") else { return false };
        let Some(text) = target.text() else {
            self.wrong(&target.clone(), "a reference as text");
            return true;
        };
        let (text, span) = (text.to_owned(), target.span);
        self.references.push(Reference { text, span, section });
        let siblings = node.entries().iter().filter(|(key, _)| key.text != "$ref");
        for (key, _) in siblings.filter(|(key, _)| !key.text.starts_with("x-")) {
            let kind = Kind::Unsupported {
                what: format!("`{}` beside a `$ref`", key.text),
                instead: "OpenAPI 3.0 ignores what stands beside a `$ref`: wrap it in `allOf: [$ref]`",
            };
            self.diagnostics.report(kind, key.span);
        }
        true
    }

    /// Text stays as written, also where the file has `1.0` or `yes` without quotes.
    fn text(&mut self, node: &mut Node) {
        match &mut node.value {
            Value::Scalar(Scalar { plain, text }) if !text.is_empty() || !*plain => *plain = false,
            _ => self.wrong(node, "a string"),
        }
    }

    fn word(&mut self, node: &Node, what: &'static str, allowed: &'static [&'static str]) {
        match node.text() {
            Some(word) if allowed.contains(&word) => {}
            Some(word) => {
                let kind = Kind::UnknownWord { what, word: word.to_owned(), allowed: allowed.to_vec() };
                self.diagnostics.report(kind, node.span);
            }
            None => self.wrong(node, &format!("one of {}", allowed.join(", "))),
        }
    }

    fn scalar(&mut self, node: &Node, expected: &str, fits: fn(Meaning<'_>) -> bool) {
        match &node.value {
            Value::Scalar(scalar) if fits(scalar.meaning()) => {}
            _ => self.wrong(node, expected),
        }
    }

    fn map<'n>(&mut self, node: &'n mut Node) -> Option<&'n mut Map> {
        if !matches!(node.value, Value::Map(_)) {
            self.wrong(node, "an object");
            return None;
        }
        match &mut node.value {
            Value::Map(map) => Some(map),
            Value::Scalar(_) | Value::List(_) => None,
        }
    }

    fn wrong(&mut self, node: &Node, expected: &str) {
        let kind = Kind::WrongKind { expected: expected.to_owned(), found: node.kind() };
        self.diagnostics.report(kind, node.span);
    }
}

fn is_bool(node: &Node) -> bool {
    matches!(&node.value, Value::Scalar(scalar) if matches!(scalar.meaning(), Meaning::Bool(_)))
}
