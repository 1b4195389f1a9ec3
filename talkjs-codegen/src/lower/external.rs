//! Replaces generated types by custom ones: by format, by the name of a schema, by `x-rust-type`.

use proc_macro2::TokenStream;

use super::view::{SchemaId, SchemaRef, View};
use super::{Lowering, docs};
use crate::external::ExternalType;
use crate::model::{Docs, External, Json, Kinds, Namer, Rule, TypeKind, TypeRef};
use crate::openapi::JsonType;

/// A custom type.
#[derive(Clone)]
pub(super) struct Replacement {
    path: TokenStream,
    has_eq: bool,
}

impl Replacement {
    fn of(ty: &ExternalType) -> Self {
        Self { path: ty.path.clone(), has_eq: ty.has_eq }
    }
}

impl<'d> Lowering<'d, '_> {
    /// The custom type for a definition.
    pub(super) fn replacement(&self, id: SchemaId<'d>) -> Option<Replacement> {
        let schema = SchemaRef::new(id);
        let name = self.definition_names.get(&id)?;
        let given = self.options.schemas.iter().find(|ty| ty.name == *name).map(Replacement::of);
        given.or_else(|| self.hint(schema))
    }

    /// The type of a definition that has a custom type.
    pub(super) fn replaced(&mut self, replacement: Replacement, view: &View<'d>) -> TypeKind {
        let kind = view.ty.or_else(|| self.kind_of(view));
        TypeKind::External(self.external(replacement, view, kind))
    }

    /// The custom type for an inline schema, by `x-rust-type`.
    pub(super) fn hinted(&mut self, view: &View<'d>) -> Option<TypeRef> {
        let replacement = self.hint(view.itself)?;
        let path = replacement.path.to_string();
        let name = path.rsplit("::").next().unwrap_or_default().to_owned();
        let kind = view.ty.or_else(|| self.kind_of(view));
        Some(self.shared(&path, &name, String::new(), replacement, view, kind))
    }

    /// The custom type for the format of a string or number.
    pub(super) fn formatted(&mut self, view: &View<'d>) -> Option<TypeRef> {
        let format = view.format()?;
        let found = self.options.types.iter().find(|ty| ty.name == format).map(Replacement::of)?;
        let kind = view.ty.filter(|ty| matches!(ty, JsonType::String | JsonType::Integer | JsonType::Number))?;
        let key = format!("{format} {}", kind.name());
        let text = format!("Values of the format `{format}`.");
        Some(self.shared(&key, &format!("{format} format"), text, found, view, Some(kind)))
    }

    /// The type in `x-rust-type`, if the options allow it.
    fn hint(&self, schema: SchemaRef<'d>) -> Option<Replacement> {
        let path = self.here(schema).notes().rust_type.filter(|_| self.options.rust_type_hints)?;
        Some(Replacement { path: path.parse().ok()?, has_eq: false })
    }

    /// A type for several places, whose name is claimed once.
    fn shared(
        &mut self,
        key: &str,
        name: &str,
        text: String,
        replacement: Replacement,
        view: &View<'d>,
        kind: Option<JsonType>,
    ) -> TypeRef {
        if let Some(known) = self.externals.get(key) {
            return TypeRef::Named(*known);
        }
        let id = self.reserve(Namer::Type.always(name), view.schema.place);
        self.externals.insert(key.to_owned(), id);
        let mut external = self.external(replacement, view, kind);
        // Constraints beside the format apply at one place only.
        external.literal_rules.retain(|rule| matches!(rule, Rule::Format(_)));
        if let Some(ty) = self.model.types.get_mut(id.0) {
            ty.docs = Docs { text, ..Docs { place: ty.docs.place, ..docs(view) } };
            ty.docs.deprecated = false;
            ty.kind = TypeKind::External(external);
        }
        TypeRef::Named(id)
    }

    fn external(&mut self, replacement: Replacement, view: &View<'d>, kind: Option<JsonType>) -> External {
        let literal = match kind {
            Some(JsonType::String) => TypeRef::Text,
            Some(JsonType::Boolean) => TypeRef::Bool,
            Some(JsonType::Integer) => TypeRef::I64,
            Some(JsonType::Number) => TypeRef::F64,
            Some(JsonType::Array | JsonType::Object) | None => TypeRef::Any,
        };
        let literal_rules = if literal == TypeRef::Any { Vec::new() } else { self.rules(view, kind) };
        let Replacement { path, has_eq } = replacement;
        External { path, has_eq, kinds: json_kinds(kind), literal, literal_rules }
    }
}

/// The JSON types of a schema; all if unknown.
fn json_kinds(kind: Option<JsonType>) -> Kinds {
    let kinds: &[Json] = match kind {
        Some(JsonType::String) => &[Json::Text],
        Some(JsonType::Boolean) => &[Json::Bool],
        Some(JsonType::Integer) => &[Json::Integer],
        Some(JsonType::Number) => &[Json::Integer, Json::Fraction],
        Some(JsonType::Array) => &[Json::List],
        Some(JsonType::Object) => &[Json::Object],
        None => &Json::ALL,
    };
    Kinds::of(kinds)
}
