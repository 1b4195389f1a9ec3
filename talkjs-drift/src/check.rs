//! Checks one exchange against the description.

use serde_json::{Number, Value};

use crate::coverage::Seen;
use crate::deep::check_on_stack;
use crate::description::Description;
use crate::deviation::{Deviation, Kind, Part};
use crate::exchange::{Body, Content, Exchange, Path, decoded, pairs, value_of_shape};
use crate::json_type::JsonType;
use crate::operation::{self, Location, Operation, Parameter, Style};
use crate::pattern::Template;
use crate::place::Place;
use crate::schema::Id;
use crate::shape::Shape;
use crate::visit::{Direction, Instance, visit};

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checked {
    /// How the exchange relates to the description.
    pub outcome: Outcome,
    /// All differences.
    pub deviations: Vec<Deviation>,
    /// Parts that were not checked.
    pub unread: Vec<Unread>,
}

/// How an exchange relates to the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The exchange of a described operation.
    Checked,
    /// A request to no server of the description.
    OtherServer,
    /// A request without a response.
    NoResponse,
    /// Neither the description nor the server has the path or its method: the status is 404 or 405.
    NotFound,
    /// An operation that is not in the description.
    Undocumented,
    /// A preflight request of a browser (`OPTIONS`), which descriptions do not contain.
    Preflight,
    /// The recorder wrote neither a path nor a known operation.
    NoPath,
}

/// A part of an exchange that was not checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Unread {
    /// A response body that is described but was not recorded.
    AbsentBody,
    /// A body of a media type that is not JSON, or without a schema.
    Media(String),
    /// A value that is nested too deeply: in more than 128 levels, or with no thread to be had for its stack.
    Depth,
    /// A parameter whose style is not supported.
    Parameter(String),
}

/// The operation of an exchange.
enum Target<'d, 'e> {
    Operation {
        index: usize,
        operation: &'d Operation,
        values: Vec<(&'d str, &'e str)>,
    },
    Outcome(Outcome),
    /// The path is known without the method, or not at all.
    Undocumented {
        path: String,
        place: Place,
    },
}

impl Description {
    /// Checks an exchange against the description: status, content type and body of the response, and parameters and
    /// body of the request.
    #[must_use]
    pub fn check(&self, exchange: &Exchange) -> Checked {
        self.check_and_note(exchange, None)
    }

    pub(crate) fn check_and_note(&self, exchange: &Exchange, seen: Option<&mut Seen>) -> Checked {
        if exchange.status == 0 {
            return Checked::without(Outcome::NoResponse);
        }
        match self.target(exchange) {
            Target::Outcome(outcome) => Checked::without(outcome),
            Target::Undocumented { .. } if exchange.method == "OPTIONS" => Checked::without(Outcome::Preflight),
            Target::Undocumented { .. } if [404, 405, 501].contains(&exchange.status) => {
                Checked::without(Outcome::NotFound)
            }
            Target::Undocumented { path, place } => {
                let mut checked = Checked::without(Outcome::Undocumented);
                checked.deviations.push(Deviation {
                    method: exchange.method.clone(),
                    path,
                    status: exchange.status,
                    part: Part::Operation,
                    pointer: String::new(),
                    place,
                    kind: Kind::UndocumentedOperation,
                    seen: shape(&exchange.response),
                });
                checked
            }
            Target::Operation { index, operation, values } => {
                let checked = Checked::without(Outcome::Checked);
                let mut check = Check { description: self, exchange, operation, index, checked, seen };
                check.response();
                check.parameters(&values);
                check.request();
                check.checked
            }
        }
    }

    fn target<'d, 'e>(&'d self, exchange: &'e Exchange) -> Target<'d, 'e> {
        match &exchange.path {
            Path::Below(path) => self.below(exchange, path),
            Path::Url(url) => self.at_url(exchange, url),
            Path::Template(path) => {
                let same = |operation: &Operation| operation.method == exchange.method && operation.path.text() == path;
                self.named(exchange, same)
            }
            Path::Unknown => self.named(exchange, |_| false),
        }
    }

    fn named<'d, 'e>(&'d self, exchange: &'e Exchange, is: impl Fn(&Operation) -> bool) -> Target<'d, 'e> {
        let by_id = |operation: &Operation| exchange.operation.is_some() && operation.id == exchange.operation;
        let operations = || self.operations.iter().enumerate();
        let found = operations().find(|(_, operation)| is(operation));
        match found.or_else(|| operations().find(|(_, operation)| by_id(operation))) {
            Some((index, operation)) => Target::Operation { index, operation, values: Vec::new() },
            None => Target::Outcome(Outcome::NoPath),
        }
    }

    fn at_url<'d, 'e>(&'d self, exchange: &'e Exchange, url: &'e str) -> Target<'d, 'e> {
        let own = self.operations.iter().enumerate().find_map(|(index, operation)| {
            let below = operation.servers.iter().find_map(|server| below(server, url))?;
            let values = operation.path.values(below).filter(|_| operation.method == exchange.method)?;
            Some(Target::Operation { index, operation, values })
        });
        let path = if self.servers.is_empty() {
            Some(path_of(url))
        } else {
            self.servers.iter().find_map(|server| below(server, url))
        };
        match (own, path) {
            (Some(own), _) => own,
            (None, Some(path)) => self.below(exchange, path),
            (None, None) => Target::Outcome(Outcome::OtherServer),
        }
    }

    fn below<'d, 'e>(&'d self, exchange: &Exchange, path: &'e str) -> Target<'d, 'e> {
        let matching = || {
            let matching = self.operations.iter().enumerate();
            matching.filter_map(|(index, operation)| Some((index, operation, operation.path.values(path)?)))
        };
        let found = matching().find(|(_, operation, _)| operation.method == exchange.method);
        if let Some((index, operation, values)) = found {
            return Target::Operation { index, operation, values };
        }
        let same_path = matching()
            .next()
            .and_then(|(_, operation, _)| Some((operation.path.text().to_owned(), operation.place.parent()?.0)));
        let (path, place) = same_path.unwrap_or_else(|| (guessed(path), Place::new("/paths")));
        Target::Undocumented { path, place }
    }
}

/// The path below a server.
fn below<'u>(server: &Template, url: &'u str) -> Option<&'u str> {
    let rest = if server.text().contains("://") { server.rest(url) } else { server.rest(path_of(url)) }?;
    Some(if rest.is_empty() { "/" } else { rest })
}

fn path_of(url: &str) -> &str {
    let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
    behind.find('/').and_then(|slash| behind.get(slash..)).unwrap_or("/")
}

/// A path in which segments that look like ids are variables, so that requests of one operation are counted together.
fn guessed(path: &str) -> String {
    let is_id = |segment: &str| {
        let digits = segment.chars().filter(char::is_ascii_digit).count();
        let is_version = segment.len() <= 3 && segment.starts_with('v');
        !is_version && digits > 0 && (digits.saturating_mul(2) >= segment.len() || segment.len() >= 12)
    };
    let mut count = 0_usize;
    let segments = path.split('/').map(|segment| {
        if !is_id(segment) {
            return segment.to_owned();
        }
        count = count.saturating_add(1);
        if count == 1 { "{id}".to_owned() } else { format!("{{id{count}}}") }
    });
    segments.collect::<Vec<_>>().join("/")
}

impl Checked {
    fn without(outcome: Outcome) -> Self {
        Self { outcome, deviations: Vec::new(), unread: Vec::new() }
    }
}

impl Deviation {
    /// Whether server and description differ. An invalid request that the server also rejects is not drift.
    #[must_use]
    pub fn is_drift(&self) -> bool {
        matches!(self.part, Part::Operation | Part::Response) || (200..400).contains(&self.status)
    }
}

/// The shape of a JSON body.
fn shape(body: &Body) -> Shape {
    match json(body) {
        Some(Ok(json)) => Shape::of(&json.value),
        _ => Shape::default(),
    }
}

/// The value of a body.
struct Json {
    value: Value,
    is_exact: bool,
    hidden: Vec<String>,
}

/// A body that should be JSON: `None` if there is none, an error if it is not JSON.
fn json(body: &Body) -> Option<Result<Json, ()>> {
    match &body.content {
        Content::Absent | Content::Form(_) => None,
        Content::Bytes(bytes) if bytes.is_empty() => None,
        Content::Bytes(bytes) => {
            let value = serde_json::from_slice(bytes).map_err(drop);
            Some(value.map(|value| Json { value, is_exact: true, hidden: Vec::new() }))
        }
        Content::Json { value, hidden } => {
            Some(Ok(Json { value: value.clone(), is_exact: true, hidden: hidden.clone() }))
        }
        Content::Shape(shape) => {
            let value = value_of_shape(shape).ok_or(());
            Some(value.map(|value| Json { value, is_exact: false, hidden: Vec::new() }))
        }
    }
}

/// The check of an exchange with one operation.
struct Check<'d, 'e, 's> {
    description: &'d Description,
    exchange: &'e Exchange,
    operation: &'d Operation,
    index: usize,
    checked: Checked,
    seen: Option<&'s mut Seen>,
}

impl Check<'_, '_, '_> {
    fn report(&mut self, part: Part, place: Place, kind: Kind, seen: Shape) {
        self.deviation(part, String::new(), place, kind, seen);
    }

    fn deviation(&mut self, part: Part, pointer: String, place: Place, kind: Kind, seen: Shape) {
        self.checked.deviations.push(Deviation {
            method: self.operation.method.clone(),
            path: self.operation.path.text().to_owned(),
            status: self.exchange.status,
            part,
            pointer,
            place,
            kind,
            seen,
        });
    }

    fn response(&mut self) {
        let status = self.exchange.status;
        let range = format!("{}XX", status / 100);
        let keys = [status.to_string(), range, "default".to_owned()];
        let operation = self.operation;
        let found = keys.iter().find_map(|key| operation.responses.get_key_value(key));
        if let Some(seen) = &mut self.seen {
            seen.operation(self.index);
            if let Some((key, _)) = found {
                seen.response(self.index, key);
            }
        }
        let Some((_, response)) = found else {
            let place = operation.place.child("responses");
            return self.report(Part::Response, place, Kind::UndocumentedStatus, shape(&self.exchange.response));
        };
        let has_no_body = operation.method == "HEAD" || [204, 304].contains(&status);
        if self.exchange.response.is_absent() {
            if !has_no_body && !response.content.is_empty() {
                self.checked.unread.push(Unread::AbsentBody);
            }
            return;
        }
        self.body(Part::Response, &response.place, &response.content, &self.exchange.response);
    }

    fn request(&mut self) {
        let exchange = self.exchange;
        match &self.operation.body {
            Some(body) if exchange.request.is_absent() => {
                // A recorder that omits bodies still records the content type.
                if body.is_required && exchange.request.content_type.is_none() {
                    self.report(Part::Request, body.place.clone(), Kind::Missing, Shape::default());
                } else if exchange.request.content_type.is_some() {
                    self.checked.unread.push(Unread::AbsentBody);
                }
            }
            Some(body) => self.body(Part::Request, &body.place, &body.content, &exchange.request),
            // A body of a GET request has no meaning, and some clients send an empty object.
            None if exchange.request.is_absent() || exchange.method == "GET" => {}
            None => {
                let place = self.operation.place.clone();
                let kind = Kind::UndocumentedContentType { found: exchange.request.media(), described: Vec::new() };
                self.report(Part::Request, place, kind, shape(&exchange.request));
            }
        }
    }

    fn body(&mut self, part: Part, place: &Place, content: &operation::Content, body: &Body) {
        let media = body.media();
        let schema = media.as_deref().and_then(|media| of_media(content, media));
        let (Some(media), Some(schema)) = (&media, schema) else {
            let described = content.keys().cloned().collect();
            let kind = Kind::UndocumentedContentType { found: media, described };
            return self.report(part, place.clone(), kind, shape(body));
        };
        let Some(schema) = schema else {
            return self.checked.unread.push(Unread::Media(media.clone()));
        };
        let is_json = media == "application/json" || media.ends_with("+json") || media == "text/json";
        let json = match &body.content {
            Content::Form(parts) => Some(Ok(self.form(parts, schema))),
            Content::Bytes(bytes) if media == "application/x-www-form-urlencoded" => {
                let pairs = pairs(&String::from_utf8_lossy(bytes));
                let pairs: Vec<(String, String)> =
                    pairs.into_iter().map(|(name, value)| (name, value.unwrap_or_default())).collect();
                Some(Ok(self.form(&pairs, schema)))
            }
            _ if is_json => json(body),
            _ => None,
        };
        match json {
            None => self.checked.unread.push(Unread::Media(media.clone())),
            Some(Err(())) => self.report(part, place.clone(), Kind::NotJson, Shape::default()),
            Some(Ok(Json { value, is_exact, hidden })) => {
                self.value(&part, &Instance { value: &value, is_exact, hidden: &hidden }, schema);
            }
        }
    }

    fn value(&mut self, part: &Part, instance: &Instance<'_>, schema: Id) {
        let is_response = *part == Part::Response;
        let direction = if is_response { Direction::Response } else { Direction::Request };
        let (description, seen) = (self.description, self.seen.as_deref_mut());
        let found = check_on_stack(instance.value, || visit(description, direction, *instance, schema, seen));
        if found.is_none() {
            self.checked.unread.push(Unread::Depth);
        }
        for found in found.into_iter().flatten() {
            self.deviation(part.clone(), found.pointer, found.place, found.kind, found.seen);
        }
    }

    /// The parts of a form as an object.
    fn form(&self, parts: &[(String, String)], schema: Id) -> Json {
        let mut object = serde_json::Map::new();
        for (name, text) in parts {
            let property = self.property(schema, name);
            let value = property.map_or_else(|| Value::from(text.clone()), |property| self.read(text, property));
            match object.get_mut(name) {
                Some(Value::Array(items)) => items.push(value),
                Some(first) => *first = Value::Array(vec![first.take(), value]),
                None => drop(object.insert(name.clone(), value)),
            }
        }
        Json { value: Value::Object(object), is_exact: true, hidden: Vec::new() }
    }

    /// The schema of a property, with references resolved.
    fn property(&self, schema: Id, name: &str) -> Option<Id> {
        let schema = self.description.schemas.get(schema);
        let parts = schema.reference.iter().chain(&schema.all_of);
        schema.properties.get(name).copied().or_else(|| parts.copied().find_map(|part| self.property(part, name)))
    }

    fn parameters(&mut self, in_path: &[(&str, &str)]) {
        let exchange = self.exchange;
        for (number, parameter) in self.operation.parameters.iter().enumerate() {
            let value = match parameter.location {
                Location::Header => continue,
                // Without it the operation would not match; its value may not have been recorded.
                Location::Path => {
                    let value = in_path.iter().find(|(name, _)| *name == parameter.name);
                    Some(value.and_then(|(_, value)| self.parameter(parameter, &[decoded(value)])))
                }
                Location::Query => self.in_query(parameter),
            };
            let Some(value) = value else {
                if parameter.location == Location::Query && parameter.is_required {
                    let part = Part::Parameter(parameter.name.clone());
                    self.report(part, parameter.place.clone(), Kind::Missing, Shape::default());
                }
                continue;
            };
            if let Some(seen) = &mut self.seen {
                seen.parameter(self.index, number);
            }
            if let (Some(value), Some(schema)) = (value, parameter.schema) {
                let instance = Instance { value: &value, is_exact: true, hidden: &[] };
                self.value(&Part::Parameter(parameter.name.clone()), &instance, schema);
            }
        }
        for (name, value) in &exchange.query {
            if !self.is_known(name) {
                let place = self.operation.place.clone();
                let types = value.as_ref().map_or(JsonType::String, |text| JsonType::of(&scalar(text)));
                let seen = Shape { types: [(types, 1)].into(), ..Shape::default() };
                self.report(Part::Parameter(name.clone()), place, Kind::UndocumentedParameter, seen);
            }
        }
    }

    /// The value of a query parameter: `None` if it is absent, `Some(None)` if it cannot be read.
    fn in_query(&mut self, parameter: &Parameter) -> Option<Option<Value>> {
        let exchange = self.exchange;
        let named = exchange.query.iter().filter(|(name, _)| match parameter.style {
            Style::Deep => name.starts_with(&format!("{}[", parameter.name)),
            Style::Spread => parameter.schema.is_some_and(|schema| self.property(schema, name).is_some()),
            // Some servers and clients write `name[]`.
            _ => *name == parameter.name || name.strip_suffix("[]") == Some(&parameter.name),
        });
        let values: Vec<Option<&String>> = named.map(|(_, value)| value.as_ref()).collect();
        if values.is_empty() {
            return None;
        }
        let texts: Option<Vec<String>> = values.into_iter().map(Option::<&String>::cloned).collect();
        Some(texts.and_then(|texts| self.parameter(parameter, &texts)))
    }

    fn parameter(&mut self, parameter: &Parameter, texts: &[String]) -> Option<Value> {
        let schema = parameter.schema?;
        let last = texts.last()?;
        let items = self.items(schema);
        let read = |text: &str| items.map_or_else(|| Value::from(text), |items| self.read(text, items));
        match parameter.style {
            Style::Json => Some(serde_json::from_str(last).unwrap_or_else(|_| Value::from(last.clone()))),
            Style::Repeated => Some(texts.iter().map(|text| read(text)).collect()),
            Style::Plain(separator) if self.is_list(schema) => Some(last.split(separator).map(read).collect()),
            Style::Plain(_) => Some(self.read(last, schema)),
            Style::Deep | Style::Spread | Style::Other => {
                self.checked.unread.push(Unread::Parameter(parameter.name.clone()));
                None
            }
        }
    }

    fn is_list(&self, schema: Id) -> bool {
        operation::types(&self.description.schemas, schema).contains(&JsonType::Array)
    }

    fn items(&self, schema: Id) -> Option<Id> {
        let schema = self.description.schemas.get(schema);
        let parts = schema.reference.iter().chain(&schema.all_of);
        schema.items.or_else(|| parts.copied().find_map(|part| self.items(part)))
    }

    /// The value of a text according to a schema.
    fn read(&self, text: &str, schema: Id) -> Value {
        let types = operation::types(&self.description.schemas, schema);
        if types.is_empty() || types.contains(&JsonType::String) { Value::from(text) } else { scalar(text) }
    }

    fn is_known(&self, name: &str) -> bool {
        self.description.credentials.iter().any(|credential| credential == name)
            || self.operation.parameters.iter().any(|parameter| match (parameter.location, parameter.style) {
                (Location::Query, Style::Deep) => name.starts_with(&format!("{}[", parameter.name)),
                // Its schema may allow additional properties.
                (Location::Query, Style::Spread) => true,
                (Location::Query, _) => name == parameter.name || name.strip_suffix("[]") == Some(&parameter.name),
                _ => false,
            })
    }
}

/// The schema of a media type, or of a range that includes it.
fn of_media(content: &operation::Content, media: &str) -> Option<Option<Id>> {
    let range = media.split_once('/').map(|(kind, _)| format!("{kind}/*"));
    let known = content.get(media).or_else(|| content.get(&range?)).or_else(|| content.get("*/*"));
    known.copied()
}

/// A text as a JSON scalar: a number, a boolean, or a string.
fn scalar(text: &str) -> Value {
    match text {
        "true" | "false" => Value::Bool(text == "true"),
        "null" => Value::Null,
        _ => {
            let whole = text.parse::<i64>().map(Value::from).ok();
            let number = || Number::from_f64(text.parse().ok()?).map(Value::from);
            whole.or_else(number).unwrap_or_else(|| Value::from(text))
        }
    }
}
