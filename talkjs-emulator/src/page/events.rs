//! The stream that tells an open page that something has changed.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use http_body::Frame;
use tokio::sync::{mpsc, watch};

/// How long a browser waits before it connects again.
const RETRY: &str = "retry: 1000\n\n";
/// A page is told at most this often; a burst of requests is one event.
const PAUSE: Duration = Duration::from_millis(100);

/// Server-sent events with the number of the latest change: one at once, then one after each change.
pub(super) fn stream(news: &watch::Sender<u64>) -> Response {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(tell(news.subscribe(), sender));
    let mut response = Response::new(Body::new(Events(receiver)));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    response
}

/// Ends when the reader is gone.
async fn tell(mut news: watch::Receiver<u64>, reader: mpsc::Sender<Bytes>) {
    if reader.send(Bytes::from_static(RETRY.as_bytes())).await.is_err() {
        return;
    }
    loop {
        let event = format!("data: {}\n\n", *news.borrow_and_update());
        if reader.send(event.into()).await.is_err() {
            return;
        }
        tokio::time::sleep(PAUSE).await;
        tokio::select! {
            () = reader.closed() => return,
            changed = news.changed() => if changed.is_err() { return },
        }
    }
}

/// What is to be sent, as a body.
struct Events(mpsc::Receiver<Bytes>);

impl HttpBody for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|event| event.map(|event| Ok(Frame::data(event))))
    }
}
