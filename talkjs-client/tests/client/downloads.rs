//! The built-in transport gives a body on as it comes, and waits for each part of it with a limit.

use std::future::poll_fn;
use std::time::{Duration, Instant};
use talkjs_client::transport::BodyStream;

use bytes::Bytes;
use talkjs_client::transport::{AttemptLimits, HttpTransport, RequestBody, Transport, TransportError};

use crate::raw_server::{RawServer, Reply};

async fn open(server: &RawServer, timeout: Duration) -> Result<http::Response<BodyStream>, TransportError> {
    let transport = HttpTransport::new(Duration::from_secs(1));
    let mut request = http::Request::new(RequestBody::default());
    *request.uri_mut() = server.origin().parse().unwrap();
    let mut limits = AttemptLimits::default();
    limits.timeout = timeout;
    limits.response_bytes = 1;
    transport.open(request, limits).await
}

async fn next(chunks: &mut BodyStream) -> Option<Result<Bytes, TransportError>> {
    poll_fn(|context| chunks.as_mut().poll_next(context)).await
}

#[tokio::test]
async fn the_head_is_there_before_the_end_and_chunks_follow_one_by_one() {
    let server = RawServer::start(Reply::Drip(b"HTTP/1.1 200 OK\r\n\r\nbegin".to_vec())).await;
    let answer = open(&server, Duration::from_millis(400)).await.unwrap();
    assert_eq!(answer.status(), 200);
    let mut chunks = answer.into_body();
    let (started, mut length) = (Instant::now(), 0);
    // Longer in all than one chunk may take.
    while started.elapsed() < Duration::from_millis(800) {
        length += next(&mut chunks).await.unwrap().unwrap().len();
    }
    assert!(length > 5, "{length}");
}

#[tokio::test]
async fn a_body_that_stops_coming_is_a_time_out_and_then_over() {
    let body = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nbegin".to_vec();
    let server = RawServer::start(Reply::Stall(body)).await;
    let mut chunks = open(&server, Duration::from_millis(100)).await.unwrap().into_body();
    assert_eq!(next(&mut chunks).await.unwrap().unwrap(), "begin");
    let error = next(&mut chunks).await.unwrap().unwrap_err();
    assert!(matches!(error, TransportError::Timeout { .. }), "{error:?}");
    assert!(next(&mut chunks).await.is_none());
}

#[tokio::test]
async fn a_body_that_is_cut_off_is_an_error() {
    let body = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nbegin".to_vec();
    let server = RawServer::start(Reply::Bytes(body)).await;
    let mut chunks = open(&server, Duration::from_secs(5)).await.unwrap().into_body();
    let mut found = next(&mut chunks).await.unwrap();
    if found.is_ok() {
        found = next(&mut chunks).await.unwrap();
    }
    assert!(matches!(found, Err(TransportError::NoResponse(_))), "{found:?}");
}

#[tokio::test]
async fn a_head_that_does_not_come_is_a_time_out() {
    let server = RawServer::start(Reply::Hang).await;
    let error = open(&server, Duration::from_millis(100)).await.map(|_| ()).unwrap_err();
    assert!(matches!(error, TransportError::Timeout { .. }), "{error:?}");
}
