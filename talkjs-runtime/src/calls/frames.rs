//! The engine of streams: turns chunks into events or values, enforces limits, and continues a broken stream.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::boxed::BoxFuture;
use crate::calls::incoming::{CallAgain, Incoming};
use crate::error::Error;
use crate::error::retries::RetrySummary;
use crate::error::stream_error::{StreamError, StreamProblem};
use crate::error::transport_error::TransportError;
use crate::error::unexpected::UnexpectedResponse;
use crate::response::frame::Frame;
use crate::response::media_type::media_type;
use crate::response::read::Mismatch;
use crate::response::splitter::Splitter;
use crate::send::transport::BodyStream;
use crate::time::{Sleep, sleep, timers};

/// The default size limit of an event or value, in bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// The default limit of silence.
const MAX_SILENCE: Duration = Duration::from_secs(60);

/// The default wait before a stream is continued.
const RECONNECTION_TIME: Duration = Duration::from_secs(1);

/// The frames of a response.
pub(crate) struct Frames {
    call: CallAgain,
    status: StatusCode,
    headers: HeaderMap,
    retries: RetrySummary,
    splitter: Splitter,
    state: State,
    /// The rest of the last chunk.
    chunk: Bytes,
    /// The end of the silence, while there is one.
    silence: Option<Pin<Box<Sleep>>>,
    received: u64,
    /// The number of continuations since the last frame.
    continued: u32,
    pub(crate) max_bytes: usize,
    pub(crate) max_silence: Duration,
    /// The most continuations without a further frame.
    pub(crate) max_continued: u32,
}

enum State {
    Open(BodyStream),
    Continuing(BoxFuture<'static, Result<http::Response<BodyStream>, Error>>),
    Ended,
}

impl Frames {
    pub(crate) fn new(incoming: Incoming, splitter: Splitter) -> Self {
        let Incoming { call, status, headers, retries, chunks } = incoming;
        Self {
            call,
            status,
            headers,
            retries,
            splitter,
            state: State::Open(chunks),
            chunk: Bytes::new(),
            silence: None,
            received: 0,
            continued: 0,
            max_bytes: MAX_BYTES,
            max_silence: MAX_SILENCE,
            max_continued: 0,
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The id of the last event; empty if there is none.
    pub(crate) fn last_id(&self) -> &str {
        self.splitter.resume_at().0
    }

    pub(crate) fn has_ended(&self) -> bool {
        matches!(self.state, State::Ended) && self.chunk.is_empty()
    }

    /// Ends the stream and closes its connection.
    pub(crate) fn end(&mut self) {
        self.state = State::Ended;
        self.chunk.clear();
        self.silence = None;
    }

    /// The next frame. An error ends the stream.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame, Error>>> {
        loop {
            match self.splitter.next(&mut self.chunk, self.max_bytes) {
                Ok(Some(frame)) => return Poll::Ready(Some(Ok(self.count(frame)))),
                Ok(None) => {}
                Err(_) => return self.fail(StreamProblem::TooLong { limit: self.max_bytes }),
            }
            // Without this check, timers panic.
            if let Err(error) = timers() {
                return self.fail(StreamProblem::Broken(TransportError::NoResponse(error)));
            }
            let broken = match &mut self.state {
                State::Ended => return Poll::Ready(None),
                State::Continuing(continuing) => {
                    let response = ready!(continuing.as_mut().poll(context));
                    match self.continue_with(response) {
                        Ok(()) => continue,
                        Err(error) if self.may_continue() && error.is_retryable() => None,
                        Err(error) => return self.fail(StreamProblem::NotContinued(error.into())),
                    }
                }
                State::Open(chunks) => match chunks.as_mut().poll_next(context) {
                    Poll::Ready(Some(Ok(chunk))) => {
                        (self.chunk, self.silence) = (chunk, None);
                        continue;
                    }
                    Poll::Ready(Some(Err(error))) => Some(StreamProblem::Broken(error)),
                    Poll::Ready(None) => {
                        self.end();
                        let last = self.splitter.finish();
                        return Poll::Ready(last.map(|frame| Ok(self.count(frame))));
                    }
                    Poll::Pending => Some(ready!(self.poll_silence(context))),
                },
            };
            match broken {
                Some(problem) if !self.may_continue() => return self.fail(problem),
                _ => self.begin_to_continue(),
            }
        }
    }

    /// The error for the frame that was returned last.
    pub(crate) fn mismatch(&self, Mismatch { pointer, reason }: Mismatch) -> Error {
        self.error(self.received.saturating_sub(1), StreamProblem::Mismatch { pointer, reason })
    }

    fn count(&mut self, frame: Frame) -> Frame {
        self.received = self.received.saturating_add(1);
        self.continued = 0;
        frame
    }

    fn fail<T>(&mut self, problem: StreamProblem) -> Poll<Option<Result<T, Error>>> {
        self.end();
        Poll::Ready(Some(Err(self.error(self.received, problem))))
    }

    fn error(&self, received: u64, problem: StreamProblem) -> Error {
        let operation = self.call.draft.operation().id;
        let safe_to_repeat = self.call.draft.is_repeatable();
        StreamError { operation, received, safe_to_repeat, retries: self.retries, problem }.into()
    }

    /// Waits for the end of the silence, which begins with the first wait after a chunk, since callers may take their
    /// time.
    fn poll_silence(&mut self, context: &mut Context<'_>) -> Poll<StreamProblem> {
        let limit = self.max_silence;
        let silence = self.silence.get_or_insert_with(|| Box::pin(sleep(limit)));
        ready!(silence.as_mut().poll(context));
        Poll::Ready(StreamProblem::Silent { limit })
    }

    fn may_continue(&self) -> bool {
        self.continued < self.max_continued
    }

    /// Waits as long as the stream has requested, and requests the rest. Data of an incomplete event are dropped.
    fn begin_to_continue(&mut self) {
        self.end();
        self.splitter.finish();
        self.continued = self.continued.saturating_add(1);
        let (id, retry) = self.splitter.resume_at();
        let (call, id, delay) = (self.call.clone(), id.to_owned(), retry.unwrap_or(RECONNECTION_TIME));
        self.state = State::Continuing(Box::pin(async move {
            sleep(delay).await;
            call.after(id).await
        }));
    }

    /// Continues with another response. A response without content ends the stream.
    fn continue_with(&mut self, response: Result<http::Response<BodyStream>, Error>) -> Result<(), Error> {
        self.state = State::Ended;
        let (head, chunks) = response?.into_parts();
        if head.status == StatusCode::NO_CONTENT {
            return Ok(());
        }
        if media_type(&head.headers) != media_type(&self.headers) {
            let reason = "the response that continues the stream has another content type";
            return Err(UnexpectedResponse::new(self.call.draft.operation().id, head.status, "", reason).into());
        }
        self.state = State::Open(chunks);
        Ok(())
    }
}

impl fmt::Debug for Frames {
    /// Shows operation and status. The headers and the received data may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frames")
            .field("operation", &self.call.draft.operation().id)
            .field("status", &self.status)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use http::Method;
    use tokio::time::Instant;

    use super::*;
    use crate::request::draft::Draft;
    use crate::request::idempotency::Idempotency;
    use crate::request::operation::Operation;
    use crate::response::event_parser::EventParser;
    use crate::send::client_core::ClientCore;

    static OPERATION: Operation = Operation::new("ticks", Method::GET, "/ticks", Idempotency::Natural);

    /// Chunks, each some seconds after the one before it was asked for. Then nothing more comes.
    struct Slow {
        chunks: Vec<(u64, &'static str)>,
        waiting: Option<Pin<Box<Sleep>>>,
    }

    impl futures_core::Stream for Slow {
        type Item = Result<Bytes, TransportError>;

        fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            let Some((seconds, chunk)) = self.chunks.first().copied() else { return Poll::Pending };
            let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(Duration::from_secs(seconds))));
            ready!(waiting.as_mut().poll(context));
            self.waiting = None;
            self.chunks.remove(0);
            Poll::Ready(Some(Ok(Bytes::from_static(chunk.as_bytes()))))
        }
    }

    fn frames(chunks: &[(u64, &'static str)]) -> Frames {
        let core = ClientCore::builder("http://localhost").build().unwrap();
        let call = CallAgain { draft: Draft::new(&OPERATION, None), core, options: None };
        let (status, headers, retries) = (StatusCode::OK, HeaderMap::new(), RetrySummary::NONE);
        let chunks: BodyStream = Box::pin(Slow { chunks: chunks.to_vec(), waiting: None });
        let incoming = Incoming { call, status, headers, retries, chunks };
        Frames::new(incoming, Splitter::Events(EventParser::default()))
    }

    async fn next(frames: &mut Frames) -> Option<Result<String, String>> {
        let next = poll_fn(|context| frames.poll(context)).await;
        next.map(|frame| frame.map(|frame| frame.data).map_err(|error| error.to_string()))
    }

    #[tokio::test(start_paused = true)]
    async fn comments_and_pieces_of_events_end_a_silence() {
        let mut frames =
            frames(&[(59, ": still here\n"), (59, "data: a"), (59, "\n\n"), (59, "data: b\n\n"), (61, "")]);
        let begin = Instant::now();
        assert_eq!(next(&mut frames).await, Some(Ok("a".to_owned())));
        assert_eq!(next(&mut frames).await, Some(Ok("b".to_owned())));
        let silent = "the stream of `ticks` was silent for 60s after 2 events".to_owned();
        assert_eq!(next(&mut frames).await, Some(Err(silent)));
        assert_eq!(begin.elapsed().as_secs(), 4 * 59 + 60);
        assert_eq!(next(&mut frames).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_time_that_the_caller_takes_is_no_silence() {
        let mut frames = frames(&[(0, "data: a\n\n"), (50, "data: b\n\n")]);
        assert_eq!(next(&mut frames).await, Some(Ok("a".to_owned())));
        tokio::time::advance(Duration::from_secs(3600)).await;
        assert_eq!(next(&mut frames).await, Some(Ok("b".to_owned())));
    }

    #[tokio::test(start_paused = true)]
    async fn the_longest_silence_can_be_set() {
        for limit in [Duration::from_secs(5), Duration::MAX] {
            let mut frames = frames(&[(6, "data: a\n\n")]);
            frames.max_silence = limit;
            assert_eq!(next(&mut frames).await.unwrap().is_ok(), limit == Duration::MAX);
        }
    }

    #[test]
    fn outside_of_a_runtime_the_wait_is_an_error() {
        let mut frames = frames(&[]);
        frames.max_continued = 1;
        let mut context = Context::from_waker(std::task::Waker::noop());
        let Poll::Ready(Some(Err(error))) = frames.poll(&mut context) else { panic!("an error was expected") };
        assert!(error.to_string().starts_with("the stream of `ticks` broke after 0 events"), "{error}");
    }
}
