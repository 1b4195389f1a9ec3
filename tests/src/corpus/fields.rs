//! How many of the generated types' parts are plain JSON, counted in the code itself: a second opinion beside what the
//! generator says.

use std::ops::AddAssign;

use quote::ToTokens;
use serde::{Deserialize, Serialize};
use syn::{FnArg, ImplItem, Item};

/// How many parts of generated code have a type, and how many of those hold plain JSON.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
pub struct Fields {
    /// Fields of structs and payloads of enum variants.
    pub fields: usize,
    /// Those of them that hold plain JSON.
    pub untyped_fields: usize,
    /// Arguments of public functions, and type aliases.
    pub others: usize,
    /// Those of them that hold plain JSON.
    pub untyped_others: usize,
}

impl Fields {
    /// Counts a file.
    #[must_use]
    pub fn count(file: &syn::File) -> Self {
        let mut fields = Self::default();
        fields.items(&file.items);
        fields
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Struct(item) => item.fields.iter().for_each(|field| self.field(&field.ty)),
                Item::Enum(item) => {
                    let payloads = item.variants.iter().flat_map(|variant| &variant.fields);
                    payloads.for_each(|field| self.field(&field.ty));
                }
                Item::Type(item) => self.other(&item.ty),
                Item::Impl(item) if item.trait_.is_none() => self.functions(&item.items),
                Item::Mod(item) => self.items(item.content.as_ref().map_or(&[], |(_, items)| items)),
                _ => {}
            }
        }
    }

    fn functions(&mut self, items: &[ImplItem]) {
        for item in items {
            let ImplItem::Fn(function) = item else { continue };
            for argument in &function.sig.inputs {
                if let FnArg::Typed(argument) = argument {
                    self.other(&argument.ty);
                }
            }
        }
    }

    fn field(&mut self, of: &syn::Type) {
        self.fields += 1;
        self.untyped_fields += usize::from(holds_json(of));
    }

    fn other(&mut self, of: &syn::Type) {
        self.others += 1;
        self.untyped_others += usize::from(holds_json(of));
    }
}

impl AddAssign for Fields {
    fn add_assign(&mut self, other: Self) {
        self.fields += other.fields;
        self.untyped_fields += other.untyped_fields;
        self.others += other.others;
        self.untyped_others += other.untyped_others;
    }
}

fn holds_json(of: &syn::Type) -> bool {
    of.to_token_stream().to_string().replace(' ', "").contains("serde_json::Value")
}
