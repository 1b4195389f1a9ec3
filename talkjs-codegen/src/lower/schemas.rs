//! Lowers schemas to types.

use std::borrow::Cow;
use std::collections::HashSet;

use super::choice::{Choice, ChoiceKind, choices};
use super::names::nested_type_name;
use super::rules::{I64_END, merged};
use super::type_use::TypeUse;
use super::view::{SchemaId, SchemaRef, View};
use super::{Context, Lowering, MAX_CHAIN, docs};
use crate::diagnostic::Kind;
use crate::model::{EnumRepr, Namer, Rule, TypeId, TypeKind, TypeRef};
use crate::openapi::{Additional, ArrayKeywords, JsonType, Place};

/// The shape of a schema, which determines the kind of its type.
#[derive(Clone, Copy)]
pub(super) enum Shape<'d> {
    /// A wrapper that only adds annotations or constraints to another schema.
    Wraps(SchemaRef<'d>),
    /// An enum of known values.
    Enum(EnumRepr),
    /// One of several schemas.
    Union,
    /// An object with its own or merged properties.
    Object,
    /// Parts that together constrain one scalar, list or map.
    Narrows,
    /// A scalar, a list, a map or anything.
    Plain,
}

/// The longest tuple; Rust's own traits support no longer ones.
const MAX_TUPLE: usize = 12;

impl<'d> Lowering<'d, '_> {
    /// The type of a definition.
    pub(super) fn named_kind(&mut self, ty: TypeId, id: SchemaId<'d>, view: &View<'d>) -> TypeKind {
        let hint = self.model.get(ty).map(|ty| ty.name.rust().to_owned()).unwrap_or_default();
        let shape = self.shape(view);
        if let Shape::Object = shape
            && let Some(kind) = self.family(id, view, &hint)
        {
            return kind;
        }
        if let Some(kind) = self.compound(&shape, view, Some(id), &hint) {
            return kind;
        }
        let used = self.simple(shape, view, &hint);
        match used.ty {
            TypeRef::Text | TypeRef::I32 | TypeRef::I64 => TypeKind::Newtype { inner: used.ty, rules: used.rules },
            target => TypeKind::Alias { target, rules: used.rules },
        }
    }

    /// The type of a schema at its use; `hint` is the name for an inline type.
    pub(super) fn used(&mut self, schema: SchemaRef<'d>, hint: &str) -> TypeUse {
        let definition = self.definition(schema);
        let is_replaced = definition.is_some_and(|id| self.replacement(id).is_some());
        let ty = match definition.and_then(|id| self.named.get(&id)).copied() {
            Some(ty) if is_replaced => TypeRef::Named(ty),
            Some(_) if self.context == Context::Part && self.is_binary(schema) => TypeRef::Binary,
            Some(_) if self.context != Context::Form && self.own_context(schema) == Context::Form => {
                self.in_context(Context::Json, |this| this.json_type(schema, hint))
            }
            Some(ty) => TypeRef::Named(ty),
            None => match self.view(schema) {
                Some(view) if view.itself.id == schema.id => return self.inline(&view, hint),
                Some(view) => return self.referred(&view, hint),
                None => TypeRef::Any,
            },
        };
        TypeUse { ty, rules: Vec::new(), nullable: self.is_nullable(schema) }
    }

    /// A nested schema that is the target of a reference. Such references may be cyclic or form long chains.
    fn referred(&mut self, view: &View<'d>, hint: &str) -> TypeUse {
        if self.inline.contains_key(&(view.itself, self.context)) {
            return self.inline(view, hint);
        }
        let place = view.schema.place.name;
        if self.referred.len() > MAX_CHAIN {
            let kind = Kind::OverLimit { what: "references inside each other", limit: MAX_CHAIN };
            self.diagnostics.report(kind, place);
            return TypeUse::any();
        }
        if !self.referred.insert(view.itself) {
            let why = "it only refers to itself, directly or through other schemas";
            self.diagnostics.note(Kind::Untyped { what: "this schema".to_owned(), why }, place);
            return TypeUse::any();
        }
        let used = self.inline(view, hint);
        self.referred.remove(&view.itself);
        used
    }

    /// The type of a definition with binary properties where it is used as JSON. Its main type contains files.
    fn json_type(&mut self, schema: SchemaRef<'d>, hint: &str) -> TypeRef {
        let Some(view) = self.view(schema) else { return TypeRef::Any };
        if let Some(known) = self.inline.get(&(view.itself, self.context)) {
            return TypeRef::Named(*known);
        }
        let shape = self.shape(&view);
        let name = self.definition_name(schema).unwrap_or(hint);
        self.define(&shape, &view, Some(view.itself.id), &format!("{name}Json"))
    }

    /// The context of a definition's main type: with binary properties it is the body of a form.
    pub(super) fn own_context(&mut self, schema: SchemaRef<'d>) -> Context {
        let Some(id) = self.document.resolve(schema.id) else { return Context::Json };
        let schema = SchemaRef::new(id);
        let known = self.asked(schema).has_binary_property;
        let is_binary = known.unwrap_or_else(|| self.has_binary_property(schema));
        self.asked(schema).has_binary_property = Some(is_binary);
        if is_binary { Context::Form } else { Context::Json }
    }

    /// Whether the type of a base has the same context as the type being lowered.
    pub(super) fn is_same_context(&mut self, base: SchemaId<'d>) -> bool {
        self.own_context(SchemaRef::new(base)) == Context::Json || self.context == Context::Form
    }

    /// Lowers a schema in a context.
    pub(super) fn in_context<T>(&mut self, context: Context, look: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.context, context);
        let found = look(self);
        self.context = outer;
        found
    }

    /// Lowers a property or item of the current schema.
    pub(super) fn in_part<T>(&mut self, look: impl FnOnce(&mut Self) -> T) -> T {
        let context = if self.context == Context::Form { Context::Part } else { self.context };
        self.in_context(context, look)
    }

    fn has_binary_property(&self, schema: SchemaRef<'d>) -> bool {
        let mut open = vec![schema];
        for _ in 0..MAX_CHAIN {
            let Some(view) = open.pop().and_then(|schema| self.view(schema)) else { return false };
            for property in view.schema.properties() {
                let property = SchemaRef::new(property.schema);
                let items = self.view(property).and_then(|view| view.schema.array.as_ref()?.items);
                if self.is_binary(property) || items.is_some_and(|items| self.is_binary(SchemaRef::new(items))) {
                    return true;
                }
            }
            open.extend(view.schema.all_of.iter().copied().map(SchemaRef::new));
        }
        false
    }

    /// Whether a schema is binary.
    pub(super) fn is_binary(&self, schema: SchemaRef<'d>) -> bool {
        self.view(schema).is_some_and(|view| view.is_binary())
    }

    /// Whether a schema allows null, directly or through a wrapped schema.
    pub(super) fn is_nullable(&mut self, schema: SchemaRef<'d>) -> bool {
        let Some(view) = self.view(schema) else { return false };
        if let Some(known) = self.asked(view.itself).is_nullable {
            return known;
        }
        // A schema that is already being visited refers back to itself.
        self.asked(view.itself).is_nullable = Some(false);
        let nullable = self.shallow(false, |this| this.allows_null(&view));
        self.asked(view.itself).is_nullable = Some(nullable);
        nullable
    }

    fn allows_null(&mut self, view: &View<'d>) -> bool {
        if view.itself.as_type.is_some() {
            return false;
        }
        if view.schema.nullable || view.lists_null() {
            return true;
        }
        let says_null = |part: &SchemaId<'d>| {
            let part = &self.document.schemas[*part];
            part.says_nothing() && part.nullable
        };
        if view.schema.all_of.iter().any(says_null) {
            return true;
        }
        if let Some(core) = self.sole_subschema(view) {
            return self.is_nullable(core);
        }
        let branches = view.schema.one_of().iter().chain(view.schema.any_of());
        branches.into_iter().any(|branch| self.is_nullable(SchemaRef::new(*branch)))
    }

    /// Runs `look` one level deeper, unless the chain of schemas is too long.
    pub(super) fn shallow<T>(&mut self, otherwise: T, look: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth > MAX_CHAIN {
            return otherwise;
        }
        self.depth = self.depth.saturating_add(1);
        let found = look(self);
        self.depth = self.depth.saturating_sub(1);
        found
    }

    fn inline(&mut self, view: &View<'d>, hint: &str) -> TypeUse {
        // A schema that several `allOf` merge is still one schema.
        if let Some(known) = self.inline.get(&(view.itself, self.context)) {
            return TypeUse { ty: TypeRef::Named(*known), rules: Vec::new(), nullable: self.allows_null(view) };
        }
        // Its name comes from its place, whatever reference is used.
        let position = self.document.positions.get(&view.itself.id).filter(|_| view.itself.as_type.is_none());
        let hint = position.map_or(hint, String::as_str);
        if let Some(ty) = self.hinted(view) {
            return TypeUse { ty, rules: Vec::new(), nullable: self.allows_null(view) };
        }
        let shape = self.shape(view);
        if matches!(shape, Shape::Object | Shape::Enum(_)) && self.context == Context::Part {
            // A part that is an object is JSON, and enums contain no files.
            return self.in_context(Context::Json, |this| this.inline(view, hint));
        }
        if let Shape::Enum(_) | Shape::Union | Shape::Object = shape {
            let nullable = self.allows_null(view);
            return TypeUse { ty: self.define(&shape, view, None, hint), rules: Vec::new(), nullable };
        }
        self.simple(shape, view, hint)
    }

    /// Declares and defines a type for an inline schema. It is declared before its parts are visited, as a part may
    /// merge the schema around it.
    fn define(&mut self, shape: &Shape<'d>, view: &View<'d>, id: Option<SchemaId<'d>>, hint: &str) -> TypeRef {
        let ty = self.reserve(Namer::Type.always(hint), view.schema.place);
        self.inline.insert((view.itself, self.context), ty);
        let kind = self.compound(shape, view, id, hint);
        self.fill(ty, view, kind);
        TypeRef::Named(ty)
    }

    /// Defines a declared type.
    pub(super) fn fill(&mut self, id: TypeId, view: &View<'d>, kind: Option<TypeKind>) {
        if let Some(ty) = self.model.types.get_mut(id.0) {
            ty.docs = docs(view);
            if let Some(kind) = kind {
                ty.kind = kind;
            }
        }
        if self.is_named_done {
            super::unions::collapse(&mut self.model, id);
        }
    }

    /// A schema that needs its own type: an object with properties, an enum, a union.
    fn compound(
        &mut self,
        shape: &Shape<'d>,
        view: &View<'d>,
        id: Option<SchemaId<'d>>,
        hint: &str,
    ) -> Option<TypeKind> {
        self.note_not(view);
        match shape {
            Shape::Enum(holds) => Some(self.enumeration(view, *holds)),
            Shape::Union => Some(self.union(view, id, hint)),
            Shape::Object => Some(self.object(view, id, hint)),
            Shape::Wraps(_) | Shape::Narrows | Shape::Plain => None,
        }
    }

    /// The shape of a schema.
    pub(super) fn shape(&mut self, view: &View<'d>) -> Shape<'d> {
        if let Some(holds) = view.holds() {
            return Shape::Enum(holds);
        }
        if let Some(core) = self.sole_subschema(view).filter(|core| !self.extends_parent(view, *core)) {
            return Shape::Wraps(core);
        }
        if let Some(holds) = self.merged_holds(view) {
            return Shape::Enum(holds);
        }
        let schema = view.schema;
        let is_object = self.kind_of(view) == Some(JsonType::Object);
        let has_parts = !schema.all_of.is_empty();
        if view.ty.is_some_and(|ty| ty != JsonType::Object) && !has_parts {
            Shape::Plain
        } else if is_object && (has_parts || !schema.properties().is_empty() || view.is_empty_object()) {
            Shape::Object
        } else if !view.several_types().is_empty() {
            Shape::Union
        } else if has_parts {
            Shape::Narrows
        } else if schema.values.is_none() && choices(self, view).iter().any(|choice| !choice.only_requires(self)) {
            Shape::Union
        } else {
            Shape::Plain
        }
    }

    /// Whether a definition extends a parent that is an enum of its children, and adds nothing to it.
    fn extends_parent(&self, view: &View<'d>, core: SchemaRef<'d>) -> bool {
        let parent = self.definition(core);
        parent.is_some_and(|parent| self.families.is_parent(parent) && self.families.extends(view.itself.id, parent))
    }

    /// The only schema that this one wraps.
    fn sole_subschema(&mut self, view: &View<'d>) -> Option<SchemaRef<'d>> {
        let schema = view.schema;
        if !view.several_types().is_empty() {
            return None;
        }
        let lists = [schema.all_of.as_slice(), schema.one_of(), schema.any_of()];
        let mut lists = lists.into_iter().enumerate().filter(|(_, list)| !list.is_empty());
        let ((index, list), None) = (lists.next()?, lists.next()) else { return None };
        let is_all_of = index == 0;
        let tagged = schema.discriminator.is_some() && !is_all_of;
        let besides = [true, !schema.types.is_empty(), tagged].into_iter().filter(|said| *said).count();
        if schema.assertions() != besides {
            return None;
        }
        let mut parts = list.iter().filter(|part| {
            let part = &self.document.schemas[**part];
            if is_all_of { !part.says_nothing() } else { !part.is_null() }
        });
        let (only, None) = (SchemaRef::new(*parts.next()?), parts.next()) else { return None };
        let kind = self.kind(only);
        (view.ty.is_none() || view.ty == kind).then_some(only)
    }

    /// The JSON type of a schema, if it has one.
    pub(super) fn kind(&mut self, schema: SchemaRef<'d>) -> Option<JsonType> {
        let view = self.view(schema)?;
        if let Some(known) = self.asked(view.itself).kind {
            return known;
        }
        // A schema that is already being visited refers back to itself.
        self.asked(view.itself).kind = Some(None);
        let kind = self.shallow(None, |this| this.kind_of(&view));
        self.asked(view.itself).kind = Some(kind);
        kind
    }

    pub(super) fn kind_of(&mut self, view: &View<'d>) -> Option<JsonType> {
        match view.holds() {
            Some(EnumRepr::Text) => return Some(JsonType::String),
            Some(EnumRepr::Integer) => return Some(JsonType::Integer),
            None => {}
        }
        let schema = view.schema;
        if view.ty.is_some() || schema.types.only().is_none() && !schema.types.is_empty() {
            return view.ty;
        }
        if !schema.properties().is_empty() {
            return Some(JsonType::Object);
        }
        // Parts of an `allOf` may leave the type to others; branches of a `oneOf` must agree.
        if let Some(kind) = schema.all_of.iter().find_map(|part| self.kind(SchemaRef::new(*part))) {
            return Some(kind);
        }
        let branches = schema.one_of().iter().chain(schema.any_of());
        let mut kinds = branches.map(|branch| self.kind(SchemaRef::new(*branch)));
        let first = kinds.next()??;
        kinds.all(|kind| kind == Some(first)).then_some(first)
    }

    /// A schema without its own type.
    fn simple(&mut self, shape: Shape<'d>, view: &View<'d>, hint: &str) -> TypeUse {
        self.note_not(view);
        let nullable = self.allows_null(view);
        let used = match shape {
            Shape::Wraps(core) => self.used(core, hint),
            Shape::Narrows => self.narrowed(view, hint),
            _ => {
                let (ty, rules) = self.plain(view, hint);
                TypeUse { ty, rules, nullable }
            }
        };
        TypeUse { nullable: nullable || used.nullable, ..used }
    }

    fn note_not(&mut self, view: &View<'d>) {
        let Some(not) = view.schema.not.as_deref() else { return };
        if !self.is_first_report(view.itself) {
            return;
        }
        if self.document.schemas[not.value].says_nothing() {
            let (what, why) = ("a schema without valid values".to_owned(), "no value is valid");
            self.diagnostics.warn(Kind::Untyped { what, why }, not.place.name);
        } else {
            self.unchecked("`not`", not.place);
        }
    }

    /// Merges parts that are not objects: the narrowest type, with the rules of all.
    fn narrowed(&mut self, view: &View<'d>, hint: &str) -> TypeUse {
        let parts: Vec<SchemaRef<'d>> = view.schema.all_of.iter().copied().map(SchemaRef::new).collect();
        let mut main: Option<SchemaRef<'d>> = None;
        for part in &parts {
            let is_other = view.itself.as_type.is_some_and(|ty| self.kind(*part) != Some(ty));
            if self.here(*part).says_nothing() || is_other {
                continue;
            }
            main = match main {
                None => Some(*part),
                Some(known) => match self.more_specific(known, *part) {
                    Some(narrower) => Some(narrower),
                    None => {
                        let what = "this `allOf`".to_owned();
                        let kind = Kind::Untyped { what, why: "its parts have different JSON types" };
                        self.diagnostics.warn(kind, self.here(*part).place.name);
                        return TypeUse::any();
                    }
                },
            };
        }
        for choice in choices(self, view).into_iter().filter(|choice| choice.kind != ChoiceKind::Types) {
            self.unchecked(&format!("`{}` beside `allOf`", choice.kind.key()), choice.place);
        }
        let Some(main) = main else {
            let (ty, mut rules) = self.plain(view, hint);
            for part in parts {
                rules.extend(self.constraints(part, view.ty));
            }
            return TypeUse { ty, rules: merged(rules), nullable: false };
        };
        let mut used = self.used(main, hint);
        let kind = self.kind(main);
        for part in parts.into_iter().filter(|part| *part != main) {
            used.rules.extend(self.constraints(part, kind));
            used.nullable &= !self.excludes_null(part);
        }
        used.rules.extend(self.rules(view, kind));
        if self.model.is_external(&used.ty) {
            used.rules.retain(|rule| !matches!(rule, Rule::Format(_)));
        }
        TypeUse { rules: self.beside(main, used.rules), ..used }
    }

    /// The constraints beside a schema, merged and without the values that the schema itself lists.
    pub(super) fn beside(&self, schema: SchemaRef<'d>, rules: Vec<Rule>) -> Vec<Rule> {
        let listed =
            self.view(schema).map(|view| view.values().map(|value| Cow::Owned(value.json())).collect::<Vec<_>>());
        let listed = listed.unwrap_or_default();
        let says_less = |rule: &Rule| match rule {
            Rule::OneOf(values) => !listed.is_empty() && listed.iter().all(|value| values.contains(value)),
            _ => false,
        };
        merged(rules.into_iter().filter(|rule| !says_less(rule)).collect())
    }

    /// All constraints of a schema and its parts, for a value whose type another schema defines.
    pub(super) fn constraints(&mut self, schema: SchemaRef<'d>, kind: Option<JsonType>) -> Vec<Rule> {
        let mut rules = Vec::new();
        let mut seen = HashSet::new();
        let mut open = vec![schema];
        while let Some(schema) = open.pop() {
            // A repeated part adds no constraint, and a recursive one would not end.
            let Some(view) = self.view(schema).filter(|view| seen.insert(view.itself)) else { continue };
            rules.extend(self.rules(&view, kind));
            rules.extend(self.value_rule(&view, kind));
            self.note_second_items(&view);
            for choice in choices(self, &view).into_iter().filter(|choice| choice.kind != ChoiceKind::Types) {
                self.unchecked(&format!("`{}` of a second part", choice.kind.key()), choice.place);
            }
            open.extend(view.schema.all_of.iter().rev().copied().map(SchemaRef::new));
        }
        rules
    }

    /// Whether a schema has types without null.
    pub(super) fn excludes_null(&mut self, schema: SchemaRef<'d>) -> bool {
        self.view(schema).is_some_and(|view| !view.schema.types.is_empty()) && !self.is_nullable(schema)
    }

    /// Notes that `items` of a list are not checked if another part defines the type.
    fn note_second_items(&mut self, view: &View<'d>) {
        let Some(items) = view.schema.array.as_deref().and_then(|array| array.items) else { return };
        if !self.document.schemas[items].says_nothing() {
            self.unchecked("`items` of a second part", self.document.schemas[items].place);
        }
    }

    /// The more specific of two schemas for the same value; `None` if they contradict each other.
    pub(super) fn more_specific(&mut self, first: SchemaRef<'d>, second: SchemaRef<'d>) -> Option<SchemaRef<'d>> {
        let kinds = (self.kind(first), self.kind(second));
        match kinds {
            (Some(_), None) => Some(first),
            (None, _) => Some(second),
            (Some(JsonType::Integer), Some(JsonType::Number)) => Some(first),
            (Some(JsonType::Number), Some(JsonType::Integer)) => Some(second),
            (Some(one), Some(other)) if one != other => None,
            _ => Some(if self.weight(first) > self.weight(second) { first } else { second }),
        }
    }

    /// How specific a schema is: first by values, then a custom type, then properties, then constraints.
    fn weight(&self, schema: SchemaRef<'d>) -> (bool, bool, usize, usize) {
        let Some(view) = self.view(schema) else { return (false, false, 0, 0) };
        let schema = view.schema;
        let parts = [schema.properties().len(), schema.all_of.len(), schema.one_of().len(), schema.any_of().len()];
        let is_external = self.options.types.iter().any(|ty| Some(ty.name.as_str()) == view.format());
        (schema.values.is_some(), is_external, parts.into_iter().fold(0, usize::saturating_add), schema.assertions())
    }

    /// A schema that is a scalar, a list, a map or any value, with its constraints.
    fn plain(&mut self, view: &View<'d>, hint: &str) -> (TypeRef, Vec<Rule>) {
        for choice in choices(self, view) {
            self.unchecked(&format!("`{}` here", choice.kind.key()), choice.place);
        }
        let mut rules = self.rules(view, view.ty);
        if let Some(ty) = self.formatted(view) {
            rules.retain(|rule| !matches!(rule, Rule::Format(_)));
            rules.extend(self.value_rule(view, view.ty));
            return (ty, rules);
        }
        let ty = match view.ty {
            Some(JsonType::String) if self.context == Context::Part && view.is_binary() => TypeRef::Binary,
            Some(JsonType::String) => TypeRef::Text,
            Some(JsonType::Boolean) => TypeRef::Bool,
            Some(JsonType::Integer) => self.integer(view),
            Some(JsonType::Number) if view.format() == Some("float") => TypeRef::F32,
            Some(JsonType::Number) => TypeRef::F64,
            Some(JsonType::Array) => self.list(view, hint, &mut rules),
            Some(JsonType::Object) => self.map(view, hint, &mut rules),
            // A part of any type can be bytes.
            None if self.context == Context::Part && view.schema.says_nothing() => TypeRef::Binary,
            None => self.untyped(view),
        };
        self.listed_values(view, ty, rules)
    }

    /// The width of an integer. Unknown formats are ignored.
    fn integer(&mut self, view: &View<'d>) -> TypeRef {
        match view.format() {
            Some("int32") => TypeRef::I32,
            Some("uint64") => TypeRef::U64,
            _ if !view.is_beyond_i64() => TypeRef::I64,
            // Only an unsigned type can represent integers beyond `i64::MAX`.
            _ if view.is_never_negative() => TypeRef::U64,
            _ => {
                let what = "an integer that may be negative or above 9223372036854775807".to_owned();
                let read_as = "`i64`, which cannot represent larger numbers".to_owned();
                self.diagnostics.note(Kind::ReadAs { what, read_as }, view.schema.place.name);
                TypeRef::I64
            }
        }
    }

    /// Any value, with a note if the schema has keywords.
    fn untyped(&mut self, view: &View<'d>) -> TypeRef {
        let schema = view.schema;
        let required = schema.object.as_ref().and_then(|object| object.required_place).map(|place| (place, "required"));
        let format = schema.format.as_ref().map(|format| (format.place, "format"));
        let tag = schema.discriminator.as_ref().map(|found| (found.place, "discriminator"));
        let keywords: [Option<(Place, &str)>; 3] = [required, format, tag];
        let first = keywords.into_iter().flatten().min_by_key(|(place, _)| place.name);
        if let Some((place, key)) = first
            && self.is_first_report(view.itself)
        {
            let kind = Kind::Untyped { what: format!("a schema with `{key}`"), why: "it has no `type`" };
            self.diagnostics.note(kind, place.name);
        }
        TypeRef::Any
    }

    fn list(&mut self, view: &View<'d>, hint: &str, rules: &mut Vec<Rule>) -> TypeRef {
        let any = TypeRef::List(Box::new(TypeRef::Any));
        let Some(array) = view.schema.array.as_deref() else { return any };
        if let Some(positions) = &array.positions {
            return self.positions(view, array, &positions.value, positions.place, hint, rules);
        }
        let Some(items) = array.items else { return any };
        let mut item = self.used(SchemaRef::new(items), &nested_type_name(hint, "Item"));
        let inner = std::mem::take(&mut item.rules);
        rules.extend((!inner.is_empty()).then(|| Rule::Items(inner.into())));
        TypeRef::List(Box::new(item.nullable_type()))
    }

    /// A list whose items differ by position; a tuple if its length is fixed.
    fn positions(
        &mut self,
        view: &View<'d>,
        array: &'d ArrayKeywords<'d>,
        positions: &'d [SchemaId<'d>],
        place: Place,
        hint: &str,
        rules: &mut Vec<Rule>,
    ) -> TypeRef {
        let count = u64::try_from(positions.len()).unwrap_or(u64::MAX);
        let is_closed = array.is_closed || array.max_items.is_some_and(|most| most.value <= count);
        let is_whole = is_closed && array.min_items.is_some_and(|least| least.value >= count);
        if is_whole && (1..=MAX_TUPLE).contains(&positions.len()) {
            rules.retain(|rule| !matches!(rule, Rule::MinItems(_) | Rule::MaxItems(_)));
            let mut items = Vec::new();
            for (index, item) in positions.iter().enumerate() {
                let number = index.saturating_add(1).to_string();
                let mut used = self.used(SchemaRef::new(*item), &nested_type_name(hint, &number));
                let inner = std::mem::take(&mut used.rules);
                rules.extend((!inner.is_empty()).then(|| Rule::Position(index, inner.into())));
                items.push(used.nullable_type());
            }
            return TypeRef::Tuple(items);
        }
        if !is_whole {
            let what = "a list with `prefixItems` and further items".to_owned();
            let read_as = "a list in which each item has any of these types".to_owned();
            self.diagnostics.note(Kind::ReadAs { what, read_as }, place.name);
        }
        if !is_closed && array.items.is_none() {
            return TypeRef::List(Box::new(TypeRef::Any));
        }
        let branches: Vec<SchemaRef<'d>> = positions.iter().chain(&array.items).copied().map(SchemaRef::new).collect();
        let item = self.any_of(view, branches, place, &nested_type_name(hint, "Item"));
        TypeRef::List(Box::new(item))
    }

    /// A value of any of some schemas that are not a union in the description.
    fn any_of(&mut self, view: &View<'d>, branches: Vec<SchemaRef<'d>>, place: Place, hint: &str) -> TypeRef {
        if let [only] = branches.as_slice() {
            return self.used(*only, hint).nullable_type();
        }
        let key = (SchemaRef { as_type: view.ty, ..view.itself }, self.context);
        if let Some(known) = self.inline.get(&key) {
            return TypeRef::Named(*known);
        }
        let ty = self.reserve(Namer::Type.always(hint), Place { name: place.name, value: place.value });
        self.inline.insert(key, ty);
        let choice = Choice::any_of(branches, place);
        let kind = self.choice(&choice, &super::objects::Parts::default(), hint);
        if let Some(ty) = self.model.types.get_mut(ty.0) {
            ty.kind = kind;
        }
        if self.is_named_done {
            super::unions::collapse(&mut self.model, ty);
        }
        TypeRef::Named(ty)
    }

    fn map(&mut self, view: &View<'d>, hint: &str, rules: &mut Vec<Rule>) -> TypeRef {
        let values = self.in_part(|this| this.map_values(view, hint));
        let Some(mut value) = values else { return TypeRef::Map(Box::new(TypeRef::Any)) };
        let inner = std::mem::take(&mut value.rules);
        rules.extend((!inner.is_empty()).then(|| Rule::Values(inner.into())));
        TypeRef::Map(Box::new(value.nullable_type()))
    }

    /// The schema of additional properties, if the description has one.
    pub(super) fn map_values(&mut self, view: &View<'d>, hint: &str) -> Option<TypeUse> {
        let hint = nested_type_name(hint, "Value");
        let object = view.schema.object.as_deref()?;
        match (&object.patterns, object.additional) {
            (None, Additional::Values(values)) => Some(self.used(SchemaRef::new(values), &hint)),
            (None, Additional::Allowed(_) | Additional::Unsaid) => None,
            (Some(patterns), Additional::Allowed(false)) => {
                let schemas: Vec<_> = patterns.value.iter().map(|pattern| SchemaRef::new(pattern.schema)).collect();
                let nullable = false;
                match schemas.as_slice() {
                    [only] => Some(self.used(*only, &hint)),
                    _ => Some(TypeUse {
                        ty: self.any_of(view, schemas, patterns.place, &hint),
                        rules: Vec::new(),
                        nullable,
                    }),
                }
            }
            (Some(patterns), _) => {
                if self.is_first_report(SchemaRef { as_type: Some(JsonType::Object), ..view.itself }) {
                    self.unchecked(
                        "`patternProperties` of an object that allows additional properties",
                        patterns.place,
                    );
                }
                None
            }
        }
    }
}

impl View<'_> {
    /// Whether it is an object that cannot have properties: `{}`.
    pub(super) fn is_empty_object(&self) -> bool {
        let Some(object) = self.schema.object.as_deref() else { return false };
        let is_closed = matches!(object.additional, Additional::Allowed(false)) && object.patterns.is_none();
        object.properties.is_empty() && (is_closed || object.max_properties.is_some_and(|most| most.value == 0))
    }

    /// The format.
    pub(super) fn format(&self) -> Option<&str> {
        self.schema.format.as_ref().map(|format| format.value)
    }

    /// Whether integers beyond `i64::MAX` are allowed.
    pub(super) fn is_beyond_i64(&self) -> bool {
        if self.values().any(|value| value.whole().is_some_and(|value| i64::try_from(value).is_err())) {
            return true;
        }
        let most = self.schema.number.as_ref().and_then(|number| number.maximum);
        most.is_some_and(|most| match most.number.value.whole() {
            Some(most) => i64::try_from(most).is_err(),
            None => self.is_never_negative() && most.number.value.number().is_some_and(|most| most > I64_END),
        })
    }

    /// Whether negative numbers are forbidden.
    pub(super) fn is_never_negative(&self) -> bool {
        let mut values = self.values().peekable();
        if values.peek().is_some() && values.all(|value| value.whole().is_some()) {
            return true;
        }
        let least = self.schema.number.as_ref().and_then(|number| number.minimum);
        least.and_then(|least| least.number.value.number()).is_some_and(|least| least >= 0.0)
    }

    fn is_binary(&self) -> bool {
        self.ty == Some(JsonType::String) && self.format() == Some("binary")
    }
}
