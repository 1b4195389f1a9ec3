//! Renders derives from the options, with the attributes by which known derives use the JSON names.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Render;
use crate::derive::last_name;
use crate::model::{EnumRepr, Field, Presence, TypeDef, TypeKind, TypeRef, ident};

/// Derives that have an attribute for the name of a field, by their own name. Rust rejects the attribute if its derive
/// is missing.
const RENAMING: [(&str, &str); 3] = [("JsonSchema", "schemars"), ("ToSchema", "schema"), ("TS", "ts")];

impl Render<'_> {
    /// The derives of a type, with their attributes.
    pub(super) fn derives(&self, ty: &TypeDef) -> TokenStream {
        let paths = &ty.derives;
        let derive = (!paths.is_empty()).then(|| quote! { #[derive(#(#paths),*)] });
        // An unknown value has the same JSON type as the known ones.
        let whole = has_schemars(ty).then(|| match &ty.kind {
            TypeKind::Union(_) => quote! { #[schemars(untagged)] },
            TypeKind::Enum(values) if values.holds == EnumRepr::Integer => quote! { #[schemars(with = "i64")] },
            TypeKind::Enum(_) => quote! { #[schemars(with = "::std::string::String")] },
            _ => TokenStream::new(),
        });
        quote! { #derive #whole }
    }

    /// `Eq` and `Hash` for all structs and unions that have them. A derive would check each field again, which takes
    /// the compiler longer.
    pub(super) fn eq_impls(&self) -> Option<TokenStream> {
        let rt = &self.rt;
        let is_meant = |ty: &&TypeDef| ty.has_eq && matches!(ty.kind, TypeKind::Struct(_) | TypeKind::Union(_));
        let names: Vec<Ident> = self.model.types.iter().filter(is_meant).map(|ty| ty.name.ident()).collect();
        (!names.is_empty()).then(|| quote! { #rt::eq!(#(#names)*); })
    }

    /// The attributes of a field: its JSON name, and a substitute for types of the runtime.
    pub(super) fn field_attributes(&self, owner: &TypeDef, member: &Field) -> TokenStream {
        let wire = &member.name.wire;
        let is_renamed = member.name.rust() != wire;
        let renames = helpers(owner).filter(|_| is_renamed).map(|helper| quote! { #[#helper(rename = #wire)] });
        let with = has_schemars(owner).then(|| self.schema_type(owner, member)).flatten();
        let with = with.map(|with| quote! { #[schemars(with = #with)] });
        quote! { #(#renames)* #with }
    }

    /// The attributes of the field for additional properties.
    pub(super) fn others_attributes(&self, owner: &TypeDef) -> Option<TokenStream> {
        has_schemars(owner).then(|| quote! { #[schemars(flatten)] })
    }

    /// The attributes of the variant for unknown branches.
    pub(super) fn unknown_attributes(&self, owner: &TypeDef) -> Option<TokenStream> {
        has_schemars(owner).then(|| quote! { #[schemars(skip)] })
    }

    /// The substitute for a type of the runtime, which has no schema.
    fn schema_type(&self, owner: &TypeDef, member: &Field) -> Option<String> {
        let is_patch = self.model.presence(owner, member) == Presence::Patch;
        let holds_file = holds_file(&member.ty);
        let inner = if holds_file {
            quote! { ::std::string::String }
        } else {
            self.type_ref(&member.ty)
        };
        let is_list = holds_file && matches!(member.ty, TypeRef::List(_));
        let inner = if is_list {
            quote! { ::std::vec::Vec<#inner> }
        } else {
            inner
        };
        let is_required = member.required && !member.nullable;
        let ty = if is_required {
            inner
        } else {
            quote! { ::core::option::Option<#inner> }
        };
        (is_patch || holds_file).then(|| ty.to_string())
    }
}

fn holds_file(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Binary => true,
        TypeRef::List(inner) | TypeRef::Nullable(inner) => holds_file(inner),
        _ => false,
    }
}

fn has_schemars(ty: &TypeDef) -> bool {
    helpers(ty).any(|helper| helper == "schemars")
}

fn helpers(ty: &TypeDef) -> impl Iterator<Item = Ident> {
    let names: Vec<String> = ty.derives.iter().map(last_name).collect();
    RENAMING.iter().filter(move |(derive, _)| names.iter().any(|name| name == derive)).map(|(_, helper)| ident(helper))
}
