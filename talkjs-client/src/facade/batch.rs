//! Several operations in one request, each with its own response.

use std::fmt;

use serde_json::{Value, json};
use talkjs_runtime::bytes::Bytes;
use talkjs_runtime::http::{self, StatusCode};

use crate::api::{BatchOperation, BatchResult, Client};
use talkjs_runtime::check::{Broken, Part, Violation};
use talkjs_runtime::error::{ApiError, DeclaredBody, TypedError, UnexpectedResponse};
use talkjs_runtime::flow::{RequestParts, ResponseReader};
use talkjs_runtime::{Error, IntoCall, Undeclared};

/// The name of the whole job in errors.
const JOB: &str = "batch";
/// The most operations in one batch.
const MOST_OPERATIONS: usize = 10;

/// Makes up to ten calls with one request, each with its own response.
///
/// TalkJS executes them **in no particular order**, so they must not depend on each other: do not create a conversation
/// in the same batch as its users or messages; use [`start_conversation`](Client::start_conversation) for that. If one
/// fails, the others are still executed.
///
/// Any call can be added whose request consists of path, query (of a GET) and JSON. Uploads and calls with headers are
/// rejected before anything is sent. Settings of an added call, such as its timeout, have no effect. Lists are read one
/// page at a time.
///
/// ```no_run
/// use talkjs_client::{Client, NewUser};
///
/// # async fn run(talkjs: Client) -> Result<(), talkjs_client::Error> {
/// let mut batch = talkjs.batch();
/// let alice = batch.add(talkjs.upsert_user("12081", NewUser::new("Alice")));
/// let sebastian = batch.add(talkjs.get_user("8029"));
/// let users = batch.add(talkjs.list_users().limit(30));
/// let responses = batch.send().await?;
///
/// responses.get(alice)?; // or the error of this call
/// println!("{}: {} users", responses.get(sebastian)?.name, responses.get(users)?.data.len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "nothing is sent before `.send().await`"]
pub struct Batch {
    client: Client,
    operations: Vec<Result<RequestParts, Vec<Violation>>>,
}

/// A call in a batch; pass it to [`BatchResponses::get`] to get its response.
#[must_use = "it is needed to get the response, which may be an error"]
pub struct BatchHandle<T, E = Undeclared> {
    number: usize,
    reader: ResponseReader<T, E>,
}

impl<T, E> Clone for BatchHandle<T, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, E> Copy for BatchHandle<T, E> {}

impl<T, E> fmt::Debug for BatchHandle<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BatchHandle({})", self.number)
    }
}

/// The responses to the calls of a [`Batch`].
#[derive(Clone, Debug, PartialEq)]
pub struct BatchResponses(Vec<BatchResponse>);

impl BatchResponses {
    /// Returns the same result as the call would outside of a batch.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the status is not a success, [`Error::UnexpectedResponse`] if the body does not match, or if
    /// the handle belongs to a larger batch.
    pub fn get<T, E>(&self, BatchHandle { number, reader }: BatchHandle<T, E>) -> Result<T, Error> {
        let response = self.0.get(number).ok_or_else(|| {
            let reason = format!("call number {number} not found");
            unexpected(JOB, StatusCode::OK, String::new(), reason)
        })?;
        reader.read(response.status, response.body.to_string().into())
    }

    /// The same, with the type of a declared error response's body.
    ///
    /// # Errors
    ///
    /// The same as [`get`](Self::get), with [`TypedError::Declared`] for an error whose body matches the description.
    pub fn get_typed<T, E: DeclaredBody>(&self, handle: BatchHandle<T, E>) -> Result<T, TypedError<E>> {
        self.get(handle).map_err(TypedError::from)
    }

    /// Returns all responses, in the order in which the calls were added.
    pub fn iter(&self) -> std::slice::Iter<'_, BatchResponse> {
        self.0.iter()
    }
}

impl<'r> IntoIterator for &'r BatchResponses {
    type Item = &'r BatchResponse;
    type IntoIter = std::slice::Iter<'r, BatchResponse>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The response to one call of a [`Batch`].
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct BatchResponse {
    /// The operation, by its `operationId`.
    pub operation: &'static str,
    /// The status of its response.
    pub status: StatusCode,
    /// The body of its response.
    pub body: Value,
    is_repeatable: bool,
}

impl BatchResponse {
    /// Returns whether the operation succeeded.
    pub fn is_success(&self) -> bool {
        self.status.is_success()
    }

    /// Returns the operation's error, if it failed.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the status is not a success.
    pub fn done(&self) -> Result<(), Error> {
        if self.is_success() {
            return Ok(());
        }
        let mut response = http::Response::new(Bytes::from(self.body.to_string()));
        *response.status_mut() = self.status;
        Err(Error::Api(Box::new(ApiError::new(self.operation, self.is_repeatable, response))))
    }
}

impl fmt::Debug for BatchResponse {
    /// Omits the body, which may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchResponse")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Batch {
    /// Shows only the number of calls. Their values may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("calls", &self.operations.len()).finish_non_exhaustive()
    }
}

impl Batch {
    pub(crate) fn new(client: &Client) -> Self {
        Self { client: client.clone(), operations: Vec::new() }
    }

    /// Adds a call.
    pub fn add<C: IntoCall>(&mut self, call: C) -> BatchHandle<C::Response, C::Error> {
        let call = call.into_call();
        let handle = BatchHandle { number: self.operations.len(), reader: call.reader() };
        self.operations.push(call.into_parts());
        handle
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`] with all violations, before anything is sent: no operation, more than ten, or one that
    /// violates the description. A place such as `/2/userId` is in the third operation.
    ///
    /// Otherwise the error of the batch as a whole. The outcome of its operations is then as uncertain as after the
    /// same error of a single call.
    pub async fn send(self) -> Result<BatchResponses, Error> {
        let parts = checked(self.operations)?;
        let rows: Vec<_> = parts.iter().enumerate().map(|(number, parts)| row(number, parts)).collect();
        let (head, responses) = self.client.run_batch(rows).send_with_response().await?.into_parts();
        in_order(&parts, &responses, head.status)
    }
}

fn checked(operations: Vec<Result<RequestParts, Vec<Violation>>>) -> Result<Vec<RequestParts>, Error> {
    let found = operations.len();
    let mut parts = Vec::new();
    let mut violations = Vec::new();
    for (number, operation) in operations.into_iter().enumerate() {
        match operation {
            Ok(operation) => parts.push(operation),
            Err(wrong) => violations.extend(wrong.into_iter().map(|violation| placed(number, violation))),
        }
    }
    let here = |problem| Violation { part: Part::Body, pointer: String::new(), problem };
    if found == 0 {
        violations.push(here(Broken::TooFewItems { min: 1, found: 0 }.into()));
    }
    if found > MOST_OPERATIONS {
        let (max, found) = (as_count(MOST_OPERATIONS), as_count(found));
        violations.push(here(Broken::TooManyItems { max, found }.into()));
    }
    if violations.is_empty() { Ok(parts) } else { Err(Error::invalid_request(JOB, violations)) }
}

fn as_count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// A violation with its place in the batch.
fn placed(number: usize, Violation { part, pointer, problem }: Violation) -> Violation {
    let pointer = match part {
        Part::Path(name) => format!("/{number}/{name}{pointer}"),
        Part::Query(name) => format!("/{number}/{name}{pointer}"),
        _ => format!("/{number}{pointer}"),
    };
    Violation { part: Part::Body, pointer, problem }
}

/// `[number, method, path, payload]`.
fn row(number: usize, parts: &RequestParts) -> BatchOperation {
    let mut row = vec![json!(number), json!(parts.method.as_str()), json!(parts.path)];
    match parts.query.as_slice() {
        [] => row.extend(parts.json.clone()),
        query => row.push(query.iter().cloned().collect()),
    }
    row
}

/// Sorts the responses, which arrive in any order, by operation.
fn in_order(parts: &[RequestParts], rows: &[BatchResult], status: StatusCode) -> Result<BatchResponses, Error> {
    let responses = parts.iter().enumerate().map(|(number, parts)| {
        let found = rows.iter().find_map(|row| response(number, parts, row));
        found.ok_or_else(|| {
            let reason = format!("missing response for operation {number}, `{}`", parts.operation);
            unexpected("runBatch", status, String::new(), reason)
        })
    });
    responses.collect::<Result<_, _>>().map(BatchResponses)
}

/// The response in `[number, status, body]`, if the number is the operation's.
fn response(number: usize, parts: &RequestParts, row: &BatchResult) -> Option<BatchResponse> {
    let [found, status, body] = row.as_slice() else { return None };
    let is_ours = found.as_u64() == Some(as_count(number));
    let status = StatusCode::from_u16(u16::try_from(status.as_u64()?).ok()?).ok()?;
    let (operation, is_repeatable) = (parts.operation, parts.is_repeatable);
    is_ours.then(|| BatchResponse { operation, status, body: body.clone(), is_repeatable })
}

fn unexpected(operation: &'static str, status: StatusCode, pointer: String, reason: String) -> Error {
    UnexpectedResponse::new(operation, status, pointer, reason).into()
}
