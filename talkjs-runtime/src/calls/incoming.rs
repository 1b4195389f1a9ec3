//! A success response whose body has not been read.

use std::fmt;

use http::{HeaderMap, StatusCode};

use crate::error::Error;
use crate::error::retries::RetrySummary;
use crate::request::draft::Draft;
use crate::send::attempts::{ReceivedBody, perform};
use crate::send::client_core::ClientCore;
use crate::send::options::CallOptions;
use crate::send::spans;
use crate::send::transport::BodyStream;

/// A success response whose body has not been read, and its call.
pub struct Incoming {
    pub(crate) call: CallAgain,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) retries: RetrySummary,
    pub(crate) chunks: BodyStream,
}

/// The data for making a call again.
#[derive(Clone)]
pub(crate) struct CallAgain {
    pub(crate) core: ClientCore,
    pub(crate) draft: Draft,
    pub(crate) options: Option<Box<CallOptions>>,
}

impl fmt::Debug for Incoming {
    /// Shows operation and status. The headers may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("operation", &self.call.draft.operation().id)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl CallAgain {
    /// Sends the request again, for the events after an id.
    pub(crate) async fn after(mut self, id: String) -> Result<http::Response<BodyStream>, Error> {
        self.draft.set_last_event_id(&id);
        let streamed = |_: StatusCode, _: &HeaderMap| true;
        let call = perform(&self.core, &self.draft, self.options.as_deref(), Some(&streamed));
        let (response, _) = spans::call(self.core.client(), &self.draft, call).await?;
        Ok(response.map(ReceivedBody::stream))
    }
}
