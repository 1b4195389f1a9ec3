//! Renders objects: the struct, its constructors, setters and checks.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Render;
use super::docs::{code, deprecated};
use crate::model::{Field, Presence, Struct, TypeDef, has_setter, ident, is_argument};

impl Render<'_> {
    pub(super) fn structure(&self, ty: &TypeDef, object: &Struct) -> TokenStream {
        let parts = [
            Some(self.definition(ty, object)),
            Some(self.codec(ty, object)),
            Some(self.debug_impl(ty, object)),
            self.model.is_constructible(ty).then(|| self.methods(ty, object)),
            self.struct_check(ty, object),
            self.model.is_constructible(ty).then(|| self.refinement(ty, object)),
            ty.request.map(|request| self.struct_conversion(ty, object, request)),
        ];
        parts.into_iter().flatten().collect()
    }

    fn definition(&self, ty: &TypeDef, object: &Struct) -> TokenStream {
        let name = ty.name.ident();
        let (docs, derives) = (self.type_docs(ty), self.derives(ty));
        let debug = (!is_sensitive(object)).then(|| quote! { Debug, });
        let rt = &self.rt;
        let fields = object.fields.iter().map(|member| self.field(ty, member));
        let extra = object.extra.as_ref().map(|extra| {
            let (value, attributes) = (self.type_ref(extra), self.others_attributes(ty));
            quote! {
                /// Additional properties, which the description does not name.
                #attributes
                pub additional_properties: #rt::BTreeMap<#rt::String, #value>,
            }
        });
        let quiet = quiet(object);
        quote! {
            #docs
            #quiet
            #[derive(Clone, #debug PartialEq)]
            #derives
            #[non_exhaustive]
            pub struct #name { #(#fields)* #extra }
        }
    }

    fn field(&self, owner: &TypeDef, member: &Field) -> TokenStream {
        let docs = self.part_docs(&member.docs, &code(&member.name.wire));
        let name = member.name.ident();
        let ty = self.field_type(owner, member);
        let (deprecated, attributes) = (deprecated(&member.docs), self.field_attributes(owner, member));
        quote! { #docs #deprecated #attributes pub #name: #ty, }
    }

    /// The code that reads the struct from JSON and writes it.
    fn codec(&self, ty: &TypeDef, object: &Struct) -> TokenStream {
        let rt = &self.rt;
        let name = ty.name.ident();
        let optional = object.is_tag_optional.then(|| quote! { optional });
        let tag = object.tag.as_ref().map(|(member, value)| quote! { [#member #value #optional] });
        let members = object.fields.iter().enumerate().map(|(index, member)| {
            let index = Literal::usize_unsuffixed(index);
            let (wire, field) = (&member.name.wire, member.name.ident());
            let presence = match self.model.presence(ty, member) {
                Presence::Always => quote! { required },
                Presence::Nullable => quote! { nullable },
                Presence::Optional => quote! { optional },
                Presence::Patch => quote! { patch },
            };
            quote! { #index #wire #field #presence; }
        });
        let others = object.extra.as_ref().map(|_| quote! { others additional_properties });
        quote! { #rt::object!(#name #tag: #(#members)* #others); }
    }

    fn field_type(&self, owner: &TypeDef, member: &Field) -> TokenStream {
        let rt = &self.rt;
        let inner = self.type_ref(&member.ty);
        let inner = if member.boxed {
            quote! { #rt::Box<#inner> }
        } else {
            inner
        };
        match self.model.presence(owner, member) {
            Presence::Always => inner,
            Presence::Nullable | Presence::Optional => quote! { #rt::Option<#inner> },
            Presence::Patch => quote! { #rt::Patch<#inner> },
        }
    }

    /// `Debug` that hides properties marked as sensitive.
    fn debug_impl(&self, ty: &TypeDef, object: &Struct) -> TokenStream {
        if !is_sensitive(object) {
            return TokenStream::new();
        }
        let rt = &self.rt;
        let name = ty.name.ident();
        let shown = ty.name.rust();
        let fields = object.fields.iter().map(|member| {
            let field = member.name.ident();
            let text = member.name.rust();
            let value = if member.sensitive {
                quote! { &#rt::Redacted }
            } else {
                quote! { &self.#field }
            };
            quote! { .field(#text, #value) }
        });
        let extra =
            object.extra.as_ref().map(|_| quote! { .field("additional_properties", &self.additional_properties) });
        let quiet = quiet(object);
        quote! {
            #quiet
            impl ::std::fmt::Debug for #name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.debug_struct(#shown) #(#fields)* #extra .finish()
                }
            }
        }
    }

    fn methods(&self, ty: &TypeDef, object: &Struct) -> TokenStream {
        let rt = &self.rt;
        let name = ty.name.ident();
        let new = object.alternatives.is_empty().then(|| self.constructor(ty, object, "new", &[]));
        let others = object.alternatives.iter();
        let others = others.map(|group| self.constructor(ty, object, &group.constructor, &group.fields));
        let groups = || object.alternatives.iter().map(|group| group.fields.as_slice());
        let optional = object.fields.iter().enumerate();
        let optional =
            optional.filter(|(index, member)| has_setter(*index, member.required || member.preset.is_some(), groups()));
        let (external, own): (Vec<_>, Vec<_>) = optional.partition(|(_, member)| self.model.is_external(&member.ty));
        let setters = |members: Vec<(usize, &Field)>| {
            members.into_iter().map(|(_, member)| self.setter(ty, member)).collect::<Vec<TokenStream>>()
        };
        let is_change = |(_, member): &(usize, &Field)| self.model.presence(ty, member) == Presence::Patch;
        let (changes, own) = own.into_iter().partition(is_change);
        let (external, own, changes) = (setters(external), setters(own), setters(changes));
        let setters = (own.len().max(changes.len()) > 0).then(|| {
            let changes = (!changes.is_empty()).then(|| quote! { ; #(#changes)* });
            quote! { #rt::setters!(#name: #(#own)* #changes); }
        });
        let external = (!external.is_empty()).then(|| quote! { #rt::external_setters!(#name: #(#external)*); });
        let constructors = new.into_iter().chain(others);
        quote! {
            #rt::constructors!(#name: #(#constructors)*);
            #setters
            #external
        }
    }

    /// A constructor for the required properties and one exclusive group.
    fn constructor(&self, ty: &TypeDef, object: &Struct, name: &str, group: &[usize]) -> TokenStream {
        let name = ident(name);
        let members = object.fields.iter().enumerate();
        let (given, empty): (Vec<_>, Vec<_>) =
            members.partition(|(index, member)| is_argument(*index, member.is_demanded(), group));
        let arguments = given.iter().map(|(_, member)| {
            let (name, accepted) = (member.name.ident(), self.type_ref(&member.ty));
            let is_nullable = self.model.presence(ty, member) == Presence::Nullable;
            let or_null = match (self.model.is_external(&member.ty), is_nullable) {
                (false, false) => None,
                (false, true) => Some(quote! { or null }),
                (true, false) => Some(quote! { or external }),
                (true, true) => Some(quote! { or external_null }),
            };
            quote! { #name #or_null: #accepted }
        });
        let (set, empty): (Vec<_>, Vec<_>) = empty.into_iter().partition(|(_, member)| member.preset.is_some());
        let set = set.iter().map(|(_, member)| {
            let (name, ty, text) = (member.name.ident(), self.type_ref(&member.ty), &member.preset);
            quote! { #name = #text: #ty }
        });
        let set: Vec<_> = set.collect();
        let set = (!set.is_empty()).then(|| quote! { set: #(#set),*; });
        let empty = empty.iter().map(|(_, member)| member.name.ident());
        let empty = empty.chain(object.extra.as_ref().map(|_| ident("additional_properties")));
        let empty: Vec<_> = empty.collect();
        let rest = if empty.is_empty() { "" } else { "; use setters for the others" };
        let names: Vec<String> = given.iter().map(|(_, member)| code(&member.name.wire)).collect();
        let summary = (!names.is_empty()).then(|| {
            let summary = format!(" Creates a value from its {}{rest}.", names.join(", "));
            quote! { #[doc = #summary] }
        });
        quote! { #summary #name(#(#arguments),*) #set empty: #(#empty)*; }
    }

    fn setter(&self, owner: &TypeDef, member: &Field) -> TokenStream {
        let (name, accepted) = (member.name.ident(), self.type_ref(&member.ty));
        let docs = self.sentence(&member.docs, &format!("Sets {}.", code(&member.name.wire)));
        let clear = (self.model.presence(owner, member) == Presence::Patch).then(|| {
            let clear = ident(&member.clear);
            quote! { [#clear] }
        });
        let deprecated = deprecated(&member.docs);
        quote! { #deprecated #name #docs: #accepted #clear, }
    }

    /// The check before a value is sent; `None` for a type that is only received.
    fn struct_check(&self, ty: &TypeDef, object: &Struct) -> Option<TokenStream> {
        let members = object.fields.iter().filter_map(|member| {
            let rules = self.model.rules(&member.ty, &member.rules);
            if rules.is_empty() && !self.model.has_checks(&member.ty) {
                return None;
            }
            let is_external = self.model.is_external(&member.ty);
            let (wire, field, rules) = (&member.name.wire, member.name.ident(), self.rule_table(&rules));
            Some((is_external, quote! { #wire #field #rules; }))
        });
        let (external, members): (Vec<_>, Vec<_>) = members.partition(|(is_external, _)| *is_external);
        let members: Vec<TokenStream> = members.into_iter().map(|(_, member)| member).collect();
        let external: Vec<TokenStream> = external.into_iter().map(|(_, member)| quote! { external #member }).collect();
        let others = object.extra.as_ref().and_then(|extra| {
            let rules = self.model.rules(extra, &object.extra_rules);
            let is_checked = !rules.is_empty() || self.model.has_checks(extra);
            let rules = self.rule_table(&rules);
            let others = if self.model.is_external(extra) {
                quote! { external_others }
            } else {
                quote! { others }
            };
            is_checked.then(|| quote! { #others additional_properties #rules; })
        });
        if members.is_empty() && external.is_empty() && others.is_none() && object.alternatives.is_empty() {
            return self.check_impl(ty, &TokenStream::new());
        }
        let (rt, name) = (&self.rt, ty.name.ident());
        let groups = (!object.alternatives.is_empty()).then(|| groups(object));
        ty.validated.then(|| quote! { #rt::checks!(#name: #(#members)* #(#external)* #others #groups); })
    }
}

/// Groups of properties of which exactly one is present.
fn groups(object: &Struct) -> TokenStream {
    let groups = object.alternatives.iter().map(|group| {
        let members: Vec<&Field> = group.fields.iter().filter_map(|index| object.fields.get(*index)).collect();
        let names: Vec<&str> = members.iter().map(|member| member.name.wire.as_str()).collect();
        let names = names.join("` and `");
        let fields = members.iter().map(|member| member.name.ident());
        quote! { [#names #(#fields)*] }
    });
    quote! { one of #(#groups)* }
}

/// Generated code has to use deprecated fields; the warning is meant for callers.
pub(super) fn quiet(object: &Struct) -> Option<TokenStream> {
    let any = object.fields.iter().any(|member| member.docs.deprecated);
    any.then(|| quote! { #[allow(deprecated)] })
}

fn is_sensitive(object: &Struct) -> bool {
    object.fields.iter().any(|member| member.sensitive)
}
