//! The text of the description and the places in it.
//!
//! A [`Span`] is a file and a byte range: small, `Copy`, safe to keep in the model. Line and column
//! are worked out only when something is printed.

use std::ops::Range;

/// One input file, as the user named it.
#[derive(Clone, Debug)]
pub struct Source {
    path: String,
    text: String,
    line_starts: Vec<usize>,
}

/// Bytes `start..end` of the description.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A position for people: both count from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Source {
    /// A description's text under the name that messages show.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let after_breaks = text.match_indices('\n').map(|(offset, _)| offset.saturating_add(1));
        let line_starts = std::iter::once(0).chain(after_breaks).collect();
        Self { path: path.into(), text, line_starts }
    }

    /// The name that messages show.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the text is JSON: by the name, or by how it begins.
    #[must_use]
    pub fn is_json(&self) -> bool {
        let name = std::path::Path::new(&self.path);
        match name.extension().and_then(|extension| extension.to_str()) {
            Some("json") => true,
            Some("yaml" | "yml") => false,
            _ => self.text.trim_start().starts_with('{'),
        }
    }

    /// The part of the text under `span`; empty when the span is not inside the text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Where byte `offset` stands.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let in_line = self.text.get(self.line_start(line)..offset).unwrap_or("");
        LineColumn { line, column: in_line.chars().count().saturating_add(1) }
    }

    /// The whole line that holds byte `offset`, without its line break.
    #[must_use]
    pub fn line_at(&self, offset: usize) -> &str {
        let start = self.line_start(self.line_column(offset).line);
        let line = self.text.get(start..).unwrap_or("");
        line.lines().next().unwrap_or("")
    }

    /// The byte offset of a position, for parsers that give line and column (in characters, from 1).
    #[must_use]
    pub fn offset(&self, position: LineColumn) -> usize {
        let start = self.line_start(position.line);
        let rest = self.text.get(start..).unwrap_or("");
        let column: usize = rest.chars().take(position.column.saturating_sub(1)).map(char::len_utf8).sum();
        start.saturating_add(column).min(self.text.len())
    }

    /// The first byte of a line; the end of the text for a line that is not there.
    fn line_start(&self, line: usize) -> usize {
        let index = line.saturating_sub(1);
        self.line_starts.get(index).copied().unwrap_or(self.text.len())
    }
}

impl Span {
    /// The span of bytes `start..end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The empty span at `offset`.
    #[must_use]
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// As a range of bytes.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let source = Source::new("a.yaml", "é: 1\nñandú: x\n");
        let offset = source.text().find('x').unwrap();
        assert_eq!(source.line_column(offset), LineColumn { line: 2, column: 8 });
        assert_eq!(source.line_at(offset), "ñandú: x");
        assert_eq!(source.offset(LineColumn { line: 2, column: 8 }), offset);
    }

    #[test]
    fn a_position_past_the_end_is_the_end() {
        let source = Source::new("a.yaml", "a: 1");
        assert_eq!(source.line_column(400), LineColumn { line: 1, column: 5 });
        assert_eq!(source.offset(LineColumn { line: 9, column: 9 }), 4);
    }
}
