//! The grammar of `text/event-stream` (<https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream>).

use std::time::Duration;

use bytes::Bytes;

use crate::response::frame::{Frame, TooLong};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Parses events from chunks that may end anywhere, even inside a character or a line end.
#[derive(Default)]
pub(crate) struct EventParser {
    /// The line so far.
    line: Vec<u8>,
    is_after_first_line: bool,
    /// Whether the last byte was CR: an LF after it belongs to the same line end.
    is_after_cr: bool,
    event: String,
    /// The data so far: each line with an LF after it.
    data: String,
    /// The value of the last `id`, and that of the last complete event.
    id_so_far: String,
    id: String,
    retry: Option<Duration>,
}

impl EventParser {
    /// See [`Splitter::next`](crate::response::splitter::Splitter::next).
    pub(crate) fn next(&mut self, chunk: &mut Bytes, limit: usize) -> Result<Option<Frame>, TooLong> {
        while let Some(first) = chunk.first() {
            let is_rest_of_line_end = std::mem::take(&mut self.is_after_cr) && *first == b'\n';
            if is_rest_of_line_end {
                let _ = chunk.split_to(1);
                continue;
            }
            let end = chunk.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let text = chunk.split_to(end.unwrap_or(chunk.len()));
            let held = [self.line.len(), self.data.len(), self.event.len()].iter().fold(text.len(), add);
            if held > limit {
                return Err(TooLong);
            }
            self.line.extend_from_slice(&text);
            if end.is_some() {
                self.is_after_cr = chunk.split_to(1).as_ref() == b"\r";
                if let Some(frame) = self.end_line() {
                    return Ok(Some(frame));
                }
            }
        }
        Ok(None)
    }

    /// Drops an incomplete event, and expects the start of a body. Id and reconnection time stay.
    pub(crate) fn restart(&mut self) {
        let (id, retry) = (std::mem::take(&mut self.id), self.retry);
        *self = Self { id_so_far: id.clone(), id, retry, ..Self::default() };
    }

    /// The id of the last complete event.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The reconnection time.
    pub(crate) fn retry(&self) -> Option<Duration> {
        self.retry
    }

    fn end_line(&mut self) -> Option<Frame> {
        let line = std::mem::take(&mut self.line);
        let is_first = !std::mem::replace(&mut self.is_after_first_line, true);
        let line = line.strip_prefix(BYTE_ORDER_MARK).filter(|_| is_first).unwrap_or(&line);
        if line.is_empty() {
            return self.end_event();
        }
        let line = String::from_utf8_lossy(line);
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        self.field(field, value.strip_prefix(' ').unwrap_or(value));
        None
    }

    /// A comment is a field without a name.
    fn field(&mut self, field: &str, value: &str) {
        match field {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.id_so_far),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().map(Duration::from_millis).ok().or(self.retry);
            }
            _ => {}
        }
    }

    /// Events without data are skipped, but their id is stored.
    fn end_event(&mut self) -> Option<Frame> {
        self.id.clone_from(&self.id_so_far);
        let (event, mut data) = (std::mem::take(&mut self.event), std::mem::take(&mut self.data));
        data.pop()?;
        Some(Frame { data, event, id: self.id.clone(), retry: self.retry })
    }
}

fn add(sum: usize, length: &usize) -> usize {
    sum.saturating_add(*length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 1000;

    /// Type, data and id of an event.
    type Expected = (&'static str, &'static str, &'static str);

    /// The events of chunks, and the error that ends them.
    fn events(chunks: &[&[u8]], limit: usize) -> (Vec<Frame>, Option<TooLong>) {
        let mut parser = EventParser::default();
        let mut events = Vec::new();
        for chunk in chunks {
            let mut chunk = Bytes::copy_from_slice(chunk);
            loop {
                match parser.next(&mut chunk, limit) {
                    Ok(Some(event)) => events.push(event),
                    Ok(None) => break,
                    Err(error) => return (events, Some(error)),
                }
            }
            assert!(chunk.is_empty());
        }
        (events, None)
    }

    /// Reads a stream as a whole, split at every place, and byte by byte.
    fn check(stream: &[u8], expected: &[Expected]) {
        let bytes: Vec<&[u8]> = stream.chunks(1).collect();
        let splits = (0..=stream.len()).map(|place| stream.split_at(place)).map(|(a, b)| vec![a, b]);
        for chunks in splits.chain([vec![stream], bytes]) {
            let (found, error) = events(&chunks, LIMIT);
            let found: Vec<_> = found.iter().map(|f| (&*f.event, &*f.data, &*f.id)).collect();
            assert_eq!((found.as_slice(), error), (expected, None), "{:?}", String::from_utf8_lossy(stream));
        }
    }

    #[test]
    fn streams_become_the_events_of_the_grammar() {
        let cases: &[(&[u8], &[Expected])] = &[
            // Nothing, and what is no event.
            (b"", &[]),
            (b"\n", &[]),
            (b"\r\n\r\n\n\r", &[]),
            (b"data: a", &[]),
            (b"data: a\n", &[]),
            (b"data: a\r", &[]),
            (b"data: a\r\n", &[]),
            (b"data\n", &[]),
            (b"event: a\n\n", &[]),
            (b"id: 1\n\n", &[]),
            (b"retry: 5\n\n", &[]),
            (b": comment\n\n", &[]),
            (b"\xEF\xBB\xBF", &[]),
            // Line ends.
            (b"data: a\n\n", &[("", "a", "")]),
            (b"data: a\r\r", &[("", "a", "")]),
            (b"data: a\r\n\r\n", &[("", "a", "")]),
            (b"data: a\r\n\n", &[("", "a", "")]),
            (b"data: a\n\r", &[("", "a", "")]),
            (b"data: a\n\r\n", &[("", "a", "")]),
            (b"data: a\r\n\r", &[("", "a", "")]),
            (b"data: a\r\rdata: b\n\n", &[("", "a", ""), ("", "b", "")]),
            (b"\r\ndata: a\r\n\r\ndata: b\r\n\r\n", &[("", "a", ""), ("", "b", "")]),
            (b"data: a\rdata: b\ndata: c\r\n\r\n", &[("", "a\nb\nc", "")]),
            (b"\n\n\ndata: a\n\n\n\ndata: b\n\n", &[("", "a", ""), ("", "b", "")]),
            // Data.
            (b"data\n\n", &[("", "", "")]),
            (b"data:\n\n", &[("", "", "")]),
            (b"data: \n\n", &[("", "", "")]),
            (b"data\ndata\n\n", &[("", "\n", "")]),
            (b"data:\ndata:\ndata:\n\n", &[("", "\n\n", "")]),
            (b"data: a\ndata: b\n\n", &[("", "a\nb", "")]),
            (b"data: a\ndata:\n\n", &[("", "a\n", "")]),
            (b"data:\ndata: a\n\n", &[("", "\na", "")]),
            (b"data:a\n\n", &[("", "a", "")]),
            (b"data:  a\n\n", &[("", " a", "")]),
            (b"data:\ta\n\n", &[("", "\ta", "")]),
            (b"data: a \n\n", &[("", "a ", "")]),
            (b"data: a: b\n\n", &[("", "a: b", "")]),
            (b"data::a\n\n", &[("", ":a", "")]),
            (b"data: {\"a\":\"b\"}\n\n", &[("", "{\"a\":\"b\"}", "")]),
            (b"data: {\ndata: \"a\": 1\ndata: }\n\n", &[("", "{\n\"a\": 1\n}", "")]),
            (b"data: a\0b\n\n", &[("", "a\0b", "")]),
            (b"data: a\n\ndata: b", &[("", "a", "")]),
            (b"data: a\n\ndata: b\n", &[("", "a", "")]),
            // Characters of several bytes.
            ("data: ä€𝄞\n\n".as_bytes(), &[("", "ä€𝄞", "")]),
            ("data: ä\ndata: €\n\n".as_bytes(), &[("", "ä\n€", "")]),
            ("event: ß\ndata: 𝄞\nid: é\n\n".as_bytes(), &[("ß", "𝄞", "é")]),
            ("data: \u{2028}\u{85}\n\n".as_bytes(), &[("", "\u{2028}\u{85}", "")]),
            (b"data: \xFF\n\n", &[("", "\u{fffd}", "")]),
            (b"data: \xC3\n\n", &[("", "\u{fffd}", "")]),
            // The byte order mark.
            (b"\xEF\xBB\xBFdata: a\n\n", &[("", "a", "")]),
            (b"\xEF\xBB\xBF\ndata: a\n\n", &[("", "a", "")]),
            (b"\xEF\xBB\xBF\xEF\xBB\xBFdata: a\n\n", &[]),
            (b"data: \xEF\xBB\xBFa\n\n", &[("", "\u{feff}a", "")]),
            (b"data: a\n\n\xEF\xBB\xBFdata: b\n\n", &[("", "a", "")]),
            (b"\n\xEF\xBB\xBFdata: a\n\n", &[]),
            (b"\xEF\xBBdata: a\n\n", &[]),
            // The type.
            (b"event: e\ndata: a\n\n", &[("e", "a", "")]),
            (b"data: a\nevent: e\n\n", &[("e", "a", "")]),
            (b"event:e\ndata: a\n\ndata: b\n\n", &[("e", "a", ""), ("", "b", "")]),
            (b"event: e\nevent: f\ndata: a\n\n", &[("f", "a", "")]),
            (b"event: e\nevent\ndata: a\n\n", &[("", "a", "")]),
            (b"event: e\n\ndata: a\n\n", &[("", "a", "")]),
            (b"event:  e\ndata: a\n\n", &[(" e", "a", "")]),
            // The id.
            (b"id: 1\ndata: a\n\n", &[("", "a", "1")]),
            (b"id: 1\ndata: a\n\ndata: b\n\n", &[("", "a", "1"), ("", "b", "1")]),
            (b"id: 1\n\ndata: a\n\n", &[("", "a", "1")]),
            (b"id: 1\ndata: a\n\nid\ndata: b\n\n", &[("", "a", "1"), ("", "b", "")]),
            (b"id: 1\ndata: a\n\nid:\ndata: b\n\n", &[("", "a", "1"), ("", "b", "")]),
            (b"id: 1\nid: 2\ndata: a\n\n", &[("", "a", "2")]),
            (b"id: 1\0\ndata: a\n\n", &[("", "a", "")]),
            (b"id: 1\nid: \0\ndata: a\n\n", &[("", "a", "1")]),
            (b"id: a b\ndata: a\n\n", &[("", "a", "a b")]),
            // Comments and other fields.
            (b": comment\ndata: a\n\n", &[("", "a", "")]),
            (b":\ndata: a\n:data: b\n\n", &[("", "a", "")]),
            (b"data: a\n: comment\ndata: b\n\n", &[("", "a\nb", "")]),
            (b": \xFF\ndata: a\n\n", &[("", "a", "")]),
            (b"other: b\ndata: a\n\n", &[("", "a", "")]),
            (b"Data: b\ndata: a\n\n", &[("", "a", "")]),
            (b" data: b\ndata: a\n\n", &[("", "a", "")]),
            (b"data : b\ndata: a\n\n", &[("", "a", "")]),
            (b"{\"data\": 1}\n\n", &[]),
            (b"dataa: b\ndat: c\ndata: a\n\n", &[("", "a", "")]),
        ];
        assert!(cases.len() >= 80, "{}", cases.len());
        for (stream, expected) in cases {
            check(stream, expected);
        }
    }

    #[test]
    fn the_reconnection_time_is_the_last_whole_number() {
        for (stream, expected) in [
            ("data: a\n\n", None),
            ("retry: 1500\ndata: a\n\n", Some(1500)),
            ("retry: 1\nretry: 2\ndata: a\n\n", Some(2)),
            ("retry: 007\ndata: a\n\n", Some(7)),
            ("retry: 1\n\ndata: a\n\n", Some(1)),
            ("retry: 1\nretry: -2\ndata: a\n\n", Some(1)),
            ("retry: 1\nretry\ndata: a\n\n", Some(1)),
            ("retry: 1\nretry: 2s\ndata: a\n\n", Some(1)),
            ("retry: 1\nretry: 2.5\ndata: a\n\n", Some(1)),
            ("retry:  3\ndata: a\n\n", None),
            ("retry: ٣\ndata: a\n\n", None),
            ("retry: 99999999999999999999\ndata: a\n\n", None),
        ] {
            for chunks in (0..stream.len()).map(|place| stream.as_bytes().split_at(place)).map(|(a, b)| [a, b]) {
                let (events, _) = events(&chunks, LIMIT);
                assert_eq!(events.len(), 1, "{stream:?}");
                assert_eq!(events[0].retry, expected.map(Duration::from_millis), "{stream:?}");
            }
        }
    }

    #[test]
    fn an_event_is_there_with_its_empty_line_and_not_later() {
        for stream in ["data: a\n\n", "data: a\r\r", "data: a\r\n\r"] {
            assert_eq!(events(&[stream.as_bytes()], LIMIT).0.len(), 1, "{stream:?}");
        }
    }

    #[test]
    fn what_is_held_is_limited() {
        let long = "x".repeat(50);
        for (stream, is_too_long) in [
            (format!("data: {}\n\n", "x".repeat(24)), false),
            (format!("data: {long}\n\n"), true),
            (format!("data: {long}"), true),
            (format!(": {long}"), true),
            (format!("event: {long}\n\n"), true),
            (format!("{long}\n\n"), true),
            ("data: 123\n".repeat(9), true),
            (": 123456789\n".repeat(100), false),
            ("data: 123456789\n\n".repeat(100), false),
        ] {
            for size in [1, 3, 1000] {
                let chunks: Vec<&[u8]> = stream.as_bytes().chunks(size).collect();
                let (_, error) = events(&chunks, 30);
                assert_eq!(error.is_some(), is_too_long, "{stream:?} in chunks of {size}");
            }
        }
    }

    #[test]
    fn a_new_body_begins_without_the_rest_of_the_last_one() {
        let mut parser = EventParser::default();
        let mut chunk = Bytes::from_static(b"id: 1\nretry: 5\ndata: a\n\nid: 2\nevent: e\ndata: b\r");
        assert!(parser.next(&mut chunk, LIMIT).unwrap().is_some());
        assert!(parser.next(&mut chunk, LIMIT).unwrap().is_none());
        parser.restart();
        assert_eq!((parser.id(), parser.retry()), ("1", Some(Duration::from_millis(5))));
        let mut chunk = Bytes::from_static(b"\xEF\xBB\xBFdata: c\n\n");
        let event = parser.next(&mut chunk, LIMIT).unwrap().unwrap();
        assert_eq!((&*event.event, &*event.data, &*event.id), ("", "c", "1"));
    }
}
