//! What a call returns: which answers are successes, and how each is read.

use openapiv3::StatusCode;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as Refused, StrDeserializer};

use super::Lowering;
use super::bodies::{Media, essence, media_of, rank};
use crate::cursor::At;
use crate::diagnostic::Kind;
use crate::model::{Answer, Codes, Content, Docs, Failure, Name, Namer, Names, Status, TypeKind, TypeRef};
use crate::view::SchemaRef;

/// The response of a status or of all others.
type Described<'d> = (Option<Codes>, String, At<'d>);

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
    pub(super) fn answers(&mut self, at: At<'d>, method: &str, hint: &str, scope: &mut Names) -> Answers {
        let (successes, failures, redirects) = self.sorted(at);
        if successes.is_empty() && !redirects && at.entries("responses").any(|(status, _)| codes_of(status).is_some()) {
            let what = "an operation without a response for success".to_owned();
            let kind = Kind::ReadAs { what, read_as: "one that answers nothing".to_owned() };
            self.diagnostics.note(kind, at.child("responses").name_span());
        }
        let mut accept: Vec<String> = Vec::new();
        let mut statuses = Vec::new();
        let several = successes.len() > 1;
        for (codes, status, at) in successes {
            // `HEAD` has no body, whatever is described.
            let content = if method == "HEAD" {
                Content::Nothing
            } else {
                let hint = if several { format!("{hint}{status}Answer") } else { format!("{hint}Answer") };
                self.content(at, &hint, &mut accept)
            };
            let docs = Docs { text: words_of(at), place: at.name_span(), deprecated: false };
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

    /// The responses for success, the others, and whether a redirect is a success.
    fn sorted(&self, at: At<'d>) -> (Vec<Described<'d>>, Vec<Described<'d>>, bool) {
        let mut described: Vec<Described<'d>> = Vec::new();
        for (status, at) in at.entries("responses") {
            let codes = codes_of(status);
            if codes.is_some() || status == "default" {
                described.extend(self.document.follow(at, "responses").map(|at| (codes, status.to_owned(), at)));
            }
        }
        described.sort_by_key(|(codes, ..)| (codes.is_none(), matches!(codes, Some(Codes::Range(_))), *codes));
        let is = |digit: u16| {
            move |described: &Described<'d>| match described.0 {
                Some(Codes::One(code)) => code / 100 == digit,
                Some(Codes::Range(range)) => range == digit,
                None => false,
            }
        };
        if described.iter().any(is(2)) {
            let (successes, failures) = described.into_iter().partition(is(2));
            return (successes, failures, false);
        }
        let (default, failures): (Vec<_>, Vec<_>) = described.into_iter().partition(|(codes, ..)| codes.is_none());
        let redirects = default.is_empty() && !failures.is_empty() && failures.iter().all(is(3));
        (default, if redirects { Vec::new() } else { failures }, redirects)
    }

    /// How the body of a response is read.
    fn content(&mut self, at: At<'d>, hint: &str, accept: &mut Vec<String>) -> Content {
        let Some((range, media)) = at.entries("content").min_by_key(|(range, _)| rank(range)) else {
            return Content::Nothing;
        };
        let schema = SchemaRef::of(media, "schema");
        let asked: String = essence(range).chars().filter(char::is_ascii_graphic).collect();
        if !accept.contains(&asked) {
            accept.push(asked);
        }
        match (media_of(range), schema) {
            (Media::Json, Some(schema)) if range.contains('*') && self.is_binary(schema) => Content::Bytes,
            (Media::Json, Some(schema)) => {
                let used = self.used(schema, hint);
                if self.has_no_member(&used.ty) { Content::Nothing } else { Content::Json(used.nullable_type()) }
            }
            (Media::Json, None) if range.contains('*') => Content::Bytes,
            (Media::Json, None) => Content::Json(TypeRef::Any),
            (Media::Text, _) => Content::Text,
            _ => Content::Bytes,
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
        const KEY: &str = "x-no-effect";
        let limited = |codes: &Option<Codes>| matches!(codes, Some(Codes::One(429) | Codes::Range(4)));
        let Some((_, _, at)) = failures.iter().find(|(codes, ..)| limited(codes)) else { return false };
        let Some(said) = at.get(KEY) else { return false };
        if said.bool().is_none() {
            self.extension(KEY, "expected `true` or `false`", *at);
        }
        said.bool() == Some(true)
    }

    fn failures(&mut self, described: Vec<Described<'d>>, hint: &str) -> Vec<Failure> {
        let mut failures = Vec::new();
        for (_, status, at) in described {
            let hint = format!("{hint}{}Error", super::objects::capital(&status));
            let ty = match self.content(at, &hint, &mut Vec::new()) {
                Content::Json(ty) if ty != TypeRef::Any => Some(ty),
                _ => None,
            };
            failures.push(Failure { status, words: words_of(at), ty });
        }
        failures
    }
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

/// What a response says of itself.
fn words_of(at: At<'_>) -> String {
    at.text("description").unwrap_or_default().to_owned()
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
