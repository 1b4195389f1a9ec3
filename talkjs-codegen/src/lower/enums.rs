//! Known values: `enum`, alone or in the branches of a `oneOf` or `anyOf`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::view::{SchemaId, SchemaRef, View, whole};
use super::{Lowering, MAX_CHAIN};
use crate::diagnostic::Kind;
use crate::model::{Enum, EnumRepr, EnumValue, Namer, Rule, TypeKind, TypeRef, value_names};
use crate::openapi::{JsonType, Place};
use crate::source::Span;
use crate::tree::{Meaning, Node, Value};

/// A value in a list.
struct Listed<'d> {
    text: String,
    place: Span,
    name: Option<&'d str>,
    docs: Option<&'d str>,
}

impl<'d> Lowering<'d, '_> {
    /// The enum for the values of a schema, or of all its branches.
    pub(super) fn enumeration(&mut self, view: &View<'d>, holds: EnumRepr) -> TypeKind {
        let (mut listed, mut is_free) = (Vec::new(), false);
        self.list_values(view, 0, &mut HashSet::new(), &mut listed, &mut is_free);
        let mut seen = HashMap::new();
        let (mut names, mut descriptions) = (Vec::new(), Vec::new());
        let is_merged = view.holds().is_none();
        for value in &listed {
            if let Some(first) = seen.insert(value.text.as_str(), value.place) {
                if !is_merged {
                    self.twice("value", &value.text, value.place, first);
                }
                continue;
            }
            let rust = value.name.and_then(|name| Namer::Variant.name(name));
            let name = rust.unwrap_or_else(|| Namer::Variant.always(&value.text)).of(&value.text);
            names.push(name);
            descriptions.push(value.docs.unwrap_or_default().trim().to_owned());
        }
        let variants =
            value_names(names).into_iter().zip(descriptions).map(|(name, docs)| EnumValue { name, docs }).collect();
        self.check_enum_type(view, holds);
        TypeKind::Enum(Enum { variants, holds, is_free })
    }

    /// Warns about values that are not of the schema's type.
    fn check_enum_type(&mut self, view: &View<'d>, holds: EnumRepr) {
        let Some(values) = view.schema.values.as_deref() else { return };
        let fits = match (view.ty, holds) {
            (None, _) | (Some(JsonType::Integer), EnumRepr::Integer) => true,
            (Some(JsonType::String), EnumRepr::Text) => view.values().all(|value| value.text().is_some()),
            _ => false,
        };
        if !fits {
            let kind = match (view.ty, holds) {
                (Some(JsonType::String), EnumRepr::Text) => {
                    let what = "an `enum` value that is not a string".to_owned();
                    Kind::ReadAs { what, read_as: "a string, as required by the type".to_owned() }
                }
                _ => {
                    let what = format!("`type: {}`", view.ty.map_or("", JsonType::name));
                    Kind::Ignored { what, why: "the values of `enum` have another type" }
                }
            };
            self.diagnostics.warn(kind, values.place.name);
        }
    }

    fn list_values(
        &self,
        view: &View<'d>,
        depth: usize,
        seen: &mut HashSet<SchemaId<'d>>,
        listed: &mut Vec<Listed<'d>>,
        is_free: &mut bool,
    ) {
        let schema = view.schema;
        if depth > MAX_CHAIN || !seen.insert(view.itself.id) {
            return;
        }
        if view.holds().is_none() {
            let branches: Vec<_> = schema.one_of().iter().chain(schema.any_of()).chain(&schema.all_of).collect();
            *is_free |= branches.is_empty() && !schema.is_null();
            for branch in branches {
                if let Some(branch) = self.view(SchemaRef::new(*branch)) {
                    self.list_values(&branch, depth.saturating_add(1), seen, listed, is_free);
                }
            }
            return;
        }
        let Some(all) = schema.values.as_deref() else { return };
        let notes = schema.notes();
        let of_all = |list: &'d [Node<'d>]| if list.len() == all.list.len() { list } else { &[] };
        let (names, descriptions) = (of_all(all.names), of_all(all.descriptions));
        let is_text = view.ty == Some(JsonType::String);
        let values: Vec<(usize, &'d Node<'d>)> =
            all.list.iter().enumerate().filter(|(_, value)| view.is_value(value)).collect();
        let alone = depth > 0 && values.len() == 1;
        for (index, value) in &values {
            let Value::Scalar(scalar) = &value.value else { continue };
            let own = |list: &'d [Node<'d>]| list.get(*index).and_then(Node::text);
            let number = if is_text { None } else { whole(value) };
            listed.push(Listed {
                text: number.map_or_else(|| scalar.text.to_string(), |number| number.to_string()),
                place: value.span,
                name: own(names).or(notes.title.filter(|_| alone)),
                docs: own(descriptions).or(notes.description.filter(|_| alone)),
            });
        }
    }

    /// The representation of the values of all branches, if each lists values or allows any value of the same type.
    pub(super) fn merged_holds(&mut self, view: &View<'d>) -> Option<EnumRepr> {
        if let Some(known) = self.asked(view.itself).values {
            return known;
        }
        // A schema that is already being visited refers back to itself.
        self.asked(view.itself).values = Some(None);
        let holds = self.holds_of_branches(view);
        self.asked(view.itself).values = Some(holds);
        holds
    }

    fn holds_of_branches(&mut self, view: &View<'d>) -> Option<EnumRepr> {
        let schema = view.schema;
        if !schema.all_of.is_empty() || !schema.properties().is_empty() || schema.values.is_some() {
            return None;
        }
        let branches = schema.one_of().iter().chain(schema.any_of());
        let mut found = None;
        let mut free = None;
        for branch in branches {
            let branch = self.leaf(SchemaRef::new(*branch))?;
            if branch.schema.is_null() {
                continue;
            }
            let holds = match branch.holds() {
                Some(holds) => Some(holds),
                None if branch.ty.is_none() => self.shallow(None, |this| this.merged_holds(&branch)),
                None => None,
            };
            let (known, holds) = match (holds, branch.ty) {
                (Some(holds), _) => (true, holds),
                (None, Some(JsonType::String)) if branch.schema.values.is_none() => (false, EnumRepr::Text),
                (None, Some(JsonType::Integer)) if branch.schema.values.is_none() => (false, EnumRepr::Integer),
                _ => return None,
            };
            let of = if known { &mut found } else { &mut free };
            if of.is_some_and(|other| other != holds) {
                return None;
            }
            *of = Some(holds);
        }
        let found = found?;
        (free.is_none_or(|free| free == found) && view.ty.is_none_or(|ty| ty == found.json_type())).then_some(found)
    }

    /// The schema behind references and wrappers.
    fn leaf(&mut self, mut schema: SchemaRef<'d>) -> Option<View<'d>> {
        for _ in 0..MAX_CHAIN {
            let view = self.view(schema)?;
            match view.schema.all_of.as_slice() {
                [only] if view.holds().is_none() => schema = SchemaRef::new(*only),
                _ => return Some(view),
            }
        }
        None
    }

    /// A rule for the values of a schema, if another schema defines the type.
    pub(super) fn value_rule(&mut self, view: &View<'d>, kind: Option<JsonType>) -> Option<Rule> {
        let list = view.schema.values.as_deref()?;
        let is_scalar = |value: &Node<'_>| matches!(value.value, Value::Scalar(_));
        if !matches!(kind, Some(JsonType::Array | JsonType::Object)) && view.values().all(is_scalar) {
            let values: Vec<_> = view.values().map(|value| Cow::Owned(value.json())).collect();
            return (!values.is_empty()).then_some(Rule::OneOf(values.into()));
        }
        self.unchecked("`enum` of lists or objects", list.place);
        None
    }

    /// Values without a Rust enum: their common type, and a rule.
    pub(super) fn listed_values(&mut self, view: &View<'d>, ty: TypeRef, mut rules: Vec<Rule>) -> (TypeRef, Vec<Rule>) {
        let Some(list) = view.schema.values.as_deref() else { return (ty, rules) };
        let place: Place = list.place;
        let values: Vec<&Node<'_>> = view.values().collect();
        if list.list.is_empty() {
            let kind = Kind::Ignored { what: "`enum`".to_owned(), why: "it is empty" };
            self.diagnostics.warn(kind, place.name);
        }
        if values.is_empty() {
            return (ty, rules);
        }
        if matches!(ty, TypeRef::List(_) | TypeRef::Map(_) | TypeRef::Tuple(_)) {
            if values.iter().all(|value| matches!(value.value, Value::Scalar(_))) {
                let why = "its values are not lists or objects, as required by the type";
                self.diagnostics.warn(Kind::Ignored { what: "`enum`".to_owned(), why }, place.name);
            } else {
                self.unchecked("`enum` of lists or objects", place);
            }
            return (ty, rules);
        }
        let fits = |ty: &TypeRef| values.iter().all(|value| fits(value, ty));
        let ty = if view.ty.is_some() && fits(&ty) {
            ty
        } else if let Some(shared) = [TypeRef::Bool, TypeRef::F64].into_iter().find(fits) {
            if view.ty.is_some() {
                let what = format!("`type: {}`", view.ty.map_or("", JsonType::name));
                let kind = Kind::Ignored { what, why: "the values of `enum` have another type" };
                self.diagnostics.warn(kind, place.name);
            }
            rules.clear();
            shared
        } else {
            let (what, why) = ("this `enum`".to_owned(), "its values have different JSON types");
            self.diagnostics.note(Kind::Untyped { what, why }, place.name);
            rules.clear();
            TypeRef::Any
        };
        rules.push(Rule::OneOf(values.iter().map(|value| Cow::Owned(value.json())).collect()));
        (ty, rules)
    }
}

impl EnumRepr {
    fn json_type(self) -> JsonType {
        match self {
            Self::Text => JsonType::String,
            Self::Integer => JsonType::Integer,
        }
    }
}

/// Whether a value is of a type.
fn fits(node: &Node<'_>, ty: &TypeRef) -> bool {
    let Value::Scalar(scalar) = &node.value else { return false };
    match scalar.meaning() {
        Meaning::Null => true,
        Meaning::Bool(_) => *ty == TypeRef::Bool,
        Meaning::Unsigned(_) | Meaning::Signed(_) => {
            matches!(ty, TypeRef::I32 | TypeRef::I64 | TypeRef::U64 | TypeRef::F32 | TypeRef::F64)
        }
        Meaning::Float(_) => matches!(ty, TypeRef::F32 | TypeRef::F64),
        Meaning::Text(_) => *ty == TypeRef::Text,
    }
}
