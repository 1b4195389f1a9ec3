//! Applies edits to the text of a description, so that comments, order and indentation stay.

use std::ops::Range;

use serde_json::Value as Json;
use talkjs_drift::{Edit, Place};

use super::write::{Style, block, entry, flow, pretty};
use crate::source::File;
use crate::tree::{Key, Node, Value};

/// A range of bytes with its replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Splice {
    pub(crate) file: usize,
    pub(crate) range: Range<usize>,
    pub(crate) text: String,
    /// The indentation of added lines. Of two edits at the same place, the one with the deeper indentation comes first.
    pub(crate) indent: usize,
}

/// The change of the text for an edit; `None` if the text has an unsupported form.
pub(crate) fn splice(files: &[File], trees: &[Node<'_>], edit: &Edit) -> Option<Splice> {
    let at = edit.at();
    let text = Text { file: files.get(at.file)?, index: at.file };
    let root = trees.get(at.file)?;
    match edit {
        Edit::Insert { at, key, value } => text.insert(find(root, &at.pointer)?, key, value),
        Edit::Append { at, value } => text.append(find(root, &at.pointer)?, value),
        Edit::Remove { at } => {
            let (parent, token) = at.parent()?;
            text.remove(find(root, &parent.pointer)?, &token)
        }
        Edit::Replace { at, key, value } => {
            let (parent, token) = at.parent()?;
            text.replace(find(root, &parent.pointer)?, &token, key, value)
        }
        Edit::Wrap { at, keyword, further, is_nullable } => {
            text.wrap(find(root, &at.pointer)?, keyword, further, *is_nullable)
        }
        _ => None,
    }
}

/// The node at a pointer; an empty pointer is the root.
pub(crate) fn find<'n>(root: &'n Node<'n>, pointer: &str) -> Option<&'n Node<'n>> {
    if pointer.is_empty() { Some(root) } else { root.pointer(pointer) }
}

/// The key of a place, or its value if it is an item.
pub(crate) fn span_of(root: &Node<'_>, place: &Place) -> Option<crate::source::Span> {
    let key = place.parent().and_then(|(parent, token)| {
        let (key, _) = find(root, &parent.pointer)?.entry(&token)?;
        Some(key.span)
    });
    key.or_else(|| find(root, &place.pointer).map(|node| node.span))
}

struct Text<'f> {
    file: &'f File,
    index: usize,
}

impl Text<'_> {
    fn text(&self) -> &str {
        self.file.text()
    }

    fn style(&self) -> Style {
        if self.file.is_json() { Style::Json } else { Style::Flow }
    }

    fn splice(&self, range: Range<usize>, text: String, indent: usize) -> Option<Splice> {
        Some(Splice { file: self.index, range, text, indent })
    }

    /// Whether a list or a mapping is in flow style (brackets).
    fn is_flow(&self, node: &Node<'_>) -> bool {
        self.text().get(node.span.start()..).is_some_and(|text| text.starts_with(['{', '[']))
    }

    fn line_start(&self, offset: usize) -> usize {
        let before = self.text().get(..offset).unwrap_or_default();
        before.rfind('\n').map_or(0, |line_break| line_break.saturating_add(1))
    }

    /// The column of a byte, from 0.
    fn column(&self, offset: usize) -> usize {
        self.text().get(self.line_start(offset)..offset).map_or(0, |before| before.chars().count())
    }

    /// The end of a line, including its line break, and whether it has one.
    fn line_end(&self, offset: usize) -> (usize, bool) {
        match self.text().get(offset..).and_then(|rest| rest.find('\n')) {
            Some(line_break) => (offset.saturating_add(line_break).saturating_add(1), true),
            None => (self.text().len(), false),
        }
    }

    /// The end of a node's text, without trailing white space.
    fn content_end(&self, end: usize) -> usize {
        self.text().get(..end).map_or(0, |before| before.trim_end().len())
    }

    /// Adds lines after a block.
    fn lines_behind(&self, node: &Node<'_>, lines: &str, indent: usize) -> Option<Splice> {
        let (end, has_break) = self.line_end(self.content_end(node.span.end()));
        let text = if has_break { format!("{lines}\n") } else { format!("\n{lines}") };
        self.splice(end..end, text, indent)
    }

    /// Adds an entry or item before a closing bracket.
    fn in_brackets(
        &self,
        node: &Node<'_>,
        first: Option<usize>,
        made: impl Fn(Option<usize>) -> String,
    ) -> Option<Splice> {
        let inside = node.span.end().checked_sub(1)?;
        let Some(first) = first else {
            let start = node.span.start().saturating_add(1);
            let pad =
                if self.text().get(node.span.start()..)?.starts_with('{') && !self.file.is_json() { " " } else { "" };
            return self.splice(start..inside, format!("{pad}{}{pad}", made(None)), 0);
        };
        let end = self.content_end(inside);
        let is_spread = self.line_start(first) > node.span.start();
        let comma = if self.text().get(..end)?.ends_with(',') { "" } else { "," };
        let made = if is_spread {
            let column = self.column(first);
            format!("{comma}\n{}{}", " ".repeat(column), made(Some(column)))
        } else {
            format!("{comma} {}", made(None))
        };
        self.splice(end..end, made, 0)
    }

    /// A value in flow style; over several lines if those around it are.
    fn in_flow(&self, value: &Json, column: Option<usize>) -> String {
        match column {
            Some(column) if self.file.is_json() => pretty(value, column),
            _ => flow(value, self.style()),
        }
    }

    fn insert(&self, node: &Node<'_>, key: &str, value: &Json) -> Option<Splice> {
        let Value::Map(_) = node.value else { return None };
        let first = node.entries().first().map(|(key, _)| key.span.start());
        if self.is_flow(node) {
            let made = |column| format!("{}: {}", flow(&Json::from(key), self.style()), self.in_flow(value, column));
            return self.in_brackets(node, first, made);
        }
        let indent = self.column(first?);
        self.lines_behind(node, &format!("{}{}", " ".repeat(indent), entry(key, value, indent)), indent)
    }

    fn append(&self, node: &Node<'_>, value: &Json) -> Option<Splice> {
        let Value::List(items) = &node.value else { return None };
        let first = items.first().map(|item| item.span.start());
        if self.is_flow(node) {
            return self.in_brackets(node, first, |column| self.in_flow(value, column));
        }
        let dash = self.dash(first?)?;
        let indent = self.column(dash);
        let inner = indent.saturating_add(2);
        self.lines_behind(node, &format!("{}- {}", " ".repeat(indent), block(value, inner)), indent)
    }

    /// The dash of a block item.
    fn dash(&self, item: usize) -> Option<usize> {
        let before = self.text().get(..item)?;
        before.trim_end().strip_suffix('-').map(str::len)
    }

    fn remove(&self, node: &Node<'_>, token: &str) -> Option<Splice> {
        match &node.value {
            Value::Map(_) => self.remove_entry(node, token),
            Value::List(items) => self.remove_item(node, items, token.parse().ok()?),
            Value::Scalar(_) => None,
        }
    }

    fn remove_entry(&self, node: &Node<'_>, token: &str) -> Option<Splice> {
        let index = node.entries().iter().position(|(key, _)| key.name() == token)?;
        let (key, value) = node.entries().get(index)?;
        let next = node.entries().get(index.saturating_add(1)).map(|(key, _)| key.span.start());
        if node.entries().len() == 1 {
            return self.splice(node.span.start()..self.content_end(node.span.end()), "{}".to_owned(), 0);
        }
        if self.is_flow(node) {
            return self.remove_in_brackets(node, key.span.start(), next);
        }
        let start = self.line_start(key.span.start());
        if self.text().get(start..key.span.start())?.trim().is_empty() {
            let (end, _) = self.line_end(self.entry_end(key, value));
            return self.splice(start..end, String::new(), 0);
        }
        // The first key after a dash.
        self.splice(key.span.start()..next?, String::new(), 0)
    }

    fn remove_item(&self, node: &Node<'_>, items: &[Node<'_>], index: usize) -> Option<Splice> {
        let item = items.get(index)?;
        let next = items.get(index.saturating_add(1)).map(|item| item.span.start());
        if self.is_flow(node) {
            return self.remove_in_brackets(node, item.span.start(), next);
        }
        let dash = self.dash(item.span.start())?;
        let start = self.line_start(dash);
        let is_alone = self.text().get(start..dash)?.trim().is_empty();
        let (end, _) = self.line_end(self.content_end(item.span.end()));
        if is_alone { self.splice(start..end, String::new(), 0) } else { None }
    }

    /// Removes the text from `start` to the next entry, with one comma.
    fn remove_in_brackets(&self, node: &Node<'_>, start: usize, next: Option<usize>) -> Option<Splice> {
        if let Some(next) = next {
            return self.splice(start..next, String::new(), 0);
        }
        let before = self.text().get(..start)?.trim_end();
        let end = self.content_end(node.span.end().checked_sub(1)?);
        let start = before.strip_suffix(',').unwrap_or(before).trim_end().len();
        self.splice(start..end, String::new(), 0)
    }

    /// The end of an entry's text. The value of an alias is elsewhere, so the entry ends with its line.
    fn entry_end(&self, key: &Key<'_>, value: &Node<'_>) -> usize {
        if value.span.start() >= key.span.end() {
            self.content_end(value.span.end()).max(key.span.end())
        } else {
            self.content_end(self.line_end(key.span.end()).0)
        }
    }

    fn replace(&self, node: &Node<'_>, token: &str, key: &str, value: &Json) -> Option<Splice> {
        let (old, old_value) = node.entry(token)?;
        if old_value.span.start() < old.span.end() {
            return None;
        }
        let range = old.span.start()..self.content_end(old_value.span.end());
        let made = format!("{}: {}", flow(&Json::from(key), self.style()), flow(value, self.style()));
        self.splice(range, made, 0)
    }

    fn wrap(&self, node: &Node<'_>, keyword: &str, further: &[Json], is_nullable: bool) -> Option<Splice> {
        let range = node.span.start()..self.content_end(node.span.end());
        let old = self.text().get(range.clone())?;
        let is_block = matches!(node.value, Value::Map(_)) && !self.is_flow(node);
        if !is_block {
            let mut branches = vec![old.to_owned()];
            branches.extend(further.iter().map(|branch| flow(branch, self.style())));
            let key = |name: &str| flow(&Json::from(name), self.style());
            let nullable = if is_nullable { format!("{}: true, ", key("nullable")) } else { String::new() };
            return self.splice(range, format!("{{{nullable}{}: [{}]}}", key(keyword), branches.join(", ")), 0);
        }
        let column = self.column(range.start);
        let (pad, inner) = (" ".repeat(column), column.saturating_add(4));
        let nullable = if is_nullable { format!("nullable: true\n{pad}") } else { String::new() };
        let mut made = format!("{nullable}{keyword}:\n{pad}  - {}", indented(old));
        for branch in further {
            made.push_str(&format!("\n{pad}  - {}", block(branch, inner)));
        }
        self.splice(range, made, 0)
    }
}

/// Indents all lines except the first by four columns.
fn indented(text: &str) -> String {
    let lines = text.split('\n').enumerate();
    let line = |(index, line): (usize, &str)| {
        if index == 0 || line.trim().is_empty() { line.to_owned() } else { format!("    {line}") }
    };
    lines.map(line).collect::<Vec<_>>().join("\n")
}
