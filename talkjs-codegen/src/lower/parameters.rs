//! Lowers parameters: the arguments of a call besides its body, and how each is serialized.

use super::Lowering;
use super::media::{Media, media_of};
use super::names::{capital, component_type};
use super::view::SchemaRef;
use crate::diagnostic::Kind;
use crate::model::{Docs, Encoding, Name, Namer, Names, Parameter, Place, Style, TypeKind, TypeRef};
use crate::openapi::{self, Location};
use crate::source::Span;
use crate::suggest::nearest;

/// Header parameters that OpenAPI ignores, since other keywords describe these headers.
const OTHERWISE: [&str; 3] = ["accept", "content-type", "authorization"];

/// A parameter of the document.
type Described<'d> = &'d openapi::Parameter<'d>;

impl<'d> Lowering<'d, '_> {
    /// The operation's own parameters, those of its path item that it does not replace, and those that only the path
    /// names.
    pub(super) fn parameters(
        &mut self,
        operation: &'d openapi::Operation<'d>,
        path: &str,
        hint: &str,
    ) -> Vec<Parameter> {
        let own = operation.parameters.iter().map(|id| (true, id));
        let shared = operation.shared_parameters.iter().map(|id| (false, id));
        let mut lowered: Vec<Parameter> = Vec::new();
        let mut names = Names::default();
        let mut seen: Vec<(&str, Location, Span)> = Vec::new();
        for (is_own, id) in own.chain(shared) {
            let found = &self.document.parameters[*id];
            let (name, location, span) = (found.name.value, found.location, found.name.place.value);
            match seen.iter().find(|(known, where_to, _)| (*known, *where_to) == (name, location)) {
                None => {
                    seen.push((name, location, span));
                    lowered.extend(self.parameter(found, path, hint, &mut names));
                }
                Some((.., first)) if is_own => self.twice("parameter", name, span, *first),
                Some(_) => {}
            }
        }
        let template = template_names(path).unwrap_or_default();
        let misspelt = seen.iter().filter(|(name, place, _)| *place == Location::Path && !template.contains(name));
        let misspelt: Vec<&str> = misspelt.filter_map(|(name, ..)| nearest(name, template.iter().copied())).collect();
        lowered.extend(self.undeclared(path, operation.path.place.name, &lowered, &misspelt, &mut names));
        lowered
    }

    fn parameter(&mut self, found: Described<'d>, path: &str, hint: &str, names: &mut Names) -> Option<Parameter> {
        let (wire, location) = (found.name.value, found.location);
        let name_span = found.name.place.value;
        if location == Location::Header && OTHERWISE.iter().any(|name| wire.eq_ignore_ascii_case(name)) {
            let why = "its value comes from `security` and the media types";
            let kind = Kind::Ignored { what: format!("header parameter `{wire}`"), why };
            self.diagnostics.note(kind, name_span);
            return None;
        }
        let template = template_names(path).unwrap_or_default();
        if location == Location::Path && !template.contains(&wire) {
            let nearest = nearest(wire, template).map(str::to_owned);
            let (name, path) = (wire.to_owned(), path.to_owned());
            self.diagnostics.warn(Kind::PathParameter { name, path, in_template: false, nearest }, name_span);
            return None;
        }
        if location == Location::Path && !found.required {
            let what = format!("path parameter `{wire}` without `required: true`");
            self.diagnostics.warn(Kind::ReadAs { what, read_as: "required".to_owned() }, name_span);
        }
        // A component has the same name for all its uses.
        let hint = match found.component {
            Some(component) => component_type(component, "Parameter"),
            None => format!("{hint}{}", capital(wire)),
        };
        let is_json = found.range.is_some_and(|range| media_of(range) == Media::Json);
        let (ty, rules) = match found.schema {
            Some(schema) => {
                let used = self.used(SchemaRef::new(schema), &hint);
                (used.ty, used.rules)
            }
            None if is_json => (TypeRef::Any, Vec::new()),
            None => (TypeRef::Text, Vec::new()),
        };
        let place = place_of(location);
        let encoding = if is_json {
            Encoding { style: Style::Json, explode: false, reserved: false }
        } else {
            encoding_of(&found.encoding, location.styles().first().copied().unwrap_or(openapi::Style::Form))
        };
        Some(Parameter {
            name: Self::parameter_name(wire, place, names)?,
            docs: Docs { text: found.description.to_owned(), place: name_span, deprecated: found.deprecated },
            encoding: self.needs_encoding(&ty, encoding).then_some(encoding),
            ty,
            rules,
            place,
            required: found.required || location == Location::Path,
        })
    }

    /// A unique name in the operation; the second of two equal names gets its location as suffix.
    fn parameter_name(wire: &str, place: Place, names: &mut Names) -> Option<Name> {
        let name = match Namer::Parameter.name(wire) {
            Some(name) if names.is_free(&name) => name,
            Some(_) => Namer::Parameter.name(&format!("{wire} {}", place.word()))?.of(wire),
            // `$` or `...` contains no character for a name.
            None => Namer::Parameter.name(&format!("{} parameter", place.word()))?.of(wire),
        };
        Some(names.claim(name))
    }

    /// A parameter for a name in the path template that has no description; it is a string.
    fn undeclared(
        &mut self,
        path: &str,
        place: Span,
        declared: &[Parameter],
        misspelt: &[&str],
        names: &mut Names,
    ) -> Vec<Parameter> {
        let is_declared =
            |name: &str| declared.iter().any(|known| known.place == Place::Path && known.name.wire == name);
        let mut made = Vec::new();
        for wire in template_names(path).unwrap_or_default().into_iter().filter(|name| !is_declared(name)) {
            // A parameter with a similar name has been reported.
            if !misspelt.contains(&wire) {
                let (name, path) = (wire.to_owned(), path.to_owned());
                let kind = Kind::PathParameter { name, path, in_template: true, nearest: None };
                self.diagnostics.warn(kind, place);
            }
            made.extend(Self::parameter_name(wire, Place::Path, names).map(|name| Parameter {
                name,
                docs: Docs { place, ..Docs::default() },
                ty: TypeRef::Text,
                rules: Vec::new(),
                place: Place::Path,
                encoding: None,
                required: true,
            }));
        }
        made
    }

    /// Whether a value has to be serialized, because it is not a plain string.
    fn needs_encoding(&self, ty: &TypeRef, encoding: Encoding) -> bool {
        let is_plain = matches!(
            encoding.style,
            Style::Simple | Style::Form | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject
        );
        !is_plain || encoding.reserved || !self.is_scalar(ty)
    }

    /// Whether a value of the type is serialized as one string.
    pub(super) fn is_scalar(&self, ty: &TypeRef) -> bool {
        match self.model.resolve(ty) {
            TypeRef::Text
            | TypeRef::Bool
            | TypeRef::I32
            | TypeRef::I64
            | TypeRef::U64
            | TypeRef::F32
            | TypeRef::F64 => true,
            TypeRef::Named(id) => {
                let kind = self.model.get(*id).map(|ty| &ty.kind);
                matches!(kind, Some(TypeKind::Enum(_) | TypeKind::Newtype { .. }))
            }
            TypeRef::Any
            | TypeRef::Binary
            | TypeRef::List(_)
            | TypeRef::Tuple(_)
            | TypeRef::Map(_)
            | TypeRef::Nullable(_) => false,
        }
    }
}

/// The serialization of a parameter or a part of a form, if it is not a plain string.
pub(super) fn encoding_of(found: &openapi::Encoding<'_>, default: openapi::Style) -> Encoding {
    let style = match found.style.map_or(default, |style| style.value) {
        openapi::Style::Form => Style::Form,
        openapi::Style::Simple => Style::Simple,
        openapi::Style::Label => Style::Label,
        openapi::Style::Matrix => Style::Matrix,
        openapi::Style::SpaceDelimited => Style::SpaceDelimited,
        openapi::Style::PipeDelimited => Style::PipeDelimited,
        openapi::Style::DeepObject => Style::DeepObject,
    };
    Encoding {
        style,
        explode: found.explode.unwrap_or(style == Style::Form),
        reserved: found.allow_reserved.unwrap_or(false),
    }
}

pub(super) fn place_of(location: Location) -> Place {
    match location {
        Location::Path => Place::Path,
        Location::Query => Place::Query,
        Location::Header => Place::Header,
        Location::Cookie => Place::Cookie,
    }
}

/// The names in the braces of a path, each once.
pub(super) fn template_names(path: &str) -> Result<Vec<&str>, &'static str> {
    if !path.starts_with('/') {
        return Err("it must begin with `/`");
    }
    let mut names: Vec<&str> = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { return Err("a brace is not closed") };
        if name.is_empty() {
            return Err("a name is missing in the braces");
        }
        if before.contains('}') || name.contains(['{', '/']) {
            return Err("the braces do not match");
        }
        if !names.contains(&name) {
            names.push(name);
        }
        rest = tail;
    }
    if rest.contains('}') { Err("the braces do not match") } else { Ok(names) }
}

#[cfg(test)]
mod tests {
    use super::template_names;

    #[test]
    fn templates_name_their_parameters() {
        assert_eq!(template_names("/users/{userId}/x"), Ok(vec!["userId"]));
        assert_eq!(template_names("/a/{b}.{c}?d={e}"), Ok(vec!["b", "c", "e"]));
        assert_eq!(template_names("/{a}/{a}"), Ok(vec!["a"]));
        assert_eq!(template_names("users"), Err("it must begin with `/`"));
        assert_eq!(template_names("/{a"), Err("a brace is not closed"));
        assert_eq!(template_names("/{a/b}"), Err("the braces do not match"));
        assert_eq!(template_names("/a}"), Err("the braces do not match"));
        assert_eq!(template_names("/{}"), Err("a name is missing in the braces"));
    }
}
