//! Renders the types of error responses and of headers.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Render;
use super::docs::deprecated;
use crate::model::{ErrorEnum, ErrorType, HeaderStruct, Name, Operation};

impl Render<'_> {
    /// The type of an operation's call; `operations` is the path of the module with the enums.
    pub(super) fn call_type(&self, operation: &Operation, operations: &TokenStream) -> TokenStream {
        let rt = &self.rt;
        let response = self.response_type(operation, operations);
        let headers = self.header_type(operation, operations);
        let undeclared = || headers.is_some().then(|| quote! { #rt::Undeclared });
        let declared = self.error_type(operation, operations).or_else(undeclared).into_iter().chain(headers.clone());
        quote! { #rt::Call<#response #(, #declared)*> }
    }

    /// The type of its error responses.
    pub(super) fn error_type(&self, operation: &Operation, operations: &TokenStream) -> Option<TokenStream> {
        match &operation.error {
            ErrorType::Undeclared => None,
            ErrorType::One(ty) => Some(self.type_ref(ty)),
            ErrorType::ByStatus(name) => {
                let name = name.ident();
                Some(quote! { #operations #name })
            }
        }
    }

    /// The type of its described headers.
    pub(super) fn header_type(&self, operation: &Operation, operations: &TokenStream) -> Option<TokenStream> {
        let name = operation.headers.as_ref()?.name.ident();
        Some(quote! { #operations #name })
    }

    /// The enums of error responses and the structs of headers.
    pub(super) fn shared_types(&self) -> Vec<TokenStream> {
        let enums = self.model.error_enums.iter().map(|found| self.error_enum(found));
        enums.chain(self.model.header_structs.iter().map(|found| self.header_struct(found))).collect()
    }

    fn error_enum(&self, ErrorEnum { names, variants }: &ErrorEnum) -> TokenStream {
        let rt = &self.rt;
        let names = names.iter().map(Name::ident);
        let variants = variants.iter().map(|variant| {
            let (status, name, ty) = (&variant.status, variant.name.ident(), self.type_ref(&variant.ty));
            let (first, last) = (Literal::u16_unsuffixed(variant.first), Literal::u16_unsuffixed(variant.last));
            quote! { #status #name #first..=#last #ty }
        });
        quote! { #rt::error_enum!(#(#names)*: #(#variants),*); }
    }

    fn header_struct(&self, HeaderStruct { names, headers }: &HeaderStruct) -> TokenStream {
        let rt = &self.rt;
        let names = names.iter().map(Name::ident);
        let headers = headers.iter().map(|header| {
            let (name, wire, ty) = (header.name.ident(), &header.name.wire, self.type_ref(&header.ty));
            let (docs, format) = (self.part_docs(&header.docs, &format!("`{wire}`")), header.format.ident());
            let deprecated = deprecated(&header.docs);
            quote! { #docs #deprecated #name #wire #format #ty }
        });
        quote! { #rt::headers!(#(#names)*: #(#headers),*); }
    }
}
