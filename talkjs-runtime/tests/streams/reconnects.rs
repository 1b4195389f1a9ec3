//! Streams that are continued after a break.

use talkjs_runtime::error::StreamProblem;

use super::server::Server;
use super::{chunk, chunks, delta, is_broken, stream_error};

#[tokio::test]
async fn a_broken_stream_is_continued_after_its_last_complete_event() {
    let server = Server::start().await;
    let (stream, mut exchange) = chunks(&server).await;
    let mut stream = stream.reconnect(1);
    exchange.send(format!("retry: 1\nid: 7\n{}id: 8\ndata: {{\"delta\":", chunk("a"))).await;
    assert_eq!(exchange.header("last-event-id"), None);
    assert_eq!(delta(&mut stream).await.unwrap(), "a");
    drop(exchange);
    // More often than once, as each time an event comes in between.
    for text in ["b", "c"] {
        let serving = async {
            let mut exchange = server.begin("text/event-stream; charset=utf-8").await;
            assert_eq!(exchange.header("last-event-id"), Some("7"));
            exchange.send(chunk(text)).await;
        };
        let (read, ()) = tokio::join!(delta(&mut stream), serving);
        assert_eq!(read.unwrap(), text);
    }
}

#[tokio::test]
async fn a_stream_without_further_events_is_continued_as_often_as_it_is_told() {
    let server = Server::start().await;
    let (stream, mut exchange) = chunks(&server).await;
    let mut stream = stream.reconnect(2);
    exchange.send(format!("retry: 1\n{}", chunk("a"))).await;
    assert_eq!(delta(&mut stream).await.unwrap(), "a");
    drop(exchange);
    let serving = async {
        for _ in 0..2 {
            drop(server.begin("text/event-stream").await);
        }
    };
    let (event, ()) = tokio::join!(stream.next(), serving);
    let error = stream_error(event.unwrap().unwrap_err());
    assert!(is_broken(&error) && error.received == 1, "{error:?}");
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_server_ends_a_stream_by_a_response_without_content() {
    let server = Server::start().await;
    let (stream, mut exchange) = chunks(&server).await;
    let mut stream = stream.reconnect(1);
    exchange.send(format!("retry: 1\n{}", chunk("a"))).await;
    assert_eq!(delta(&mut stream).await.unwrap(), "a");
    drop(exchange);
    let (end, _) = tokio::join!(delta(&mut stream), server.respond("204 No Content\r\n", ""));
    assert_eq!(end, None);
}

#[tokio::test]
async fn a_request_for_the_rest_that_fails_is_the_end() {
    let server = Server::start().await;
    for (response, reason) in [
        ("404 Not Found\r\n", "`chunks` failed with 404 Not Found"),
        ("200 OK\r\ncontent-type: text/html\r\n", "the response that continues the stream has another content type"),
    ] {
        let (stream, mut exchange) = chunks(&server).await;
        let mut stream = stream.reconnect(3);
        exchange.send(format!("retry: 1\n{}", chunk("a"))).await;
        assert_eq!(delta(&mut stream).await.unwrap(), "a");
        drop(exchange);
        let (event, _) = tokio::join!(stream.next(), server.respond(response, ""));
        let error = stream_error(event.unwrap().unwrap_err());
        let text = error.to_string();
        assert!(text.starts_with("the stream of `chunks` broke after 1 event and could not be continued: "), "{text}");
        assert!(text.contains(reason), "{text}");
        assert!(matches!(error.problem, StreamProblem::NotContinued(_)), "{error:?}");
        assert!(stream.next().await.is_none());
    }
}

#[tokio::test]
async fn a_body_that_ends_is_no_break() {
    let server = Server::start().await;
    let (stream, mut exchange) = chunks(&server).await;
    let mut stream = stream.reconnect(3);
    exchange.send(format!("retry: 1\n{}", chunk("a"))).await;
    exchange.end().await;
    assert_eq!(delta(&mut stream).await.unwrap(), "a");
    assert_eq!(delta(&mut stream).await, None);
}
