//! Rust names from the options, which replace those derived from the description.

use std::collections::{HashMap, HashSet};

use super::select::Candidate;
use super::short_ids::short_ids;
use crate::diagnostic::{Diagnostics, Kind};
use crate::model::Namer;
use crate::source::Span;
use crate::suggest::nearest;
use crate::{Lenient, Options};

impl Options {
    /// The new name for the type of a schema in `names`.
    pub(super) fn type_name(&self, schema: &str) -> Option<&str> {
        let (_, new) = self.names.iter().find(|(old, _)| old == schema)?;
        Namer::Type.fits(new).then_some(new)
    }

    /// The new name for the method of an operation in `names`.
    fn method_name(&self, operation: &Candidate<'_>) -> Option<&str> {
        let (_, new) = self.names.iter().find(|(old, _)| operation.is_named(old))?;
        Namer::Method.fits(new).then_some(new)
    }
}

impl Candidate<'_> {
    /// Whether an entry of `names` is for the operation: by its `operationId`, or by method and path if it has none.
    fn is_named(&self, entry: &str) -> bool {
        match self.id {
            Some(id) => id == entry,
            None => self.is_at(entry),
        }
    }

    /// `GET /users/{id}`
    fn is_at(&self, entry: &str) -> bool {
        entry
            .split_once(' ')
            .is_some_and(|(method, path)| method.eq_ignore_ascii_case(self.method) && path.trim() == self.path)
    }
}

/// The names of the methods that are not named after their `operationId`: from `names`, or by `short_operation_ids`.
pub(super) fn method_names(candidates: &[Candidate<'_>], options: &Options) -> Vec<Option<String>> {
    let given: Vec<Option<&str>> = candidates.iter().map(|candidate| options.method_name(candidate)).collect();
    let short = if options.short_operation_ids { short_ids(candidates, &given) } else { vec![None; candidates.len()] };
    given.into_iter().zip(short).map(|(given, short)| given.or(short).map(str::to_owned)).collect()
}

/// The names of FastAPI's types for bodies, if operations have short ids: the schema `Body_` and an `operationId` is
/// named after the short id. `schemas` are the names in `components`; a body keeps its name if its short name is one of
/// them.
pub(super) fn body_names(
    candidates: &[Candidate<'_>],
    method_names: &[Option<String>],
    schemas: &[&str],
    options: &Options,
) -> HashMap<String, String> {
    let type_name = |schema: &str| Namer::Type.name(schema).map(|name| name.rust().to_owned());
    let taken: HashSet<String> = schemas.iter().filter_map(|schema| type_name(schema)).collect();
    let operations = candidates.iter().zip(method_names).filter(|_| options.short_operation_ids);
    let bodies = operations.filter_map(|(operation, method)| {
        let name = type_name(&format!("Body_{}", method.as_deref()?))?;
        Some((format!("Body_{}", operation.id?), name))
    });
    bodies.filter(|(schema, name)| schemas.contains(&schema.as_str()) && !taken.contains(name)).collect()
}

/// Reports the entries of `names` that name nothing, at `place`. `schemas` are the names of all schemas.
pub(super) fn report(
    options: &Options,
    candidates: &[Candidate<'_>],
    schemas: &[&str],
    place: Span,
    diagnostics: &mut Diagnostics,
) {
    let mut taken: Vec<(Namer, &str, &str)> = Vec::new();
    for (old, new) in &options.names {
        let methods = candidates.iter().any(|candidate| candidate.is_named(old)).then_some(Namer::Method);
        let types = schemas.contains(&old.as_str()).then_some(Namer::Type);
        let kinds: Vec<Namer> = methods.into_iter().chain(types).collect();
        let Some(first) = kinds.first() else {
            diagnostics.report(unknown(old, candidates, schemas), place);
            continue;
        };
        let fitting: Vec<Namer> = kinds.iter().copied().filter(|kind| kind.fits(new)).collect();
        if fitting.is_empty() {
            diagnostics.report(unfit(old, new, *first), place);
        }
        for kind in fitting {
            let same = taken.iter().find(|(other, _, name)| *other == kind && name == new);
            if let Some((_, other, _)) = same {
                let reason = format!("`{other}` already has this name");
                diagnostics.report(Kind::NewName { name: old.clone(), new: new.clone(), reason }, place);
            }
            taken.push((kind, old, new));
        }
    }
}

/// Reports the names in `lenient_responses` that no schema has.
pub(super) fn report_lenient(options: &Options, schemas: &[&str], place: Span, diagnostics: &mut Diagnostics) {
    let Lenient::Schemas(chosen) = &options.lenient_responses else { return };
    for name in chosen.iter().filter(|name| !schemas.contains(&name.as_str())) {
        let nearest = nearest(name, schemas.iter().copied()).map(str::to_owned);
        diagnostics.report(Kind::UnknownSchema { name: name.clone(), nearest }, place);
    }
}

fn unknown(old: &str, candidates: &[Candidate<'_>], schemas: &[&str]) -> Kind {
    let at = candidates.iter().find(|candidate| candidate.is_at(old)).and_then(|candidate| candidate.id);
    let paths: Vec<String> = candidates
        .iter()
        .filter(|candidate| candidate.id.is_none())
        .map(|candidate| format!("{} {}", candidate.method, candidate.path))
        .collect();
    let ids = candidates.iter().filter_map(|candidate| candidate.id);
    let known = ids.chain(schemas.iter().copied()).chain(paths.iter().map(String::as_str));
    let nearest = at.or_else(|| nearest(old, known)).map(str::to_owned);
    Kind::UnknownName { name: old.to_owned(), nearest }
}

/// A new name that is not an identifier, or not in Rust's style.
fn unfit(old: &str, new: &str, kind: Namer) -> Kind {
    let what = if kind == Namer::Type { "type" } else { "method" };
    let fitting = kind.name(new).map(|name| format!("; did you mean `{}`?", name.rust()));
    let reason = format!("it is not a valid {what} name{}", fitting.unwrap_or_default());
    Kind::NewName { name: old.to_owned(), new: new.to_owned(), reason }
}
