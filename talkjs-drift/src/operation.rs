//! The operations of a description, as far as exchanges are checked against them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::description::Unreadable;
use crate::json_type::JsonType;
use crate::pattern::Template;
use crate::place::{Documents, Place, escaped};
use crate::schema::{Id, Schemas};

/// A method on a path.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: Option<String>,
    /// In upper case.
    pub(crate) method: String,
    pub(crate) path: Template,
    pub(crate) place: Place,
    /// The operation's own servers.
    pub(crate) servers: Vec<Template>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<RequestBody>,
    /// By status, such as `200`, `5XX` or `default`.
    pub(crate) responses: BTreeMap<String, Response>,
}

/// A parameter in the path or the query.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) location: Location,
    pub(crate) is_required: bool,
    pub(crate) style: Style,
    pub(crate) schema: Option<Id>,
}

/// The location of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    Path,
    Query,
    /// In headers, which are not checked.
    Header,
}

/// The serialization of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// A value, or a list with this separator.
    Plain(&'static str),
    /// A list, with the name before each item.
    Repeated,
    /// An object whose properties are separate parameters.
    Spread,
    /// `name[key]=value`
    Deep,
    /// JSON.
    Json,
    /// Unsupported.
    Other,
}

/// The body of a request.
#[derive(Debug)]
pub(crate) struct RequestBody {
    pub(crate) place: Place,
    pub(crate) is_required: bool,
    pub(crate) content: Content,
}

/// The response for a status.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) place: Place,
    pub(crate) content: Content,
}

/// Schemas by media type.
pub(crate) type Content = BTreeMap<String, Option<Id>>;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Reads operations.
pub(crate) struct Reader<'d> {
    pub(crate) documents: &'d Documents,
    pub(crate) schemas: &'d mut Schemas,
}

impl<'d> Reader<'d> {
    /// All operations of a description, those with the most specific paths first.
    pub(crate) fn operations(&mut self) -> Result<Vec<Operation>, Unreadable> {
        let paths = self.documents.root().get("paths").and_then(Value::as_object);
        let mut operations = Vec::new();
        for (path, _) in paths.into_iter().flatten() {
            let item = self.documents.resolve(&Place::new(format!("/paths/{}", escaped(path))))?;
            for method in METHODS {
                if self.value(&item).get(method).is_some() {
                    operations.push(self.operation(method, path, &item)?);
                }
            }
        }
        operations.sort_by_key(|operation| operation.path.specificity());
        Ok(operations)
    }

    fn value(&self, place: &Place) -> &'d Value {
        self.documents.get(place).unwrap_or(&Value::Null)
    }

    fn operation(&mut self, method: &str, path: &str, item: &Place) -> Result<Operation, Unreadable> {
        let place = item.child(method);
        let value = self.value(&place);
        let mut parameters: Vec<Parameter> = Vec::new();
        for holder in [item, &place] {
            for parameter in self.parameters(holder)? {
                parameters.retain(|known| known.name != parameter.name || known.location != parameter.location);
                parameters.push(parameter);
            }
        }
        let mut servers = servers(value);
        if servers.is_empty() {
            servers = self::servers(self.value(item));
        }
        Ok(Operation {
            id: value.get("operationId").and_then(Value::as_str).map(str::to_owned),
            method: method.to_uppercase(),
            path: Template::new(path),
            servers,
            parameters,
            body: value.get("requestBody").map(|_| self.body(&place.child("requestBody"))).transpose()?,
            responses: self.responses(&place.child("responses"))?,
            place,
        })
    }

    fn parameters(&mut self, holder: &Place) -> Result<Vec<Parameter>, Unreadable> {
        let list = holder.child("parameters");
        let count = self.value(&list).as_array().map_or(0, Vec::len);
        let mut parameters = Vec::new();
        for index in 0..count {
            let place = self.documents.resolve(&list.child(&index.to_string()))?;
            parameters.extend(self.parameter(place)?);
        }
        Ok(parameters)
    }

    fn parameter(&mut self, place: Place) -> Result<Option<Parameter>, Unreadable> {
        let value = self.value(&place);
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let (Some(name), Some(location)) = (text("name"), text("in")) else { return Ok(None) };
        let json = value.get("content").and_then(|content| content.get("application/json"));
        let schema = match json {
            Some(media) => {
                media.get("schema").map(|_| place.child("content").child("application/json").child("schema"))
            }
            None => value.get("schema").map(|_| place.child("schema")),
        };
        let schema = schema.map(|schema| self.schemas.add(schema, self.documents)).transpose()?;
        let style = if json.is_some() { Style::Json } else { self.style(value, schema) };
        Ok(Some(Parameter {
            name: name.to_owned(),
            location: match location {
                "path" => Location::Path,
                "query" => Location::Query,
                _ => Location::Header,
            },
            is_required: value.get("required") == Some(&Value::Bool(true)),
            style,
            schema,
            place,
        }))
    }

    fn style(&self, parameter: &Value, schema: Option<Id>) -> Style {
        let types = schema.map(|schema| self.types(schema)).unwrap_or_default();
        let (is_list, is_object) = (types.contains(&JsonType::Array), types.contains(&JsonType::Object));
        let explodes = parameter.get("explode").and_then(Value::as_bool);
        match parameter.get("style").and_then(Value::as_str).unwrap_or("form") {
            "deepObject" => Style::Deep,
            _ if is_list && is_object => Style::Other,
            "form" if is_object && explodes != Some(false) => Style::Spread,
            _ if is_object => Style::Other,
            "form" if is_list && explodes != Some(false) && parameter.get("in").is_some_and(|is| is == "query") => {
                Style::Repeated
            }
            "form" | "simple" => Style::Plain(","),
            "spaceDelimited" => Style::Plain(" "),
            "pipeDelimited" => Style::Plain("|"),
            _ => Style::Other,
        }
    }

    /// The types that a schema allows, with references resolved.
    fn types(&self, id: Id) -> Vec<JsonType> {
        types(self.schemas, id)
    }

    fn body(&mut self, place: &Place) -> Result<RequestBody, Unreadable> {
        let place = self.documents.resolve(place)?;
        let is_required = self.value(&place).get("required") == Some(&Value::Bool(true));
        Ok(RequestBody { is_required, content: self.content(&place)?, place })
    }

    fn responses(&mut self, responses: &Place) -> Result<BTreeMap<String, Response>, Unreadable> {
        let mut read = BTreeMap::new();
        for (status, _) in self.value(responses).as_object().into_iter().flatten() {
            if status.starts_with("x-") {
                continue;
            }
            let place = self.documents.resolve(&responses.child(status))?;
            let key = if status == "default" { status.clone() } else { status.to_uppercase() };
            read.insert(key, Response { content: self.content(&place)?, place });
        }
        Ok(read)
    }

    fn content(&mut self, holder: &Place) -> Result<Content, Unreadable> {
        let content = holder.child("content");
        let mut read = Content::new();
        for (media, of) in self.value(&content).as_object().into_iter().flatten() {
            let place = content.child(media).child("schema");
            let schema = of.get("schema").map(|_| self.schemas.add(place, self.documents)).transpose()?;
            read.insert(essence(media), schema);
        }
        Ok(read)
    }
}

/// The types that a schema allows, including its references, parts and branches; empty if it allows all.
pub(crate) fn types(schemas: &Schemas, id: Id) -> Vec<JsonType> {
    let mut open = vec![id];
    let mut seen = Vec::new();
    let mut types = Vec::new();
    while let Some(id) = open.pop() {
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        let schema = schemas.get(id);
        types.extend(schema.types.iter().copied());
        open.extend(schema.reference.into_iter().chain(schema.all_of.iter().copied()));
        open.extend(schema.unions.iter().flat_map(|union| union.branches.iter().copied()));
    }
    types
}

/// A media type without parameters, in lower case.
pub(crate) fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The URLs of the servers in an object.
pub(crate) fn servers(holder: &Value) -> Vec<Template> {
    let servers = holder.get("servers").and_then(Value::as_array).into_iter().flatten();
    servers.filter_map(|server| server.get("url")?.as_str()).map(server).collect()
}

/// The URL of a server, without a trailing slash.
pub(crate) fn server(url: &str) -> Template {
    Template::new(url.trim_end_matches('/'))
}
