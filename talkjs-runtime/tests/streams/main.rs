//! Streams of events and values, and several content types, as a generated client reads and sends them.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod content_types;
mod events;
mod reconnects;
mod server;
mod values;

use talkjs_runtime::error::{StreamError, StreamProblem};
use talkjs_runtime::{Call, Error, EventStream};

use self::server::{Exchange, Server};

#[allow(dead_code, missing_docs, unreachable_pub, reason = "generated for these tests")]
mod api {
    talkjs_macros::api! { spec = "tests/streams.yaml" }
}

fn client(server: &Server) -> api::Client {
    api::Client::with_core(server.core())
}

/// A call whose response has begun.
async fn opened<T>(server: &Server, content_type: &str, call: Call<T>) -> (Result<T, Error>, Exchange) {
    tokio::join!(call.send(), server.begin(content_type))
}

/// A stream of chunks that has begun.
async fn chunks(server: &Server) -> (EventStream<api::Chunk>, Exchange) {
    let call = talkjs_runtime::__private::IntoCall::into_call(client(server).chunks());
    let (stream, exchange) = opened(server, "text/event-stream", call).await;
    (stream.unwrap(), exchange)
}

/// The next chunk's text.
async fn delta(stream: &mut EventStream<api::Chunk>) -> Option<String> {
    stream.next().await.map(|event| event.unwrap().data.delta)
}

/// The event of a chunk.
fn chunk(text: &str) -> String {
    format!("data: {{\"delta\":\"{text}\"}}\n\n")
}

fn stream_error(error: Error) -> StreamError {
    match error {
        Error::Stream(error) => *error,
        other => panic!("{other}"),
    }
}

fn is_broken(error: &StreamError) -> bool {
    matches!(error.problem, StreamProblem::Broken(_))
}
