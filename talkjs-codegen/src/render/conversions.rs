//! Renders conversions: of a refinement into its base, and of a response's type into the request's type.

use proc_macro2::TokenStream;
use quote::quote;

use super::Render;
use super::structs::quiet;
use crate::model::{Field, Presence, Struct, TypeDef, TypeId, TypeKind, TypeRef, Union};

impl Render<'_> {
    /// A refinement converts into its base, if both have the same fields.
    pub(super) fn refinement(&self, ty: &TypeDef, object: &Struct) -> TokenStream {
        let Some((base, base_object)) = self.model.base(object) else { return TokenStream::new() };
        let rt = &self.rt;
        let own = object.by_field();
        let fields = base_object.fields.iter().map(|member| {
            let field = member.name.ident();
            let own = own.get(member.name.rust());
            let presences = (own.map(|own| self.model.presence(ty, own)), self.model.presence(base, member));
            let value = match presences {
                (Some(own), base) if own == base => quote! { value.#field },
                (Some(_), _) => quote! { #rt::Slot::of(value.#field) },
                (None, _) => quote! { ::core::default::Default::default() },
            };
            quote! { #field: #value }
        });
        let extra = base_object.extra.as_ref().map(|_| match object.extra {
            Some(_) => quote! { additional_properties: value.additional_properties },
            None => quote! { additional_properties: #rt::BTreeMap::new() },
        });
        let fields = fields.chain(extra);
        let quiet = quiet(base_object);
        self.conversion(ty, base, quiet.as_ref(), &quote! { Self { #(#fields),* } })
    }

    /// A response's type converts into the matching request's type. Properties that are only in requests stay absent.
    pub(super) fn struct_conversion(&self, ty: &TypeDef, object: &Struct, request: TypeId) -> TokenStream {
        let Some(request) = self.model.get(request) else { return TokenStream::new() };
        let TypeKind::Struct(into) = &request.kind else { return TokenStream::new() };
        let own = object.by_field();
        let fields = into.fields.iter().map(|member| {
            let field = member.name.ident();
            let value = match own.get(member.name.rust()) {
                Some(own) => self.sent_again(ty, own, request, member),
                None => quote! { ::core::default::Default::default() },
            };
            quote! { #field: #value }
        });
        let rt = &self.rt;
        let extra = into.extra.as_ref().zip(object.extra.as_ref()).map(|(into, own)| {
            let value = quote! { value.additional_properties };
            let value = if self.is_same(own, into) {
                value
            } else {
                quote! { #rt::IntoValue::into_value(#value) }
            };
            quote! { additional_properties: #value }
        });
        let fields = fields.chain(extra);
        // All properties of the response may be read-only.
        let is_used = into.extra.is_some() || into.fields.iter().any(|member| own.contains_key(member.name.rust()));
        let unused = (!is_used).then(|| quote! { let _ = value; });
        self.conversion(ty, request, quiet(into).as_ref(), &quote! { #unused Self { #(#fields),* } })
    }

    /// The field of a request from that of a response.
    fn sent_again(&self, ty: &TypeDef, own: &Field, request: &TypeDef, member: &Field) -> TokenStream {
        let (rt, field) = (&self.rt, own.name.ident());
        let value = quote! { value.#field };
        let is_plain = self.model.presence(ty, own) == Presence::Always;
        let value = match (self.is_same(&own.ty, &member.ty), own.boxed, is_plain) {
            (true, ..) => value,
            (false, false, _) => quote! { #rt::IntoValue::into_value(#value) },
            (false, true, true) => quote! { #rt::Box::new(#rt::IntoValue::into_value(*#value)) },
            (false, true, false) => quote! { #value.map(|value| #rt::Box::new(#rt::IntoValue::into_value(*value))) },
        };
        if self.model.presence(request, member) == Presence::Patch {
            quote! { #rt::Patch::set_or_keep(#value) }
        } else {
            value
        }
    }

    /// The same for a union, branch by branch.
    pub(super) fn union_conversion(&self, ty: &TypeDef, union: &Union, request: TypeId) -> TokenStream {
        let Some(request) = self.model.get(request) else { return TokenStream::new() };
        let TypeKind::Union(into) = &request.kind else { return TokenStream::new() };
        let (rt, from) = (&self.rt, ty.name.ident());
        let branches = union.variants.iter().zip(&into.variants).map(|(own, into)| {
            let name = own.name.ident();
            let value = match (self.is_same(&own.ty, &into.ty), own.boxed) {
                (true, _) => quote! { value },
                (false, false) => quote! { #rt::IntoValue::into_value(value) },
                (false, true) => quote! { #rt::Box::new(#rt::IntoValue::into_value(*value)) },
            };
            quote! { #from::#name(value) => Self::#name(#value), }
        });
        let body = quote! { match value { #(#branches)* #from::Unknown(value) => Self::Unknown(value), } };
        self.conversion(ty, request, None, &body)
    }

    fn is_same(&self, own: &TypeRef, into: &TypeRef) -> bool {
        self.model.expanded(own) == self.model.expanded(into)
    }

    /// The conversion of one type into another, also where a setter accepts the other type.
    fn conversion(
        &self,
        from: &TypeDef,
        into: &TypeDef,
        quiet: Option<&TokenStream>,
        body: &TokenStream,
    ) -> TokenStream {
        let (rt, from, into) = (&self.rt, from.name.ident(), into.name.ident());
        quote! {
            #quiet
            impl ::core::convert::From<#from> for #into {
                fn from(value: #from) -> Self { #body }
            }
            impl #rt::IntoValue<#into> for #from {
                fn into_value(self) -> #into { ::core::convert::From::from(self) }
            }
            impl #rt::IntoNullable<#into> for #from {
                fn into_nullable(self) -> #rt::Option<#into> { ::core::option::Option::Some(::core::convert::From::from(self)) }
            }
        }
    }
}
