//! A response that is a stream of events.

use std::borrow::Cow;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use futures_core::stream::FusedStream;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use crate::calls::frames::Frames;
use crate::calls::incoming::Incoming;
use crate::error::Error;
use crate::response::event_parser::EventParser;
use crate::response::read_frame::{self, ReadFrame};
use crate::response::splitter::Splitter;

/// The events of a response (`text/event-stream`), as they arrive. It is a [`Stream`] of `Result<Event<T>, Error>`.
///
/// The timeouts of the call apply until the head of the response has arrived. After that there is a limit on
/// [silence](Self::max_silence) and one on the [size of an event](Self::max_event_bytes). Dropping the stream closes
/// its connection.
///
/// The stream ends after an error: [`Error::Stream`], which has the number of events before it. An event that does not
/// match the description is such an error, too, unless the stream is set to [continue](Self::skip_mismatches).
///
/// ```no_run
/// use talkjs_runtime::{ClientCore, Error, RawRequest};
/// use talkjs_runtime::http::Method;
///
/// # async fn example(core: ClientCore) -> Result<(), Error> {
/// let request = RawRequest::new(&core, Method::GET, "/prices");
/// let mut prices = request.send_events::<f64>().await?.sentinel("[DONE]");
/// while let Some(event) = prices.next().await {
///     let event = event?;
///     println!("{}: {}", event.event, event.data);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "events are read by `next` or as a stream"]
pub struct EventStream<T> {
    frames: Frames,
    read: ReadFrame<T>,
    sentinel: Option<Cow<'static, str>>,
    skips_mismatches: bool,
}

/// One event of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The data of the event.
    pub data: T,
    /// The type of the event; `message` if the stream does not set it.
    pub event: String,
    /// The last id that the stream has set, with this event or an earlier one; empty if there is none.
    pub id: String,
    /// How long clients should wait before they continue a broken stream, if the server set it.
    pub retry: Option<Duration>,
}

impl<T> EventStream<T> {
    fn new(incoming: Incoming, read: ReadFrame<T>) -> Self {
        let frames = Frames::new(incoming, Splitter::Events(EventParser::default()));
        Self { frames, read, sentinel: None, skips_mismatches: false }
    }

    /// Ends the stream at an event with exactly this text as data, such as `[DONE]`, which is not returned. It replaces
    /// the sentinel of the description.
    pub fn sentinel(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.sentinel = Some(text.into());
        self
    }

    /// Continues after an event that does not match the description: its error is an item, and others follow.
    pub fn skip_mismatches(mut self) -> Self {
        self.skips_mismatches = true;
        self
    }

    /// Sets how long the stream may be silent while it is being read; 60 seconds if not set. Comments count as data, so
    /// a server can keep the stream alive with them. A longer silence is an error.
    pub fn max_silence(mut self, limit: Duration) -> Self {
        self.frames.max_silence = limit;
        self
    }

    /// Sets the largest size of an event in bytes; 1 MiB if not set. A larger one is an error.
    pub fn max_event_bytes(mut self, limit: usize) -> Self {
        self.frames.max_bytes = limit;
        self
    }

    /// Continues the stream after an interruption: the same call is made again, with the id of the last event in the
    /// header `Last-Event-ID`, after the time in the stream's field `retry`, or else one second. This happens at most
    /// `times` without a further event in between. A response with the status 204 ends the stream.
    ///
    /// An interruption is a lost connection or a silence that is too long, but not the end of the body. Without an id,
    /// or if the server ignores it, the events start from the beginning. This is off by default, as the call may take
    /// effect again.
    ///
    /// ```no_run
    /// # use talkjs_runtime::{Error, EventStream};
    /// # async fn example(news: EventStream<String>) -> Result<(), Error> {
    /// let mut news = news.reconnect(5);
    /// while let Some(event) = news.next().await {
    ///     println!("{}", event?.data);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn reconnect(mut self, times: u32) -> Self {
        self.frames.max_continued = times;
        self
    }

    /// Returns the status of the response.
    pub fn status(&self) -> StatusCode {
        self.frames.status()
    }

    /// Returns the headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        self.frames.headers()
    }

    /// Returns the id of the last event, after which the stream can be continued; empty if there is none.
    pub fn last_event_id(&self) -> &str {
        self.frames.last_id()
    }

    /// Returns the next event, or `None` at the end.
    ///
    /// # Errors
    ///
    /// [`Error::Stream`] if the connection is lost, if the stream is silent for too long, and if an event is too large
    /// or does not match the description.
    pub async fn next(&mut self) -> Option<Result<Event<T>, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event<T>, Error>>> {
        let frame = match ready!(self.frames.poll(context)) {
            Some(Ok(frame)) => frame,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(None),
        };
        if self.sentinel.as_deref() == Some(&*frame.data) {
            self.frames.end();
            return Poll::Ready(None);
        }
        let read = (self.read)(&frame).map_err(|mismatch| self.frames.mismatch(mismatch));
        if read.is_err() && !self.skips_mismatches {
            self.frames.end();
        }
        let event = if frame.event.is_empty() { "message".to_owned() } else { frame.event };
        Poll::Ready(Some(read.map(|data| Event { data, event, id: frame.id, retry: frame.retry })))
    }
}

/// Events with JSON data. For generated code.
pub fn events<T: DeserializeOwned>(incoming: Incoming) -> EventStream<T> {
    EventStream::new(incoming, read_frame::json)
}

/// Events with text data. For generated code.
pub fn text_events(incoming: Incoming) -> EventStream<String> {
    EventStream::new(incoming, read_frame::text)
}

/// Events whose type describes the whole event: `data`, `event`, `id` and `retry`. For generated code.
pub fn whole_events<T: DeserializeOwned>(incoming: Incoming) -> EventStream<T> {
    EventStream::new(incoming, read_frame::whole)
}

impl<T> Stream for EventStream<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<T> FusedStream for EventStream<T> {
    /// Returns whether the stream has ended and all its events were returned.
    fn is_terminated(&self) -> bool {
        self.frames.has_ended()
    }
}

impl<T> fmt::Debug for EventStream<T> {
    /// Shows operation and status. The received data may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EventStream").field(&self.frames).finish()
    }
}
