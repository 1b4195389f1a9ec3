//! Whether a response belongs to its request. Some proxies deliver a response twice; the second one then looks like the
//! response to the next request on that connection.

use http::response::Parts;
use serde_json::Value;
use tokio::task::yield_now;

use crate::api::Client;
use crate::runtime::{self, Call, Error, Mismatch, UnexpectedAnswer};

/// Makes a call that writes a resource. The response holds nothing, or the resource itself.
pub(super) async fn written(client: &Client, call: Call<()>, id: Option<&str>) -> Result<(), Error> {
    let operation = call.operation();
    let (head, written) = call.reading(written_id).response().await?.into_parts();
    believe(client, operation, &head).await?;
    match written {
        Some(written) if id.is_none_or(|id| written != id) => {
            Err(disbelieved(client, operation, &head, "the response is about another resource".to_owned()))
        }
        _ => Ok(()),
    }
}

/// Reads the response to a write: the id of the resource, if there is one. TalkJS answers `{}`.
fn written_id(body: &[u8]) -> Result<Option<String>, Mismatch> {
    if body.is_empty() {
        return Ok(None);
    }
    match runtime::json(body)? {
        Value::Object(resource) => Ok(resource.get("id").and_then(Value::as_str).map(str::to_owned)),
        _ => Err(Mismatch { pointer: String::new(), reason: "expected an object".to_owned() }),
    }
}

/// Believes a response, unless the one before it on the connection was not believed. That one came earlier, but its task
/// may run later; so this one lets others run first.
pub(super) async fn believe(client: &Client, operation: &'static str, head: &Parts) -> Result<(), Error> {
    yield_now().await;
    if client.core().is_suspect(&head.extensions) {
        let reason = "its connection delivered a response to another request".to_owned();
        return Err(disbelieved(client, operation, head, reason));
    }
    Ok(())
}

/// The error about a response that cannot belong to its request. Closes the connections: the next response on one of them
/// may be wrong as well.
pub(super) fn disbelieved(client: &Client, operation: &'static str, head: &Parts, reason: String) -> Error {
    client.core().distrust(&head.extensions);
    UnexpectedAnswer::because(operation, head, reason).into()
}
