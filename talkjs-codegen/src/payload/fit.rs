//! Checks a literal against its type: collects the errors and builds the typed value.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use serde_json::Value as Json;
use talkjs_rules::{Broken, Rule};

use super::fault::{Fault, Found};
use super::json::{as_number, found, json, kinds, repeated_item, word};
use super::schema::{About, Branch, Kind, Object, Property, Schema, Told, Type};
use super::syntax::{self, Entry, IfNone, Value, ValueKind};
use super::words::{accepted, expected, expected_type};
use crate::model::{TypeRef, json_name};
use crate::suggest::nearest;

/// A value whose type is known. Literals in it have been checked.
#[derive(Debug)]
pub(crate) enum Fitted<'s> {
    /// A value that has been reported as an error.
    Nothing,
    Null,
    Bool(Ident),
    Text(Literal),
    Integer(i128, Span),
    Fraction(f64, Span),
    Expression(Expression<'s>),
    List(Vec<Fitted<'s>>),
    Map(Vec<(Key, Fitted<'s>)>, Option<TokenStream>),
    /// A value whose type allows null.
    NotNull(Box<Fitted<'s>>),
    Newtype(Box<Fitted<'s>>),
    /// A literal that becomes a value of a custom type.
    External(Box<Fitted<'s>>, Span, String),
    Variant(&'s str, Span),
    Branch(&'s Branch, Box<Fitted<'s>>),
    Struct(Struct<'s>),
}

/// An expression, which rustc checks.
#[derive(Debug)]
pub(crate) struct Expression<'s> {
    pub(crate) tokens: TokenStream,
    pub(crate) span: Span,
    pub(crate) path: String,
    /// A description of what is accepted.
    pub(crate) accepted: String,
    pub(crate) about: Option<Told<'s>>,
    pub(crate) rules: &'s [Rule],
    /// Its meaning where it is `None`.
    pub(crate) if_none: Option<IfNone>,
    /// Whether the place holds a custom type.
    pub(crate) is_external: bool,
}

/// A key as written.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) text: String,
    pub(crate) token: TokenTree,
}

/// An object of a named type.
#[derive(Debug)]
pub(crate) struct Struct<'s> {
    pub(crate) ty: &'s Type,
    pub(crate) object: &'s Object,
    /// The properties, in the order of the literal.
    pub(crate) properties: Vec<(&'s Property, Key, Fitted<'s>)>,
    pub(crate) extra: Vec<(Key, Fitted<'s>)>,
    pub(crate) base: Option<TokenStream>,
    /// Bare keys that may be incomplete: unknown ones, and those without a value.
    pub(crate) unfinished: Vec<Ident>,
}

/// A place in the value.
#[derive(Clone, Debug, Default)]
struct At<'s> {
    path: String,
    about: Option<Told<'s>>,
    /// The token at which missing properties are reported.
    owner: Option<Span>,
}

/// The most visits of values, in total, to find branches of unions by trial.
const MAX_LOOKS: usize = 100_000;

/// Checks literals against types and collects the errors.
pub(crate) struct Fitter<'s> {
    schema: &'s Schema,
    looks: usize,
    pub(crate) found: Vec<Found>,
}

impl<'s> Fitter<'s> {
    pub(crate) fn new(schema: &'s Schema) -> Self {
        Self { schema, looks: 0, found: Vec::new() }
    }

    /// The payload: a value of the schema's first type, whose name is in front of it.
    pub(crate) fn payload(&mut self, value: &Value, name: Span) -> Fitted<'s> {
        let Some(root) = self.schema.types.first() else { return Fitted::Nothing };
        let at = At { path: String::new(), about: Some(root.told()), owner: Some(name) };
        self.of_type(value, root, &[], &at)
    }

    fn value(&mut self, value: &Value, ty: &'s TypeRef, rules: &'s [Rule], at: &At<'s>) -> Fitted<'s> {
        self.looks = self.looks.saturating_add(1);
        if let Some(if_none) = value.if_none
            && !(if_none == IfNone::Null && matches!(ty, TypeRef::Nullable(_)))
        {
            return self.no_property(value, if_none, at);
        }
        match (&value.kind, ty) {
            (ValueKind::Unreadable, _) => Fitted::Nothing,
            (ValueKind::Expression(tokens), ty) => self.expression(tokens.clone(), value.span, ty, rules, at),
            (ValueKind::Null, TypeRef::Nullable(_) | TypeRef::Any) => Fitted::Null,
            (_, TypeRef::Nullable(inner)) => Fitted::NotNull(Box::new(self.value(value, inner, rules, at))),
            (_, TypeRef::Named(id)) => match self.schema.types.get(id.0) {
                Some(named) => self.of_type(value, named, rules, at),
                None => Fitted::Nothing,
            },
            (ValueKind::Text(_, literal), TypeRef::Text | TypeRef::Any) => {
                self.scalar(value, rules, at);
                Fitted::Text(literal.clone())
            }
            (ValueKind::Bool(word), TypeRef::Bool | TypeRef::Any) => {
                self.scalar(value, rules, at);
                Fitted::Bool(word.clone())
            }
            (ValueKind::Number(digits), ty) => self.number(digits, value, ty, rules, at),
            (ValueKind::List(items), TypeRef::List(inner)) => self.list(value, items, inner, rules, at),
            (ValueKind::List(items), TypeRef::Any) => self.list(value, items, ty, rules, at),
            (ValueKind::List(items), TypeRef::Tuple(types)) => self.tuple(value, items, types, rules, at),
            (ValueKind::Object(object), TypeRef::Map(inner)) => self.map(value, object, inner, rules, at),
            (ValueKind::Object(object), TypeRef::Any) => self.map(value, object, ty, rules, at),
            _ => self.wrong_type(value, expected(ty, self.schema), at),
        }
    }

    fn of_type(&mut self, value: &Value, named: &'s Type, rules: &'s [Rule], at: &At<'s>) -> Fitted<'s> {
        if let Some(if_none) = value.if_none {
            return self.no_property(value, if_none, at);
        }
        match (&value.kind, &named.kind) {
            (ValueKind::Unreadable, _) => Fitted::Nothing,
            (ValueKind::Expression(tokens), _) => {
                let accepted = expected_type(named, self.schema);
                let is_external = match &named.kind {
                    Kind::External(..) => true,
                    Kind::Alias(used) => self.schema.external(&used.ty).is_some(),
                    _ => false,
                };
                let expression = Expression {
                    tokens: tokens.clone(),
                    span: value.span,
                    path: at.path.clone(),
                    accepted,
                    about: at.about,
                    rules,
                    if_none: None,
                    is_external,
                };
                Fitted::Expression(expression)
            }
            (_, Kind::Alias(used)) => self.value(value, &used.ty, &used.rules, at),
            (_, Kind::Newtype(used)) => {
                let inner = self.value(value, &used.ty, &used.rules, at);
                self.scalar(value, rules, at);
                Fitted::Newtype(Box::new(inner))
            }
            (_, Kind::External(used, _)) => {
                let inner = self.value(value, &used.ty, &used.rules, at);
                self.scalar(value, rules, at);
                Fitted::External(Box::new(inner), value.span, at.path.clone())
            }
            (_, Kind::Union(branches)) => self.union(value, named, branches, at),
            (_, Kind::Elsewhere) => {
                self.report(value.span, Fault::Elsewhere { name: named.name.clone() }, at);
                Fitted::Nothing
            }
            (ValueKind::Object(object), Kind::Object(known)) => self.object(value, object, named, known, at),
            (ValueKind::Text(text, literal), Kind::Texts(words, is_free)) => {
                match words.iter().find(|(wire, _)| wire == text) {
                    Some((_, variant)) => Fitted::Variant(variant, value.span),
                    None if *is_free => Fitted::Newtype(Box::new(Fitted::Text(literal.clone()))),
                    None => {
                        let values = words.iter().map(|(wire, _)| Json::from(wire.as_str()).to_string());
                        self.unlisted(value, values.collect(), words.iter().map(|(wire, _)| wire.as_str()), at)
                    }
                }
            }
            (ValueKind::Number(digits), Kind::Integers(words, is_free)) => {
                let Ok(number) = digits.parse::<i64>() else {
                    return self.wrong_type(value, expected(&TypeRef::I64, self.schema), at);
                };
                match words.iter().find(|(known, _)| *known == number) {
                    Some((_, variant)) => Fitted::Variant(variant, value.span),
                    None if *is_free => Fitted::Newtype(Box::new(Fitted::Integer(number.into(), value.span))),
                    None => {
                        let values = words.iter().map(|(known, _)| known.to_string());
                        self.unlisted(value, values.collect(), [].into_iter(), at)
                    }
                }
            }
            _ => self.wrong_type(value, expected_type(named, self.schema), at),
        }
    }

    /// `or null` and `or keep` are allowed only for the value of a property.
    fn no_property(&mut self, value: &Value, if_none: IfNone, at: &At<'s>) -> Fitted<'s> {
        self.report(value.span, Fault::IfNone { if_none }, at);
        Fitted::Nothing
    }

    /// An option, and what its `None` means.
    fn option(&mut self, value: &Value, if_none: IfNone, property: &'s Property, at: &At<'s>) -> Fitted<'s> {
        let is_allowed = match if_none {
            IfNone::Null => property.nullable,
            IfNone::Keep => !property.required,
        };
        let ValueKind::Expression(tokens) = &value.kind else { return Fitted::Nothing };
        if !is_allowed {
            return self.no_property(value, if_none, at);
        }
        match self.expression(tokens.clone(), value.span, &property.used.ty, &property.used.rules, at) {
            Fitted::Expression(expression) => Fitted::Expression(Expression { if_none: Some(if_none), ..expression }),
            other => other,
        }
    }

    fn expression(&self, tokens: TokenStream, span: Span, ty: &TypeRef, rules: &'s [Rule], at: &At<'s>) -> Fitted<'s> {
        let (accepted, is_external) = (accepted(ty, self.schema), self.schema.external(ty).is_some());
        let (path, about) = (at.path.clone(), at.about);
        Fitted::Expression(Expression { tokens, span, path, accepted, about, rules, if_none: None, is_external })
    }

    fn number(&mut self, digits: &str, value: &Value, ty: &'s TypeRef, rules: &'s [Rule], at: &At<'s>) -> Fitted<'s> {
        let whole = digits.parse::<i128>().ok();
        let range = match ty {
            TypeRef::I32 => Some((i128::from(i32::MIN), i128::from(i32::MAX))),
            TypeRef::I64 => Some((i128::from(i64::MIN), i128::from(i64::MAX))),
            TypeRef::U64 => Some((0, i128::from(u64::MAX))),
            TypeRef::Any => Some((i128::from(i64::MIN), i128::from(u64::MAX))),
            _ => None,
        };
        let fraction = digits.parse::<f64>().ok().filter(|number| number.is_finite());
        let fitted = match (ty, range, whole, fraction) {
            (_, Some((least, most)), Some(whole), _) if (least..=most).contains(&whole) => {
                Fitted::Integer(whole, value.span)
            }
            (TypeRef::F32 | TypeRef::F64 | TypeRef::Any, _, _, Some(number)) => Fitted::Fraction(number, value.span),
            (TypeRef::I32 | TypeRef::I64 | TypeRef::U64, Some((least, most)), Some(_), _) => {
                return self.wrong_type(value, format!("an integer from {least} to {most}"), at);
            }
            _ => return self.wrong_type(value, expected(ty, self.schema), at),
        };
        self.scalar(value, rules, at);
        fitted
    }

    /// Checks the rules of the place for a string, a number or a boolean.
    fn scalar(&mut self, value: &Value, rules: &[Rule], at: &At<'s>) {
        let broken = |rule: &Rule| match &value.kind {
            ValueKind::Text(text, _) => rule.text(text),
            ValueKind::Number(digits) => rule.number(as_number(digits)?),
            ValueKind::Bool(_) => rule.value(&json(value)?),
            _ => None,
        };
        for broken in rules.iter().filter_map(broken) {
            let found = matches!(broken, Broken::NotListed { .. }).then(|| found(value));
            self.report_value(value, Fault::Broken { broken, found, nearest: None }, at);
        }
    }

    fn list(
        &mut self,
        value: &Value,
        items: &[Value],
        inner: &'s TypeRef,
        rules: &'s [Rule],
        at: &At<'s>,
    ) -> Fitted<'s> {
        for rule in rules {
            let broken = match rule {
                Rule::UniqueItems => repeated_item(items),
                rule => rule.items(items.len()),
            };
            if let Some(broken) = broken {
                let repeated = match broken {
                    Broken::RepeatedItem { second, .. } => items.get(second),
                    _ => None,
                };
                self.broken(repeated.unwrap_or(value).span, broken, None, at);
            }
        }
        let inside = Rule::of_items(rules);
        let fitted = items.iter().enumerate().map(|(index, item)| self.value(item, inner, inside, &at.item(index)));
        Fitted::List(fitted.collect())
    }

    fn tuple(
        &mut self,
        value: &Value,
        items: &[Value],
        types: &'s [TypeRef],
        rules: &'s [Rule],
        at: &At<'s>,
    ) -> Fitted<'s> {
        let (min, found) = (count(types.len()), count(items.len()));
        if found != min {
            let broken =
                if found < min { Broken::TooFewItems { min, found } } else { Broken::TooManyItems { max: min, found } };
            self.broken(value.span, broken, None, at);
            return Fitted::Nothing;
        }
        let items = items.iter().zip(types).enumerate();
        let fitted = items.map(|(index, (item, ty))| {
            let inside = Rule::of_position(rules, index);
            self.value(item, ty, inside, &at.item(index))
        });
        Fitted::List(fitted.collect())
    }

    fn map(
        &mut self,
        value: &Value,
        object: &syntax::Object,
        inner: &'s TypeRef,
        rules: &'s [Rule],
        at: &At<'s>,
    ) -> Fitted<'s> {
        self.repeated_keys(object, at);
        if object.base.is_none() {
            for broken in rules.iter().filter_map(|rule| rule.properties(object.entries.len())) {
                self.broken(value.span, broken, None, at);
            }
        }
        let inside = Rule::of_values(rules);
        let mut entries = Vec::new();
        for entry in &object.entries {
            for broken in rules.iter().filter_map(|rule| rule.key(&entry.key)) {
                self.broken(entry.token.span(), broken, Some(Json::from(entry.key.as_str()).to_string()), at);
            }
            let fitted = self.entry(entry, inner, inside, &at.property(&entry.key, None));
            entries.push((Key::of(entry), fitted));
        }
        Fitted::Map(entries, object.base.clone())
    }

    /// The value of a key; a bare key alone is a variable of that name.
    fn entry(&mut self, entry: &Entry, ty: &'s TypeRef, rules: &'s [Rule], at: &At<'s>) -> Fitted<'s> {
        match &entry.value {
            Some(value) => self.value(value, ty, rules, at),
            None => self.expression(entry.token.clone().into(), entry.token.span(), ty, rules, at),
        }
    }

    fn object(
        &mut self,
        value: &Value,
        object: &syntax::Object,
        ty: &'s Type,
        known: &'s Object,
        at: &At<'s>,
    ) -> Fitted<'s> {
        self.repeated_keys(object, at);
        let mut fitted = Struct {
            ty,
            object: known,
            properties: Vec::new(),
            extra: Vec::new(),
            base: object.base.clone(),
            unfinished: Vec::new(),
        };
        for entry in &object.entries {
            self.object_entry(entry, &mut fitted, at);
        }
        if object.base.is_none() && !object.is_incomplete {
            let place = at.owner.unwrap_or(value.span);
            self.missing(ty, known, object, place);
            self.exactly_one(known, object, place, at);
        }
        Fitted::Struct(fitted)
    }

    fn object_entry(&mut self, entry: &Entry, fitted: &mut Struct<'s>, at: &At<'s>) {
        let (ty, known) = (fitted.ty, fitted.object);
        let names =
            known.properties.iter().map(|property| &property.wire).chain(known.tag.iter().map(|(name, _)| name));
        let is_known = names.into_iter().any(|name| *name == entry.key);
        if let TokenTree::Ident(key) = &entry.token
            && (entry.value.is_none() || !is_known)
        {
            fitted.unfinished.extend(json_name(&entry.key, key.span()));
        }
        if let Some((_, tag)) = known.tag.as_ref().filter(|(key, _)| *key == entry.key) {
            return self.tag(entry, tag, &at.property(&entry.key, Some(ty.told())));
        }
        if let Some(property) = known.properties.iter().find(|property| property.wire == entry.key) {
            let at = at.property(&entry.key, Some(property.told()));
            if let Some(preset) = &property.preset {
                return self.tag(entry, preset, &at);
            }
            let is_null = matches!(&entry.value, Some(value) if matches!(value.kind, ValueKind::Null));
            let if_none = entry.value.as_ref().and_then(|value| Some((value, value.if_none?)));
            let value = if is_null && property.nullable {
                Fitted::Null
            } else if let Some((value, if_none)) = if_none {
                self.option(value, if_none, property, &at)
            } else {
                self.entry(entry, &property.used.ty, &property.used.rules, &at)
            };
            // Of a duplicate key, which has been reported, the first value is used.
            if !fitted.properties.iter().any(|(given, ..)| given.wire == property.wire) {
                fitted.properties.push((property, Key::of(entry), value));
            }
        } else if let Some((_, about)) = known.received_only.iter().find(|(wire, _)| *wire == entry.key) {
            self.report(entry.token.span(), Fault::ReadOnly, &at.property(&entry.key, Some(about.told())));
        } else if let Some(extra) = &known.extra {
            let value = self.entry(entry, &extra.ty, &extra.rules, &at.property(&entry.key, None));
            fitted.extra.push((Key::of(entry), value));
        } else {
            self.unknown_key(entry, fitted);
        }
    }

    fn unknown_key(&mut self, entry: &Entry, fitted: &mut Struct<'s>) {
        let had_name = |property: &&Property| property.former_names.contains(&entry.key);
        if let Some(property) = fitted.object.properties.iter().find(had_name) {
            let (owner, key) = (fitted.ty.name.clone(), entry.key.clone());
            let fault = Fault::FormerName { owner, key, name: property.wire.clone() };
            self.found.push(Found { about: Some(property.told().owned()), ..Found::at(entry.token.span(), fault) });
            return;
        }
        let tag = fitted.object.tag.iter().map(|(key, _)| key.as_str());
        let known: Vec<&str> =
            fitted.object.properties.iter().map(|property| property.wire.as_str()).chain(tag).collect();
        let fault = Fault::UnknownKey {
            owner: fitted.ty.name.clone(),
            key: entry.key.clone(),
            nearest: nearest(&entry.key, known.iter().copied()).map(str::to_owned),
            known: known.into_iter().map(str::to_owned).collect(),
        };
        self.found.push(Found { about: Some(fitted.ty.told().owned()), ..Found::at(entry.token.span(), fault) });
    }

    /// A property that has only one possible value.
    fn tag(&mut self, entry: &Entry, tag: &str, at: &At<'s>) {
        match entry.value.as_ref().map(|value| (value, &value.kind)) {
            Some((_, ValueKind::Text(text, _))) if text == tag => {}
            Some((_, ValueKind::Unreadable)) => {}
            Some((value, _)) => {
                self.unlisted(value, vec![Json::from(tag).to_string()], [tag].into_iter(), at);
            }
            None => self.report(entry.token.span(), Fault::NoColon, at),
        }
    }

    fn repeated_keys(&mut self, object: &syntax::Object, at: &At<'s>) {
        let mut seen = HashMap::new();
        for entry in &object.entries {
            let span = entry.token.span();
            if let Some(first) = seen.insert(entry.key.as_str(), span) {
                let fault = Fault::RepeatedKey { key: at.property(&entry.key, None).path };
                self.found.push(Found { first: Some(first), ..Found::at(span, fault) });
            }
        }
    }

    fn missing(&mut self, ty: &Type, known: &Object, object: &syntax::Object, span: Span) {
        let given: HashSet<&str> = object.entries.iter().map(|entry| entry.key.as_str()).collect();
        let missing =
            known.properties.iter().filter(|property| property.required && !given.contains(property.wire.as_str()));
        let keys: Vec<_> = missing.map(|property| (property.wire.clone(), property.words.clone())).collect();
        if !keys.is_empty() {
            let fault = Fault::MissingKeys { owner: ty.name.clone(), keys };
            let about = About { words: String::new(), place: ty.place.clone() };
            self.found.push(Found { about: Some(about), ..Found::at(span, fault) });
        }
    }

    fn exactly_one(&mut self, known: &Object, object: &syntax::Object, span: Span, at: &At<'s>) {
        let given: HashSet<&str> = object.entries.iter().map(|entry| entry.key.as_str()).collect();
        let choice = |group: &Vec<usize>| {
            let names = property_names(known, group);
            (names.join("` and `").into(), names.iter().all(|name| given.contains(name)))
        };
        let choices: Vec<_> = known.groups.iter().map(|(group, _)| choice(group)).collect();
        if let Some(broken) = Broken::unless_exactly_one(&choices).filter(|_| !choices.is_empty()) {
            self.broken(span, broken, None, at);
        }
    }

    /// A value of a union: the branch is found by the discriminator, by the JSON type, or by trial.
    fn union(&mut self, value: &Value, ty: &'s Type, branches: &'s [Branch], at: &At<'s>) -> Fitted<'s> {
        let kinds = kinds(value);
        let fitting: Vec<&Branch> =
            branches.iter().filter(|branch| kinds.iter().any(|kind| branch.kinds.contains(kind))).collect();
        if fitting.is_empty() {
            return self.wrong_type(value, expected_type(ty, self.schema), at);
        }
        let Some(fitting) = self.tagged(value, &fitting, at) else { return Fitted::Nothing };
        if let [only] = fitting.as_slice() {
            return self.branch(value, only, at);
        }
        let mut tried = Vec::new();
        for branch in fitting {
            let before = self.found.len();
            let fitted = self.branch(value, branch, at);
            let faults = self.found.split_off(before);
            if faults.is_empty() || self.looks > MAX_LOOKS {
                return fitted;
            }
            tried.push((branch, fitted, faults));
        }
        self.best(value, ty, tried, at)
    }

    /// The branches that the literal's tag selects; all if it has no tag; `None` if the tag is unknown, which is
    /// reported.
    fn tagged(&mut self, value: &Value, branches: &[&'s Branch], at: &At<'s>) -> Option<Vec<&'s Branch>> {
        let ValueKind::Object(object) = &value.kind else { return Some(branches.to_vec()) };
        let tags = branches.iter().filter_map(|branch| branch.tag.as_ref());
        let entries: HashMap<&str, &Entry> = object.entries.iter().map(|entry| (entry.key.as_str(), entry)).collect();
        let Some((key, entry)) = tags.clone().find_map(|(key, _)| Some((key, *entries.get(key.as_str())?))) else {
            return Some(branches.to_vec());
        };
        let Some(written) = entry.value.as_ref().and_then(|value| Some((value, word(&json(value)?)?))) else {
            return Some(branches.to_vec());
        };
        let (value, written) = written;
        let takes = |branch: &&&Branch| branch.tag.as_ref().is_none_or(|(_, values)| values.contains(&written));
        let mut chosen: Vec<&Branch> = branches.iter().filter(takes).copied().collect();
        if chosen.iter().any(|branch| !branch.fallback) {
            chosen.retain(|branch| !branch.fallback);
        }
        if chosen.is_empty() {
            let known: Vec<&str> = tags.flat_map(|(_, values)| values.iter().map(String::as_str)).collect();
            let values = known.iter().map(|word| Json::from(*word).to_string()).collect();
            self.unlisted(value, values, known.into_iter(), &at.property(key, at.about));
            return None;
        }
        Some(chosen)
    }

    fn branch(&mut self, value: &Value, branch: &'s Branch, at: &At<'s>) -> Fitted<'s> {
        let inner = self.value(value, &branch.used.ty, &branch.used.rules, at);
        Fitted::Branch(branch, Box::new(inner))
    }

    /// Reports that no branch matches: the errors of the only branch that has all the properties, or the reason for
    /// each branch.
    fn best(
        &mut self,
        value: &Value,
        ty: &'s Type,
        mut tried: Vec<(&'s Branch, Fitted<'s>, Vec<Found>)>,
        at: &At<'s>,
    ) -> Fitted<'s> {
        let knows_all = |faults: &[Found]| !faults.iter().any(|found| matches!(found.fault, Fault::UnknownKey { .. }));
        if tried.iter().filter(|(.., faults)| knows_all(faults)).count() == 1
            && let Some(nearest) = tried.iter().position(|(.., faults)| knows_all(faults))
        {
            let (_, fitted, faults) = tried.swap_remove(nearest);
            self.found.extend(faults);
            return fitted;
        }
        let reasons = tried
            .iter()
            .map(|(branch, _, faults)| (self.branch_name(branch), faults.iter().map(Found::headline).collect()));
        let fault = Fault::NoBranch { union: ty.name.clone(), reasons: reasons.collect() };
        self.report(value.span, fault, at);
        tried.into_iter().next().map_or(Fitted::Nothing, |(_, fitted, _)| fitted)
    }

    /// The name of a branch's type in the description, or else of its variant.
    fn branch_name(&self, branch: &Branch) -> String {
        let named = match &branch.used.ty {
            TypeRef::Named(id) => self.schema.types.get(id.0),
            _ => None,
        };
        named.map_or(&branch.name, |ty| &ty.name).clone()
    }

    fn unlisted<'c>(
        &mut self,
        value: &Value,
        values: Vec<String>,
        candidates: impl Iterator<Item = &'c str>,
        at: &At<'s>,
    ) -> Fitted<'s> {
        let nearest = match &value.kind {
            ValueKind::Text(text, _) => nearest(text, candidates).map(str::to_owned),
            _ => None,
        };
        let broken = Broken::NotListed { values: values.into_iter().map(Into::into).collect() };
        let fault = Fault::Broken { broken, found: Some(found(value)), nearest };
        self.report_value(value, fault, at);
        Fitted::Nothing
    }

    fn wrong_type(&mut self, value: &Value, expected: String, at: &At<'s>) -> Fitted<'s> {
        self.report_value(value, Fault::WrongType { expected, found: found(value) }, at);
        Fitted::Nothing
    }

    fn broken(&mut self, span: Span, broken: Broken, found: Option<String>, at: &At<'s>) {
        self.report(span, Fault::Broken { broken, found, nearest: None }, at);
    }

    /// Reports an error of a literal, with all its tokens underlined.
    fn report_value(&mut self, value: &Value, fault: Fault, at: &At<'s>) {
        let (span, first) = (value.end.unwrap_or(value.span), value.end.map(|_| value.span));
        self.found.push(Found { span, first, path: at.path.clone(), fault, about: at.about.map(Told::owned) });
    }

    fn report(&mut self, span: Span, fault: Fault, at: &At<'s>) {
        self.found.push(Found { span, first: None, path: at.path.clone(), fault, about: at.about.map(Told::owned) });
    }
}

impl<'s> At<'s> {
    fn property(&self, key: &str, about: Option<Told<'s>>) -> Self {
        let is_name = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_');
        let path = match (self.path.as_str(), is_name) {
            ("", true) => key.to_owned(),
            (path, true) => format!("{path}.{key}"),
            (path, false) => format!("{path}[{}]", Json::from(key)),
        };
        Self { path, about: about.or(self.about), owner: None }
    }

    fn item(&self, index: usize) -> Self {
        Self { path: format!("{}[{index}]", self.path), about: self.about, owner: None }
    }
}

impl Key {
    fn of(entry: &Entry) -> Self {
        Self { text: entry.key.clone(), token: entry.token.clone() }
    }
}

impl Fitted<'_> {
    /// Whether it contains an expression of the caller, which may have side effects.
    pub(crate) fn has_expression(&self) -> bool {
        match self {
            Self::Expression(_) => true,
            Self::List(items) => items.iter().any(Self::has_expression),
            Self::Map(entries, base) => base.is_some() || entries.iter().any(|(_, value)| value.has_expression()),
            Self::NotNull(inner) | Self::Newtype(inner) | Self::Branch(_, inner) | Self::External(inner, ..) => {
                inner.has_expression()
            }
            Self::Struct(object) => {
                let properties = object.properties.iter().map(|(.., value)| value);
                let mut values = properties.chain(object.extra.iter().map(|(_, value)| value));
                object.base.is_some() || values.any(Self::has_expression)
            }
            _ => false,
        }
    }
}

fn property_names<'o>(known: &'o Object, group: &[usize]) -> Vec<&'o str> {
    group.iter().filter_map(|index| known.properties.get(*index)).map(|property| property.wire.as_str()).collect()
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
