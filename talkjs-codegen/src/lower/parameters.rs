//! Parameters: what a call is given besides its body, and how each is written.

use super::Lowering;
use super::bodies::{Media, media_of};
use crate::cursor::At;
use crate::diagnostic::Kind;
use crate::model::{Docs, Encoding, Name, Namer, Names, Parameter, Place, Style, TypeKind, TypeRef};
use crate::source::Span;
use crate::suggest::nearest;
use crate::tree::Node;
use crate::view::SchemaRef;

/// Headers that OpenAPI keeps for itself: what they say stands elsewhere in a description.
const OTHERWISE: [&str; 3] = ["accept", "content-type", "authorization"];

impl<'d> Lowering<'d, '_> {
    /// The operation's own parameters, those of the path that it does not replace, and those that only the path names.
    pub(super) fn parameters(&mut self, at: At<'d>, item: At<'d>, path: &str, hint: &str) -> Vec<Parameter> {
        let own = at.items("parameters").map(|at| (true, at));
        let shared = item.items("parameters").map(|at| (false, at));
        let mut lowered: Vec<Parameter> = Vec::new();
        let mut names = Names::default();
        let mut seen: Vec<(&str, Place, Span)> = Vec::new();
        for (is_own, at) in own.chain(shared) {
            let Some(at) = self.document.follow(at, "parameters") else { continue };
            let (name, place) = (at.text("name").unwrap_or_default(), place_of(at));
            let span = at.child("name").value_span();
            match seen.iter().find(|(known, where_to, _)| (*known, *where_to) == (name, place)) {
                None => {
                    seen.push((name, place, span));
                    lowered.extend(self.parameter((name, place), at, path, hint, &mut names));
                }
                Some((.., first)) if is_own => {
                    self.twice("parameter", name, span, *first);
                }
                Some(_) => {}
            }
        }
        let template = template_names(path).unwrap_or_default();
        let misspelt = seen.iter().filter(|(name, place, _)| *place == Place::Path && !template.contains(name));
        let misspelt: Vec<&str> = misspelt.filter_map(|(name, ..)| nearest(name, template.iter().copied())).collect();
        lowered.extend(self.undeclared(path, item, &lowered, &misspelt, &mut names));
        lowered
    }

    fn parameter(
        &mut self,
        (wire, place): (&str, Place),
        at: At<'d>,
        path: &str,
        hint: &str,
        names: &mut Names,
    ) -> Option<Parameter> {
        let name_span = at.child("name").value_span();
        if place == Place::Header && OTHERWISE.iter().any(|name| wire.eq_ignore_ascii_case(name)) {
            let why = "`security` and the media types say what is sent in it";
            let kind = Kind::Ignored { what: format!("header parameter `{wire}`"), why };
            self.diagnostics.note(kind, name_span);
            return None;
        }
        let template = template_names(path).unwrap_or_default();
        if place == Place::Path && !template.contains(&wire) {
            let nearest = nearest(wire, template).map(str::to_owned);
            let (name, path) = (wire.to_owned(), path.to_owned());
            self.diagnostics.warn(Kind::PathParameter { name, path, in_template: false, nearest }, name_span);
            return None;
        }
        let required = at.flag("required");
        if place == Place::Path && !required {
            let what = format!("path parameter `{wire}` without `required: true`");
            self.diagnostics.warn(Kind::ReadAs { what, read_as: "required".to_owned() }, name_span);
        }
        let hint = format!("{hint}{}", super::objects::capital(wire));
        let (schema, is_json) = schema_of(at);
        let (ty, rules) = match schema {
            Some(schema) => {
                let used = self.used(schema, &hint);
                (used.ty, used.rules)
            }
            None if is_json => (TypeRef::Any, Vec::new()),
            None => (TypeRef::Text, Vec::new()),
        };
        let encoding = self.encoding(place, is_json, at);
        Some(Parameter {
            name: Self::parameter_name(wire, place, names)?,
            docs: Docs {
                text: at.text("description").unwrap_or_default().to_owned(),
                place: name_span,
                deprecated: at.flag("deprecated"),
            },
            encoding: self.needs_encoding(&ty, encoding).then_some(encoding),
            ty,
            rules,
            place,
            required: required || place == Place::Path,
        })
    }

    /// A name of its own in the operation; of two alike, the second is told apart by its place.
    fn parameter_name(wire: &str, place: Place, names: &mut Names) -> Option<Name> {
        let name = match Namer::Parameter.name(wire) {
            Some(name) if names.is_free(&name) => name,
            Some(_) => Namer::Parameter.name(&format!("{wire} {}", place.word()))?.of(wire),
            // `$` or `...` has nothing to make a name of.
            None => Namer::Parameter.name(&format!("{} parameter", place.word()))?.of(wire),
        };
        Some(names.claim(name))
    }

    /// A template may name what no parameter describes: it is a text then.
    fn undeclared(
        &mut self,
        path: &str,
        at: At<'d>,
        declared: &[Parameter],
        misspelt: &[&str],
        names: &mut Names,
    ) -> Vec<Parameter> {
        let is_declared =
            |name: &str| declared.iter().any(|known| known.place == Place::Path && known.name.wire == name);
        let mut made = Vec::new();
        for wire in template_names(path).unwrap_or_default().into_iter().filter(|name| !is_declared(name)) {
            // A parameter whose name is almost this one has been told of.
            if !misspelt.contains(&wire) {
                let (name, path) = (wire.to_owned(), path.to_owned());
                let kind = Kind::PathParameter { name, path, in_template: true, nearest: None };
                self.diagnostics.warn(kind, at.name_span());
            }
            made.extend(Self::parameter_name(wire, Place::Path, names).map(|name| Parameter {
                name,
                docs: Docs { place: at.name_span(), ..Docs::default() },
                ty: TypeRef::Text,
                rules: Vec::new(),
                place: Place::Path,
                encoding: None,
                required: true,
            }));
        }
        made
    }

    /// The style of a parameter.
    fn encoding(&mut self, place: Place, is_json: bool, at: At<'d>) -> Encoding {
        let (default, allowed): (Style, &[Style]) = match place {
            Place::Path => (Style::Simple, &[Style::Simple, Style::Label, Style::Matrix]),
            Place::Header => (Style::Simple, &[Style::Simple]),
            Place::Cookie => (Style::Form, &[Style::Form]),
            Place::Query => {
                (Style::Form, &[Style::Form, Style::SpaceDelimited, Style::PipeDelimited, Style::DeepObject])
            }
        };
        if is_json {
            return Encoding { style: Style::Json, explode: false, reserved: false };
        }
        let encoding = encoding_at(at, default);
        if allowed.contains(&encoding.style) {
            return encoding;
        }
        let word = at.text("style").unwrap_or_default();
        let what = format!("style `{word}` of a {} parameter", place.word());
        let read_as = "the default style of its place".to_owned();
        self.diagnostics.warn(Kind::ReadAs { what, read_as }, at.child("style").value_span());
        Encoding { style: default, ..encoding }
    }

    /// Whether a value has to be encoded, and is not one text as it is.
    fn needs_encoding(&self, ty: &TypeRef, encoding: Encoding) -> bool {
        let is_plain = matches!(
            encoding.style,
            Style::Simple | Style::Form | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject
        );
        !is_plain || encoding.reserved || !self.is_scalar(ty)
    }

    /// Whether a value of the type is one text.
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

/// `style`, `explode` and `allowReserved` of a parameter or of a member of a form.
pub(super) fn encoding_at(at: At<'_>, default: Style) -> Encoding {
    let style = match at.text("style") {
        Some("form") => Style::Form,
        Some("simple") => Style::Simple,
        Some("label") => Style::Label,
        Some("matrix") => Style::Matrix,
        Some("spaceDelimited") => Style::SpaceDelimited,
        Some("pipeDelimited") => Style::PipeDelimited,
        Some("deepObject") => Style::DeepObject,
        _ => default,
    };
    let flag = |key: &str| at.get(key).and_then(Node::bool);
    Encoding {
        style,
        explode: flag("explode").unwrap_or(style == Style::Form),
        reserved: flag("allowReserved").unwrap_or(false),
    }
}

/// The schema of a parameter, and whether it is written as JSON.
fn schema_of(at: At<'_>) -> (Option<SchemaRef<'_>>, bool) {
    match (SchemaRef::of(at, "schema"), at.entries("content").next()) {
        (None, Some((range, media))) => (SchemaRef::of(media, "schema"), media_of(range) == Media::Json),
        (schema, _) => (schema, false),
    }
}

fn place_of(parameter: At<'_>) -> Place {
    match parameter.text("in") {
        Some("path") => Place::Path,
        Some("header") => Place::Header,
        Some("cookie") => Place::Cookie,
        _ => Place::Query,
    }
}

/// The names in braces of a path, each once.
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
