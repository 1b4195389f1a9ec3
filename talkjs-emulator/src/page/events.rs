//! The stream that tells an open page that something has changed.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::header::CONTENT_TYPE;
use http_body_util::BodyExt as _;
use hyper::body::{Body, Bytes, Frame};
use tokio::sync::{mpsc, watch};

use crate::response::{Response, with_header};

/// How long a browser waits before it connects again.
const RETRY: &str = "retry: 1000\n\n";
/// A page is told at most this often; a burst of requests is one event.
const PAUSE: Duration = Duration::from_millis(100);

/// Server-sent events with the number of the latest change: one at once, then one after each change.
pub(super) fn stream(version: &watch::Sender<u64>) -> Response {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(tell(version.subscribe(), sender));
    with_header(Response::new(Events(receiver).boxed_unsync()), CONTENT_TYPE, "text/event-stream")
}

/// Ends when the reader is gone.
async fn tell(mut version: watch::Receiver<u64>, reader: mpsc::Sender<Bytes>) {
    if reader.send(Bytes::from_static(RETRY.as_bytes())).await.is_err() {
        return;
    }
    loop {
        let event = format!("data: {}\n\n", *version.borrow_and_update());
        if reader.send(event.into()).await.is_err() {
            return;
        }
        tokio::time::sleep(PAUSE).await;
        tokio::select! {
            () = reader.closed() => return,
            changed = version.changed() => if changed.is_err() { return },
        }
    }
}

/// What is to be sent, as a body.
struct Events(mpsc::Receiver<Bytes>);

impl Body for Events {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.0.poll_recv(context).map(|event| event.map(|event| Ok(Frame::data(event))))
    }
}
