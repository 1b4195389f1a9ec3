//! Lowers operations to methods: names, places, and the policies in vendor extensions.

use std::collections::HashMap;

use super::parameters::template_names;
use super::responses::{OwnResponse, Responses};
use super::{Lowering, more};
use crate::diagnostic::Kind;
use crate::model::{
    Body, Content, Direction, Docs, Field, Idempotency, Name, Namer, Names, Operation, Page, Parameter, TypeKind,
    TypeRef,
};
use crate::openapi::{self, Spanned, made_up_name};
use crate::source::Span;
use crate::suggest::nearest;
use crate::tree::Node;

/// An operation of the document.
type Described<'d> = &'d openapi::Operation<'d>;

/// The keys of `x-pagination`.
const PAGE_KEYS: [&str; 4] = ["cursor", "size", "items", "id"];

impl<'d> Lowering<'d, '_> {
    /// Every operation of every path, in the order of the file.
    pub(super) fn operations(&mut self) {
        let found: Vec<Described<'d>> = self.document.operations.iter().collect();
        let mut methods = Names::default();
        let names = self.method_names(&found, &mut methods);
        let mut builders = Names::default();
        let builder_names: Vec<Option<Name>> = names
            .iter()
            .map(|name| Namer::Type.name(name.as_ref()?.rust()).map(|builder| builders.claim(builder)))
            .collect();
        for ((found, name), builder) in found.iter().zip(names).zip(builder_names) {
            if let (Some(name), Some(builder)) = (name, builder) {
                let operations = self.operation(found, name, builder, &mut methods, &mut builders);
                self.model.operations.extend(operations);
            }
        }
    }

    /// Claims a method name for each operation: first the names in the options, then those in the description, so that
    /// derived names do not take them.
    fn method_names(&mut self, found: &[Described<'d>], methods: &mut Names) -> Vec<Option<Name>> {
        let renamed = |found: &Described<'d>| {
            let name = Namer::Method.name(found.renamed.as_deref()?)?;
            Some(name.of(&described_name(found)))
        };
        let given: Vec<Option<Name>> = found.iter().map(|found| Some(methods.claim(renamed(found)?))).collect();
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut names: Vec<Option<Name>> = Vec::new();
        for (found, given) in found.iter().zip(given) {
            let id = found.id.map(|id| id.value);
            let span = found.id.map_or(found.place.value, |id| id.place.value);
            if let Some(id) = id
                && let Some(first) = seen.insert(id, span)
            {
                self.twice("operationId", id, span, first);
            }
            if given.is_some() {
                names.push(given);
                continue;
            }
            let name = id.and_then(|id| Namer::Method.name(id));
            if let (Some(id), None) = (id, &name) {
                let why = "it contains no Rust identifier, so the method is named after its path";
                self.diagnostics.warn(Kind::Ignored { what: format!("the operationId `{id}`"), why }, span);
            }
            names.push(name.map(|name| methods.claim(name)));
        }
        for (name, found) in names.iter_mut().zip(found) {
            if name.is_none() {
                let made_up = Namer::Method.name(&made_up_name(found.method, found.path.value));
                *name = made_up.map(|made_up| methods.claim(made_up.of(&path_name(found))));
            }
        }
        names
    }

    /// The method of an operation, and one for each response that has its own.
    fn operation(
        &mut self,
        found: Described<'d>,
        name: Name,
        builder: Name,
        methods: &mut Names,
        scope: &mut Names,
    ) -> Vec<Operation> {
        let path = found.path.value.split('#').next().unwrap_or(found.path.value);
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        if let Err(reason) = template_names(&path) {
            self.diagnostics.report(Kind::BadPath { reason }, found.path.place.name);
            return Vec::new();
        }
        let hint = builder.rust().to_owned();
        let parameters = self.parameters(found, &path, &hint);
        let Responses {
            response,
            redirects,
            accept,
            limited_without_effect,
            successes,
            failures,
            error,
            headers,
            others,
        } = self.responses(found, &hint, scope);
        let (body, bodies) = found.body.map(|id| self.bodies(&self.document.bodies[id], &hint)).unzip();
        let bodies = bodies.unwrap_or_default();
        let operation = Operation {
            other_bodies: further_methods(&name, bodies, methods),
            body,
            page: self.page(found, &parameters, response.json()).map(Box::new),
            idempotency: self.idempotency(found),
            bucket: self.bucket(found),
            server: self.server_of(found),
            security: self.security_of(found),
            docs: Docs { text: words(found), place: place_of(found), deprecated: found.deprecated },
            tag: found.tag.map(str::to_owned),
            path: literal(&path),
            name,
            builder,
            method: found.method,
            parameters,
            response,
            redirects,
            accept,
            limited_without_effect,
            successes,
            failures,
            error,
            headers,
            beside: None,
        };
        let mut operations = vec![operation];
        for other in others {
            let own = operations.first().and_then(|operation| self.returning(operation, other, methods, scope));
            operations.extend(own);
        }
        operations
    }

    /// The same operation for another response.
    fn returning(
        &self,
        operation: &Operation,
        other: OwnResponse,
        methods: &mut Names,
        scope: &mut Names,
    ) -> Option<Operation> {
        let OwnResponse { suffix, response, accept } = other;
        let name = methods.claim(further_name(&operation.name, &suffix)?);
        let builder = scope.claim(Namer::Type.name(name.rust())?);
        let is_stream = response.contents().iter().any(|content| matches!(content, Content::Stream(_)));
        let asking = |body: &Body| {
            let stream_flag = self.stream_flag(body).filter(|_| is_stream);
            Body { stream_flag, ..body.clone() }
        };
        let others = operation.other_bodies.iter().filter_map(|(other, body)| {
            let name = methods.claim(further_name(other, &suffix)?);
            Some((name, asking(body)))
        });
        Some(Operation {
            other_bodies: others.collect(),
            body: operation.body.as_ref().map(asking),
            beside: Some(operation.name.clone()),
            page: None,
            response,
            accept,
            name,
            builder,
            ..operation.clone()
        })
    }

    /// The optional property `stream` of a body, which requests a stream if the header `Accept` is not sufficient. No
    /// keyword defines it, but all APIs with such a property use it this way.
    fn stream_flag(&self, body: &Body) -> Option<Name> {
        let TypeRef::Named(id) = self.model.resolve(&body.ty) else { return None };
        let TypeKind::Struct(object) = &self.model.get(*id)?.kind else { return None };
        let field = object.fields.iter().find(|field| field.name.wire == "stream")?;
        let has_setter = !field.required && field.direction != Direction::Response && !field.docs.deprecated;
        (has_setter && *self.model.resolve(&field.ty) == TypeRef::Bool).then(|| field.name.clone())
    }

    fn idempotency(&mut self, operation: Described<'d>) -> Idempotency {
        const KEY: &str = "x-idempotency";
        let is_repeatable =
            matches!(operation.method, "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "TRACE" | "QUERY");
        let default =
            if is_repeatable || operation.method == "PATCH" { Idempotency::Natural } else { Idempotency::None };
        let Some(said) = operation.extensions.idempotency else { return default };
        let reason = match (said.value.text(), said.value.entries()) {
            (Some("natural"), _) => return Idempotency::Natural,
            (Some("none"), _) => return Idempotency::None,
            (None, [(key, value)]) => match (key.name(), value.text()) {
                ("key", Some(pointer)) if pointer.starts_with('/') => return Idempotency::Key(pointer.to_owned()),
                ("header", Some(name)) if is_token(name) => return Idempotency::Header(name.to_owned()),
                ("header", _) => "`header` must be the name of a header",
                _ => "`key` must be a JSON pointer into the body",
            },
            _ => "expected `natural`, `none`, `{ key: POINTER }` or `{ header: NAME }`",
        };
        self.extension(KEY, reason, said);
        default
    }

    fn bucket(&mut self, operation: Described<'d>) -> Option<String> {
        let said = operation.extensions.rate_limit?;
        let bucket = said.value.text();
        if bucket.is_none() {
            self.foreign("x-rate-limit", said);
        }
        bucket.map(str::to_owned)
    }

    /// Warns about an invalid extension of this generator.
    pub(super) fn extension(&mut self, key: &'static str, reason: impl Into<String>, said: Spanned<&Node<'_>>) {
        let kind = Kind::Extension { key, reason: reason.into() };
        self.diagnostics.warn(kind, said.place.value);
    }

    /// Notes another tool's extension that has the name of one of ours.
    fn foreign(&mut self, key: &'static str, said: Spanned<&Node<'_>>) {
        let (what, why) = (format!("`{key}`"), "it does not have the form that this generator supports");
        self.diagnostics.note(Kind::Ignored { what, why }, said.place.name);
    }

    /// `x-pagination: { cursor: PARAMETER, size: PARAMETER, items: /PROPERTY, id: /PROPERTY }`.
    fn page(&mut self, operation: Described<'d>, parameters: &[Parameter], response: Option<&TypeRef>) -> Option<Page> {
        const KEY: &str = "x-pagination";
        let said = operation.extensions.pagination?;
        let text = |key: &str| said.value.get(key).and_then(Node::text);
        let [Some(cursor), Some(size), Some(items), Some(id)] = PAGE_KEYS.map(text) else {
            let is_ours = said.value.entries().iter().all(|(key, _)| PAGE_KEYS.contains(&key.name()));
            if is_ours && !said.value.entries().is_empty() {
                self.extension(KEY, "missing required key: `cursor`, `size`, `items` and `id` are required", said);
            } else {
                self.foreign(KEY, said);
            }
            return None;
        };
        let found = self.page_parts(parameters, response, (cursor, size), (items, id));
        match found {
            Ok(page) => Some(page),
            Err(reason) => {
                self.extension(KEY, reason, said);
                None
            }
        }
    }

    fn page_parts(
        &self,
        parameters: &[Parameter],
        response: Option<&TypeRef>,
        (cursor, size): (&str, &str),
        (items, id): (&str, &str),
    ) -> Result<Page, String> {
        for name in [cursor, size] {
            let names = || parameters.iter().map(|parameter| parameter.name.wire.as_str());
            if !names().any(|known| known == name) {
                let hint = nearest(name, names()).map(|near| format!("; did you mean `{near}`?"));
                return Err(format!("unknown parameter `{name}`{}", hint.unwrap_or_default()));
            }
        }
        let largest = parameters
            .iter()
            .find(|parameter| parameter.name.wire == size)
            .and_then(|parameter| parameter.rules.iter().find_map(crate::model::Rule::maximum))
            .ok_or_else(|| format!("`{size}` needs a `maximum`, which is the page size of streams"))?;
        let response = response.ok_or("the operation has no success response with a body")?;
        let items = self.pointed(response, items)?;
        if items.nullable {
            return Err(format!("`{}` may be `null`, so it is not always a page", items.name.wire));
        }
        let item = match self.model.resolve(&items.ty) {
            TypeRef::List(item) => (**item).clone(),
            _ => return Err(format!("`{}` is not a list", items.name.wire)),
        };
        let id = self.pointed(&item, id)?;
        if id.nullable || !(self.is_scalar(&id.ty) || self.model.is_external_scalar(&id.ty)) {
            return Err(format!("`{}` is not a scalar, as required for a cursor", id.name.wire));
        }
        Ok(Page { cursor: cursor.to_owned(), size: size.to_owned(), largest, items, item, id })
    }

    /// The property that a pointer of one step names.
    fn pointed(&self, ty: &TypeRef, pointer: &str) -> Result<Field, String> {
        let name = pointer.strip_prefix('/').filter(|name| !name.contains('/'));
        let name = name.ok_or_else(|| format!("`{pointer}` must be `/` and the name of a property"))?;
        let object = match self.model.resolve(ty) {
            TypeRef::Named(id) => self.model.get(*id).map(|ty| &ty.kind),
            _ => None,
        };
        let Some(TypeKind::Struct(object)) = object else {
            return Err(format!("the value that contains `{pointer}` is not an object"));
        };
        let field = object.fields.iter().find(|field| field.name.wire == name);
        field.cloned().ok_or_else(|| format!("property `{pointer}` not found"))
    }
}

/// A method for each further body. The body is an argument, since there is no setter for it.
fn further_methods(name: &Name, others: Vec<(String, Body)>, methods: &mut Names) -> Vec<(Name, Body)> {
    let named = others.into_iter().filter_map(|(suffix, body)| Some((further_name(name, &suffix)?, body)));
    named.map(|(name, body)| (methods.claim(name), body)).collect()
}

/// The name of an operation's method with a suffix.
fn further_name(name: &Name, suffix: &str) -> Option<Name> {
    let further = Namer::Method.name(&format!("{} {suffix}", name.rust()))?;
    Some(further.of(&name.wire))
}

/// An operation's name in the description, for documentation and messages.
fn described_name(operation: Described<'_>) -> String {
    operation.id.map_or_else(|| path_name(operation), |id| id.value.to_owned())
}

/// `GET /users/{userId}`
fn path_name(operation: Described<'_>) -> String {
    format!("{} {}", operation.method, operation.path.value)
}

/// Summary, description and a link to further documentation.
fn words(operation: Described<'_>) -> String {
    let more = operation.external_docs.map(more);
    let parts = [operation.summary, operation.description, more.as_deref()];
    let parts: Vec<&str> = parts.into_iter().flatten().map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

/// The place of an operation's name.
fn place_of(operation: Described<'_>) -> Span {
    operation.id.map_or(operation.place.name, |id| id.place.value)
}

/// A path with characters that URLs do not allow escaped, except in braces.
fn literal(path: &str) -> String {
    let mut literal = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => inside = true,
            '}' => inside = false,
            _ => {}
        }
        if inside || c == '}' || (c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '|')) {
            literal.push(c);
        } else {
            let mut bytes = [0; 4];
            literal.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    literal
}

/// Whether a text is a valid header name (RFC 9110).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::literal;
    use crate::model::Namer;
    use crate::openapi::made_up_name;

    #[test]
    fn an_operation_without_a_name_gets_one_from_its_path() {
        let name = |method, path| Namer::Method.name(&made_up_name(method, path)).unwrap().rust().to_owned();
        assert_eq!(name("GET", "/users/{userId}/files"), "get_users_by_user_id_files");
        assert_eq!(name("POST", "/a.b/{c}{d}?x=y"), "post_a_b_by_c_by_d_x_y");
        assert_eq!(name("GET", "/"), "get");
    }

    #[test]
    fn a_path_is_a_url_whatever_it_holds() {
        assert_eq!(literal("/a b/{c d}/é|?x=y"), "/a%20b/{c d}/%C3%A9%7C?x=y");
    }
}
