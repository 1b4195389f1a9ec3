//! What a call returns: which answers are successes, and how each is read.

use openapiv3::StatusCode;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as Refused, StrDeserializer};

use super::Lowering;
use super::media::{Media, essence, media_of, rank};
use super::names::{capital, component_type};
use super::view::SchemaRef;
use crate::diagnostic::Kind;
use crate::model::{Answer, Codes, Content, Docs, Failure, Name, Namer, Names, Status, TypeKind, TypeRef};
use crate::openapi::{Operation, Place, Response};

/// The response of a status or of all others.
#[derive(Clone)]
struct Described<'d> {
    codes: Option<Codes>,
    /// `404`, `4XX` or `default`.
    status: String,
    place: Place,
    response: &'d Response<'d>,
}

/// What an operation answers.
pub(super) struct Answers {
    pub(super) answer: Answer,
    pub(super) redirects: bool,
    pub(super) accept: String,
    /// Whether a 429 is described as having no effect.
    pub(super) limited_without_effect: bool,
    pub(super) failures: Vec<Failure>,
}

impl<'d> Lowering<'d, '_> {
    /// The answers of an operation; `scope` is where an enum for them gets its name.
    pub(super) fn answers(&mut self, operation: &'d Operation<'d>, hint: &str, scope: &mut Names) -> Answers {
        let described = self.described(operation);
        let says_codes = described.iter().any(|described| described.codes.is_some());
        let (successes, failures, redirects) = sorted(described);
        if successes.is_empty() && !redirects && says_codes {
            let what = "an operation without a response for success".to_owned();
            let kind = Kind::ReadAs { what, read_as: "one whose success response has no body".to_owned() };
            self.diagnostics.note(kind, operation.responses_place.name);
        }
        let mut accept: Vec<String> = Vec::new();
        let mut statuses = Vec::new();
        let several = successes.len() > 1;
        for Described { codes, status, place, response } in successes {
            // `HEAD` has no body, whatever is described.
            let content = if operation.method == "HEAD" {
                Content::Nothing
            } else {
                let hint = if several { format!("{hint}{status}Answer") } else { format!("{hint}Answer") };
                self.content(response, &hint, &mut accept)
            };
            let docs = Docs { text: response.description.to_owned(), place: place.name, deprecated: false };
            let Some(name) = variant_name(&status) else { continue };
            statuses.push(Status { name, docs, codes: codes.unwrap_or(Codes::Range(2)), content });
        }
        if accept.is_empty() {
            accept.push("application/json".to_owned());
        }
        Answers {
            answer: one_or_several(statuses, hint, scope),
            redirects,
            accept: accept.join(", "),
            limited_without_effect: self.limited_without_effect(&failures),
            failures: self.failures(failures, hint),
        }
    }

    /// The responses by status: exact ones first, then ranges, then the default.
    fn described(&self, operation: &'d Operation<'d>) -> Vec<Described<'d>> {
        let mut described = Vec::new();
        for (status, id) in &operation.responses {
            let (place, response) = (status.place, &self.document.responses[*id]);
            let (codes, status) = match status.value {
                crate::openapi::Status::Default => (None, "default".to_owned()),
                crate::openapi::Status::Codes(text) => (codes_of(&text.to_uppercase()), text.to_uppercase()),
            };
            described.push(Described { codes, status, place, response });
        }
        described
            .sort_by_key(|found| (found.codes.is_none(), matches!(found.codes, Some(Codes::Range(_))), found.codes));
        described
    }

    /// How the body of a response is read.
    fn content(&mut self, response: &'d Response<'d>, hint: &str, accept: &mut Vec<String>) -> Content {
        let Some(media) = response.content.iter().min_by_key(|media| rank(media.range.value)) else {
            return Content::Nothing;
        };
        self.note_other_types(&response.content, media);
        let (range, schema) = (media.range.value, media.schema.map(SchemaRef::new));
        let asked: String = essence(range).chars().filter(char::is_ascii_graphic).collect();
        if !accept.contains(&asked) {
            accept.push(asked);
        }
        // A component has the same name for all that use it.
        let shared = response.component.map(|name| component_type(name, "Response"));
        let hint = shared.as_deref().unwrap_or(hint);
        match (media_of(range), schema) {
            (Media::Json, Some(schema)) if range.contains('*') && self.is_binary(schema) => Content::Bytes,
            (Media::Json, Some(schema)) => {
                let used = self.used(schema, hint);
                if self.has_no_member(&used.ty) { Content::Nothing } else { Content::Json(used.nullable_type()) }
            }
            (Media::Json, None) if range.contains('*') => Content::Bytes,
            (Media::Json, None) => Content::Json(TypeRef::Any),
            (of, schema) => {
                if let Some(schema) = schema {
                    self.note_raw(media, schema);
                }
                if of == Media::Text { Content::Text } else { Content::Bytes }
            }
        }
    }

    /// Whether a type is the object without members, which tells a caller nothing.
    fn has_no_member(&self, ty: &TypeRef) -> bool {
        let TypeRef::Named(id) = ty else { return false };
        match self.model.get(*id).map(|ty| &ty.kind) {
            Some(TypeKind::Struct(object)) => {
                object.members.is_empty() && object.tag.is_none() && object.extra.is_none()
            }
            _ => false,
        }
    }

    /// Reads `x-no-effect: true` of the response for 429: the request took no effect.
    fn limited_without_effect(&mut self, failures: &[Described<'d>]) -> bool {
        let limited = |found: &&Described<'d>| matches!(found.codes, Some(Codes::One(429) | Codes::Range(4)));
        let Some(said) = failures.iter().find(limited).and_then(|found| found.response.no_effect) else { return false };
        if said.value.bool().is_none() {
            self.extension("x-no-effect", "expected `true` or `false`", said);
        }
        said.value.bool() == Some(true)
    }

    fn failures(&mut self, described: Vec<Described<'d>>, hint: &str) -> Vec<Failure> {
        let mut failures = Vec::new();
        for Described { status, response, .. } in described {
            let hint = format!("{hint}{}Error", capital(&status));
            let ty = match self.content(response, &hint, &mut Vec::new()) {
                Content::Json(ty) if ty != TypeRef::Any => Some(ty),
                _ => None,
            };
            failures.push(Failure { status, words: response.description.to_owned(), ty });
        }
        failures
    }
}

/// The responses for success, the others, and whether a redirect is a success.
fn sorted(described: Vec<Described<'_>>) -> (Vec<Described<'_>>, Vec<Described<'_>>, bool) {
    let is = |digit: u16| {
        move |described: &Described<'_>| match described.codes {
            Some(Codes::One(code)) => code / 100 == digit,
            Some(Codes::Range(range)) => range == digit,
            None => false,
        }
    };
    if described.iter().any(is(2)) {
        let (successes, failures) = described.into_iter().partition(is(2));
        return (successes, failures, false);
    }
    let (default, failures): (Vec<_>, Vec<_>) = described.into_iter().partition(|found| found.codes.is_none());
    let redirects = default.is_empty() && !failures.is_empty() && failures.iter().all(is(3));
    (default, if redirects { Vec::new() } else { failures }, redirects)
}

/// One type for all statuses where they agree, else an enum.
fn one_or_several(mut statuses: Vec<Status>, hint: &str, scope: &mut Names) -> Answer {
    let Some(first) = statuses.first().map(|status| status.content.clone()) else {
        return Answer::One(Content::Nothing);
    };
    let name =
        Namer::Type.name(&format!("{hint}Answer")).filter(|_| statuses.iter().any(|status| status.content != first));
    match name {
        None => Answer::One(first),
        Some(name) => {
            let mut names = Names::default();
            for status in &mut statuses {
                status.name = names.claim(status.name.clone());
            }
            Answer::Several(scope.claim(name), statuses)
        }
    }
}

/// The statuses that a key stands for; `None` when it is none.
fn codes_of(key: &str) -> Option<Codes> {
    let key: StrDeserializer<'_, Refused> = key.into_deserializer();
    Some(match StatusCode::deserialize(key).ok()? {
        StatusCode::Code(code) => Codes::One(code),
        StatusCode::Range(range) => Codes::Range(range),
    })
}

/// The variant for a status.
fn variant_name(status: &str) -> Option<Name> {
    let word = match status {
        "200" => "ok",
        "201" => "created",
        "202" => "accepted",
        "204" => "no content",
        "2XX" => "success",
        other => &format!("status {other}"),
    };
    Namer::Variant.name(word).map(|name| name.of(status))
}
