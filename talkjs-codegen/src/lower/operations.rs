//! Paths to methods: names, places, and the policies of the vendor extensions.

use std::collections::HashMap;

use openapiv3::{Operation as Op, PathItem, ReferenceOr};
use serde_json::Value as Json;

use super::Lowering;
use super::answers::Answers;
use super::parameters::{Placed, template_names};
use crate::cursor::At;
use crate::diagnostic::Kind;
use crate::model::{Docs, Idempotency, Member, Name, Namer, Names, Operation, Page, Parameter, TypeKind, TypeRef};
use crate::source::Span;
use crate::suggest::nearest;

/// An operation as the description has it.
struct Found<'d> {
    op: &'d Op,
    at: At<'d>,
    /// Upper case.
    method: &'static str,
    /// The key in `paths`.
    path: &'d str,
    item: &'d PathItem,
    item_at: At<'d>,
}

impl<'d> Lowering<'d, '_> {
    /// Every operation of every path, in the order of the file.
    pub(super) fn operations(&mut self) {
        let found = self.found();
        let names = self.method_names(&found);
        let mut builders = Names::default();
        let builder_names: Vec<Option<Name>> = names
            .iter()
            .map(|name| Namer::Type.name(name.as_ref()?.rust()).map(|builder| builders.claim(builder)))
            .collect();
        for ((found, name), builder) in found.iter().zip(names).zip(builder_names) {
            if let (Some(name), Some(builder)) = (name, builder) {
                let operation = self.operation(found, name, builder, &mut builders);
                self.model.operations.extend(operation);
            }
        }
    }

    fn found(&self) -> Vec<Found<'d>> {
        let document = self.document;
        let paths = document.root().child("paths");
        let mut found = Vec::new();
        for (path, item) in &document.openapi().paths.paths {
            let ReferenceOr::Item(item) = item else { continue };
            let item_at = paths.child(path);
            let mut methods: Vec<_> = item.iter().map(|(method, op)| (op, item_at.child(method), method)).collect();
            methods.sort_by_key(|(_, at, _)| at.name_span());
            let methods = methods.into_iter();
            found.extend(methods.map(|(op, at, method)| Found {
                op,
                at,
                method: upper_case(method),
                path,
                item,
                item_at,
            }));
        }
        found
    }

    /// A method's name for each operation. Names of the description come first, so that none that is made up takes one.
    fn method_names(&mut self, found: &[Found<'d>]) -> Vec<Option<Name>> {
        let mut methods = Names::default();
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut names: Vec<Option<Name>> = Vec::new();
        for found in found {
            let id = found.op.operation_id.as_deref();
            let span = found.at.child("operationId").value_span();
            if let Some(id) = id
                && let Some(first) = seen.insert(id, span)
            {
                self.twice("operationId", id, span, first);
            }
            let name = id.and_then(|id| Namer::Method.name(id));
            if let (Some(id), None) = (id, &name) {
                let why = "no Rust name can be made of it, so the method is named after its path";
                self.diagnostics.warn(Kind::Ignored { what: format!("the operationId `{id}`"), why }, span);
            }
            names.push(name.map(|name| methods.claim(name)));
        }
        for (name, found) in names.iter_mut().zip(found) {
            if name.is_none() {
                let wire = format!("{} {}", found.method, found.path);
                let made_up = Namer::Method.name(&made_up_name(found.method, found.path));
                *name = made_up.map(|made_up| methods.claim(made_up.of(&wire)));
            }
        }
        names
    }

    fn operation(&mut self, found: &Found<'d>, name: Name, builder: Name, scope: &mut Names) -> Option<Operation> {
        let Found { op, at, method, .. } = *found;
        let path = found.path.split('#').next().unwrap_or(found.path);
        if let Err(reason) = template_names(path) {
            self.diagnostics.report(Kind::BadPath { reason }, found.item_at.name_span());
            return None;
        }
        let shared = found.item.parameters.iter().enumerate();
        let shared: Vec<Placed<'d>> = shared.map(|(i, p)| (p, found.item_at.child("parameters").item(i))).collect();
        let hint = builder.rust().to_owned();
        let parameters = self.parameters(op, (at, found.item_at), shared, path, &hint);
        let Answers { answer, redirects, accept, failures } = self.answers(op, at, method, &hint, scope);
        Some(Operation {
            body: self.body(op, at, &hint),
            page: self.page(op, at, &parameters, answer.json()),
            idempotency: self.idempotency(op, at, method),
            bucket: self.bucket(op, at),
            server: self.server_of(op, found.item, at),
            security: self.security_of(op, at),
            docs: Docs { text: words(op), place: place_of(at), deprecated: op.deprecated },
            path: literal(path),
            name,
            builder,
            method,
            parameters,
            answer,
            redirects,
            accept,
            failures,
        })
    }

    fn idempotency(&mut self, op: &'d Op, at: At<'d>, method: &str) -> Idempotency {
        const KEY: &str = "x-idempotency";
        let default = if method == "POST" { Idempotency::None } else { Idempotency::Natural };
        let reason = match op.extensions.get(KEY) {
            None => return default,
            Some(Json::String(word)) if word == "natural" => return Idempotency::Natural,
            Some(Json::String(word)) if word == "none" => return Idempotency::None,
            Some(Json::Object(members)) if members.len() == 1 => match members.get("key") {
                Some(Json::String(pointer)) if pointer.starts_with('/') => return Idempotency::Key(pointer.clone()),
                _ => "`key` must be a JSON pointer into the body",
            },
            Some(_) => "expected `natural`, `none` or `{ key: POINTER }`",
        };
        self.extension(KEY, reason, at);
        default
    }

    fn bucket(&mut self, op: &'d Op, at: At<'d>) -> Option<String> {
        const KEY: &str = "x-rate-limit";
        match op.extensions.get(KEY)? {
            Json::String(bucket) => Some(bucket.clone()),
            _ => {
                self.extension(KEY, "expected the name of a bucket", at);
                None
            }
        }
    }

    fn extension(&mut self, key: &'static str, reason: impl Into<String>, at: At<'d>) {
        let kind = Kind::Extension { key, reason: reason.into() };
        self.diagnostics.report(kind, at.child(key).value_span());
    }

    /// `x-pagination: { cursor: PARAMETER, size: PARAMETER, items: /MEMBER, id: /MEMBER }`.
    fn page(&mut self, op: &'d Op, at: At<'d>, parameters: &[Parameter], answer: Option<&TypeRef>) -> Option<Page> {
        const KEY: &str = "x-pagination";
        let value = op.extensions.get(KEY)?;
        let text = |key: &str| value.get(key).and_then(Json::as_str);
        let (Some(cursor), Some(size), Some(items), Some(id)) =
            (text("cursor"), text("size"), text("items"), text("id"))
        else {
            self.extension(KEY, "`cursor`, `size`, `items` and `id` are needed", at);
            return None;
        };
        let found = self.page_parts(parameters, answer, (cursor, size), (items, id));
        match found {
            Ok(page) => Some(page),
            Err(reason) => {
                self.extension(KEY, reason, at);
                None
            }
        }
    }

    fn page_parts(
        &self,
        parameters: &[Parameter],
        answer: Option<&TypeRef>,
        (cursor, size): (&str, &str),
        (items, id): (&str, &str),
    ) -> Result<Page, String> {
        for name in [cursor, size] {
            let names = || parameters.iter().map(|parameter| parameter.name.wire.as_str());
            if !names().any(|known| known == name) {
                let hint = nearest(name, names()).map(|near| format!("; did you mean `{near}`?"));
                return Err(format!("there is no parameter `{name}`{}", hint.unwrap_or_default()));
            }
        }
        let largest = parameters
            .iter()
            .find(|parameter| parameter.name.wire == size)
            .and_then(|parameter| parameter.rules.iter().find_map(crate::model::Rule::maximum))
            .ok_or_else(|| format!("`{size}` needs a `maximum`, which is the size that a stream asks for"))?;
        let answer = answer.ok_or("the operation has no answer")?;
        let items = self.pointed(answer, items)?;
        if items.nullable {
            return Err(format!("`{}` may be `null`, which is no page", items.name.wire));
        }
        let item = match self.model.resolve(&items.ty) {
            TypeRef::List(item) => (**item).clone(),
            _ => return Err(format!("`{}` is no list", items.name.wire)),
        };
        let id = self.pointed(&item, id)?;
        if id.nullable || !self.is_scalar(&id.ty) {
            return Err(format!("`{}` is no single value, which a cursor must be", id.name.wire));
        }
        Ok(Page { cursor: cursor.to_owned(), size: size.to_owned(), largest, items, item, id })
    }

    /// The member that a pointer of one step leads to.
    fn pointed(&self, ty: &TypeRef, pointer: &str) -> Result<Member, String> {
        let name = pointer.strip_prefix('/').filter(|name| !name.contains('/'));
        let name = name.ok_or_else(|| format!("`{pointer}` must be a `/` and the name of a member"))?;
        let object = match self.model.resolve(ty) {
            TypeRef::Named(id) => self.model.get(*id).map(|ty| &ty.kind),
            _ => None,
        };
        let Some(TypeKind::Struct(object)) = object else {
            return Err(format!("`{pointer}` does not lead into an object"));
        };
        let member = object.members.iter().find(|member| member.name.wire == name);
        member.cloned().ok_or_else(|| format!("`{pointer}` leads to no member"))
    }
}

/// Summary, then description, then where there is more.
fn words(op: &Op) -> String {
    let more = op.external_docs.as_ref().map(|docs| format!("See <{}>.", docs.url));
    let parts = [op.summary.as_deref(), op.description.as_deref(), more.as_deref()];
    let parts: Vec<&str> = parts.into_iter().flatten().map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

fn upper_case(method: &str) -> &'static str {
    let methods = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];
    methods.into_iter().find(|known| known.eq_ignore_ascii_case(method)).unwrap_or("GET")
}

/// Where an operation is named.
fn place_of(at: At<'_>) -> Span {
    if at.get("operationId").is_some() { at.child("operationId").value_span() } else { at.name_span() }
}

/// `get users by userId files` for `GET /users/{userId}/files`.
fn made_up_name(method: &str, path: &str) -> String {
    format!("{} {}", method.to_ascii_lowercase(), path.replace('{', " by ").replace('}', " "))
}

/// A path with what no URL can hold escaped; braces and what is in them stay.
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

#[cfg(test)]
mod tests {
    use super::{literal, made_up_name};
    use crate::model::Namer;

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
