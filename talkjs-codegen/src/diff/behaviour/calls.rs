//! Compares retries, limits, pages, servers and credentials of calls.

use std::collections::HashMap;

use super::{Behaviour, about, at};
use crate::diff::rules::behaviour as rules;
use crate::diff::side::Change;
use crate::diff::wire::Matched;
use crate::model::{self, Idempotency, Model, Page};
use crate::openapi::{Document, Operation, SchemeKind, Security, Server};

impl<'d> Behaviour<'_, 'd, '_> {
    /// Compares the policies of each operation in the models.
    pub(super) fn policies(&mut self, matched: &Matched<'d>) {
        let sides = self.sides;
        let (before, after) = (by_path(&sides.old.model), by_path(&sides.new.model));
        for (old, new) in &matched.operations {
            let was = before.get(&(old.method, old.path.value));
            let is = after.get(&(new.method, new.path.value));
            let (Some(was), Some(is)) = (was, is) else { continue };
            self.retries(old, new, &was.idempotency, &is.idempotency);
            self.bucket(old, new, was.bucket.as_deref(), is.bucket.as_deref());
            self.pages(old, new, was.page.as_deref().map(page), is.page.as_deref().map(page));
        }
    }

    fn retries(&mut self, old: &Operation<'_>, new: &Operation<'_>, was: &Idempotency, is: &Idempotency) {
        if was == is {
            return;
        }
        let name = super::label(old);
        let (rule, sentence) = match (was, is) {
            (_, Idempotency::None) => (&rules::RETRIES_STOPPED, format!("`{name}` is no longer retried")),
            (Idempotency::None, _) => (&rules::RETRIES_STARTED, format!("`{name}` is retried, by {}", described(is))),
            _ => (
                &rules::IDEMPOTENCY_KEY_CHANGED,
                format!("`{name}` is retried by {} instead of {}", described(is), described(was)),
            ),
        };
        self.add(rule, about(old, new, sentence));
    }

    fn bucket(&mut self, old: &Operation<'_>, new: &Operation<'_>, was: Option<&str>, is: Option<&str>) {
        if was == is {
            return;
        }
        let named = |bucket: Option<&str>| bucket.map_or("none".to_owned(), |bucket| format!("`{bucket}`"));
        let (was, is) = (named(was), named(is));
        let sentence = format!("the rate limit bucket of `{}` changed from {was} to {is}", super::label(old));
        self.add(&rules::RATE_LIMIT_CHANGED, about(old, new, sentence));
    }

    fn pages(&mut self, old: &Operation<'_>, new: &Operation<'_>, was: Option<String>, is: Option<String>) {
        let name = super::label(old);
        let (rule, how) = match (was, is) {
            (Some(was), Some(is)) if was != is => (&rules::PAGINATION_CHANGED, "changed"),
            (Some(_), None) => (&rules::PAGINATION_REMOVED, "is no longer described"),
            (None, Some(_)) => (&rules::PAGINATION_ADDED, "is described"),
            _ => return,
        };
        self.add(rule, about(old, new, format!("the pagination of `{name}` {how}")));
    }

    /// Compares the servers that are used by default.
    pub(super) fn first_server(&mut self) {
        let (before, after) = (&self.sides.old.document.servers, &self.sides.new.document.servers);
        let (Some(old), Some(new)) = (before.first(), after.first()) else { return };
        let (was, is) = (address(old), address(new));
        if was != is {
            let sentence = format!("the default server changed from `{was}` to `{is}`");
            let (old, new) = (Some(old.place.name), Some(new.place.name));
            let change = Change { sentence, subject: "servers".to_owned(), old, new, ..Change::default() };
            self.add(&rules::DEFAULT_SERVER_CHANGED, change);
        }
    }

    /// The same for an operation that has its own servers on one side or both.
    pub(super) fn server_of(&mut self, old: &Operation<'_>, new: &Operation<'_>) {
        if old.servers.is_none() && new.servers.is_none() {
            return;
        }
        let first = |document: &Document<'_>, operation: &Operation<'_>| {
            let own = operation.servers.as_ref().and_then(|servers| servers.value.first());
            own.or(document.servers.first()).map(address)
        };
        let was = first(&self.sides.old.document, old);
        let is = first(&self.sides.new.document, new);
        if let (Some(was), Some(is)) = (was, is)
            && was != is
        {
            let sentence = format!("the default server of `{}` changed from `{was}` to `{is}`", super::label(old));
            self.add(&rules::DEFAULT_SERVER_CHANGED, about(old, new, sentence));
        }
    }

    /// Compares the first alternatives of security, which clients prefer.
    pub(super) fn preferred_security(&mut self, old: &Operation<'_>, new: &Operation<'_>) {
        let documents = (&self.sides.old.document, &self.sides.new.document);
        let (Some(before), Some(after)) = (effective(documents.0, old), effective(documents.1, new)) else { return };
        let (was, is) = (preferred(documents.0, before), preferred(documents.1, after));
        if was == is || was.is_empty() || is.is_empty() {
            return;
        }
        let (was, is) = (names(before), names(after));
        let sentence = format!("the preferred security scheme changed from {was} to {is}");
        let is_shared = old.security.is_none() && new.security.is_none();
        let subject = if is_shared { "security".to_owned() } else { format!("{}.security", super::label(old)) };
        let change = Change { subject, ..at(old, (before.place, after.place), sentence) };
        self.add(&rules::PREFERRED_SECURITY_CHANGED, change);
    }
}

/// The operations of a model.
fn by_path(model: &Model) -> HashMap<(&'static str, &str), &model::Operation> {
    model.operations.iter().map(|operation| ((operation.method, operation.path.as_str()), operation)).collect()
}

/// The facts about a paged list that callers depend on.
fn page(page: &Page) -> String {
    let Page { cursor, size, largest, items, item: _, id } = page;
    format!("{cursor} {size} {largest} {} {}", items.name.wire, id.name.wire)
}

/// How a server recognises a retry.
fn described(idempotency: &Idempotency) -> String {
    match idempotency {
        Idempotency::Natural => "repeating it (it is idempotent)".to_owned(),
        Idempotency::None => "nothing".to_owned(),
        Idempotency::Key(pointer) => format!("a key at `{pointer}` of the body"),
        Idempotency::Header(name) => format!("a key in the header `{name}`"),
    }
}

/// The URL of a server with the defaults of its variables.
fn address(server: &Server<'_>) -> String {
    let mut address = server.url.trim_end_matches('/').to_owned();
    for variable in &server.variables {
        address = address.replace(&format!("{{{}}}", variable.name), variable.default);
    }
    address
}

fn effective<'d>(document: &'d Document<'d>, operation: &'d Operation<'d>) -> Option<&'d Security<'d>> {
    operation.security.as_ref().or(document.security.as_ref())
}

/// The kinds of the schemes in the first alternative, which are all required.
fn preferred<'d>(document: &'d Document<'d>, security: &Security<'d>) -> Vec<SchemeKind<'d>> {
    let names = security.alternatives.first().map(Vec::as_slice).unwrap_or_default();
    let kind = |name: &str| document.schemes.iter().find(|scheme| scheme.name.name() == name).map(|scheme| scheme.kind);
    names.iter().filter_map(|key| kind(key.name())).collect()
}

fn names(security: &Security<'_>) -> String {
    let names = security.alternatives.first().map(Vec::as_slice).unwrap_or_default();
    names.iter().map(|key| format!("`{}`", key.name())).collect::<Vec<_>>().join(" and ")
}
