//! The operations of a description, as far as requests and answers are held against them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::validator::{Added, Unvalidated};

/// A method on a path, and what it takes and answers.
pub(super) struct Operation {
    /// In capitals.
    pub(super) method: String,
    /// Such as `/users/{userId}`.
    pub(super) path: String,
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<RequestBody>,
    /// By status, such as `200` or `5XX`.
    pub(super) answers: BTreeMap<String, BTreeMap<String, Added>>,
}

/// A parameter in the path or the query.
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) is_in_path: bool,
    pub(super) is_required: bool,
    pub(super) reading: Reading,
    pub(super) schema: Added,
}

/// How the text of a parameter or of a part of a form is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    Text,
    /// A number or a boolean, which stands there as JSON would have it.
    Scalar,
    Json,
}

/// A body that a request may or must have.
pub(super) struct RequestBody {
    pub(super) is_required: bool,
    /// Schemas by media type.
    pub(super) content: BTreeMap<String, Added>,
    /// How the parts of a form are read.
    pub(super) parts: BTreeMap<String, Reading>,
}

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// All operations of a description.
pub(super) fn operations(description: &Value, schemas: &mut Unvalidated) -> Vec<Operation> {
    let mut reader = Reader { description, schemas };
    let paths = description.get("paths").and_then(Value::as_object);
    let mut operations = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                operations.push(reader.operation(method, path, item, operation));
            }
        }
    }
    operations
}

struct Reader<'d> {
    description: &'d Value,
    schemas: &'d mut Unvalidated,
}

impl<'d> Reader<'d> {
    fn operation(&mut self, method: &str, path: &str, item: &'d Value, operation: &'d Value) -> Operation {
        let parameters = [item, operation].into_iter().flat_map(|holder| list(holder, "parameters"));
        let parameters = parameters.filter_map(|parameter| self.parameter(parameter)).collect();
        Operation {
            method: method.to_uppercase(),
            path: path.to_owned(),
            parameters,
            body: operation.get("requestBody").map(|body| self.body(body)),
            answers: entries(operation, "responses").map(|(status, of)| (status.clone(), self.content(of))).collect(),
        }
    }

    fn parameter(&mut self, parameter: &'d Value) -> Option<Parameter> {
        let parameter = self.resolve(parameter);
        let place = parameter.get("in").and_then(Value::as_str)?;
        let as_json = parameter.pointer("/content/application~1json/schema");
        let schema = as_json.or_else(|| parameter.get("schema"))?;
        Some(Parameter {
            name: parameter.get("name").and_then(Value::as_str)?.to_owned(),
            is_in_path: match place {
                "path" => true,
                "query" => false,
                _ => return None,
            },
            is_required: is(parameter, "required"),
            reading: if as_json.is_some() { Reading::Json } else { self.reading(schema) },
            schema: self.schemas.add(schema),
        })
    }

    fn body(&mut self, body: &'d Value) -> RequestBody {
        let body = self.resolve(body);
        let form = body.pointer("/content/multipart~1form-data/schema").map(|schema| self.resolve(schema));
        let members = form.into_iter().flat_map(|form| entries(form, "properties"));
        RequestBody {
            is_required: is(body, "required"),
            parts: members.map(|(name, schema)| (name.clone(), self.reading(schema))).collect(),
            content: self.content(body),
        }
    }

    fn content(&mut self, holder: &'d Value) -> BTreeMap<String, Added> {
        let content = entries(self.resolve(holder), "content");
        content.filter_map(|(media, of)| Some((media.clone(), self.schemas.add(of.get("schema")?)))).collect()
    }

    fn reading(&self, schema: &'d Value) -> Reading {
        match self.resolve(schema).get("type").and_then(Value::as_str) {
            Some("integer" | "number" | "boolean") => Reading::Scalar,
            _ => Reading::Text,
        }
    }

    /// What stands where references lead, if there are any.
    fn resolve(&self, value: &'d Value) -> &'d Value {
        let target = value.get("$ref").and_then(Value::as_str).and_then(|place| place.strip_prefix('#'));
        match target.and_then(|pointer| self.description.pointer(pointer)) {
            Some(found) => self.resolve(found),
            None => value,
        }
    }
}

fn list<'d>(holder: &'d Value, name: &str) -> impl Iterator<Item = &'d Value> {
    holder.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn entries<'d>(holder: &'d Value, name: &str) -> impl Iterator<Item = (&'d String, &'d Value)> {
    holder.get(name).and_then(Value::as_object).into_iter().flatten()
}

fn is(holder: &Value, name: &str) -> bool {
    holder.get(name) == Some(&Value::Bool(true))
}
