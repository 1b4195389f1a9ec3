//! Holds the tree against the table of OpenAPI's objects, and leads every `$ref` into `components`.
//!
//! After this, keys are known and kinds are right, but for what `x-` keys hold. What is wrong and says nothing of the calls
//! is taken out with a warning.

mod callbacks;
mod references;
mod repair;
mod table;
mod upgrade;

pub(crate) use self::references::component_of;

use self::references::Targets;
use self::table::{Holds, Key as Row, Keys, Need, OPENAPI, Object, SCHEMA};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Severity};
use crate::source::{Source, Span};
use crate::suggest::nearest;
use crate::tree::{Key, Map, Meaning, Node, Scalar, Value};

/// The keys of a path item that are operations, and their methods.
pub(crate) const METHODS: [(&str, &str); 8] = [
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("trace", "TRACE"),
];

/// The versions of OpenAPI that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    V30,
    V31,
}

/// Reports every place where the tree is no OpenAPI document; gives the document in the shape of 3.0, with every reference
/// in `components`. `others` are the further files that belong to it.
pub(crate) fn check(
    mut root: Node,
    others: Vec<Option<Node>>,
    source: &Source,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let version = version(&root, diagnostics)?;
    let files = std::iter::once(None).chain(others).collect();
    let targets = Targets::new(source, &root, files);
    let mut walk = Walk { diagnostics, version, severity: Severity::Warning, targets };
    walk.object(&mut root, &OPENAPI);
    let moved = walk.moved();
    if !moved.is_empty() {
        references::place(moved, &mut root);
    }
    Some(root)
}

/// The file's version. A file of another kind gets one message, not one for each key.
fn version(root: &Node, diagnostics: &mut Diagnostics) -> Option<Version> {
    let begin = root.span.begin();
    if !matches!(root.value, Value::Map(_)) {
        let page = root.text().is_some_and(|text| text.trim_start().starts_with('<'));
        let found = if page { "what looks like an HTML page".to_owned() } else { root.kind() };
        diagnostics.report(Kind::WrongKind { expected: "an OpenAPI description".to_owned(), found }, begin);
        return None;
    }
    let found = if let Some(version) = root.get("openapi") {
        let text = match &version.value {
            Value::Scalar(scalar) => scalar.text.as_str(),
            Value::List(_) | Value::Map(_) => "",
        };
        match text.get(..3) {
            Some("3.0") => return Some(Version::V30),
            Some("3.1" | "3.2") => return Some(Version::V31),
            _ => format!("this is OpenAPI `{text}`"),
        }
    } else if root.get("swagger").is_some() {
        "this is Swagger 2.0".to_owned()
    } else {
        diagnostics.report(Kind::MissingKey { key: "openapi", object: OPENAPI.name }, begin);
        return None;
    };
    let at = ["openapi", "swagger"].iter().find_map(|key| root.get(key));
    let span = at.map_or(begin, |node| node.span);
    diagnostics.report(Kind::Version { found }, span);
    None
}

struct Walk<'d> {
    diagnostics: &'d mut Diagnostics,
    version: Version,
    /// What a value is worth that cannot be used: an error where nothing can be done without it.
    severity: Severity,
    targets: Targets<'d>,
}

impl Walk<'_> {
    /// Looks at what was moved into `components`, and at what that moves.
    fn moved(&mut self) -> Vec<references::Moved> {
        let mut done = Vec::new();
        while let Some(mut moved) = self.targets.next() {
            let span = moved.node.span;
            // What cannot be used has been told of, and nothing is put in its place.
            if references::holds(moved.section).is_none_or(|holds| self.holds(&mut moved.node, holds, span)) {
                done.push(moved);
            }
        }
        done
    }

    /// Looks at an object; `false` when it cannot be used as one.
    fn object(&mut self, node: &mut Node, object: &'static Object) -> bool {
        if !self.is_object(node, object) {
            return false;
        }
        repair::before(self, node, object);
        let Some(map) = node.as_map_mut() else { return false };
        let mut meant = Vec::new();
        let mut unusable = Vec::new();
        for (key, value) in map.entries_mut().filter(|(key, _)| !key.text.starts_with("x-")) {
            let usable = match (object.keys.iter().find(|known| known.name == key.text), object.other) {
                (Some(known), _) if !known.holds_something() => {
                    self.set_aside(key, object);
                    false
                }
                (Some(known), _) => self.row(value, known, object, key.span),
                (None, Some((keys, holds))) => self.other_member(key, value, keys, holds),
                (None, None) => {
                    meant.extend(self.unknown_key(key, object));
                    false
                }
            };
            if !usable {
                unusable.push(key.text.clone());
            }
        }
        if !unusable.is_empty() {
            map.retain(|key, _| !unusable.contains(&key.text));
        }
        // What was there and could not be used has been told of.
        let unusable = unusable.iter().filter_map(|name| object.keys.iter().find(|row| row.name == name));
        meant.extend(unusable.map(|row| row.name));
        let complete = self.required(node, object, &meant);
        repair::after(self, node, object);
        complete
    }

    /// Of what is set aside, this would be missed.
    fn set_aside(&mut self, key: &Key, object: &'static Object) {
        let why = match (object.name, key.text.as_str()) {
            ("Response Object", "links") => "the caller makes the next call",
            ("Encoding Object", "headers") => "parts have a name and a media type, and no further headers",
            _ => return,
        };
        self.diagnostics.note(Kind::Ignored { what: format!("`{}`", key.text), why }, key.span);
    }

    /// Looks at the value of a fixed key.
    fn row(&mut self, value: &mut Node, row: &'static Row, object: &'static Object, key: Span) -> bool {
        let needed = row.need == Need::Must && object.essential;
        let outer = std::mem::replace(&mut self.severity, if needed { Severity::Error } else { Severity::Warning });
        let usable = self.holds(value, row.holds, key);
        self.severity = outer;
        usable
    }

    /// Whether the node is a mapping, and not a reference where there can be none.
    fn is_object(&mut self, node: &mut Node, object: &'static Object) -> bool {
        if let Some(text) = node.get("$ref").and_then(Node::text).map(str::to_owned) {
            return self.in_place(node, &text, object.name);
        }
        if matches!(&node.value, Value::List(items) if items.is_empty()) || (node.is_null() && !object.essential) {
            self.wrong(node, "an object", Severity::Warning);
            *node = Node::map(node.span, Vec::new());
        }
        let fits = matches!(node.value, Value::Map(_));
        if !fits {
            self.wrong(node, "an object", if object.essential { Severity::Error } else { Severity::Warning });
        }
        fits
    }

    /// Puts what a `$ref` leads to in its place, beside what stands there already.
    fn in_place(&mut self, node: &mut Node, text: &str, object: &'static str) -> bool {
        let span = node.get("$ref").map_or(node.span, |target| target.span);
        if object != "Path Item Object" {
            self.diagnostics.warn(Kind::UnexpectedRef { object }, span);
        }
        let mut text = text.to_owned();
        let mut from = node.span.file();
        let mut seen = Vec::new();
        while seen.len() < MAX_LINKS && !seen.contains(&(from, text.clone())) {
            seen.push((from, text.clone()));
            let target = match self.targets.copy(&text, from) {
                Ok(target) => target,
                Err(kind) => {
                    self.diagnostics.report(kind, span);
                    return false;
                }
            };
            if let Some(next) = target.get("$ref").and_then(Node::text) {
                (text, from) = (next.to_owned(), target.span.file());
                continue;
            }
            node.remove("$ref");
            for (key, value) in target.entries() {
                if node.get(&key.text).is_none()
                    && let Some(map) = node.as_map_mut()
                {
                    map.insert(key.clone(), value.clone());
                }
            }
            return matches!(target.value, Value::Map(_));
        }
        let is_cyclic = seen.len() < MAX_LINKS;
        let too_many = Kind::OverLimit { what: "references in a row", limit: MAX_LINKS };
        self.diagnostics.report(if is_cyclic { Kind::CyclicRef { reference: text } } else { too_many }, span);
        false
    }

    /// Fills in what is missing; `false` when that cannot be done.
    fn required(&mut self, node: &mut Node, object: &'static Object, meant: &[&'static str]) -> bool {
        let mut complete = true;
        for row in object.keys.iter().filter(|row| row.need != Need::No) {
            if node.get(row.name).is_some() {
                continue;
            }
            let optional = self.version == Version::V31 && matches!(row.name, "paths" | "responses");
            let severity = if row.need == Need::Must && object.essential { Severity::Error } else { Severity::Warning };
            if !meant.contains(&row.name) && !optional {
                let kind = Kind::MissingKey { key: row.name, object: object.name };
                self.diagnostics.push(Diagnostic::new(kind, node.span.begin()).with(severity));
            }
            if row.need == Need::Must {
                complete = false;
                continue;
            }
            let span = node.span.begin();
            let empty =
                if matches!(row.holds, Holds::Text) { Node::string(span, "") } else { Node::map(span, Vec::new()) };
            let mut empty = empty;
            if let Holds::Object(inner) = row.holds {
                self.fill(&mut empty, inner);
            }
            node.insert(row.name, empty);
        }
        complete
    }

    /// An object that is missing as a whole gets its required texts without a further word.
    fn fill(&mut self, node: &mut Node, object: &'static Object) {
        let span = node.span;
        for row in object.keys.iter().filter(|row| row.need == Need::Fill && matches!(row.holds, Holds::Text)) {
            node.insert(row.name, Node::string(span, ""));
        }
    }

    fn other_member(&mut self, key: &Key, value: &mut Node, keys: Keys, holds: Holds) -> bool {
        if let Some(expected) = keys.expected(&key.text) {
            let found = format!("`{}`", key.text);
            let kind = Kind::WrongKind { expected: expected.to_owned(), found };
            match keys {
                Keys::Path => self.diagnostics.report(kind, key.span),
                Keys::Status => self.diagnostics.warn(kind, key.span),
            }
            return false;
        }
        self.holds(value, holds, key.span)
    }

    /// Warns of a key; returns the one that was probably meant, which is then not missing as well.
    fn unknown_key(&mut self, key: &Key, object: &'static Object) -> Option<&'static str> {
        let meant = nearest(&key.text, object.keys.iter().map(|known| known.name));
        let nearest = meant.map(str::to_owned);
        self.diagnostics.warn(Kind::UnknownKey { key: key.text.clone(), object: object.name, nearest }, key.span);
        meant
    }

    /// Looks at a value; `false` when it cannot be used and has to go.
    fn holds(&mut self, node: &mut Node, holds: Holds, key: Span) -> bool {
        match holds {
            Holds::Any => true,
            Holds::Aside => false,
            Holds::Text => self.text(node),
            Holds::Bool => self.scalar(node, "true or false", |meaning| matches!(meaning, Meaning::Bool(_))),
            Holds::Number => self.scalar(node, "a number", |meaning| {
                matches!(meaning, Meaning::Unsigned(_) | Meaning::Signed(_) | Meaning::Float(_))
            }),
            Holds::Count => {
                self.scalar(node, "a whole number from 0", |meaning| matches!(meaning, Meaning::Unsigned(_)))
            }
            Holds::Word(what, allowed) => self.word(node, what, allowed),
            Holds::Object(object) => self.object(node, object),
            Holds::Schema => self.schema(node),
            Holds::ObjectOrRef(object, section) => {
                if node.get("$ref").is_some() {
                    self.reference(node, section)
                } else {
                    self.object(node, object)
                }
            }
            Holds::List(item) => self.list(node, *item, key),
            Holds::Map(value) => self.map(node, *value),
            Holds::BoolOr(other) => node.bool().is_some() || self.holds(node, *other, key),
            Holds::Callbacks => self.callbacks(node),
        }
    }

    /// A schema; what is none is any value.
    fn schema(&mut self, node: &mut Node) -> bool {
        self.upgrade(node);
        if node.get("$ref").is_some() {
            return self.reference(node, "schemas");
        }
        if !self.object(node, &SCHEMA) {
            *node = Node::map(node.span, Vec::new());
        }
        true
    }

    /// Leads a reference into `components`. A schema that is not there is any value; anything else is needed.
    fn reference(&mut self, node: &mut Node, section: &'static str) -> bool {
        let Some(target) = node.get("$ref") else { return false };
        let span = target.span;
        let Some(text) = target.text().map(str::to_owned) else {
            self.wrong(&target.clone(), "a reference as text", Severity::Error);
            return false;
        };
        self.siblings(node, section);
        let mut found = self.targets.component(&text, node.span.file(), section);
        if let Err(kind @ Kind::WrongRef { .. }) = &found
            && matches!(section, "responses" | "requestBodies")
        {
            self.diagnostics.warn(kind.clone(), span);
            found = self.targets.component_of_another(&text, node.span.file(), section);
        }
        match found {
            Ok(name) => {
                *node = Node::map(node.span, Vec::new());
                node.insert("$ref", Node::string(span, format!("#/components/{section}/{name}")));
                true
            }
            Err(kind @ (Kind::DanglingRef { .. } | Kind::WrongRef { .. })) if section == "schemas" => {
                self.diagnostics.warn(kind, span);
                *node = Node::map(node.span, Vec::new());
                true
            }
            Err(kind) => {
                self.diagnostics.report(kind, span);
                false
            }
        }
    }

    /// What stands beside a `$ref` that is none to a schema has no effect.
    fn siblings(&mut self, node: &Node, section: &'static str) {
        if section == "schemas" {
            return;
        }
        for (key, _) in node.entries() {
            let allowed = ["$ref", "summary", "description"].contains(&key.text.as_str());
            if !allowed && !key.text.starts_with("x-") {
                let (what, why) = (format!("`{}`", key.text), "nothing beside a `$ref` has an effect here");
                self.diagnostics.warn(Kind::Ignored { what, why }, key.span);
            }
        }
    }

    fn list(&mut self, node: &mut Node, item: Holds, key: Span) -> bool {
        let Value::List(items) = &mut node.value else {
            self.wrong(node, "a list", Severity::Warning);
            return false;
        };
        items.retain_mut(|node| self.holds(node, item, key));
        true
    }

    fn map(&mut self, node: &mut Node, value: Holds) -> bool {
        let of_objects = !matches!(value, Holds::Text | Holds::Any);
        if let Some(text) = node.get("$ref").and_then(Node::text).filter(|_| of_objects).map(str::to_owned)
            && !self.in_place(node, &text, "map")
        {
            return false;
        }
        if matches!(&node.value, Value::List(items) if items.is_empty()) {
            self.wrong(node, "an object", Severity::Warning);
            *node = Node::map(node.span, Vec::new());
        }
        let Value::Map(map) = &mut node.value else {
            self.wrong(node, "an object", Severity::Warning);
            return false;
        };
        self.values(map, value);
        true
    }

    fn values(&mut self, map: &mut Map, value: Holds) {
        let mut unusable = Vec::new();
        for (key, node) in map.entries_mut() {
            if !self.holds(node, value, key.span) {
                unusable.push(key.text.clone());
            }
        }
        if !unusable.is_empty() {
            map.retain(|key, _| !unusable.contains(&key.text));
        }
    }

    /// Text stays as written, also where the file has `1.0` or `yes` without quotes.
    fn text(&mut self, node: &mut Node) -> bool {
        match &mut node.value {
            Value::Scalar(Scalar { plain, text }) if !(*plain && matches!(text.as_str(), "" | "~" | "null")) => {
                *plain = false;
                true
            }
            _ => {
                self.wrong(node, "a string", self.severity);
                false
            }
        }
    }

    fn word(&mut self, node: &Node, what: &'static str, allowed: &'static [&'static str]) -> bool {
        match node.text() {
            Some(word) if allowed.contains(&word) => return true,
            Some(word) => {
                let kind = Kind::UnknownWord { what, word: word.to_owned(), allowed: allowed.to_vec() };
                self.diagnostics.push(Diagnostic::new(kind, node.span).with(self.severity));
            }
            None => self.wrong(node, &format!("one of {}", allowed.join(", ")), self.severity),
        }
        false
    }

    fn scalar(&mut self, node: &Node, expected: &str, fits: fn(Meaning<'_>) -> bool) -> bool {
        let usable = matches!(&node.value, Value::Scalar(scalar) if fits(scalar.meaning()));
        if !usable {
            self.wrong(node, expected, Severity::Warning);
        }
        usable
    }

    fn wrong(&mut self, node: &Node, expected: &str, severity: Severity) {
        let kind = Kind::WrongKind { expected: expected.to_owned(), found: node.kind() };
        self.diagnostics.push(Diagnostic::new(kind, node.span).with(severity));
    }
}

/// Marks a security scheme that is a client certificate.
pub(crate) const MUTUAL_TLS: &str = "x-mutual-tls";

/// References in a row, before they are taken to be a circle.
const MAX_LINKS: usize = 64;

impl Row {
    /// Whether a value is kept at all.
    fn holds_something(&self) -> bool {
        !matches!(self.holds, Holds::Aside)
    }
}
