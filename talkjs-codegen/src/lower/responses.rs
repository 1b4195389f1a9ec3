//! The responses of an operation: which are successes, and how each is read.

use openapiv3::StatusCode;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as Refused, StrDeserializer};

use super::Lowering;
use super::contents::{self, Contents, OwnMethod};
use super::names::capital;
use crate::diagnostic::Kind;
use crate::model::{self, Codes, Content, Docs, ErrorType, Failure, HeaderSet, Name, Namer, Names, Status, Success};
use crate::openapi::{Operation, Place, Response};
use crate::tree::Node;

/// The response for a status, or for all others.
#[derive(Clone)]
struct Described<'d> {
    codes: Option<Codes>,
    /// `404`, `4XX` or `default`.
    status: String,
    place: Place,
    response: &'d Response<'d>,
}

impl Described<'_> {
    fn success(&self) -> Success {
        Success { status: self.status.clone(), words: self.response.description.to_owned() }
    }
}

/// The responses of an operation.
pub(super) struct Responses {
    pub(super) response: model::Response,
    pub(super) redirects: bool,
    pub(super) accept: String,
    /// Whether a 429 is described as having no effect.
    pub(super) limited_without_effect: bool,
    pub(super) successes: Vec<Success>,
    pub(super) failures: Vec<Failure>,
    pub(super) error: ErrorType,
    pub(super) headers: Option<HeaderSet>,
    /// The responses with their own methods.
    pub(super) others: Vec<OwnResponse>,
}

/// The result of a further method of an operation.
pub(super) struct OwnResponse {
    /// The suffix of the method's name.
    pub(super) suffix: String,
    pub(super) response: model::Response,
    pub(super) accept: String,
}

impl<'d> Lowering<'d, '_> {
    /// Reads the responses of an operation; `scope` is where an enum for them gets its name.
    pub(super) fn responses(&mut self, operation: &'d Operation<'d>, hint: &str, scope: &mut Names) -> Responses {
        let described = self.described(operation);
        let says_codes = described.iter().any(|described| described.codes.is_some());
        let (successes, failures, redirects) = sorted(described.clone());
        let said = if redirects { &described } else { &successes };
        let said = said.iter().map(Described::success).collect();
        if successes.is_empty() && !redirects && says_codes {
            let what = "an operation without a response for success".to_owned();
            let kind = Kind::ReadAs { what, read_as: "an operation with a success response without a body".to_owned() };
            self.diagnostics.note(kind, operation.responses_place.name);
        }
        let sentinel = sentinel(operation);
        let several = successes.len() > 1;
        let with_headers: Vec<_> = successes.iter().map(|success| success.response).collect();
        let mut found: Vec<(Status, Contents)> = Vec::new();
        for Described { codes, status, place, response } in successes {
            let Some(name) = variant_name(&status) else { continue };
            let docs = Docs { text: response.description.to_owned(), place: place.name, deprecated: false };
            let hint = if several { format!("{hint}{status}") } else { hint.to_owned() };
            let (types, alternatives) = (&*format!("{hint}Response"), &*format!("{hint}Content"));
            // A `HEAD` response has no body, whatever the description says.
            let contents = if operation.method == "HEAD" {
                Contents { content: Content::Nothing, accept: Vec::new(), others: Vec::new() }
            } else {
                self.contents(response, &mut contents::Place { types, alternatives, scope, sentinel })
            };
            let codes = codes.unwrap_or(Codes::Range(2));
            found.push((Status { name, docs, codes, content: contents.content.clone() }, contents));
        }
        let limited_without_effect = self.limited_without_effect(&failures);
        let response = one_or_several(found.iter().map(|(status, _)| status.clone()).collect(), hint, scope);
        let others = own_methods(&found, hint, scope);
        let failures = self.failures(failures, hint);
        Responses {
            response,
            others,
            error: error_type(&failures, hint, scope),
            headers: self.headers(&with_headers, hint, scope),
            accept: joined(found.iter().flat_map(|(_, contents)| contents.accept.iter().cloned())),
            redirects,
            limited_without_effect,
            successes: said,
            failures,
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

    /// Reads `x-no-effect: true` of the response for 429: the request had no effect.
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
            let ty = self.error_type(response, &hint);
            failures.push(Failure { status, words: response.description.to_owned(), ty });
        }
        failures
    }
}

/// The type of an operation's error responses, as far as it depends only on this operation.
fn error_type(failures: &[Failure], hint: &str, scope: &mut Names) -> ErrorType {
    let types: Vec<_> = failures.iter().filter_map(|failure| failure.ty.as_ref()).collect();
    match (types.as_slice(), Namer::Type.name(&format!("{hint}Error"))) {
        ([first, _, ..], Some(name)) if types.iter().any(|ty| ty != first) => ErrorType::ByStatus(scope.claim(name)),
        ([first, ..], _) => ErrorType::One((*first).clone()),
        ([], _) => ErrorType::Undeclared,
    }
}

/// The success responses, the others, and whether a redirect is a success.
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

/// The data of the event that terminates the operation's streams.
fn sentinel<'d>(operation: &Operation<'d>) -> Option<&'d str> {
    operation.extensions.fern_streaming?.value.get("terminator").and_then(Node::text)
}

/// A further method for each kind of response that has its own; for the other statuses it is like the main method.
fn own_methods(found: &[(Status, Contents)], hint: &str, scope: &mut Names) -> Vec<OwnResponse> {
    let mut suffixes: Vec<&OwnMethod> = Vec::new();
    for own in found.iter().flat_map(|(_, contents)| &contents.others) {
        if !suffixes.iter().any(|known| known.suffix == own.suffix) {
            suffixes.push(own);
        }
    }
    let response = |first: &OwnMethod| {
        let of_status = |(status, contents): &(Status, Contents)| {
            let own = contents.others.iter().find(|own| own.suffix == first.suffix);
            Status { content: own.map_or(&status.content, |own| &own.content).clone(), ..status.clone() }
        };
        let hint = format!("{hint}{}", capital(&first.suffix));
        let response = one_or_several(found.iter().map(of_status).collect(), &hint, scope);
        OwnResponse { suffix: first.suffix.clone(), response, accept: first.accept.clone() }
    };
    suffixes.into_iter().map(response).collect()
}

/// Media types as the value of a header, each once.
fn joined(accept: impl Iterator<Item = String>) -> String {
    let mut joined: Vec<String> = Vec::new();
    for media in accept {
        if !joined.contains(&media) {
            joined.push(media);
        }
    }
    if joined.is_empty() { "application/json".to_owned() } else { joined.join(", ") }
}

/// One type if all statuses have the same, otherwise an enum.
fn one_or_several(mut statuses: Vec<Status>, hint: &str, scope: &mut Names) -> model::Response {
    let Some(first) = statuses.first().map(|status| status.content.clone()) else {
        return model::Response::One(Content::Nothing);
    };
    let name =
        Namer::Type.name(&format!("{hint}Response")).filter(|_| statuses.iter().any(|status| status.content != first));
    match name {
        None => model::Response::One(first),
        Some(name) => {
            let mut names = Names::default();
            for status in &mut statuses {
                status.name = names.claim(status.name.clone());
            }
            model::Response::Several(scope.claim(name), statuses)
        }
    }
}

/// The statuses of a key; `None` if it is invalid.
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
