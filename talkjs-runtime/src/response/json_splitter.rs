//! Splits sequences of JSON texts: lines (`application/x-ndjson`, `application/jsonl`) and records
//! (`application/json-seq`, RFC 7464).

use bytes::Bytes;

use crate::response::frame::{Frame, TooLong};
use crate::response::read::Mismatch;

/// The byte at the start of a record.
const RECORD_SEPARATOR: u8 = 0x1E;

/// Splits a body into JSON texts. Empty ones are skipped.
pub(crate) struct JsonSplitter {
    has_records: bool,
    text: Vec<u8>,
    nesting: Nesting,
}

/// The nesting at the last byte of a JSON text. Only records need it: they may contain line ends.
#[derive(Default)]
struct Nesting {
    depth: usize,
    is_in_string: bool,
    is_escaped: bool,
}

impl JsonSplitter {
    /// A text is one line.
    pub(crate) fn lines() -> Self {
        Self { has_records: false, text: Vec::new(), nesting: Nesting::default() }
    }

    /// A text begins with a separator and ends with a line end outside of its JSON, or with the next separator.
    pub(crate) fn records() -> Self {
        Self { has_records: true, ..Self::lines() }
    }

    /// See [`Splitter::next`](crate::response::splitter::Splitter::next).
    pub(crate) fn next(&mut self, chunk: &mut Bytes, limit: usize) -> Result<Option<Frame>, TooLong> {
        while !chunk.is_empty() {
            let end = self.end(chunk);
            let text = chunk.split_to(end.map_or(chunk.len(), |end| end.saturating_add(1)));
            if self.text.len().saturating_add(text.len()) > limit.saturating_add(1) {
                return Err(TooLong);
            }
            self.text.extend_from_slice(&text);
            if end.is_some()
                && let Some(frame) = self.finish()
            {
                return Ok(Some(frame));
            }
        }
        Ok(None)
    }

    /// The text that is completed by the end of the body.
    pub(crate) fn finish(&mut self) -> Option<Frame> {
        self.nesting = Nesting::default();
        let text = std::mem::take(&mut self.text);
        let text = text.strip_suffix(&[RECORD_SEPARATOR]).filter(|_| self.has_records).unwrap_or(&text);
        let data = String::from_utf8_lossy(text).into_owned();
        (!data.trim_ascii().is_empty()).then(|| Frame { data, ..Frame::default() })
    }

    /// The position of the byte that ends the text.
    fn end(&mut self, chunk: &[u8]) -> Option<usize> {
        if !self.has_records {
            return chunk.iter().position(|byte| *byte == b'\n');
        }
        let mut is_blank = self.text.trim_ascii().is_empty();
        chunk.iter().position(|byte| {
            let is_line_end = *byte == b'\n' && !is_blank && self.nesting.is_outside();
            self.nesting.step(*byte);
            is_blank &= byte.is_ascii_whitespace();
            *byte == RECORD_SEPARATOR || is_line_end
        })
    }
}

impl Nesting {
    fn is_outside(&self) -> bool {
        self.depth == 0 && !self.is_in_string
    }

    fn step(&mut self, byte: u8) {
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' if self.is_in_string => self.is_escaped = true,
            b'"' => self.is_in_string = !self.is_in_string,
            _ if self.is_in_string => {}
            b'{' | b'[' => self.depth = self.depth.saturating_add(1),
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

/// Returns the error for a record that may be incomplete: a number, `true`, `false` or `null` with nothing after it can
/// be the beginning of another value.
pub(crate) fn cut_off(record: &str) -> Option<Mismatch> {
    let is_delimited = record.trim_ascii_start().starts_with(['{', '[', '"']);
    let is_complete = record.ends_with(|last: char| last.is_ascii_whitespace());
    let reason = "the record is cut off: a line end must follow it".to_owned();
    (!is_delimited && !is_complete).then_some(Mismatch { pointer: String::new(), reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(mut splitter: JsonSplitter, chunks: &[&[u8]], limit: usize) -> Result<Vec<String>, TooLong> {
        let mut texts = Vec::new();
        for chunk in chunks {
            let mut chunk = Bytes::copy_from_slice(chunk);
            while let Some(frame) = splitter.next(&mut chunk, limit)? {
                texts.push(frame.data);
            }
        }
        texts.extend(splitter.finish().map(|frame| frame.data));
        Ok(texts)
    }

    fn check(splitter: fn() -> JsonSplitter, stream: &str, expected: &[&str]) {
        let stream = stream.as_bytes();
        let splits = (0..=stream.len()).map(|place| stream.split_at(place)).map(|(a, b)| vec![a, b]);
        for chunks in splits.chain([stream.chunks(1).collect()]) {
            let found = texts(splitter(), &chunks, 1000).unwrap();
            let found: Vec<_> = found.iter().map(|text| text.trim_ascii()).collect();
            assert_eq!(found, expected, "{:?}", String::from_utf8_lossy(stream));
        }
    }

    #[test]
    fn each_line_is_a_text() {
        for (stream, expected) in [
            ("", &[][..]),
            ("\n\r\n \n", &[]),
            ("1\n2\n", &["1", "2"]),
            ("1\r\n2\r\n", &["1", "2"]),
            ("1\n2", &["1", "2"]),
            ("1\n\n\n2\n", &["1", "2"]),
            ("{\"a\":\"ä\\n\"}\n[1]\n", &["{\"a\":\"ä\\n\"}", "[1]"]),
            ("{\n}\n", &["{", "}"]),
            ("1\n\u{1e}2\n", &["1", "\u{1e}2"]),
        ] {
            check(JsonSplitter::lines, stream, expected);
        }
    }

    #[test]
    fn each_record_is_a_text() {
        for (stream, expected) in [
            ("", &[][..]),
            ("\u{1e}\u{1e}\n\u{1e}", &[]),
            ("\u{1e}1\n\u{1e}2\n", &["1", "2"]),
            ("\u{1e}{\n \"a\": [\n1\n]\n}\n\u{1e}2\n", &["{\n \"a\": [\n1\n]\n}", "2"]),
            ("\u{1e}\n{}\n", &["{}"]),
            ("\u{1e}\"}]\\\"[{\"\n\u{1e}2\n", &["\"}]\\\"[{\"", "2"]),
            ("\u{1e}{\"a\u{1e}2\n", &["{\"a", "2"]),
            ("\u{1e}1\u{1e}2", &["1", "2"]),
            ("1\n\u{1e}2\n", &["1", "2"]),
        ] {
            check(JsonSplitter::records, stream, expected);
        }
    }

    #[test]
    fn a_record_is_there_with_its_line_end_and_not_with_the_next_record() {
        let mut chunk = Bytes::from_static(b"\x1e{\"a\":\n1}\n");
        let mut splitter = JsonSplitter::records();
        assert_eq!(splitter.next(&mut chunk, 100).unwrap().unwrap().data.trim_ascii(), "{\"a\":\n1}");
    }

    #[test]
    fn a_text_is_limited() {
        for splitter in [JsonSplitter::lines, JsonSplitter::records] {
            assert_eq!(texts(splitter(), &[b"12345\n", b"12345\n"], 5).unwrap().len(), 2);
            assert_eq!(texts(splitter(), &[b"123", b"4567"], 5), Err(TooLong));
            assert_eq!(texts(splitter(), &[b"1\n", b"1234567\n"], 5), Err(TooLong));
        }
    }

    #[test]
    fn a_record_that_may_have_lost_its_end_is_cut_off() {
        for (record, is_cut) in
            [("12", true), ("12\n", false), ("true", true), ("null ", false), ("{\"a\":", false), ("\"a", false)]
        {
            assert_eq!(cut_off(record).is_some(), is_cut, "{record:?}");
        }
    }
}
