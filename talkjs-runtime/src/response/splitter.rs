//! Splits a body into frames.

use std::time::Duration;

use bytes::Bytes;

use crate::response::event_parser::EventParser;
use crate::response::frame::{Frame, TooLong};
use crate::response::json_splitter::JsonSplitter;

/// Splits a body into frames, chunk by chunk.
pub(crate) enum Splitter {
    /// `text/event-stream`
    Events(EventParser),
    /// A sequence of JSON texts.
    Json(JsonSplitter),
}

impl Splitter {
    /// Consumes bytes of a chunk until a frame is complete. If there is none, the chunk is used up.
    pub(crate) fn next(&mut self, chunk: &mut Bytes, limit: usize) -> Result<Option<Frame>, TooLong> {
        match self {
            Self::Events(parser) => parser.next(chunk, limit),
            Self::Json(splitter) => splitter.next(chunk, limit),
        }
    }

    /// The frame that is completed by the end of the body, if there is one.
    pub(crate) fn finish(&mut self) -> Option<Frame> {
        match self {
            Self::Events(parser) => {
                parser.restart();
                None
            }
            Self::Json(splitter) => splitter.finish(),
        }
    }

    /// The id to continue after, and the delay before that, as far as the stream has set them.
    pub(crate) fn resume_at(&self) -> (&str, Option<Duration>) {
        match self {
            Self::Events(parser) => (parser.id(), parser.retry()),
            Self::Json(_) => ("", None),
        }
    }
}
