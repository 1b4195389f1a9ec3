//! Reads single values: strings, booleans, counts, numbers, lists and maps.

use super::Reader;
use super::fields::Field;
use crate::diagnostic::{Diagnostic, Kind, Severity};
use crate::openapi::{Place, Spanned};
use crate::tree::{Key, Meaning, Node, Value};

impl<'t> Reader<'t, '_> {
    /// A string; an unquoted number or boolean is accepted too. Null counts as absent.
    pub(super) fn text(&mut self, field: Option<Field<'t>>) -> Option<&'t str> {
        self.spanned_text(field).map(|text| text.value)
    }

    /// A string with its place.
    pub(super) fn spanned_text(&mut self, field: Option<Field<'t>>) -> Option<Spanned<&'t str>> {
        let field = field.filter(|field| !field.node.is_null())?;
        match &field.node.value {
            Value::Scalar(scalar) => Some(Spanned { value: &scalar.text, place: field.place() }),
            Value::List(_) | Value::Map(_) => {
                self.wrong(field.node, "a string", Severity::Warning);
                None
            }
        }
    }

    /// A boolean.
    pub(super) fn flag(&mut self, field: Option<Field<'t>>) -> Option<bool> {
        let field = field.filter(|field| !field.node.is_null())?;
        let flag = field.node.bool();
        if flag.is_none() {
            self.wrong(field.node, "true or false", Severity::Warning);
        }
        flag
    }

    /// A whole number from 0.
    pub(super) fn count(&mut self, field: Option<Field<'t>>) -> Option<Spanned<u64>> {
        let field = field.filter(|field| !field.node.is_null())?;
        let count = field.node.whole();
        if count.is_none() {
            self.wrong(field.node, "a whole number from 0", Severity::Warning);
        }
        count.map(|value| Spanned { value, place: field.place() })
    }

    /// A number, as written.
    pub(super) fn number(&mut self, field: Option<Field<'t>>) -> Option<Spanned<&'t Node<'t>>> {
        let field = field.filter(|field| !field.node.is_null())?;
        if field.node.number().is_none() {
            self.wrong(field.node, "a number", Severity::Warning);
            return None;
        }
        Some(Spanned { value: field.node, place: field.place() })
    }

    /// One of a set of names.
    pub(super) fn word<T: Copy>(
        &mut self,
        field: Option<Field<'t>>,
        what: &'static str,
        allowed: &[T],
        name: fn(T) -> &'static str,
        severity: Severity,
    ) -> Option<Spanned<T>> {
        let field = field.filter(|field| !field.node.is_null())?;
        let names = || allowed.iter().map(|word| name(*word)).collect::<Vec<_>>();
        let Some(text) = field.node.text() else {
            self.wrong(field.node, &format!("one of {}", names().join(", ")), severity);
            return None;
        };
        let found = allowed.iter().find(|word| name(**word) == text);
        if found.is_none() {
            let kind = Kind::UnknownWord { what, word: text.to_owned(), allowed: names() };
            self.diagnostics.push(Diagnostic::new(kind, field.node.span).with(severity));
        }
        found.map(|word| Spanned { value: *word, place: field.place() })
    }

    /// The items of a list.
    pub(super) fn list(&mut self, field: Option<Field<'t>>) -> &'t [Node<'t>] {
        let Some(Field { node, .. }) = field else { return &[] };
        if !matches!(node.value, Value::List(_)) {
            self.wrong(node, "a list", Severity::Warning);
        }
        node.items()
    }

    /// The texts of a list, each with its place.
    pub(super) fn texts(&mut self, field: Option<Field<'t>>) -> Vec<Spanned<&'t str>> {
        let mut texts = Vec::new();
        for node in self.list(field) {
            match &node.value {
                Value::Scalar(scalar) if !node.is_null() => {
                    texts.push(Spanned { value: &*scalar.text, place: Place::at(node.span) });
                }
                _ => self.wrong(node, "a string", Severity::Warning),
            }
        }
        texts
    }

    /// The entries of a map from names to things. A `$ref` instead of it is resolved.
    pub(super) fn map(&mut self, field: Option<Field<'t>>) -> &'t [(Key<'t>, Node<'t>)] {
        let Some(Field { node, .. }) = field else { return &[] };
        let node = if node.get("$ref").is_some_and(|target| target.text().is_some()) {
            let Some(target) = self.in_place(node, "map") else { return &[] };
            target
        } else {
            node
        };
        if !matches!(node.value, Value::Map(_)) {
            self.wrong(node, "an object", Severity::Warning);
        }
        node.entries()
    }

    /// The strings of a map.
    pub(super) fn text_map(&mut self, field: Option<Field<'t>>) -> Vec<(&'t Key<'t>, &'t str)> {
        let Some(Field { node, .. }) = field else { return Vec::new() };
        if !matches!(node.value, Value::Map(_)) {
            self.wrong(node, "an object", Severity::Warning);
        }
        let entries = node.entries().iter().map(|(key, node)| Field { key, node });
        entries.filter_map(|field| Some((field.key, self.text(Some(field))?))).collect()
    }

    /// Reports a value of the wrong type.
    pub(super) fn wrong(&mut self, node: &Node<'_>, expected: &str, severity: Severity) {
        let kind = Kind::WrongKind { expected: expected.to_owned(), found: node.kind() };
        self.diagnostics.push(Diagnostic::new(kind, node.span).with(severity));
    }
}

impl Node<'_> {
    /// The scalar as a whole number from 0.
    pub(crate) fn whole(&self) -> Option<u64> {
        let Value::Scalar(scalar) = &self.value else { return None };
        match scalar.meaning() {
            Meaning::Unsigned(value) => Some(value),
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it is whole, small and not negative"
            )]
            Meaning::Float(value) if value.fract() == 0.0 && (0.0..9e15).contains(&value) => Some(value as u64),
            _ => None,
        }
    }
}
