//! Paths to methods: parameters, bodies, answers, and the policies of the vendor extensions.

use openapiv3::{Operation as Op, Parameter as Param, ParameterSchemaOrContent, ReferenceOr, StatusCode};
use serde_json::Value as Json;

use super::Lowering;
use super::schemas::Use;
use crate::cursor::At;
use crate::diagnostic::Kind;
use crate::model::{
    Body, Docs, Idempotency, Member, Namer, Operation, Page, Parameter, ParameterPlace, TypeKind, TypeRef,
};
use crate::suggest::nearest;
use crate::view::SchemaRef;

/// The one media type that is read and written so far.
const JSON: &str = "application/json";

impl<'d> Lowering<'d, '_> {
    /// Every operation of every path, in the order of the file.
    pub(super) fn operations(&mut self) {
        let document = self.document;
        let paths = document.root().child("paths");
        for (path, item) in &document.openapi().paths.paths {
            let ReferenceOr::Item(item) = item else { continue };
            let at = paths.child(path);
            let mut methods: Vec<_> = item.iter().map(|(method, op)| (op, at.child(method), method)).collect();
            methods.sort_by_key(|(_, at, _)| at.name_span());
            for (op, op_at, method) in methods {
                let shared = item.parameters.iter().enumerate().map(|(i, p)| (p, at.child("parameters").item(i)));
                if let Some(operation) = self.operation(op, op_at, method, path, shared.collect()) {
                    self.model.operations.push(operation);
                }
            }
        }
    }

    fn operation(
        &mut self,
        op: &'d Op,
        at: At<'d>,
        method: &str,
        path: &str,
        shared: Vec<(&'d ReferenceOr<Param>, At<'d>)>,
    ) -> Option<Operation> {
        let method = upper_case(method);
        let Some(id) = op.operation_id.as_deref() else {
            let kind = Kind::MissingOperationId { operation: format!("{method} {path}") };
            self.diagnostics.report(kind, at.name_span());
            return None;
        };
        let name = self.name(Namer::Method, id, "operationId", at.child("operationId"))?;
        let builder = Namer::Type.name(id)?.rust().to_owned();
        let parameters = self.parameters(op, at, shared, &builder);
        self.check_path(path, at, &parameters);
        let answer = self.answer(op, at, &builder);
        Some(Operation {
            body: self.body(op, at, &builder),
            page: self.page(op, at, &parameters, answer.as_ref()),
            idempotency: self.idempotency(op, at, method),
            bucket: self.bucket(op, at),
            failures: self.failures(op, at),
            docs: Docs { text: words(op), place: at.child("operationId").value_span(), deprecated: op.deprecated },
            path: path.to_owned(),
            name,
            builder,
            method,
            parameters,
            answer,
        })
    }

    /// The operation's own parameters, then those of the path that it does not replace.
    fn parameters(
        &mut self,
        op: &'d Op,
        at: At<'d>,
        shared: Vec<(&'d ReferenceOr<Param>, At<'d>)>,
        hint: &str,
    ) -> Vec<Parameter> {
        let own = op.parameters.iter().enumerate().map(|(i, p)| (p, at.child("parameters").item(i)));
        let mut lowered: Vec<Parameter> = Vec::new();
        let mut seen: Vec<(&str, Option<&str>)> = Vec::new();
        for (index, (parameter, at)) in own.chain(shared).enumerate() {
            let Some((parameter, at)) = self.document.parameter(parameter, at) else { continue };
            let name = parameter.parameter_data_ref().name.as_str();
            let identity = (name, at.get("in").and_then(|node| node.text()));
            if seen.contains(&identity) {
                if index < op.parameters.len() {
                    let kind = Kind::DuplicateName { what: "parameters", name: name.to_owned(), rust: None };
                    self.diagnostics.report(kind, at.child("name").value_span());
                }
                continue;
            }
            seen.push(identity);
            lowered.extend(self.parameter(parameter, at, hint));
        }
        lowered
    }

    fn parameter(&mut self, parameter: &'d Param, at: At<'d>, hint: &str) -> Option<Parameter> {
        let data = parameter.parameter_data_ref();
        let name = self.name(Namer::Parameter, &data.name, "parameter", at.child("name"))?;
        let hint = format!("{hint}{}", super::objects::capital(&data.name));
        let place = match parameter {
            Param::Path { .. } => ParameterPlace::Path,
            Param::Query { .. } => ParameterPlace::Query,
            Param::Header { .. } => return self.no_parameter("a header parameter", at),
            Param::Cookie { .. } => return self.no_parameter("a cookie parameter", at),
        };
        let (used, place) = match &data.format {
            ParameterSchemaOrContent::Schema(schema) => {
                let used = self.used(SchemaRef::new(schema, at.child("schema")), &hint);
                self.check_scalar(&used, at);
                (used, place)
            }
            ParameterSchemaOrContent::Content(content) => {
                let media = content.get(JSON).and_then(|media| media.schema.as_ref());
                let (Some(schema), ParameterPlace::Query) = (media, place) else {
                    return self.no_parameter("a parameter with this `content`", at);
                };
                let at = at.child("content").child(JSON).child("schema");
                (self.used(SchemaRef::new(schema, at), &hint), ParameterPlace::QueryJson)
            }
        };
        if let Some(style) = at.get("style").and_then(|node| node.text())
            && style != if place == ParameterPlace::Path { "simple" } else { "form" }
        {
            self.unsupported(format!("style `{style}`"), "leave `style` out", at.child("style"));
        }
        if let Param::Query { allow_reserved: true, .. } = parameter {
            self.unsupported(
                "`allowReserved`",
                "leave it out: reserved characters are escaped",
                at.child("allowReserved"),
            );
        }
        if place == ParameterPlace::Path && !data.required {
            let kind = Kind::WrongKind {
                expected: "`required: true` on a path parameter".to_owned(),
                found: "a parameter that is not required".to_owned(),
            };
            self.diagnostics.report(kind, at.child("name").value_span());
        }
        let text = data.description.clone().unwrap_or_default();
        Some(Parameter {
            name,
            docs: Docs { text, place: at.child("name").value_span(), deprecated: data.deprecated.unwrap_or(false) },
            ty: used.ty,
            rules: used.rules,
            place,
            required: data.required,
        })
    }

    fn no_parameter<T>(&mut self, what: &str, at: At<'d>) -> Option<T> {
        self.unsupported(what, "use a path or query parameter", at.child("in"));
        None
    }

    /// Path and query parameters are one text each.
    fn check_scalar(&mut self, used: &Use, at: At<'d>) {
        if !self.is_scalar(&used.ty) || used.nullable {
            let instead = "use a string, number, boolean or enum, or `content: application/json`";
            self.unsupported("a parameter that is no single value", instead, at.child("schema"));
        }
    }

    /// Whether a value of the type is one text.
    fn is_scalar(&self, ty: &TypeRef) -> bool {
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

    /// The template and the parameters must name the same things.
    fn check_path(&mut self, path: &str, at: At<'d>, parameters: &[Parameter]) {
        let span = self.document.root().child("paths").child(path).name_span();
        let names = match template_names(path) {
            Ok(names) => names,
            Err(reason) => return self.diagnostics.report(Kind::BadPath { reason }, span),
        };
        let declared = parameters.iter().filter(|parameter| parameter.place == ParameterPlace::Path);
        for name in &names {
            if !declared.clone().any(|parameter| parameter.name.wire == *name) {
                let kind = Kind::PathParameter { name: (*name).to_owned(), path: path.to_owned(), in_template: true };
                self.diagnostics.report(kind, at.name_span());
            }
        }
        for parameter in declared.filter(|parameter| !names.contains(&parameter.name.wire.as_str())) {
            let name = parameter.name.wire.clone();
            let kind = Kind::PathParameter { name, path: path.to_owned(), in_template: false };
            self.diagnostics.report(kind, parameter.docs.place);
        }
    }

    fn body(&mut self, op: &'d Op, at: At<'d>, hint: &str) -> Option<Body> {
        let (body, at) = self.document.request_body(op.request_body.as_ref()?, at.child("requestBody"))?;
        let content = at.child("content");
        let Some(media) = body.content.get(JSON) else {
            self.unsupported("a body that is not `application/json`", "offer JSON as well", content);
            return None;
        };
        let at = content.child(JSON);
        let Some(schema) = &media.schema else {
            self.unsupported("a body without a schema", "say what it is", at);
            return None;
        };
        let used = self.used(SchemaRef::new(schema, at.child("schema")), &format!("{hint}Body"));
        Some(Body {
            docs: Docs { text: body.description.clone().unwrap_or_default(), ..Docs::default() },
            required: body.required,
            rules: used.rules.clone(),
            ty: used.nullable_type(),
        })
    }

    /// What a successful call returns; `None` when there is nothing to read.
    fn answer(&mut self, op: &'d Op, at: At<'d>, hint: &str) -> Option<TypeRef> {
        let at = at.child("responses");
        let mut success = op.responses.responses.iter().filter(|(status, _)| is_success(status));
        let Some((status, response)) = success.next() else {
            self.unsupported("an operation without a response for success", "describe `200`", at);
            return None;
        };
        for (other, _) in success {
            let what = "a second response for success";
            self.unsupported(what, "describe one", at.child(&other.to_string()));
        }
        let (response, at) = self.document.response(response, at.child(&status.to_string()))?;
        if response.content.is_empty() {
            return None;
        }
        let content = at.child("content");
        let Some(media) = response.content.get(JSON) else {
            self.unsupported("an answer that is not `application/json`", "describe the JSON", content);
            return None;
        };
        let schema = media.schema.as_ref()?;
        let used = self.used(SchemaRef::new(schema, content.child(JSON).child("schema")), &format!("{hint}Answer"));
        (!self.has_no_member(&used.ty)).then(|| used.nullable_type())
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

    fn failures(&mut self, op: &'d Op, at: At<'d>) -> Vec<(String, String)> {
        let at = at.child("responses");
        let default = op.responses.default.iter().map(|response| ("default".to_owned(), response));
        let others = op.responses.responses.iter().filter(|(status, _)| !is_success(status));
        let named = others.map(|(status, response)| (status.to_string(), response));
        named
            .chain(default)
            .filter_map(|(status, response)| {
                let (response, _) = self.document.response(response, at.child(&status))?;
                Some((status, response.description.clone()))
            })
            .collect()
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
            Some(_) => "must be `natural`, `none` or `{ key: POINTER }`",
        };
        self.extension(KEY, reason, at);
        default
    }

    fn bucket(&mut self, op: &'d Op, at: At<'d>) -> Option<String> {
        const KEY: &str = "x-rate-limit";
        match op.extensions.get(KEY)? {
            Json::String(bucket) => Some(bucket.clone()),
            _ => {
                self.extension(KEY, "must be the name of a bucket", at);
                None
            }
        }
    }

    fn extension(&mut self, key: &'static str, reason: impl Into<String>, at: At<'d>) {
        let kind = Kind::Extension { key, reason: reason.into() };
        self.diagnostics.report(kind, at.child(key).name_span());
    }

    /// `x-pagination: { cursor: PARAMETER, size: PARAMETER, items: /MEMBER, id: /MEMBER }`.
    fn page(&mut self, op: &'d Op, at: At<'d>, parameters: &[Parameter], answer: Option<&TypeRef>) -> Option<Page> {
        const KEY: &str = "x-pagination";
        let value = op.extensions.get(KEY)?;
        let text = |key: &str| value.get(key).and_then(Json::as_str);
        let (Some(cursor), Some(size), Some(items), Some(id)) =
            (text("cursor"), text("size"), text("items"), text("id"))
        else {
            self.extension(KEY, "needs `cursor`, `size`, `items` and `id`", at);
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

/// Summary, then description.
fn words(op: &Op) -> String {
    let parts = [op.summary.as_deref(), op.description.as_deref()];
    let parts: Vec<&str> = parts.into_iter().flatten().map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

fn upper_case(method: &str) -> &'static str {
    let methods = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];
    methods.into_iter().find(|known| known.eq_ignore_ascii_case(method)).unwrap_or("GET")
}

fn is_success(status: &StatusCode) -> bool {
    match status {
        StatusCode::Code(code) => (200..300).contains(code),
        StatusCode::Range(range) => *range == 2,
    }
}

/// The names in braces of a path.
fn template_names(path: &str) -> Result<Vec<&str>, &'static str> {
    if !path.starts_with('/') {
        return Err("it must begin with `/`");
    }
    let mut names: Vec<&str> = Vec::new();
    for segment in path.split('/').skip(1) {
        let mut rest = segment;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, tail)) = after.split_once('}') else { return Err("a brace is not closed") };
            if before.contains('}') || name.is_empty() || name.contains('{') {
                return Err("the braces do not match");
            }
            if names.contains(&name) {
                return Err("a parameter stands in it twice");
            }
            names.push(name);
            rest = tail;
        }
        if rest.contains('}') {
            return Err("the braces do not match");
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_name_their_parameters() {
        assert_eq!(template_names("/users/{userId}/x"), Ok(vec!["userId"]));
        assert_eq!(template_names("/a/{b}.{c}"), Ok(vec!["b", "c"]));
        assert_eq!(template_names("users"), Err("it must begin with `/`"));
        assert_eq!(template_names("/{a"), Err("a brace is not closed"));
        assert_eq!(template_names("/a}"), Err("the braces do not match"));
        assert_eq!(template_names("/{}"), Err("the braces do not match"));
        assert_eq!(template_names("/{a}/{a}"), Err("a parameter stands in it twice"));
    }
}
