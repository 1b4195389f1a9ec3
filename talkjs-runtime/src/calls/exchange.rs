//! One exchange: sends a request, and reads its success response.

use bytes::Bytes;

use crate::error::Error;
use crate::error::retries::{RetrySummary, Success};
use crate::error::unexpected::UnexpectedResponse;
use crate::request::draft::Draft;
use crate::request::operation::Operation;
use crate::response::media_type::with_content_type;
use crate::response::read::{Mismatch, Read, read_body};
use crate::send::attempts::{ReceivedBody, perform};
use crate::send::client_core::ClientCore;
use crate::send::options::CallOptions;

/// Sends a request and returns its whole response if that is a success.
pub(crate) async fn execute(
    core: &ClientCore,
    draft: &Draft,
    options: Option<&CallOptions>,
) -> Result<Success<Bytes>, Error> {
    let (response, retries) = perform(core, draft, options, None).await?;
    Ok((response.map(ReceivedBody::whole), retries))
}

/// Reads a success response.
pub(crate) fn decoded<T>(
    core: &ClientCore,
    operation: &'static Operation,
    (response, retries): Success<Bytes>,
    read: Read<T>,
) -> Result<Success<T>, Error> {
    let (head, body) = response.into_parts();
    match read_body(head.status, &body, read) {
        Ok(value) => Ok((http::Response::from_parts(head, value), retries)),
        Err(mismatch) => {
            let mismatch = with_content_type(mismatch, &head.headers);
            Err(unexpected(core, operation, (&head, retries), body, mismatch))
        }
    }
}

/// The error for a success response that does not match the description.
pub(crate) fn unexpected(
    core: &ClientCore,
    operation: &'static Operation,
    (head, retries): (&http::response::Parts, RetrySummary),
    body: Bytes,
    mismatch: Mismatch,
) -> Error {
    core.mark_suspect(&head.extensions);
    let Mismatch { pointer, reason } = mismatch;
    let (operation, status) = (operation.id, head.status);
    Error::UnexpectedResponse(Box::new(UnexpectedResponse { operation, status, pointer, reason, retries, body }))
}
