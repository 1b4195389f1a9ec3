//! Schemas to types.

use std::collections::HashSet;

use super::{Lowering, MAX_CHAIN, docs};
use crate::diagnostic::Kind;
use crate::model::{Enum, Namer, Rule, TypeId, TypeKind, TypeRef, Word};
use crate::view::{Additional, SchemaRef, View};

/// A schema where it is used.
pub(super) struct Use {
    pub(super) ty: TypeRef,
    pub(super) rules: Vec<Rule>,
    pub(super) nullable: bool,
}

impl<'d> Lowering<'d, '_> {
    /// What a schema of `components/schemas` becomes.
    pub(super) fn named_kind(&mut self, id: TypeId, view: &View<'d>) -> TypeKind {
        let hint = self.model.get(id).map(|ty| ty.name.wire.clone()).unwrap_or_default();
        if let Some(kind) = self.compound(view, &hint) {
            return kind;
        }
        let (target, rules) = self.plain(view, &hint);
        match target {
            TypeRef::Text | TypeRef::I32 | TypeRef::I64 => TypeKind::Newtype { inner: target, rules },
            target => TypeKind::Alias { target, rules },
        }
    }

    /// A schema where it is used; `hint` names the type that it may need.
    pub(super) fn used(&mut self, schema: SchemaRef<'d>, hint: &str) -> Use {
        let (name, at) = match schema {
            SchemaRef::Inline(schema, at) => return self.inline(&View::new(schema, at), hint),
            SchemaRef::Named(name, at) => (name, at),
        };
        let nullable = self.is_nullable(schema);
        let ty = match self.named.get(name) {
            Some(id) => TypeRef::Named(*id),
            None => {
                self.unsupported(format!("a `$ref` to `{name}`"), "point it at `#/components/schemas`", at);
                TypeRef::Any
            }
        };
        Use { ty, rules: Vec::new(), nullable }
    }

    /// Whether a schema allows `null`, itself or through the one that it only wraps.
    fn is_nullable(&self, mut schema: SchemaRef<'d>) -> bool {
        for _ in 0..MAX_CHAIN {
            let Some(view) = self.view(schema) else { return false };
            match view.all_of.as_slice() {
                _ if view.schema.schema_data.nullable => return true,
                [only] if is_wrapper(&view) => schema = *only,
                _ => return false,
            }
        }
        false
    }

    fn inline(&mut self, view: &View<'d>, hint: &str) -> Use {
        let nullable = view.schema.schema_data.nullable;
        if let [only] = view.all_of.as_slice()
            && is_wrapper(view)
        {
            let inner = self.used(*only, hint);
            return Use { nullable: nullable || inner.nullable, ..inner };
        }
        // A schema that several `allOf` merge is still one schema.
        if let Some(known) = self.inline.get(&view.at.value_span()) {
            return Use { ty: TypeRef::Named(*known), rules: Vec::new(), nullable };
        }
        if is_compound(view) {
            return Use { ty: self.define(view, hint), rules: Vec::new(), nullable };
        }
        self.refuse(view);
        let (ty, rules) = self.plain(view, hint);
        Use { ty, rules, nullable }
    }

    /// A type for a schema that was written in place. It is known before its parts are looked at,
    /// as a part may merge the schema that this one stands in.
    fn define(&mut self, view: &View<'d>, hint: &str) -> TypeRef {
        let Some(name) = self.name(Namer::Type, hint, "schema", view.at) else { return TypeRef::Any };
        let id = self.reserve(name, view.at);
        self.inline.insert(view.at.value_span(), id);
        let kind = self.compound(view, hint);
        if let Some(ty) = self.model.types.get_mut(id.0) {
            ty.docs = docs(view);
            if let Some(kind) = kind {
                ty.kind = kind;
            }
        }
        TypeRef::Named(id)
    }

    /// A schema that needs a type of its own: an object with members, a choice of words, a union.
    fn compound(&mut self, view: &View<'d>, hint: &str) -> Option<TypeKind> {
        self.refuse(view);
        if !is_compound(view) {
            None
        } else if view.has("enum") {
            self.enumeration(view)
        } else if !view.one_of.is_empty() && view.properties.is_empty() {
            Some(self.union(view, hint))
        } else {
            Some(self.object(view, hint))
        }
    }

    /// Reports the ways to combine schemas that have no Rust type.
    fn refuse(&mut self, view: &View<'d>) {
        if view.not {
            self.unsupported("`not`", "describe the restriction in words", view.at.child("not"));
        }
        if !view.any_of.is_empty() {
            self.unsupported(
                "`anyOf`",
                "use `oneOf` with a discriminator, or branches of other JSON types",
                view.at.child("anyOf"),
            );
        }
    }

    /// A schema that is a scalar, a list, a map or anything, and its constraints.
    fn plain(&mut self, view: &View<'d>, hint: &str) -> (TypeRef, Vec<Rule>) {
        if let [only] = view.all_of.as_slice() {
            let inner = self.used(*only, hint);
            return (inner.ty, inner.rules);
        }
        let mut rules = self.rules(view);
        let ty = match view.ty {
            Some("string") => TypeRef::Text,
            Some("boolean") => TypeRef::Bool,
            Some("integer") => self.integer(view),
            Some("number") if view.text("format") == Some("float") => TypeRef::F32,
            Some("number") => TypeRef::F64,
            Some("array") => self.list(view, hint, &mut rules),
            Some("object") => self.map(view, hint, &mut rules),
            _ if view.items.is_some() => self.list(view, hint, &mut rules),
            _ => TypeRef::Any,
        };
        (ty, rules)
    }

    fn integer(&mut self, view: &View<'d>) -> TypeRef {
        match view.text("format") {
            Some("int32") => TypeRef::I32,
            None | Some("int64") => TypeRef::I64,
            Some(format) => {
                let allowed = vec!["int32", "int64"];
                let kind = Kind::UnknownWord { what: "format of an integer", word: format.to_owned(), allowed };
                let span = view.at.child("format").value_span();
                self.diagnostics.report(kind, span);
                TypeRef::I64
            }
        }
    }

    fn list(&mut self, view: &View<'d>, hint: &str, rules: &mut Vec<Rule>) -> TypeRef {
        let Some(items) = view.items else { return TypeRef::List(Box::new(TypeRef::Any)) };
        let mut item = self.used(items, &format!("{hint}Item"));
        let inner = std::mem::take(&mut item.rules);
        rules.extend((!inner.is_empty()).then_some(Rule::Items(inner)));
        TypeRef::List(Box::new(item.nullable_type()))
    }

    fn map(&mut self, view: &View<'d>, hint: &str, rules: &mut Vec<Rule>) -> TypeRef {
        let Additional::Values(values) = view.additional else { return TypeRef::Map(Box::new(TypeRef::Any)) };
        let mut value = self.used(values, &format!("{hint}Value"));
        let inner = std::mem::take(&mut value.rules);
        rules.extend((!inner.is_empty()).then_some(Rule::Values(inner)));
        TypeRef::Map(Box::new(value.nullable_type()))
    }

    /// A string of which some values are known.
    fn enumeration(&mut self, view: &View<'d>) -> Option<TypeKind> {
        let at = view.at.child("enum");
        if view.ty != Some("string") {
            self.unsupported("`enum` of anything but strings", "leave `enum` out and say it in words", at);
            return None;
        }
        let mut variants: Vec<Word> = Vec::new();
        let mut seen = HashSet::new();
        for (index, value) in at.node().items().iter().enumerate() {
            let at = at.item(index);
            let Some(wire) = value.text() else {
                if view.schema.schema_data.nullable && value.kind() == "null" {
                    continue;
                }
                let kind = Kind::WrongKind { expected: "a string".to_owned(), found: value.kind() };
                self.diagnostics.report(kind, value.span);
                continue;
            };
            if !seen.insert(wire) {
                let kind = Kind::DuplicateName { what: "values of this `enum`", name: wire.to_owned(), rust: None };
                self.diagnostics.report(kind, value.span);
            } else if let Some(name) = self.name(Namer::Variant, wire, "value", at) {
                variants.push(Word { name, place: value.span });
            }
        }
        if at.node().items().is_empty() {
            let kind = Kind::WrongKind { expected: "at least one value".to_owned(), found: at.node().kind() };
            self.diagnostics.report(kind, at.name_span());
        }
        Some(TypeKind::Enum(Enum { variants }))
    }
}

impl Use {
    /// The type with its `null`, for places that have no other way to say it.
    pub(super) fn nullable_type(self) -> TypeRef {
        if self.nullable { TypeRef::Nullable(Box::new(self.ty)) } else { self.ty }
    }
}

impl View<'_> {
    /// An object that cannot have a member at all: `{}`.
    pub(super) fn is_empty_object(&self) -> bool {
        let none_allowed = matches!(self.additional, Additional::Allowed(false));
        self.properties.is_empty() && (none_allowed || self.count("maxProperties") == Some(0))
    }

    /// A keyword that counts.
    pub(super) fn count(&self, key: &str) -> Option<u64> {
        super::rules::count(self.at.get(key)?)
    }
}

/// Whether a schema needs a type of its own.
fn is_compound(view: &View<'_>) -> bool {
    if !view.any_of.is_empty() {
        return false;
    }
    let members = !view.properties.is_empty() || (view.ty == Some("object") && view.is_empty_object());
    let merges = !view.all_of.is_empty() && !is_wrapper(view);
    view.has("enum") || !view.one_of.is_empty() || merges || members
}

/// `allOf` of one schema, there only to say something beside a `$ref`.
fn is_wrapper(view: &View<'_>) -> bool {
    let said = view.at.node().entries().iter().map(|(key, _)| key.text.as_str());
    let aside = [
        "allOf",
        "description",
        "title",
        "nullable",
        "deprecated",
        "readOnly",
        "writeOnly",
        "example",
        "default",
        "externalDocs",
    ];
    view.all_of.len() == 1 && said.into_iter().all(|key| aside.contains(&key) || key.starts_with("x-"))
}
