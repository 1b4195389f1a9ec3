//! Parses YAML and JSON into a tree with places, within limits.
//!
//! This is the only file that uses the YAML parser.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use granit_parser::{ErrorKind, Event, Marker, Parser, ScalarStyle};

use super::{Key, Map, Node, SHORT, Scalar, Text, Value};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Severity};
use crate::source::{File, LineColumn, Span};

/// The most bytes in a file.
const MAX_BYTES: usize = 128 * 1024 * 1024;
/// The deepest nesting of collections.
const MAX_DEPTH: usize = 128;
/// The most nodes that aliases may add, beyond twice the number of written nodes.
const ALIAS_ALLOWANCE: usize = 10_000;

/// Keys whose values are only documentation, so that duplicates do no harm.
const DOCUMENTATION: [&str; 7] =
    ["description", "summary", "title", "example", "examples", "externalDocs", "termsOfService"];

/// Parses the file with this number. `None` if it is not YAML or JSON, which is then reported.
pub(crate) fn parse<'s>(source: &'s File, file: usize, diagnostics: &mut Diagnostics) -> Option<Node<'s>> {
    if source.text().len() > MAX_BYTES {
        let kind = Kind::OverLimit { what: "bytes in the description", limit: MAX_BYTES };
        diagnostics.report(kind, Span::at(0).in_file(file));
        return None;
    }
    if source.is_json() && !is_strict_json(source, file, diagnostics) {
        return None;
    }
    let (text, escaped) = if source.is_json() { printable(source.text()) } else { (source.text().into(), Vec::new()) };
    let builder = Builder::new(file, escaped, diagnostics);
    let root = match &text {
        Cow::Borrowed(text) => builder.build(text),
        Cow::Owned(text) => builder.build(text).map(Node::owned),
    };
    match root {
        Ok(root) => Some(root),
        Err(mut diagnostic) => {
            diagnostic.span = diagnostic.span.in_file(file);
            diagnostics.push(*diagnostic);
            None
        }
    }
}

/// JSON with those control characters escaped that JSON allows in strings and YAML does not, and the positions of the
/// escapes.
fn printable(text: &str) -> (Cow<'_, str>, Vec<usize>) {
    let is_control = |c: char| matches!(c, '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}');
    if !text.contains(is_control) {
        return (text.into(), Vec::new());
    }
    let mut escaped = String::with_capacity(text.len());
    let mut places = Vec::new();
    for c in text.chars() {
        if is_control(c) {
            // The number of bytes by which the escape is longer than the character.
            let surplus = ESCAPE.saturating_sub(c.len_utf8());
            places.extend(std::iter::repeat_n(escaped.len().saturating_add(ESCAPE), surplus));
            escaped.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            escaped.push(c);
        }
    }
    (escaped.into(), places)
}

/// The length of `\u0080`.
const ESCAPE: usize = 6;

/// YAML parsers accept comments and other syntax that is not valid JSON.
fn is_strict_json(source: &File, file: usize, diagnostics: &mut Diagnostics) -> bool {
    let text = source.text().trim_start_matches('\u{feff}');
    let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) else {
        return true;
    };
    // The JSON parser counts bytes in a line, from 1, without a byte order mark.
    let mark = if error.line() == 1 { source.text().len().saturating_sub(text.len()) } else { 0 };
    let line = source.offset(LineColumn { line: error.line(), column: 1 });
    let offset = line.saturating_add(mark).saturating_add(error.column().saturating_sub(1));
    // In a string with multi-byte characters, it may stop inside one.
    let offset = source.character_start(offset);
    let message = error.to_string();
    let reason = message.split(" at line ").next().unwrap_or(&message).to_owned();
    diagnostics.report(Kind::Syntax { language: "JSON", reason }, Span::at(offset).in_file(file));
    false
}

type Fail = Box<Diagnostic>;

/// Builds the tree from the parser's events, without recursion.
struct Builder<'d, 's> {
    file: usize,
    /// The positions of bytes that were inserted and are not in the file.
    escaped: Vec<usize>,
    diagnostics: &'d mut Diagnostics,
    open: Vec<Open<'s>>,
    anchors: HashMap<usize, (Node<'s>, usize)>,
    written: usize,
    aliased: usize,
    root: Option<Node<'s>>,
    documents: usize,
}

/// A collection that is not complete yet.
struct Open<'s> {
    start: usize,
    /// The end of the last thing in it; not its node's, since an alias has a node from elsewhere.
    end: usize,
    anchor: usize,
    nodes: usize,
    kind: Collection<'s>,
}

enum Collection<'s> {
    List(Vec<Node<'s>>),
    Map { entries: Vec<(Key<'s>, Node<'s>)>, seen: Seen<'s>, key: Option<Key<'s>> },
}

impl<'d, 's> Builder<'d, 's> {
    fn new(file: usize, escaped: Vec<usize>, diagnostics: &'d mut Diagnostics) -> Self {
        Self {
            file,
            escaped,
            diagnostics,
            open: Vec::new(),
            anchors: HashMap::new(),
            written: 0,
            aliased: 0,
            root: None,
            documents: 0,
        }
    }

    fn build(mut self, text: &'s str) -> Result<Node<'s>, Fail> {
        // A key is in one line. The parser holds as much back as a key may be long, until it knows what is one.
        let longest_line = text.lines().map(str::len).max().unwrap_or_default();
        let options = granit_parser::options! {
            emit_comments: false,
            simple_key_max_lookahead: longest_line.clamp(1024, 65_536),
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
        };
        for next in Parser::new_from_str_with_options(text, options) {
            let (event, span) = next.map_err(|error| fault(error.kind(), self.offset(error.marker())))?;
            let span = Span::new(self.offset(&span.start), self.offset(&span.end)).in_file(self.file);
            self.event(event, span)?;
        }
        self.root.ok_or_else(|| syntax("the file is empty", 0))
    }

    /// The offset in the file.
    fn offset(&self, marker: &Marker) -> usize {
        let offset = marker.byte_offset().unwrap_or(0);
        offset.saturating_sub(self.escaped.partition_point(|place| *place <= offset))
    }

    fn event(&mut self, event: Event<'s>, span: Span) -> Result<(), Fail> {
        match event {
            Event::DocumentStart(..) => self.document(span),
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                let scalar = Scalar { text: text.into(), plain };
                self.node(Node { span, value: Value::Scalar(scalar) }, anchor, 1)
            }
            Event::SequenceStart(_, anchor, _) => self.begin(span, anchor, Collection::List(Vec::new())),
            Event::MappingStart(_, anchor, _) => {
                let (entries, seen) = (Vec::new(), Seen::default());
                self.begin(span, anchor, Collection::Map { entries, seen, key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(anchor) => self.alias(anchor, span),
            _ => Ok(()),
        }
    }

    fn document(&mut self, span: Span) -> Result<(), Fail> {
        self.documents = self.documents.saturating_add(1);
        if self.documents > 1 {
            return Err(syntax("unexpected second document; a description is a single document", span.start()));
        }
        Ok(())
    }

    fn begin(&mut self, span: Span, anchor: usize, kind: Collection<'s>) -> Result<(), Fail> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Box::new(Diagnostic::new(too_deep(), span)));
        }
        self.open.push(Open { start: span.start(), end: span.end(), anchor, nodes: 1, kind });
        Ok(())
    }

    fn end(&mut self, span: Span) -> Result<(), Fail> {
        let Some(open) = self.open.pop() else {
            return Err(syntax("unexpected end of a collection", span.start()));
        };
        let value = match open.kind {
            Collection::List(items) => Value::List(items.into_boxed_slice()),
            Collection::Map { entries, .. } => Value::Map(Map::new(merged(entries))),
        };
        // The parser reports the start of the next thing as the end of a block collection; its text ends with the last
        // thing in it.
        let end = if span.end() > span.start() { span.end() } else { open.end };
        let span = Span::new(open.start, end).in_file(self.file);
        self.node(Node { span, value }, open.anchor, open.nodes)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Fail> {
        let Some((node, nodes)) = self.anchors.get(&anchor) else {
            return Err(syntax("this alias is inside its own anchor", span.start()));
        };
        self.aliased = self.aliased.saturating_add(*nodes);
        let limit = self.written.saturating_mul(2).saturating_add(ALIAS_ALLOWANCE);
        if self.aliased > limit {
            let kind = Kind::OverLimit { what: "values through aliases", limit };
            return Err(Box::new(Diagnostic::new(kind, span)));
        }
        let (node, nodes) = (node.clone(), *nodes);
        self.place(node, span, nodes)
    }

    /// Finishes a node that was written here.
    fn node(&mut self, node: Node<'s>, anchor: usize, nodes: usize) -> Result<(), Fail> {
        self.written = self.written.saturating_add(1);
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), nodes));
        }
        let span = node.span;
        self.place(node, span, nodes)
    }

    /// Adds a node to the open collection, as a key, a value or an item.
    fn place(&mut self, node: Node<'s>, span: Span, nodes: usize) -> Result<(), Fail> {
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        parent.nodes = parent.nodes.saturating_add(nodes);
        parent.end = span.end();
        match &mut parent.kind {
            Collection::List(items) => items.push(node),
            Collection::Map { entries, seen, key } => match key.take() {
                None => *key = Some(as_key(node, span)?),
                Some(key) if seen.is_new(&key, entries) => entries.push((key, node)),
                Some(key) => {
                    let Some((first, known)) = entries.iter().find(|(name, _)| name.text == key.text) else {
                        return Ok(());
                    };
                    let is_harmless = DOCUMENTATION.contains(&&*key.text) || known.says_the_same(&node);
                    let severity = if is_harmless { Severity::Warning } else { Severity::Error };
                    let diagnostic =
                        Diagnostic::new(Kind::Duplicate { what: "key", name: key.text.to_string() }, key.span);
                    self.diagnostics.push(diagnostic.also(first.span, "the first is").with(severity));
                }
            },
        }
        Ok(())
    }
}

/// The keys of a mapping that is too long for a linear search.
#[derive(Default)]
struct Seen<'s>(HashSet<Text<'s>>);

impl<'s> Seen<'s> {
    /// Whether the key is not a duplicate.
    fn is_new(&mut self, key: &Key<'s>, before: &[(Key<'s>, Node<'s>)]) -> bool {
        if before.len() < SHORT {
            return before.iter().all(|(known, _)| known.text != key.text);
        }
        if self.0.is_empty() {
            self.0.extend(before.iter().map(|(known, _)| known.text.clone()));
        }
        self.0.insert(key.text.clone())
    }
}

/// YAML's `<<: *defaults`: adds the entries of other mappings, unless their keys are present.
fn merged<'s>(mut entries: Vec<(Key<'s>, Node<'s>)>) -> Vec<(Key<'s>, Node<'s>)> {
    let Some(place) =
        entries.iter().position(|(key, node)| *key.text == *"<<" && !matches!(node.value, Value::Scalar(_)))
    else {
        return entries;
    };
    let (_, bases) = entries.remove(place);
    let mut known: HashSet<Text<'s>> = entries.iter().map(|(key, _)| key.text.clone()).collect();
    for base in std::iter::once(&bases).chain(bases.items()) {
        let new = base.entries().iter().filter(|(key, _)| known.insert(key.text.clone()));
        entries.extend(new.cloned());
    }
    entries
}

/// A key is its text as written: `on`, `~` and `0755` are not converted to booleans, nulls or numbers.
fn as_key(node: Node<'_>, span: Span) -> Result<Key<'_>, Fail> {
    match node.value {
        Value::Scalar(scalar) => Ok(Key { span, sorted: 0, text: scalar.text }),
        Value::List(_) | Value::Map(_) => {
            let kind = Kind::WrongKind { expected: "a string as key".to_owned(), found: node.kind() };
            Err(Box::new(Diagnostic::new(kind, span)))
        }
    }
}

fn fault(kind: &ErrorKind, offset: usize) -> Fail {
    match kind {
        ErrorKind::RecursionLimitExceeded => Box::new(Diagnostic::new(too_deep(), Span::at(offset))),
        kind => syntax(&kind.to_string(), offset),
    }
}

fn too_deep() -> Kind {
    Kind::OverLimit { what: "levels of nesting", limit: MAX_DEPTH }
}

fn syntax(reason: &str, offset: usize) -> Fail {
    let kind = Kind::Syntax { language: "YAML", reason: reason.to_owned() };
    Box::new(Diagnostic::new(kind, Span::at(offset)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn read(text: &str) -> Result<Node<'static>, Vec<Diagnostic>> {
        let mut diagnostics = Diagnostics::default();
        let file = File::new("a.yaml", text);
        let root = parse(&file, 0, &mut diagnostics).map(Node::owned);
        diagnostics.gate(()).map(|()| root.expect("a tree or a diagnostic"))
    }

    fn fault(text: &str) -> String {
        let source = Source::new("a.yaml", text);
        let found = read(text).expect_err("a fault");
        found[0].render(&source).lines().next().unwrap().to_owned()
    }

    #[test]
    fn every_node_knows_its_text() {
        let text = "é:\n  list: [1, \"two\"]\n  block: |\n    a\n";
        let root = read(text).unwrap();
        let source = File::new("a.yaml", text);
        let list = root.pointer("/é/list").unwrap();
        assert_eq!(source.slice(list.span), "[1, \"two\"]");
        assert_eq!(source.slice(list.items()[1].span), "\"two\"");
        assert_eq!(root.pointer("/é/block").unwrap().text(), Some("a\n"));
        assert_eq!(source.slice(root.get("é").unwrap().entry("list").unwrap().0.span), "list");
    }

    #[test]
    fn a_value_that_ends_with_an_alias_ends_there() {
        let text = "a: &x [1]\nb:\n  c: *x\n";
        let root = read(text).unwrap();
        assert_eq!(text.get(root.pointer("/b").unwrap().span.range()), Some("c: *x"));
        assert!(fault("a: &x 3\n? b: *x\n: 1\n").starts_with("a.yaml:2:3: expected a string as key"));
    }

    #[test]
    fn json_is_read_strictly_and_with_its_escapes() {
        let mut diagnostics = Diagnostics::default();
        let file = File::new("a.json", r#"{"a": "\ud83d\udcac"}"#);
        let root = parse(&file, 0, &mut diagnostics).unwrap();
        assert_eq!(root.get("a").unwrap().text(), Some("💬"));
        let source = Source::new("a.json", "{\"a\": 1,}");
        assert!(parse(&source.files()[0], 0, &mut diagnostics).is_none());
        let found = diagnostics.gate(()).unwrap_err();
        let message = found[0].render(&source);
        assert!(message.starts_with("a.json:1:9: not JSON: key must be a string"), "{message}");
    }

    #[test]
    fn json_may_hold_controls_that_yaml_may_not() {
        let text = "{\"a\": \"x\u{80}\u{7f}\u{9f}y\", \"b\": [1, \"\u{85}\"]}";
        let mut diagnostics = Diagnostics::default();
        let file = File::new("a.json", text);
        let root = parse(&file, 0, &mut diagnostics).unwrap();
        assert_eq!(root.get("a").unwrap().text(), Some("x\u{80}\u{7f}\u{9f}y"));
        let slice = |pointer: &str| text.get(root.pointer(pointer).unwrap().span.range()).unwrap();
        assert_eq!((slice("/a"), slice("/b"), slice("/b/0")), ("\"x\u{80}\u{7f}\u{9f}y\"", "[1, \"\u{85}\"]", "1"));
    }

    #[test]
    fn a_fault_of_json_begins_with_a_character() {
        // The JSON reader's column is the last byte of the `é`.
        let file = File::new("a.json", "{\"é\n");
        let mut diagnostics = Diagnostics::default();
        assert!(parse(&file, 0, &mut diagnostics).is_none());
        let spans: Vec<Span> = diagnostics.take().iter().map(|found| found.span).collect();
        assert!(spans.iter().all(|span| file.text().is_char_boundary(span.start())), "{spans:?}");
    }

    #[test]
    fn faults_have_places() {
        assert_eq!(fault("a: 1\nb: 2\na: 3\n"), "a.yaml:3:1: duplicate key `a`");
        assert_eq!(fault(""), "a.yaml:1:1: not YAML: the file is empty");
        assert!(fault("a: [1, 2\n").starts_with("a.yaml:"), "{}", fault("a: [1, 2\n"));
        assert!(fault("a: 1\n---\nb: 2\n").contains(":2:1: not YAML: unexpected second document"));
        assert!(fault("a: &x [*x]").contains("this alias is inside its own anchor"));
        assert!(fault("? [a]\n: 1\n").contains("expected a string as key, found a list"));
        assert!(fault("a: *nowhere").starts_with("a.yaml:1:4: not YAML"), "{}", fault("a: *nowhere"));
    }

    #[test]
    fn a_merge_key_gives_what_is_not_given() {
        let root = read("a: &a {x: 1, y: 1}\nb: {y: 2, <<: *a}\nc: {<<: [*a, {z: 3, x: 9}]}\n").unwrap();
        let scalar = |pointer: &str| root.pointer(pointer).and_then(Node::number);
        assert_eq!((scalar("/b/x"), scalar("/b/y"), root.pointer("/b/<<").is_none()), (Some(1.0), Some(2.0), true));
        assert_eq!((scalar("/c/x"), scalar("/c/z")), (Some(1.0), Some(3.0)));
    }

    #[test]
    fn a_repeated_key_with_the_same_value_does_no_harm() {
        assert!(read("a: {x: [1, two]}\na: {x: [1, 'two']}\n").is_ok());
        assert!(read("a: {x: [1, two]}\na: {x: ['1', two]}\n").is_err());
    }

    #[test]
    fn two_faults_of_keys_are_two_diagnostics() {
        assert_eq!(read("a: 1\na: 2\nb: 1\nb: 2\n").unwrap_err().len(), 2);
    }

    #[test]
    fn bombs_and_towers_end_quickly() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..9 {
            let below = level - 1;
            let row = format!("*a{below}, ").repeat(10);
            bomb.push_str(&format!("a{level}: &a{level} [{}]\n", row.trim_end_matches(", ")));
        }
        assert!(fault(&bomb).contains("values through aliases"), "{}", fault(&bomb));
        let tower = format!("a: {}{}", "[".repeat(1000), "]".repeat(1000));
        assert!(fault(&tower).starts_with("a.yaml:1:1"), "{}", fault(&tower));
    }
}
