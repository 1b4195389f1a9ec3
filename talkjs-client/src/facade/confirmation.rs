//! Checks whether a response belongs to its request. Some proxies deliver a response twice; the second one then looks
//! like the response to the next request on that connection.

use serde_json::Value;
use talkjs_runtime::http::response::Parts;
use tokio::task::yield_now;

use crate::api::Client;
use talkjs_runtime::error::{Mismatch, UnexpectedResponse};
use talkjs_runtime::flow::json;
use talkjs_runtime::retry::RetrySummary;
use talkjs_runtime::{Call, Error};

/// Makes a call that writes a resource. The response is empty, or the resource itself.
pub(super) async fn written<E, H>(client: &Client, call: Call<(), E, H>, id: Option<&str>) -> Result<(), Error> {
    let operation = call.operation();
    let (head, written) = call.reading(written_id).send_with_response().await?.into_parts();
    check_connection(client, operation, &head).await?;
    match written {
        Some(written) if id.is_none_or(|id| written != id) => {
            Err(misdelivered(client, operation, &head, "the response is for another resource".to_owned()))
        }
        _ => Ok(()),
    }
}

/// Reads the response to a write: the id of the resource, if there is one. TalkJS responds with `{}`.
fn written_id(body: &[u8]) -> Result<Option<String>, Mismatch> {
    if body.is_empty() {
        return Ok(None);
    }
    match json(body)? {
        Value::Object(resource) => Ok(resource.get("id").and_then(Value::as_str).map(str::to_owned)),
        _ => Err(Mismatch { pointer: String::new(), reason: "expected an object".to_owned() }),
    }
}

/// Rejects a response if an earlier one on its connection was rejected. The task of the earlier one may run later, so
/// this one yields first.
pub(super) async fn check_connection(client: &Client, operation: &'static str, head: &Parts) -> Result<(), Error> {
    yield_now().await;
    if client.core().is_suspect(&head.extensions) {
        let reason = "its connection delivered a response for another request".to_owned();
        return Err(misdelivered(client, operation, head, reason));
    }
    Ok(())
}

/// Returns the error about a response that belongs to another request, and marks its connection.
pub(super) fn misdelivered(client: &Client, operation: &'static str, head: &Parts, reason: String) -> Error {
    client.core().mark_suspect(&head.extensions);
    let mut response = UnexpectedResponse::new(operation, head.status, "", reason);
    response.retries = RetrySummary::of(&head.extensions);
    response.into()
}
