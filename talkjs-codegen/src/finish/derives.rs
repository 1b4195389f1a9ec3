//! Adds the derives from the options.

use proc_macro2::TokenStream;

use crate::Options;
use crate::derive::last_name;
use crate::diagnostic::{Diagnostics, Kind};
use crate::model::{Model, TypeDef, TypeKind};
use crate::source::Span;
use crate::suggest::nearest;

/// Adds the derives from the options, and reports names that no type has.
pub(super) fn add(model: &mut Model, options: &Options, diagnostics: &mut Diagnostics) {
    for derives in &options.derives {
        let is_meant = |ty: &&mut TypeDef| ty.is_definition() && derives.of.as_ref().is_none_or(|of| ty.is_named(of));
        let mut is_known = derives.of.is_none();
        for ty in model.types.iter_mut().filter(is_meant) {
            is_known = true;
            let added: Vec<TokenStream> =
                derives.paths.iter().filter(|path| !has(ty, path, derives.of.is_none())).cloned().collect();
            ty.derives.extend(added);
        }
        if let (false, Some(name)) = (is_known, &derives.of) {
            let types = model.types.iter().filter(|ty| ty.is_definition());
            let nearest = nearest(name, types.map(|ty| ty.name.rust())).map(str::to_owned);
            diagnostics.report(Kind::UnknownType { name: name.clone(), nearest }, Span::default());
        }
    }
}

/// Whether a type already has a derive, or cannot have it if the option is for all types.
fn has(ty: &TypeDef, path: &TokenStream, are_all_meant: bool) -> bool {
    let is_scalar = matches!(ty.kind, TypeKind::Enum(_) | TypeKind::Newtype { .. });
    let is_added = ty.derives.iter().any(|known| known.to_string() == path.to_string());
    is_added
        || match last_name(path).as_str() {
            "Clone" | "Debug" | "PartialEq" | "Serialize" | "Deserialize" => true,
            "Eq" | "Hash" => ty.has_eq || are_all_meant,
            "PartialOrd" | "Ord" => is_scalar,
            _ => false,
        }
}

impl TypeDef {
    /// Whether the generated code defines the type, and it is not an alias.
    fn is_definition(&self) -> bool {
        !matches!(self.kind, TypeKind::Alias { .. } | TypeKind::External(_))
    }

    fn is_named(&self, name: &str) -> bool {
        self.name.rust() == name || self.name.wire == name
    }
}
