//! One event or value of a stream, before its data are read.

use std::time::Duration;

/// One event or value of a stream, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) data: String,
    /// The event's type; empty if the stream does not set it.
    pub(crate) event: String,
    /// The last id that the stream has set; empty if there is none.
    pub(crate) id: String,
    /// The last reconnection time that the stream has set.
    pub(crate) retry: Option<Duration>,
}

/// An event or value exceeds the limit.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLong;
