//! Streams of JSON values, and bodies as they come.

use talkjs_runtime::http::Method;
use talkjs_runtime::serde_json::Value;
use talkjs_runtime::{JsonStream, RawRequest};

use super::api::Chunk;
use super::api::operations::StatusesResponse;
use super::server::Server;
use super::{client, opened};

async fn deltas(mut stream: JsonStream<Chunk>) -> Vec<Result<String, String>> {
    let mut deltas = Vec::new();
    while let Some(value) = stream.next().await {
        deltas.push(value.map(|chunk| chunk.delta).map_err(|error| error.to_string()));
    }
    deltas
}

#[tokio::test]
async fn lines_are_values_and_the_last_one_needs_no_end() {
    let server = Server::start().await;
    for content_type in ["application/x-ndjson", "application/jsonl", ""] {
        let (stream, mut exchange) = opened(&server, content_type, client(&server).lines()).await;
        assert_eq!(exchange.header("accept"), Some("application/x-ndjson"));
        exchange.send("{\"delta\":\"a\"}\r\n\n{\"del").await;
        exchange.send("ta\":\"b\"}").await;
        exchange.end().await;
        assert_eq!(deltas(stream.unwrap()).await, [Ok("a".to_owned()), Ok("b".to_owned())]);
    }
}

#[tokio::test]
async fn a_value_that_does_not_match_ends_the_stream_unless_it_goes_on() {
    let server = Server::start().await;
    let lines = "{\"delta\":\"a\"}\n{\"delta\":1}\n{\"delta\":\"c\"}\n";
    for goes_on in [false, true] {
        let (stream, mut exchange) = opened(&server, "application/x-ndjson", client(&server).lines()).await;
        let stream = if goes_on { stream.unwrap().skip_mismatches() } else { stream.unwrap() };
        exchange.send(lines).await;
        exchange.end().await;
        let read = deltas(stream).await;
        let error = read[1].as_ref().unwrap_err();
        assert!(error.starts_with("event 2 of the stream of `lines` does not match"), "{error}");
        assert_eq!(read.len(), if goes_on { 3 } else { 2 }, "{read:?}");
    }
}

#[tokio::test]
async fn a_value_beyond_the_limit_ends_the_stream() {
    let server = Server::start().await;
    let (stream, mut exchange) = opened(&server, "application/x-ndjson", client(&server).lines()).await;
    exchange.send("{\"delta\":\"a\"}\n{\"delta\":\"bbbbbbbbbb\"}\n").await;
    let read = deltas(stream.unwrap().max_value_bytes(15)).await;
    assert_eq!(read[0], Ok("a".to_owned()));
    assert!(read[1].as_ref().unwrap_err().contains("is larger than 15 bytes"), "{read:?}");
}

#[tokio::test]
async fn records_are_values_over_several_lines() {
    let server = Server::start().await;
    let (stream, mut exchange) = opened(&server, "application/json-seq", client(&server).records()).await;
    exchange.send("\u{1e}{\n\"delta\":\"a\"}\n").await;
    let mut stream = stream.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().delta, "a");
    exchange.send("\u{1e}{\"delta\":\u{1e}").await;
    exchange.end().await;
    assert!(stream.next().await.unwrap().is_err());
}

#[tokio::test]
async fn a_stream_may_be_the_response_of_one_status() {
    let server = Server::start().await;
    let (answer, mut exchange) = opened(&server, "application/jsonl", client(&server).statuses()).await;
    exchange.send("{\"delta\":\"a\"}\n").await;
    let StatusesResponse::Ok(mut stream) = answer.unwrap() else { panic!() };
    assert_eq!(stream.next().await.unwrap().unwrap().delta, "a");
    let (answer, _) = tokio::join!(client(&server).statuses().send(), server.respond("202 Accepted\r\n", ""));
    assert!(matches!(answer.unwrap(), StatusesResponse::Accepted));
}

#[tokio::test]
async fn a_raw_request_reads_lines_and_bytes_as_they_come() {
    let server = Server::start().await;
    let core = server.core();
    let sending = RawRequest::new(&core, Method::GET, "/x").send_lines::<Value>();
    let (lines, mut exchange) = tokio::join!(sending, server.begin("text/plain"));
    exchange.send("1\n").await;
    assert_eq!(lines.unwrap().next().await.unwrap().unwrap(), 1);

    let sending = RawRequest::new(&core, Method::GET, "/x").send_download();
    let (download, mut exchange) = tokio::join!(sending, server.begin("text/plain"));
    assert_eq!(exchange.header("accept"), Some("*/*"));
    exchange.send("abc").await;
    assert_eq!(download.unwrap().next().await.unwrap().unwrap(), "abc");
}
