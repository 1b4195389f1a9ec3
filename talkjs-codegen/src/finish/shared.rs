//! Shares the enums of error responses and the structs of headers. Most operations of an API declare the same ones, so
//! each is generated once, with a name for each operation.

use std::collections::HashMap;

use crate::model::{
    ErrorEnum, ErrorType, ErrorVariant, Failure, HeaderFormat, HeaderStruct, Model, Name, Namer, Names, TypeRef,
};

/// Equal items of several operations, with one name for each operation.
struct Groups<'m, T> {
    groups: Vec<(Vec<Name>, &'m T)>,
    known: HashMap<String, usize>,
}

impl<'m, T> Groups<'m, T> {
    fn new() -> Self {
        Self { groups: Vec::new(), known: HashMap::new() }
    }

    /// Adds a name for the item of a shape. A method for a further body or response has the name of the main method.
    fn add(&mut self, shape: String, name: &Name, thing: &'m T) {
        let place = *self.known.entry(shape).or_insert(self.groups.len());
        match self.groups.get_mut(place) {
            Some((names, _)) if names.contains(name) => {}
            Some((names, _)) => names.push(name.clone()),
            None => self.groups.push((vec![name.clone()], thing)),
        }
    }
}

/// Creates them, once it is known which types are equal.
pub(super) fn make(model: &mut Model) {
    unify_errors(model);
    model.error_enums = error_enums(model);
    model.header_structs = header_structs(model);
}

/// Error responses of equal types need no enum.
fn unify_errors(model: &mut Model) {
    let unified = model.operations.iter().map(|operation| {
        let mut types = operation.failures.iter().filter_map(|failure| failure.ty.as_ref());
        let first = types.next()?;
        let known = model.expanded(first);
        types.all(|ty| model.expanded(ty) == known).then(|| first.clone())
    });
    let unified: Vec<Option<TypeRef>> = unified.collect();
    for (operation, ty) in model.operations.iter_mut().zip(unified) {
        if let Some(ty) = ty {
            operation.error = ErrorType::One(ty);
        }
    }
}

fn error_enums(model: &Model) -> Vec<ErrorEnum> {
    let mut groups = Groups::new();
    for operation in &model.operations {
        let ErrorType::ByStatus(name) = &operation.error else { continue };
        let typed = operation.failures.iter().filter_map(|failure| Some((failure, failure.ty.as_ref()?)));
        let key: Vec<(&str, TypeRef)> =
            typed.map(|(failure, ty)| (failure.status.as_str(), model.expanded(ty))).collect();
        groups.add(format!("{key:?}"), name, operation);
    }
    let enums = groups
        .groups
        .into_iter()
        .map(|(names, operation)| ErrorEnum { names, variants: variants(&operation.failures) });
    enums.collect()
}

/// The error responses with a type; those for the fewest statuses first.
fn variants(failures: &[Failure]) -> Vec<ErrorVariant> {
    let mut names = Names::default();
    let typed = failures.iter().filter_map(|failure| {
        let (first, last) = failure.statuses()?;
        let name = names.claim(variant_name(&failure.status));
        Some(ErrorVariant { name, status: failure.status.clone(), first, last, ty: failure.ty.clone()? })
    });
    let mut variants: Vec<ErrorVariant> = typed.collect();
    variants.sort_by_key(|variant| variant.last.saturating_sub(variant.first));
    variants
}

/// The variant of an error status: the name in RFC 9110 for common ones.
fn variant_name(status: &str) -> Name {
    let words = match status {
        "400" => "bad request",
        "401" => "unauthorized",
        "402" => "payment required",
        "403" => "forbidden",
        "404" => "not found",
        "405" => "method not allowed",
        "406" => "not acceptable",
        "408" => "request timeout",
        "409" => "conflict",
        "410" => "gone",
        "412" => "precondition failed",
        "413" => "content too large",
        "415" => "unsupported media type",
        "422" => "unprocessable content",
        "423" => "locked",
        "424" => "failed dependency",
        "428" => "precondition required",
        "429" => "too many requests",
        "500" => "internal server error",
        "501" => "not implemented",
        "502" => "bad gateway",
        "503" => "service unavailable",
        "504" => "gateway timeout",
        "3XX" => "redirection",
        "4XX" => "client error",
        "5XX" => "server error",
        "default" => "default",
        other => return Namer::Variant.always(&format!("status {other}")).of(other),
    };
    Namer::Variant.always(words).of(status)
}

fn header_structs(model: &Model) -> Vec<HeaderStruct> {
    let mut groups = Groups::new();
    for operation in &model.operations {
        let Some(set) = &operation.headers else { continue };
        let headers = set.headers.iter();
        let key: Vec<(&Name, TypeRef, HeaderFormat)> =
            headers.map(|header| (&header.name, model.expanded(&header.ty), header.format)).collect();
        groups.add(format!("{key:?}"), &set.name, set);
    }
    let structs = groups.groups.into_iter().map(|(names, set)| HeaderStruct { names, headers: set.headers.clone() });
    structs.collect()
}
