//! Schemas to types.

use super::objects::below;
use super::{Lowering, MAX_CHAIN, docs};
use crate::diagnostic::Kind;
use crate::model::{Holds, Namer, Rule, TypeId, TypeKind, TypeRef};
use crate::view::{Additional, SchemaRef, View};

/// A schema where it is used.
pub(super) struct Use {
    pub(super) ty: TypeRef,
    pub(super) rules: Vec<Rule>,
    pub(super) nullable: bool,
}

/// What a schema is at large.
#[derive(Clone, Copy)]
pub(super) enum Form<'d> {
    /// There only to say something beside another schema.
    Wraps(SchemaRef<'d>),
    /// Some values that are known.
    Words(Holds),
    /// One of several schemas.
    Union,
    /// An object with members of its own or of its parts.
    Object,
    /// Parts that together say one scalar, list or map more closely.
    Narrows,
    /// A scalar, a list, a map or anything.
    Plain,
}

/// The most positions of a tuple, which is how far Rust's own traits go.
const MAX_TUPLE: usize = 12;

impl<'d> Lowering<'d, '_> {
    /// What a schema of `components/schemas` becomes.
    pub(super) fn named_kind(&mut self, id: TypeId, wire: &'d str, view: &View<'d>) -> TypeKind {
        let hint = self.model.get(id).map(|ty| ty.name.rust().to_owned()).unwrap_or_default();
        let form = self.form(view);
        if let Some(kind) = self.compound(&form, view, Some(wire), &hint) {
            return kind;
        }
        let used = self.simple(form, view, &hint);
        match used.ty {
            TypeRef::Text | TypeRef::I32 | TypeRef::I64 => TypeKind::Newtype { inner: used.ty, rules: used.rules },
            target => TypeKind::Alias { target, rules: used.rules },
        }
    }

    /// A schema where it is used; `hint` names the type that it may need.
    pub(super) fn used(&mut self, schema: SchemaRef<'d>, hint: &str) -> Use {
        let name = match schema {
            SchemaRef::Inline(at) => return self.inline(&View::new(at), hint),
            SchemaRef::Named(name, _) => name,
        };
        let ty = match self.named.get(name) {
            _ if self.is_form && self.is_binary(schema) => TypeRef::Binary,
            Some(id) => TypeRef::Named(*id),
            None => TypeRef::Any,
        };
        Use { ty, rules: Vec::new(), nullable: self.is_nullable(schema) }
    }

    /// A schema as the body of a form, whose binary members are files. A named schema that has such
    /// members gets a second type, since in JSON they are strings.
    pub(super) fn used_as_form(&mut self, schema: SchemaRef<'d>, hint: &str) -> Use {
        let was = std::mem::replace(&mut self.is_form, true);
        let used = match schema {
            SchemaRef::Named(name, _) if self.has_binary_member(schema) => {
                let nullable = self.is_nullable(schema);
                Use { ty: self.form_type(name, schema), rules: Vec::new(), nullable }
            }
            schema => self.used(schema, hint),
        };
        self.is_form = was;
        used
    }

    fn form_type(&mut self, name: &'d str, schema: SchemaRef<'d>) -> TypeRef {
        if let Some(known) = self.forms.get(name) {
            return TypeRef::Named(*known);
        }
        let Some(view) = self.view(schema) else { return TypeRef::Any };
        let hint = format!("{name}Form");
        let id = self.reserve(Namer::Type.always(&hint), view.at);
        self.forms.insert(name, id);
        let form = self.form(&view);
        let kind = self.compound(&form, &view, Some(name), &hint);
        self.fill(id, &view, kind);
        TypeRef::Named(id)
    }

    fn has_binary_member(&mut self, schema: SchemaRef<'d>) -> bool {
        let mut open = vec![schema];
        for _ in 0..MAX_CHAIN {
            let Some(view) = open.pop().and_then(|schema| self.view(schema)) else { return false };
            let lists = view.properties.iter().filter_map(|(_, member)| self.view(*member)?.items);
            let binary = view.properties.iter().map(|(_, member)| *member).chain(lists);
            if binary.into_iter().any(|member| self.is_binary(member)) {
                return true;
            }
            open.extend(view.all_of);
        }
        false
    }

    /// Whether a schema stands for bytes.
    pub(super) fn is_binary(&self, schema: SchemaRef<'d>) -> bool {
        self.view(schema).is_some_and(|view| view.ty == Some("string") && view.text("format") == Some("binary"))
    }

    /// Whether a schema allows `null`, itself or through the one that it only wraps.
    pub(super) fn is_nullable(&mut self, schema: SchemaRef<'d>) -> bool {
        let name = match schema {
            SchemaRef::Inline(at) => return self.allows_null(&View::new(at)),
            SchemaRef::Named(name, _) => name,
        };
        if let Some(known) = self.nullable.get(name) {
            return *known;
        }
        // A schema that is asked for while it is being looked at leads back to itself.
        self.nullable.insert(name, false);
        let nullable = self.shallow(false, |this| this.view(schema).is_some_and(|view| this.allows_null(&view)));
        self.nullable.insert(name, nullable);
        nullable
    }

    fn allows_null(&mut self, view: &View<'d>) -> bool {
        if view.flag("nullable") || view.lists_null() {
            return true;
        }
        let empty = |part: &SchemaRef<'d>| {
            matches!(part, SchemaRef::Inline(at) if {
                let part = View::new(*at);
                part.says_nothing() && part.flag("nullable")
            })
        };
        if view.all_of.iter().any(empty) {
            return true;
        }
        let core = self.core(view);
        if let Some(core) = core {
            return self.is_nullable(core);
        }
        let branches: Vec<_> = view.one_of.iter().chain(&view.any_of).copied().collect();
        branches.into_iter().any(|branch| self.is_nullable(branch))
    }

    /// Looks one step further along a chain of schemas, unless it is too long.
    pub(super) fn shallow<T>(&mut self, otherwise: T, look: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth > MAX_CHAIN {
            return otherwise;
        }
        self.depth = self.depth.saturating_add(1);
        let found = look(self);
        self.depth = self.depth.saturating_sub(1);
        found
    }

    fn inline(&mut self, view: &View<'d>, hint: &str) -> Use {
        // A schema that several `allOf` merge is still one schema.
        if let Some(known) = self.inline.get(&view.identity()) {
            return Use { ty: TypeRef::Named(*known), rules: Vec::new(), nullable: self.allows_null(view) };
        }
        let form = self.form(view);
        if let Form::Words(_) | Form::Union | Form::Object = form {
            return Use { ty: self.define(&form, view, hint), rules: Vec::new(), nullable: self.allows_null(view) };
        }
        self.simple(form, view, hint)
    }

    /// A type for a schema that was written in place. It is known before its parts are looked at,
    /// as a part may merge the schema that this one stands in.
    fn define(&mut self, form: &Form<'d>, view: &View<'d>, hint: &str) -> TypeRef {
        let id = self.reserve(Namer::Type.always(hint), view.at);
        self.inline.insert(view.identity(), id);
        let kind = self.compound(form, view, None, hint);
        self.fill(id, view, kind);
        TypeRef::Named(id)
    }

    /// Completes a type that room was made for.
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

    /// A schema that needs a type of its own: an object with members, a choice of words, a union.
    fn compound(&mut self, form: &Form<'d>, view: &View<'d>, wire: Option<&'d str>, hint: &str) -> Option<TypeKind> {
        self.note_not(view);
        match form {
            Form::Words(holds) => Some(self.enumeration(view, *holds)),
            Form::Union => Some(self.union(view, wire, hint)),
            Form::Object => Some(self.object(view, wire, hint)),
            Form::Wraps(_) | Form::Narrows | Form::Plain => None,
        }
    }

    /// What a schema is at large.
    pub(super) fn form(&mut self, view: &View<'d>) -> Form<'d> {
        if let Some(holds) = view.holds() {
            return Form::Words(holds);
        }
        if let Some(core) = self.core(view) {
            return Form::Wraps(core);
        }
        if let Some(holds) = self.merged_holds(view) {
            return Form::Words(holds);
        }
        let has_choices = super::unions::choices(view).iter().any(|choice| !choice.only_requires());
        let is_object = self.kind_of(view) == Some("object");
        if view.ty.is_some_and(|ty| ty != "object") && view.all_of.is_empty() {
            Form::Plain
        } else if is_object && (!view.all_of.is_empty() || !view.properties.is_empty() || view.is_empty_object()) {
            Form::Object
        } else if !view.all_of.is_empty() {
            Form::Narrows
        } else if has_choices && !view.has("enum") {
            Form::Union
        } else {
            Form::Plain
        }
    }

    /// The one schema that this one only says something beside.
    fn core(&mut self, view: &View<'d>) -> Option<SchemaRef<'d>> {
        let said: Vec<&str> = view.at.node().entries().iter().map(|(key, _)| key.text.as_str()).collect();
        let lists = [("allOf", &view.all_of), ("oneOf", &view.one_of), ("anyOf", &view.any_of)];
        let mut lists = lists.into_iter().filter(|(_, list)| !list.is_empty());
        let ((key, list), None) = (lists.next()?, lists.next()) else { return None };
        let tags = if key == "allOf" { "" } else { "discriminator" };
        let besides = said.iter().filter(|said| **said != key && **said != tags && **said != "type");
        if !besides.into_iter().all(|key| is_aside(key)) {
            return None;
        }
        let mut parts = list.iter().filter(|part| match part {
            SchemaRef::Inline(at) => {
                let part = View::new(*at);
                if key == "allOf" { !part.says_nothing() } else { !part.is_null() }
            }
            SchemaRef::Named(..) => true,
        });
        let (only, None) = (*parts.next()?, parts.next()) else { return None };
        let kind = self.kind(only);
        (view.ty.is_none() || view.ty == kind).then_some(only)
    }

    /// The JSON type of a schema, where it has one.
    pub(super) fn kind(&mut self, schema: SchemaRef<'d>) -> Option<&'static str> {
        let SchemaRef::Named(name, _) = schema else {
            let view = self.view(schema)?;
            return self.shallow(None, |this| this.kind_of(&view));
        };
        if let Some(known) = self.kinds.get(name) {
            return *known;
        }
        // A schema that is asked for while it is being looked at leads back to itself.
        self.kinds.insert(name, None);
        let kind = self.view(schema).and_then(|view| self.shallow(None, |this| this.kind_of(&view)));
        self.kinds.insert(name, kind);
        kind
    }

    pub(super) fn kind_of(&mut self, view: &View<'d>) -> Option<&'static str> {
        match view.holds() {
            Some(Holds::Text) => return Some("string"),
            Some(Holds::Integer) => return Some("integer"),
            None => {}
        }
        if view.ty.is_some() {
            return view.ty;
        }
        if !view.properties.is_empty() {
            return Some("object");
        }
        // Parts of an `allOf` may leave the type to the others; branches of a `oneOf` must agree.
        if let Some(kind) = view.all_of.iter().find_map(|part| self.kind(*part)) {
            return Some(kind);
        }
        let mut kinds = view.one_of.iter().chain(&view.any_of).map(|branch| self.kind(*branch));
        let first = kinds.next()??;
        kinds.all(|kind| kind == Some(first)).then_some(first)
    }

    /// A schema without a type of its own.
    fn simple(&mut self, form: Form<'d>, view: &View<'d>, hint: &str) -> Use {
        self.note_not(view);
        let nullable = self.allows_null(view);
        let used = match form {
            Form::Wraps(core) => self.used(core, hint),
            Form::Narrows => self.narrowed(view, hint),
            _ => {
                let (ty, rules) = self.plain(view, hint);
                Use { ty, rules, nullable }
            }
        };
        Use { nullable: nullable || used.nullable, ..used }
    }

    fn note_not(&mut self, view: &View<'d>) {
        if view.not && self.noted.insert(view.identity()) {
            let node = view.at.get("not");
            if node.is_some_and(|node| node.entries().is_empty()) {
                let (what, why) = ("a schema that excludes everything".to_owned(), "no value fits it");
                self.diagnostics.warn(Kind::Untyped { what, why }, view.at.child("not").name_span());
            } else {
                self.unchecked("`not`", view.at.child("not"));
            }
        }
    }

    /// Parts that are no objects: the type of the narrowest, and the rules of all.
    fn narrowed(&mut self, view: &View<'d>, hint: &str) -> Use {
        let mut main: Option<SchemaRef<'d>> = None;
        for part in &view.all_of {
            if matches!(part, SchemaRef::Inline(at) if View::new(*at).says_nothing()) {
                continue;
            }
            main = match main {
                None => Some(*part),
                Some(known) => match self.narrower(known, *part) {
                    Some(narrower) => Some(narrower),
                    None => {
                        let what = "this `allOf`".to_owned();
                        let kind = Kind::Untyped { what, why: "its parts are of different JSON types" };
                        self.diagnostics.warn(kind, part.at().name_span());
                        return Use { ty: TypeRef::Any, rules: Vec::new(), nullable: false };
                    }
                },
            };
        }
        for choice in super::unions::choices(view) {
            self.unchecked(&format!("`{}` beside `allOf`", choice.key), choice.at);
        }
        let Some(main) = main else {
            let (ty, rules) = self.plain(view, hint);
            return Use { ty, rules, nullable: false };
        };
        let mut used = self.used(main, hint);
        let kind = self.kind(main);
        let others = view.all_of.iter().filter(|part| part.at().node().span != main.at().node().span);
        for part in others {
            if let SchemaRef::Inline(at) = part {
                used.rules.extend(self.rules(&View::new(*at), kind));
            }
        }
        used.rules.extend(self.rules(view, kind));
        used
    }

    /// Which of two schemas for the same value says more; `None` when they cannot both hold.
    pub(super) fn narrower(&mut self, first: SchemaRef<'d>, second: SchemaRef<'d>) -> Option<SchemaRef<'d>> {
        let kinds = (self.kind(first), self.kind(second));
        match kinds {
            (Some(_), None) => Some(first),
            (None, _) => Some(second),
            (Some("integer"), Some("number")) => Some(first),
            (Some("number"), Some("integer")) => Some(second),
            (Some(one), Some(other)) if one != other => None,
            _ => Some(if self.weight(first) > self.weight(second) { first } else { second }),
        }
    }

    /// How much a schema says: values first, then members, then constraints.
    fn weight(&self, schema: SchemaRef<'d>) -> (bool, usize, usize) {
        let Some(view) = self.view(schema) else { return (false, 0, 0) };
        let parts = [view.properties.len(), view.all_of.len(), view.one_of.len(), view.any_of.len()];
        let said = view.at.node().entries().iter().filter(|(key, _)| !is_aside(&key.text)).count();
        (view.has("enum"), parts.into_iter().fold(0, usize::saturating_add), said)
    }

    /// A schema that is a scalar, a list, a map or anything, and its constraints.
    fn plain(&mut self, view: &View<'d>, hint: &str) -> (TypeRef, Vec<Rule>) {
        for choice in super::unions::choices(view) {
            self.unchecked(&format!("`{}` here", choice.key), choice.at);
        }
        let mut rules = self.rules(view, view.ty);
        let ty = match view.ty {
            Some("string") if self.is_form && view.text("format") == Some("binary") => TypeRef::Binary,
            Some("string") => TypeRef::Text,
            Some("boolean") => TypeRef::Bool,
            Some("integer") => integer(view),
            Some("number") if view.text("format") == Some("float") => TypeRef::F32,
            Some("number") => TypeRef::F64,
            Some("array") => self.list(view, hint, &mut rules),
            Some("object") => self.map(view, hint, &mut rules),
            _ => self.untyped(view),
        };
        self.listed_values(view, ty, rules)
    }

    /// Any value; with a word on it where the schema says something of it.
    fn untyped(&mut self, view: &View<'d>) -> TypeRef {
        let told = |key: &str| is_aside(key) || matches!(key, "not" | "enum" | "oneOf" | "anyOf" | "allOf");
        let said = view.at.node().entries().iter().find(|(key, _)| !told(&key.text));
        if let Some((key, _)) = said
            && self.noted.insert(view.identity())
        {
            let kind = Kind::Untyped { what: format!("a schema with `{}`", key.text), why: "it has no `type`" };
            self.diagnostics.note(kind, key.span);
        }
        TypeRef::Any
    }

    fn list(&mut self, view: &View<'d>, hint: &str, rules: &mut Vec<Rule>) -> TypeRef {
        let Some(items) = view.items else { return TypeRef::List(Box::new(TypeRef::Any)) };
        let positions = self.view(items).map(|items| items.one_of).unwrap_or_default();
        if view.flag("x-tuple") && (1..=MAX_TUPLE).contains(&positions.len()) {
            rules.retain(|rule| !matches!(rule, Rule::MinItems(_) | Rule::MaxItems(_)));
            let item = |(index, item): (usize, &SchemaRef<'d>)| {
                let number = index.saturating_add(1).to_string();
                self.used(*item, &below(hint, &number)).nullable_type()
            };
            return TypeRef::Tuple(positions.iter().enumerate().map(item).collect());
        }
        let mut item = self.used(items, &below(hint, "Item"));
        let inner = std::mem::take(&mut item.rules);
        rules.extend((!inner.is_empty()).then(|| Rule::Items(inner.into())));
        TypeRef::List(Box::new(item.nullable_type()))
    }

    fn map(&mut self, view: &View<'d>, hint: &str, rules: &mut Vec<Rule>) -> TypeRef {
        let Additional::Values(values) = view.additional else { return TypeRef::Map(Box::new(TypeRef::Any)) };
        let mut value = self.used(values, &below(hint, "Value"));
        let inner = std::mem::take(&mut value.rules);
        rules.extend((!inner.is_empty()).then(|| Rule::Values(inner.into())));
        TypeRef::Map(Box::new(value.nullable_type()))
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

    /// Whether it says nothing about the value but, perhaps, that it may be `null`.
    pub(super) fn says_nothing(&self) -> bool {
        self.at.node().entries().iter().all(|(key, _)| is_aside(&key.text))
    }

    /// Whether it allows `null` and nothing else is said.
    pub(super) fn is_null(&self) -> bool {
        let values = self.at.get("enum").map(crate::tree::Node::items).unwrap_or_default();
        let only_null = !values.is_empty() && values.iter().all(|value| value.kind() == "null");
        only_null || (self.flag("nullable") && self.says_nothing())
    }

    /// Which schema of the file this is.
    pub(super) fn identity(&self) -> *const crate::tree::Node {
        std::ptr::from_ref(self.at.node())
    }
}

/// An integer's width. Unknown formats say no more than none does.
fn integer(view: &View<'_>) -> TypeRef {
    match view.text("format") {
        Some("int32") => TypeRef::I32,
        Some("uint64") => TypeRef::U64,
        _ => TypeRef::I64,
    }
}

/// What says nothing about the values that fit.
fn is_aside(key: &str) -> bool {
    let aside = [
        "description",
        "title",
        "nullable",
        "deprecated",
        "readOnly",
        "writeOnly",
        "example",
        "examples",
        "default",
        "externalDocs",
        "xml",
    ];
    aside.contains(&key) || (key.starts_with("x-") && key != "x-key-pattern")
}
