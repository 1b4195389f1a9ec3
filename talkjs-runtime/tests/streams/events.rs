//! Events as they come, and streams that go wrong.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use futures_core::Stream as _;
use futures_core::stream::FusedStream as _;
use talkjs_runtime::error::StreamProblem;
use talkjs_runtime::http::{Method, StatusCode};
use talkjs_runtime::serde_json::Value;
use talkjs_runtime::{Error, RawRequest};

use super::api::{CompletionRequest, WholeEventsResponseItem};
use super::server::{Server, header};
use super::{chunk, chunks, client, delta, is_broken, opened, stream_error};

#[tokio::test]
async fn an_event_is_returned_before_the_next_one_is_sent() {
    let server = Server::start().await;
    let (mut stream, mut exchange) = chunks(&server).await;
    for text in ["a", "ä€𝄞", "c"] {
        exchange.send(chunk(text)).await;
        assert_eq!(delta(&mut stream).await.unwrap(), text);
    }
    exchange.end().await;
    assert_eq!(delta(&mut stream).await, None);
    assert!(stream.is_terminated());
}

#[tokio::test]
async fn pieces_may_end_anywhere() {
    let server = Server::start().await;
    let (mut stream, mut exchange) = chunks(&server).await;
    let sending = async {
        for byte in chunk("ä€").as_bytes() {
            exchange.send([*byte]).await;
        }
    };
    let (read, ()) = tokio::join!(delta(&mut stream), sending);
    assert_eq!(read.unwrap(), "ä€");
}

#[tokio::test]
async fn type_id_and_reconnection_time_are_kept() {
    let server = Server::start().await;
    let (stream, mut exchange) = opened(&server, "text/event-stream; charset=utf-8", client(&server).news()).await;
    let mut stream = stream.unwrap();
    exchange.send("event: e\nid: 7\nretry: 20\ndata: hello\n\ndata: 1\n\n").await;
    let event = stream.next().await.unwrap().unwrap();
    assert_eq!((&*event.data, &*event.event, &*event.id), ("hello", "e", "7"));
    assert_eq!(event.retry, Some(Duration::from_millis(20)));
    let event = stream.next().await.unwrap().unwrap();
    assert_eq!((&*event.data, &*event.event, &*event.id), ("1", "message", "7"));
    assert_eq!((stream.last_event_id(), stream.status()), ("7", StatusCode::OK));
    assert_eq!(stream.headers()["content-type"], "text/event-stream; charset=utf-8");
    assert!(!format!("{stream:?}").contains("hello"));
}

#[tokio::test]
async fn one_operation_has_a_method_for_json_and_one_for_the_stream() {
    let server = Server::start().await;
    let call = client(&server).create_completion(CompletionRequest::new("p"));
    let responding = server.respond("200 OK\r\ncontent-type: application/json\r\n", "{\"text\":\"whole\"}");
    let (whole, request) = tokio::join!(call.send(), responding);
    assert_eq!(whole.unwrap().text, "whole");
    assert_eq!(header(&request, "accept"), Some("application/json"));
    assert!(request.ends_with("{\"prompt\":\"p\"}"), "{request}");

    let call = client(&server).create_completion_stream(CompletionRequest::new("p"));
    let (stream, mut exchange) = opened(&server, "text/event-stream", call).await;
    assert_eq!(exchange.header("accept"), Some("text/event-stream"));
    assert!(exchange.request.ends_with("{\"prompt\":\"p\",\"stream\":true}"), "{}", exchange.request);
    let mut stream = stream.unwrap();
    exchange.send(format!("{}{}data: [DONE]\n\n{}", chunk("a"), chunk("b"), chunk("c"))).await;
    assert_eq!(delta(&mut stream).await.unwrap(), "a");
    assert_eq!(delta(&mut stream).await.unwrap(), "b");
    assert_eq!(delta(&mut stream).await, None);
    exchange.closed().await;
}

#[tokio::test]
async fn a_sentinel_can_be_set_by_the_caller() {
    let server = Server::start().await;
    let (stream, mut exchange) = chunks(&server).await;
    let mut stream = stream.sentinel(String::from("end"));
    exchange.send(format!("{}data: end\n\n", chunk("a"))).await;
    assert_eq!(delta(&mut stream).await.unwrap(), "a");
    assert_eq!(delta(&mut stream).await, None);
}

#[tokio::test]
async fn events_that_are_described_as_a_whole_are_told_apart_by_their_type() {
    let server = Server::start().await;
    let (stream, mut exchange) = opened(&server, "text/event-stream", client(&server).whole_events()).await;
    let mut stream = stream.unwrap();
    exchange.send("event: tick\ndata: {\"delta\":\"a\"}\n\nevent: stop\ndata: 12\n\n").await;
    let tick = stream.next().await.unwrap().unwrap().data;
    assert!(matches!(&tick, WholeEventsResponseItem::Tick(tick) if tick.data.delta == "a"), "{tick:?}");
    let stop = stream.next().await.unwrap().unwrap().data;
    assert!(matches!(&stop, WholeEventsResponseItem::Stop(stop) if stop.data == "12"), "{stop:?}");
}

#[tokio::test]
async fn a_stream_that_breaks_gives_its_events_and_then_one_error_with_their_number() {
    let server = Server::start().await;
    let (mut stream, mut exchange) = chunks(&server).await;
    exchange.send(format!("{}{}data: {{\"delta\":", chunk("a"), chunk("b"))).await;
    assert_eq!(delta(&mut stream).await.unwrap(), "a");
    assert_eq!(delta(&mut stream).await.unwrap(), "b");
    drop(exchange);
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "the stream of `chunks` broke after 2 events");
    assert!(error.is_retryable() && !error.is_timeout() && error.operation() == Some("chunks"));
    let error = stream_error(error);
    assert!(is_broken(&error) && error.received == 2, "{error:?}");
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn an_event_without_its_end_is_none() {
    let server = Server::start().await;
    let (mut stream, mut exchange) = chunks(&server).await;
    exchange.send(format!("{}data: {{\"delta\":\"b\"}}\n", chunk("a"))).await;
    exchange.end().await;
    assert_eq!(delta(&mut stream).await.unwrap(), "a");
    assert_eq!(delta(&mut stream).await, None);
}

#[tokio::test]
async fn a_response_without_a_content_type_is_read() {
    let server = Server::start().await;
    let (stream, mut exchange) = opened(&server, "", client(&server).news()).await;
    exchange.send("data: a\n\n").await;
    assert_eq!(stream.unwrap().next().await.unwrap().unwrap().data, "a");
}

#[tokio::test]
async fn another_content_type_is_an_error() {
    let server = Server::start().await;
    let responding = server.respond("200 OK\r\ncontent-type: text/html\r\n", "<html>");
    let (result, _) = tokio::join!(client(&server).news().send(), responding);
    let error = result.unwrap_err();
    assert!(matches!(&error, Error::UnexpectedResponse(error) if error.body == "<html>"), "{error:?}");
    assert!(
        error.to_string().ends_with(": expected the content type `text/event-stream`, found `text/html`"),
        "{error}"
    );
}

#[tokio::test]
async fn an_error_response_is_an_error_of_the_call() {
    let server = Server::start().await;
    let responding = server.respond("404 Not Found\r\ncontent-type: text/event-stream\r\n", "data: a\n\n");
    let (result, _) = tokio::join!(client(&server).news().send(), responding);
    assert!(matches!(&result, Err(Error::Api(error)) if error.status == 404), "{result:?}");
}

#[tokio::test]
async fn a_call_is_retried_until_its_stream_begins_and_not_after() {
    let server = Server::start().await;
    let serving = async {
        server.respond("503 Service Unavailable\r\n", "").await;
        let mut exchange = server.begin("text/event-stream").await;
        exchange.send("data: a\n\n").await;
    };
    let (stream, ()) = tokio::join!(client(&server).news().send(), serving);
    let mut stream = stream.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().data, "a");
    tokio::select! {
        event = stream.next() => assert_eq!(event.unwrap().unwrap_err().retries().attempts, 2),
        _ = server.next() => panic!("a stream that has begun is not asked for again"),
    }
}

#[tokio::test]
async fn an_event_that_does_not_match_is_an_error_with_its_number_and_place() {
    let server = Server::start().await;
    let (mut stream, mut exchange) = chunks(&server).await;
    exchange.send(format!("{}data: {{\"delta\":5}}\n\n{}", chunk("a"), chunk("c"))).await;
    assert_eq!(delta(&mut stream).await.unwrap(), "a");
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "event 2 of the stream of `chunks` does not match the API's description: at `/delta`: invalid type: integer, \
         expected a string"
    );
    assert!(!error.is_retryable());
    let error = stream_error(error);
    assert!(matches!(&error.problem, StreamProblem::Mismatch { pointer, .. } if pointer == "/delta"), "{error:?}");
    assert_eq!(error.received, 1);
    assert!(stream.next().await.is_none());
    exchange.closed().await;
}

#[tokio::test]
async fn a_stream_goes_on_after_mismatches_if_it_is_told_to() {
    let server = Server::start().await;
    let (stream, mut exchange) = chunks(&server).await;
    let mut stream = stream.skip_mismatches();
    exchange.send(format!("data: no\n\ndata: {{\n\n{}", chunk("c"))).await;
    for number in [1, 2] {
        let error = stream.next().await.unwrap().unwrap_err().to_string();
        assert!(error.starts_with(&format!("event {number} of the stream of `chunks` does not match")), "{error}");
        assert!(error.contains(": the data are not JSON: "), "{error}");
    }
    assert_eq!(delta(&mut stream).await.unwrap(), "c");
}

#[tokio::test]
async fn an_event_beyond_the_limit_ends_the_stream() {
    let server = Server::start().await;
    let (stream, mut exchange) = chunks(&server).await;
    let mut stream = stream.max_event_bytes(40);
    exchange.send(format!("{}{}", chunk("a"), chunk(&"b".repeat(40)))).await;
    assert_eq!(delta(&mut stream).await.unwrap(), "a");
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "event 2 of the stream of `chunks` is larger than 40 bytes; raise the limit");
    assert!(stream.next().await.is_none());
    exchange.closed().await;
}

#[tokio::test]
async fn a_stream_that_is_dropped_closes_its_connection() {
    let server = Server::start().await;
    let (stream, mut exchange) = chunks(&server).await;
    exchange.send(chunk("a")).await;
    drop(stream);
    exchange.closed().await;
}

#[tokio::test]
async fn a_silence_beyond_the_limit_is_an_error() {
    let server = Server::start().await;
    let (mut stream, mut exchange) = chunks(&server).await;
    exchange.send(chunk("a")).await;
    assert_eq!(delta(&mut stream).await.unwrap(), "a");
    tokio::time::pause();
    let begin = tokio::time::Instant::now();
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(begin.elapsed().as_secs(), 60);
    assert_eq!(error.to_string(), "the stream of `chunks` was silent for 60s after 1 event");
    assert!(error.is_timeout() && error.is_retryable());
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn the_time_limits_of_the_call_end_with_the_head_of_the_response() {
    let server = Server::start().await;
    let limit = Duration::from_secs(5);
    let call = client(&server).news().timeout(limit).attempt_timeout(limit);
    let (stream, mut exchange) = opened(&server, "text/event-stream", call).await;
    let mut stream = stream.unwrap().max_silence(Duration::from_secs(3600));
    tokio::time::pause();
    let first = poll_fn(|context| Poll::Ready(Pin::new(&mut stream).poll_next(context))).await;
    assert!(first.is_pending());
    tokio::time::advance(Duration::from_secs(600)).await;
    tokio::time::resume();
    exchange.send("data: late\n\n").await;
    assert_eq!(stream.next().await.unwrap().unwrap().data, "late");
}

#[tokio::test]
async fn a_raw_request_reads_events() {
    let server = Server::start().await;
    let core = server.core();
    let sending = RawRequest::new(&core, Method::POST, "/x").json(&1).send_events::<Value>();
    let serving = async {
        let mut exchange = server.begin("text/event-stream").await;
        exchange.send("data: [1]\n\n").await;
        exchange
    };
    let (stream, exchange) = tokio::join!(sending, serving);
    assert_eq!(stream.unwrap().next().await.unwrap().unwrap().data, talkjs_runtime::serde_json::json!([1]));
    assert_eq!(exchange.header("accept"), Some("text/event-stream"));
    assert!(exchange.request.starts_with("POST /x "), "{}", exchange.request);
}
