//! Several operations in one request.

use http::Method;
use serde_json::{Map, Value, json};

use super::call::{Body, Call, read_params, read_version};
use super::query::Query;
use super::{ApiResponse, perform};
use crate::error::ApiError;
use crate::routes;
use crate::state::app::App;
use crate::state::refusal::Reasons;

const MOST_OPERATIONS: usize = 10;
const METHODS: [Method; 5] = [Method::GET, Method::PUT, Method::POST, Method::PATCH, Method::DELETE];

pub(crate) fn run(call: &Call<'_>, app: &mut App) -> ApiResponse {
    let mut operations = read_operations(&call.array()?)?;
    if call.decisions.batches_run_backwards {
        operations.reverse();
    }
    let entry = |operation: Operation| {
        let number = operation.number.clone();
        let (status, body) = match operation.run(call, app) {
            Ok(body) => (200, body),
            Err(error) => (error.status().as_u16(), error.body(call.decisions).unwrap_or(Value::Null)),
        };
        json!([number, status, body])
    };
    Ok(operations.into_iter().map(entry).collect())
}

/// `[sequence_number, method, path, payload?, options?]`
struct Operation {
    number: Value,
    method: Method,
    path: String,
    payload: Value,
    /// The date of the version, if the operation names one.
    version: Option<String>,
}

impl Operation {
    fn run(self, batch: &Call<'_>, app: &mut App) -> ApiResponse {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let unknown = || ApiError::UnknownRoute(routes::advice(&self.method, path));
        let route = routes::find(&self.method, path).ok_or_else(unknown)?;
        if [routes::BATCH, routes::FILES].contains(&route.path) {
            return Err(Reasons::one("path", "is not possible in a batch").into());
        }
        let mut query = Query::read(query)?;
        let mut body = Vec::new();
        if self.method == Method::GET {
            query = query.and(parameters(&self.payload)?);
        } else if !self.payload.is_null() {
            body = self.payload.to_string().into_bytes();
        }
        let body = Body { content_type: Some("application/json"), bytes: Some(&body) };
        let params = read_params(route.path, path)?;
        let version = match &self.version {
            Some(date) => read_version("options.api_version", date)?,
            None => batch.version,
        };
        let call = Call { params, query, body, version, ..*batch };
        perform(route.endpoint, &call, app)
    }
}

/// The payload of a GET; it replaces the query.
fn parameters(payload: &Value) -> Result<Map<String, Value>, Reasons> {
    let parameters = match payload {
        Value::Null => &Map::new(),
        Value::Object(parameters) => parameters,
        _ => return Err(Reasons::one("payload", "must be an object")),
    };
    let mut reasons = Reasons::default();
    for (name, _) in parameters.iter().filter(|(_, value)| !value.is_string()) {
        reasons.add(format!("payload.{name}"), "must be a string");
    }
    reasons.or(parameters.clone())
}

fn read_operations(body: &[Value]) -> Result<Vec<Operation>, Reasons> {
    if body.is_empty() || body.len() > MOST_OPERATIONS {
        return Err(Reasons::one("body", format!("must have from 1 to {MOST_OPERATIONS} operations")));
    }
    let mut reasons = Reasons::default();
    let mut operations = Vec::new();
    for (index, value) in body.iter().enumerate() {
        match read_operation(value) {
            Ok(operation) => operations.push(operation),
            Err(sentence) => reasons.add(index.to_string(), sentence),
        }
    }
    reasons.or(operations)
}

fn read_operation(value: &Value) -> Result<Operation, &'static str> {
    let (number, method, path, rest) = match value.as_array().map(Vec::as_slice) {
        Some([number, method, path, rest @ ..]) if rest.len() <= 2 => (number, method, path, rest),
        _ => return Err("must be a list of sequence number, method, path and, where needed, payload and options"),
    };
    if number.as_i64().is_none() {
        return Err("must begin with an integer");
    }
    let known = METHODS.into_iter().find(|known| method == known.as_str());
    let method = known.ok_or("must name the method `GET`, `PUT`, `POST`, `PATCH` or `DELETE`")?;
    let path = path.as_str().filter(|path| path.starts_with('/')).ok_or("must name a path that begins with `/`")?;
    if rest.get(1).is_some_and(|options| !options.is_null() && !are_options(options)) {
        return Err("must have an object as its options, with the text `api_version`");
    }
    let payload = rest.first().cloned().unwrap_or_default();
    let version = rest.get(1).and_then(|options| options.get("api_version")?.as_str()).map(str::to_owned);
    Ok(Operation { number: number.clone(), method, path: path.to_owned(), payload, version })
}

fn are_options(options: &Value) -> bool {
    options.as_object().is_some_and(|options| options.get("api_version").is_none_or(Value::is_string))
}
