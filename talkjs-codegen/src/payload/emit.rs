//! Emits Rust for a typed value: constructors and fields of the generated types, under the caller's spans.

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

use super::fit::{Expression, Fitted, Key, Struct};
use super::schema::{Branch, Kind, Object, Property, Schema, Told, Type};
use super::syntax::IfNone;
use super::words::{expected, expected_type};
use crate::model::{Presence, Rule, TypeRef, has_setter, ident, is_argument};
use crate::render::rule_tokens;

/// Writes values of the types of one schema.
pub(crate) struct Emitter<'s> {
    /// The module that holds the generated types.
    module: TokenStream,
    pub(super) rt: TokenStream,
    pub(super) schema: &'s Schema,
}

/// How a field holds its value: the value itself, an option, or a `Patch`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    Plain,
    Option,
    Patch,
}

impl<'s> Emitter<'s> {
    pub(crate) fn new(module: TokenStream, schema: &'s Schema) -> Self {
        let rt = quote! { #module::__rt };
        Self { module, rt, schema }
    }

    pub(crate) fn payload(&self, fitted: &Fitted<'_>) -> TokenStream {
        match self.schema.types.first() {
            Some(root) => self.of_type(fitted, root),
            None => TokenStream::new(),
        }
    }

    fn of_type(&self, fitted: &Fitted<'_>, ty: &Type) -> TokenStream {
        match (fitted, &ty.kind) {
            (fitted, Kind::Alias(used)) => self.value(fitted, &used.ty),
            (Fitted::Expression(expression), _) => self.expression(expression, &self.named(ty), Held::Plain, Some(ty)),
            (Fitted::Newtype(inner), Kind::Newtype(used)) => {
                let (name, inner) = (self.named(ty), self.value(inner, &used.ty));
                quote! { #name::from(#inner) }
            }
            (Fitted::Newtype(inner), Kind::Texts(..) | Kind::Integers(..)) => {
                let scalar = if matches!(ty.kind, Kind::Texts(..)) { TypeRef::Text } else { TypeRef::I64 };
                let (name, inner) = (self.named(ty), self.value(inner, &scalar));
                quote! { #name::from(#inner) }
            }
            (Fitted::External(inner, span, path), Kind::External(used, _)) => {
                let (rt, name, inner) = (&self.rt, self.named(ty), self.value(inner, &used.ty));
                // Only the type can reject it, and this code cannot return an error.
                quote_spanned! { span.resolved_at(Span::mixed_site()) =>
                    #rt::external::<#name>(#inner, #path).unwrap_or_else(|error| ::std::panic!("{error}"))
                }
            }
            (Fitted::Variant(variant, span), _) => {
                let (name, variant) = (self.named(ty), spanned(variant, *span));
                quote! { #name::#variant }
            }
            (Fitted::Branch(branch, inner), _) => self.branch(ty, branch, inner),
            (Fitted::Struct(object), _) => self.structure(object),
            _ => self.absent(&self.named(ty)),
        }
    }

    fn value(&self, fitted: &Fitted<'_>, ty: &TypeRef) -> TokenStream {
        let rt = &self.rt;
        match (fitted, ty) {
            (_, TypeRef::Named(id)) => match self.schema.types.get(id.0) {
                Some(ty) => self.of_type(fitted, ty),
                None => self.absent(&quote! { _ }),
            },
            (Fitted::Expression(expression), TypeRef::Nullable(ty)) => {
                self.expression(expression, &self.ty(ty), Held::Option, None)
            }
            (Fitted::Expression(expression), ty) => self.expression(expression, &self.ty(ty), Held::Plain, None),
            (Fitted::Nothing, ty) => self.absent(&self.ty(ty)),
            (Fitted::Null, TypeRef::Any) => quote! { #rt::serde_json::Value::Null },
            (Fitted::Null, TypeRef::Nullable(ty)) => {
                let inner = self.ty(ty);
                quote! { ::core::option::Option::<#inner>::None }
            }
            (Fitted::Null, _) => quote! { ::core::option::Option::None },
            (Fitted::NotNull(inner), TypeRef::Nullable(ty)) => {
                let inner = self.value(inner, ty);
                quote! { ::core::option::Option::Some(#inner) }
            }
            (Fitted::List(items), TypeRef::List(ty)) => self.list(items, ty),
            (Fitted::List(items), TypeRef::Tuple(types)) => {
                let items = items.iter().zip(types).map(|(item, ty)| self.value(item, ty));
                quote! { (#(#items,)*) }
            }
            (Fitted::List(items), _) => {
                let items = self.list(items, ty);
                quote! { #rt::serde_json::Value::Array(#items) }
            }
            (Fitted::Map(entries, base), TypeRef::Map(ty)) => self.map(entries, base.as_ref(), ty),
            (Fitted::Map(entries, base), _) => {
                let map = self.map(entries, base.as_ref(), ty);
                quote! { #rt::serde_json::Value::Object(#map.into_iter().collect()) }
            }
            (scalar, TypeRef::Any) => {
                let scalar = self.scalar(scalar, ty);
                quote! { #rt::serde_json::Value::from(#scalar) }
            }
            (scalar, ty) => self.scalar(scalar, ty),
        }
    }

    /// The argument of a setter or constructor, which convert it. String literals stay as they are, alone and in lists
    /// and maps, since rustc takes longer for a call each.
    fn argument(&self, fitted: &Fitted<'_>, ty: &TypeRef) -> TokenStream {
        let texts = match (fitted, self.known(ty)) {
            (fitted, _) if text(fitted).is_some() => text(fitted).map(ToTokens::to_token_stream),
            (Fitted::List(items), TypeRef::List(inner)) => {
                self.texts(items.iter(), inner).map(|items| quote! { [#(#items),*] })
            }
            (Fitted::Map(entries, None), TypeRef::Map(inner)) => {
                let keys = entries.iter().map(|(key, _)| key.text.as_str());
                let values = self.texts(entries.iter().map(|(_, value)| value), inner);
                values.map(|values| quote! { [#((#keys, #values)),*] })
            }
            _ => None,
        };
        texts.unwrap_or_else(|| self.value(fitted, ty))
    }

    /// String literals, some of which may be null; `None` if there are other values, or no string at all.
    fn texts<'f>(&self, items: impl Iterator<Item = &'f Fitted<'f>> + Clone, ty: &TypeRef) -> Option<Vec<TokenStream>> {
        let is_nullable = matches!(self.known(ty), TypeRef::Nullable(_));
        let has_null = items.clone().any(|item| matches!(item, Fitted::Null));
        items.clone().find_map(text)?;
        let items = items.map(|item| match item {
            Fitted::Null if is_nullable => Some(quote! { ::core::option::Option::None }),
            item if has_null => text(item).map(|text| quote! { ::core::option::Option::Some(#text) }),
            item => text(item).map(ToTokens::to_token_stream),
        });
        items.collect()
    }

    /// The target of aliases.
    fn known<'t>(&self, ty: &'t TypeRef) -> &'t TypeRef
    where
        's: 't,
    {
        match ty {
            TypeRef::Named(id) => match self.schema.types.get(id.0).map(|ty| &ty.kind) {
                Some(Kind::Alias(used)) => self.known(&used.ty),
                _ => ty,
            },
            ty => ty,
        }
    }

    fn scalar(&self, fitted: &Fitted<'_>, ty: &TypeRef) -> TokenStream {
        match fitted {
            Fitted::Text(literal) => {
                let rt = &self.rt;
                quote! { #rt::string(#literal) }
            }
            Fitted::Bool(word) => word.to_token_stream(),
            Fitted::Integer(number, span) => {
                let literal = match ty {
                    TypeRef::F32 | TypeRef::F64 => number.to_string().parse().ok().map(|number| fraction(number, ty)),
                    TypeRef::I32 => i32::try_from(*number).ok().map(Literal::i32_suffixed),
                    TypeRef::U64 => u64::try_from(*number).ok().map(Literal::u64_suffixed),
                    _ => i64::try_from(*number)
                        .ok()
                        .map(Literal::i64_suffixed)
                        .or_else(|| u64::try_from(*number).ok().map(Literal::u64_suffixed)),
                };
                literal.map(|literal| at(literal, *span)).into_token_stream()
            }
            Fitted::Fraction(number, span) => at(fraction(*number, ty), *span).into_token_stream(),
            _ => self.absent(&self.ty(ty)),
        }
    }

    fn list(&self, items: &[Fitted<'_>], ty: &TypeRef) -> TokenStream {
        if items.is_empty() {
            let inner = self.ty(ty);
            return quote! { ::std::vec::Vec::<#inner>::new() };
        }
        let rt = &self.rt;
        let items = items.iter().map(|item| self.value(item, ty));
        quote! { #rt::list([#(#items),*]) }
    }

    fn map(&self, entries: &[(Key, Fitted<'_>)], base: Option<&TokenStream>, values: &TypeRef) -> TokenStream {
        let (rt, inner) = (&self.rt, self.ty(values));
        let keyed = entries.iter().map(|(key, value)| {
            let (key, value) = (key.text.as_str(), self.value(value, values));
            quote! { (#key, #value) }
        });
        match base {
            None if entries.is_empty() => {
                quote! { ::std::collections::BTreeMap::<::std::string::String, #inner>::new() }
            }
            None => quote! { #rt::map([#(#keyed),*]) },
            Some(base) => {
                let ty = quote! { ::std::collections::BTreeMap<::std::string::String, #inner> };
                let accepted = expected(&TypeRef::Map(Box::new(values.clone())), self.schema);
                let is_external = self.schema.external(values).is_some();
                let base = Expression { is_external, ..based_on(base, accepted, None) };
                let base = self.expression(&base, &ty, Held::Plain, None);
                quote! { #rt::extended::<#inner, _>([#(#keyed),*], #base) }
            }
        }
    }

    fn branch(&self, ty: &Type, branch: &Branch, inner: &Fitted<'_>) -> TokenStream {
        let (name, variant) = (self.named(ty), ident(&branch.name));
        let inner = self.value(inner, &branch.used.ty);
        let inner = if branch.boxed {
            quote! { ::std::boxed::Box::new(#inner) }
        } else {
            inner
        };
        quote! { #name::#variant(#inner) }
    }

    /// An object: first the caller's expressions in their order, then the value from its base or from its constructor
    /// and setters, then the properties that have no setter.
    fn structure(&self, given: &Struct<'_>) -> TokenStream {
        let value = local("value");
        let built: Vec<&str> = if given.base.is_some() { Vec::new() } else { built(given) };
        let (mut effects, mut setters) = (TokenStream::new(), TokenStream::new());
        let (mut seen, mut changes) = (TokenStream::new(), TokenStream::new());
        let mut arguments = Vec::new();
        for (index, (property, key, fitted)) in given.properties.iter().enumerate() {
            let is_built = built.contains(&property.wire.as_str());
            let held = held(property, is_built || given.base.is_some());
            let is_set = !is_built && is_settable(given.object, property) && converts(fitted);
            // Custom types are assigned directly, since nothing converts into them.
            let is_external = self.schema.external(&property.used.ty).is_some();
            let mut tokens = if is_set || is_built && converts(fitted) && !is_external {
                self.argument(fitted, &property.used.ty)
            } else {
                self.property(given.ty, property, fitted, held)
            };
            if fitted.has_expression() {
                let name = local(&format!("property{index}"));
                effects.extend(quote! { let #name = #tokens; });
                tokens = name.into_token_stream();
            }
            let (span, value) = under(key, &value);
            let field = spanned(&property.field, key.token.span());
            if is_built {
                // Editors and lints find the field by the key's span; properties set by the constructor have no other
                // token for it.
                seen.extend(quote_spanned! { span => let _ = &#value.#field; });
                arguments.push((*property, tokens));
            } else if is_set {
                setters.extend(quote_spanned! { span => .#field(#tokens) });
            } else {
                let tokens = self.slot(property, held, fitted, &tokens);
                changes.extend(quote_spanned! { span => #value.#field = #tokens; });
            }
        }
        let start = match &given.base {
            Some(base) => {
                let base = based_on(base, expected_type(given.ty, self.schema), Some(given.ty.told()));
                self.expression(&base, &self.named(given.ty), Held::Plain, None)
            }
            None => self.constructed(given, &built, &arguments),
        };
        for (key, fitted) in &given.extra {
            let key = key.text.as_str();
            let inner = given.object.extra.as_ref().map(|extra| self.value(fitted, &extra.ty));
            let key = quote! { ::std::string::String::from(#key) };
            changes.extend(quote! { #value.additional_properties.insert(#key, #inner); });
        }
        if effects.is_empty() && seen.is_empty() && changes.is_empty() {
            return quote! { #start #setters };
        }
        let mutable = (!changes.is_empty()).then(|| quote! { mut });
        quote! { { #effects let #mutable #value = #start #setters; #seen #changes #value } }
    }

    fn constructed(&self, given: &Struct<'_>, built: &[&str], values: &[(&Property, TokenStream)]) -> TokenStream {
        let ty = self.named(given.ty);
        let constructor = ident(group(given).map_or("new", |(_, constructor)| constructor.as_str()));
        let arguments =
            given.object.properties.iter().filter(|property| built.contains(&property.wire.as_str())).map(|property| {
                let found = values.iter().find(|(known, _)| known.wire == property.wire);
                found.map_or_else(
                    || {
                        let inner = self.ty(&property.used.ty);
                        self.absent(&held(property, true).of(&inner, &self.rt))
                    },
                    |(_, tokens)| tokens.clone(),
                )
            });
        quote! { #ty::#constructor(#(#arguments),*) }
    }

    /// A property's value, in the form that the field holds.
    fn property(&self, owner: &Type, property: &Property, fitted: &Fitted<'_>, held: Held) -> TokenStream {
        let ty = &property.used.ty;
        match (fitted, held) {
            (Fitted::Expression(expression), held) if expression.if_none.is_some() => {
                self.option(expression, &self.ty(ty), held)
            }
            (Fitted::Expression(expression), held) if is_accepted(expression, property, held) => {
                self.accepted(expression, owner, property)
            }
            (Fitted::Expression(expression), held) => {
                let named = match ty {
                    TypeRef::Named(id) => self.schema.types.get(id.0),
                    _ => None,
                };
                self.expression(expression, &self.ty(ty), held, named)
            }
            // Where any JSON is allowed, null is a value.
            (Fitted::Null, Held::Option) if *ty == TypeRef::Any => {
                let null = self.value(fitted, ty);
                quote! { ::core::option::Option::Some(#null) }
            }
            // The constructor is generic over the option's type, so the type has to be named.
            (Fitted::Null, Held::Option) => {
                let inner = self.ty(ty);
                quote! { ::core::option::Option::<#inner>::None }
            }
            (Fitted::Null, Held::Patch) => {
                let rt = &self.rt;
                quote! { #rt::Patch::Clear }
            }
            (fitted, Held::Option) if property.presence == Presence::Nullable => {
                let inner = self.value(fitted, ty);
                quote! { ::core::option::Option::Some(#inner) }
            }
            (fitted, _) => self.value(fitted, ty),
        }
    }

    /// An option, in the form that the property holds.
    fn option(&self, expression: &Expression<'_>, inner: &TokenStream, held: Held) -> TokenStream {
        let rt = &self.rt;
        let option = self.expression(expression, inner, Held::Option, None);
        match (held, expression.if_none) {
            (Held::Patch, Some(IfNone::Null)) => quote! { #rt::Patch::set_or_clear(#option) },
            (Held::Patch, _) => quote! { #rt::Patch::set_or_keep(#option) },
            _ => option,
        }
    }

    /// The value that is assigned to the field. It may have the constructor's form, which is less than the field's.
    fn slot(&self, property: &Property, made: Held, fitted: &Fitted<'_>, tokens: &TokenStream) -> TokenStream {
        let rt = &self.rt;
        let is_held = matches!(fitted, Fitted::Expression(_)) || property.presence == Presence::Nullable;
        let made = if is_held { made } else { Held::Plain };
        match (&property.used.ty, held(property, false)) {
            _ if matches!(fitted, Fitted::Null) => tokens.clone(),
            // Only fields of named types may be boxed.
            (TypeRef::Named(_), _) => {
                let ty = made.of(&self.ty(&property.used.ty), rt);
                quote! { #rt::Slot::<#ty>::of(#tokens) }
            }
            (_, field) if field == made => tokens.clone(),
            (_, Held::Plain) => tokens.clone(),
            (_, Held::Option) => quote! { ::core::option::Option::Some(#tokens) },
            (_, Held::Patch) => quote! { #rt::Patch::Set(#tokens) },
        }
    }

    /// An expression for a property of the value itself, whose trait is in the generated code.
    fn accepted(&self, expression: &Expression<'_>, owner: &Type, property: &Property) -> TokenStream {
        let span = expression.span.resolved_at(Span::mixed_site());
        let (module, owner, property_name) = (shown_at(&self.module, span), ident(&owner.name), ident(&property.field));
        let named = match &property.used.ty {
            TypeRef::Named(id) => self.schema.types.get(id.0),
            _ => None,
        };
        let (constant, tokens) = (self.constant(expression, named), &expression.tokens);
        // A block, so that rustc does not parse it as a method call on the expression.
        quote_spanned! { span => ({ #constant #module::__accepted::#owner::#property_name::accept })(#tokens) }
    }

    /// An expression in any other place: rustc rejects other types with our message at the caller's span.
    fn expression(
        &self,
        expression: &Expression<'_>,
        inner: &TokenStream,
        held: Held,
        named: Option<&Type>,
    ) -> TokenStream {
        let span = expression.span.resolved_at(Span::mixed_site());
        let constant = self.constant(expression, named);
        let (accepting, tokens) = (self.local_trait(expression, inner, held), &expression.tokens);
        quote_spanned! { span => ({ #constant #accepting Accepted::accept })(#tokens) }
    }

    /// A check of a constant at compile time, as far as it can be evaluated.
    fn constant(&self, expression: &Expression<'_>, named: Option<&Type>) -> Option<TokenStream> {
        let own = match named.map(|ty| &ty.kind) {
            Some(Kind::Newtype(used)) => used.rules.as_slice(),
            Some(_) => return None,
            None => &[],
        };
        let rules: Vec<&Rule> = expression.rules.iter().chain(own).filter(|rule| rule.is_constant()).collect();
        if rules.is_empty() || !is_constant(&expression.tokens) {
            return None;
        }
        let span = expression.span.resolved_at(Span::mixed_site());
        let (rt, tokens, path) = (&shown_at(&self.rt, span), &expression.tokens, &expression.path);
        let rules = rules.into_iter().map(|rule| rule_tokens(rt, rule));
        let check = quote_spanned! { span => #rt::Constant(#tokens).check(&[#(#rules),*], #path) };
        // A `const` item is evaluated by `cargo check` as well, but cannot use generic parameters.
        Some(if may_be_generic(&expression.tokens) {
            quote_spanned! { span => const { #check } }
        } else {
            quote_spanned! { span => const _: () = #check; }
        })
    }

    /// A placeholder for a value that is missing and has been reported.
    fn absent(&self, ty: &TokenStream) -> TokenStream {
        let rt = &self.rt;
        quote! { #rt::absent::<#ty>() }
    }

    fn named(&self, ty: &Type) -> TokenStream {
        let (module, name) = (&self.module, ident(&ty.name));
        quote! { #module::#name }
    }

    pub(super) fn ty(&self, ty: &TypeRef) -> TokenStream {
        let rt = &self.rt;
        match ty {
            TypeRef::Text => quote! { ::std::string::String },
            TypeRef::Bool => quote! { ::core::primitive::bool },
            TypeRef::I32 => quote! { ::core::primitive::i32 },
            TypeRef::I64 => quote! { ::core::primitive::i64 },
            TypeRef::U64 => quote! { ::core::primitive::u64 },
            TypeRef::F32 => quote! { ::core::primitive::f32 },
            TypeRef::F64 => quote! { ::core::primitive::f64 },
            TypeRef::Any => quote! { #rt::serde_json::Value },
            TypeRef::Binary => quote! { #rt::Upload },
            TypeRef::Named(id) => match self.schema.types.get(id.0) {
                Some(ty) => self.named(ty),
                None => quote! { _ },
            },
            TypeRef::List(inner) => {
                let inner = self.ty(inner);
                quote! { ::std::vec::Vec<#inner> }
            }
            TypeRef::Tuple(items) => {
                let items = items.iter().map(|item| self.ty(item));
                quote! { (#(#items,)*) }
            }
            TypeRef::Map(inner) => {
                let inner = self.ty(inner);
                quote! { ::std::collections::BTreeMap<::std::string::String, #inner> }
            }
            TypeRef::Nullable(inner) => {
                let inner = self.ty(inner);
                quote! { ::core::option::Option<#inner> }
            }
        }
    }
}

impl Held {
    pub(super) fn of(self, inner: &TokenStream, rt: &TokenStream) -> TokenStream {
        match self {
            Self::Plain => inner.clone(),
            Self::Option => quote! { ::core::option::Option<#inner> },
            Self::Patch => quote! { #rt::Patch<#inner> },
        }
    }
}

/// How a property's value is given: plain to the constructor, or in the form of the field.
pub(super) fn held(property: &Property, is_built: bool) -> Held {
    match property.presence {
        Presence::Always => Held::Plain,
        Presence::Nullable => Held::Option,
        Presence::Optional if is_built => Held::Plain,
        Presence::Optional => Held::Option,
        Presence::Patch => Held::Patch,
    }
}

/// Whether an expression is checked by a trait of the generated code, which covers the properties of the value itself
/// and how their fields hold them.
fn is_accepted(expression: &Expression<'_>, property: &Property, made: Held) -> bool {
    expression.path == property.wire && made == held(property, false)
}

/// Whether the type has a setter for the property.
fn is_settable(object: &Object, property: &Property) -> bool {
    let index = object.properties.iter().position(|known| known.wire == property.wire);
    let groups = object.groups.iter().map(|(group, _)| group.as_slice());
    index.is_some_and(|index| has_setter(index, property.required, groups))
}

/// Whether setters and constructors accept the value: it must convert into the property's type.
fn converts(fitted: &Fitted<'_>) -> bool {
    !matches!(fitted, Fitted::Expression(_) | Fitted::Null | Fitted::Nothing)
}

/// The string literal that a value consists of.
fn text<'f>(fitted: &'f Fitted<'_>) -> Option<&'f Literal> {
    match fitted {
        Fitted::Text(literal) => Some(literal),
        Fitted::Newtype(inner) | Fitted::NotNull(inner) => text(inner),
        _ => None,
    }
}

/// The group of exclusive properties whose constructor is used: the first that is given, or else the first.
fn group<'s>(given: &Struct<'s>) -> Option<&'s (Vec<usize>, String)> {
    let object = given.object;
    let has = |index: &usize| {
        let wire = object.properties.get(*index).map(|property| property.wire.as_str());
        given.properties.iter().any(|(property, ..)| Some(property.wire.as_str()) == wire)
    };
    let groups = &object.groups;
    groups.iter().find(|(properties, _)| properties.iter().all(has)).or(groups.first())
}

/// The properties that the constructor takes.
fn built<'s>(given: &Struct<'s>) -> Vec<&'s str> {
    let group = group(given).map(|(properties, _)| properties.as_slice()).unwrap_or_default();
    let properties = given.object.properties.iter().enumerate();
    properties
        .filter(|(index, property)| is_argument(*index, property.required, group))
        .map(|(_, property)| property.wire.as_str())
        .collect()
}

/// A path to a constant: `LIMIT`, `config::LIMIT`, `Self::LIMIT`.
fn is_constant(tokens: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let is_path = tokens.iter().all(|token| match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':',
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    });
    let name = tokens.last().map(ToString::to_string).unwrap_or_default();
    let is_upper = name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    is_path && is_upper && name.starts_with(|c: char| c.is_ascii_uppercase())
}

/// `Self::LIMIT`, and `N`, which is more likely a generic parameter than a constant.
fn may_be_generic(tokens: &TokenStream) -> bool {
    let first = tokens.clone().into_iter().next().map(|token| token.to_string()).unwrap_or_default();
    first == "Self" || first.len() == 1
}

fn fraction(number: f64, ty: &TypeRef) -> Literal {
    match ty {
        #[allow(clippy::cast_possible_truncation, reason = "the type has no more digits")]
        TypeRef::F32 => Literal::f32_suffixed(number as f32),
        _ => Literal::f64_suffixed(number),
    }
}

fn at(mut literal: Literal, span: Span) -> Literal {
    literal.set_span(span);
    literal
}

/// The base value to which the literal adds properties.
fn based_on<'s>(tokens: &TokenStream, accepted: String, about: Option<Told<'s>>) -> Expression<'s> {
    let span = tokens.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span());
    let path = "..".to_owned();
    Expression { tokens: tokens.clone(), span, path, accepted, about, rules: &[], if_none: None, is_external: false }
}

/// A local variable with the span of a key: rustc shows there what concerns the field, such as its deprecation.
fn under(key: &Key, variable: &Ident) -> (Span, Ident) {
    let span = key.token.span().resolved_at(Span::mixed_site());
    let mut variable = variable.clone();
    variable.set_span(span);
    (span, variable)
}

/// The same tokens, shown at another span.
fn shown_at(tokens: &TokenStream, span: Span) -> TokenStream {
    let mut tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    tokens.iter_mut().for_each(|token| token.set_span(span.resolved_at(token.span())));
    tokens.into_iter().collect()
}

/// An identifier that is hidden from the caller's code.
fn local(name: &str) -> Ident {
    let mut name = ident(name);
    name.set_span(Span::mixed_site());
    name
}

fn spanned(name: &str, span: Span) -> Ident {
    let mut name = ident(name);
    name.set_span(span);
    name
}
