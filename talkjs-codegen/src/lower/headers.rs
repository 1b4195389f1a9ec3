//! The described headers of success responses.

use super::Lowering;
use super::media::{Media, media_of};
use super::names::component_type;
use super::view::SchemaRef;
use crate::diagnostic::Kind;
use crate::model::{Docs, EnumRepr, Header, HeaderFormat, HeaderSet, Namer, Names, TypeKind, TypeRef};
use crate::openapi::{self, Id, Response, Spanned};

/// Headers that get no field, with the reason.
const WITHOUT_FIELD: [(&str, &str); 2] = [
    ("content-type", "it is determined by the media types of the response"),
    ("set-cookie", "read cookies from the raw headers"),
];

impl<'d> Lowering<'d, '_> {
    /// Reads the headers of an operation's success responses; `scope` is where the struct for them gets its name.
    pub(super) fn headers(
        &mut self,
        responses: &[&'d Response<'d>],
        hint: &str,
        scope: &mut Names,
    ) -> Option<HeaderSet> {
        let mut names = Names::default();
        let mut headers: Vec<Header> = Vec::new();
        for (name, header) in responses.iter().flat_map(|response| &response.headers) {
            if let Some(why) = without_field(name.value) {
                let what = format!("the header `{}`", name.value);
                self.diagnostics.note(Kind::Ignored { what, why }, name.place.name);
                continue;
            }
            let (ty, format) = self.header_type(*name, *header, hint);
            match headers.iter().find(|known| known.name.wire.eq_ignore_ascii_case(name.value)) {
                Some(known) if known.ty != ty || known.format != format => {
                    let what = format!("the header `{}`", name.value);
                    let why = "another success response describes it with another type";
                    self.diagnostics.note(Kind::Ignored { what, why }, name.place.name);
                }
                Some(_) => {}
                None => {
                    let header = &self.document.headers[*header];
                    let (text, deprecated) = (header.description.to_owned(), header.deprecated);
                    let docs = Docs { text, place: name.place.name, deprecated };
                    let name = names.claim(Namer::Field.always(name.value));
                    headers.push(Header { name, docs, ty, format });
                }
            }
        }
        if headers.is_empty() {
            return None;
        }
        let name = scope.claim(Namer::Type.name(&format!("{hint}Headers"))?);
        Some(HeaderSet { name, headers })
    }

    /// The type of a header and the format of its value. Unsupported schemas become strings.
    fn header_type(
        &mut self,
        name: Spanned<&'d str>,
        header: Id<openapi::Header<'d>>,
        hint: &str,
    ) -> (TypeRef, HeaderFormat) {
        let header = &self.document.headers[header];
        let is_json = header.range.is_some_and(|range| media_of(range) == Media::Json);
        let Some(schema) = header.schema else {
            return if is_json { (TypeRef::Any, HeaderFormat::Json) } else { (TypeRef::Text, HeaderFormat::Text) };
        };
        // A component has the same name for all its uses.
        let hint = match header.component {
            Some(component) => component_type(component, "Header"),
            None => format!("{hint} {} Header", name.value),
        };
        let ty = self.used(SchemaRef::new(schema), &hint).ty;
        if is_json {
            return (ty, HeaderFormat::Json);
        }
        if let Some(format) = self.header_format(&ty) {
            return (ty, format);
        }
        let what = format!("the schema of the header `{}`", name.value);
        self.diagnostics.note(Kind::ReadAs { what, read_as: "text".to_owned() }, name.place.name);
        (TypeRef::Text, HeaderFormat::Text)
    }

    fn header_format(&self, ty: &TypeRef) -> Option<HeaderFormat> {
        match self.model.resolve(ty) {
            TypeRef::List(item) => match self.header_format(item)? {
                HeaderFormat::Text => Some(HeaderFormat::Texts),
                HeaderFormat::Json => Some(HeaderFormat::Values),
                HeaderFormat::Texts | HeaderFormat::Values => None,
            },
            TypeRef::Nullable(inner) => self.header_format(inner),
            TypeRef::Named(id) => match &self.model.get(*id)?.kind {
                TypeKind::Enum(values) if values.holds == EnumRepr::Text => Some(HeaderFormat::Text),
                TypeKind::Enum(_) => Some(HeaderFormat::Json),
                TypeKind::Newtype { inner, .. } => self.header_format(inner),
                TypeKind::External(external) => self.header_format(&external.literal),
                TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::Alias { .. } => None,
            },
            TypeRef::Text => Some(HeaderFormat::Text),
            TypeRef::Bool | TypeRef::I32 | TypeRef::I64 | TypeRef::U64 | TypeRef::F32 | TypeRef::F64 => {
                Some(HeaderFormat::Json)
            }
            TypeRef::Any | TypeRef::Binary | TypeRef::Map(_) | TypeRef::Tuple(_) => None,
        }
    }
}

/// The reason why a header gets no field.
fn without_field(name: &str) -> Option<&'static str> {
    let found = WITHOUT_FIELD.iter().find(|(known, _)| name.eq_ignore_ascii_case(known));
    found.map(|(_, why)| *why)
}
