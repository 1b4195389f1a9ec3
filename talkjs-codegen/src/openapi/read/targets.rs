//! Finds the target of a `$ref`: a file and a place in it, by JSON pointer, `$anchor` or `$id`.

use std::collections::HashMap;

use crate::diagnostic::Kind;
use crate::source::Source;
use crate::suggest::Search;
use crate::tree::{Key, Node};

/// The possible targets.
pub(super) struct Targets<'t> {
    source: &'t Source,
    files: &'t [Node<'t>],
    /// The schemas with `$anchor` and with `$id`, collected at first use.
    names: Option<Names<'t>>,
    search: Search,
}

#[derive(Default)]
struct Names<'t> {
    anchors: HashMap<(usize, &'t str), &'t Node<'t>>,
    ids: HashMap<&'t str, &'t Node<'t>>,
}

/// The target of a reference.
#[derive(Clone)]
pub(super) struct Target<'t> {
    pub(super) node: &'t Node<'t>,
    /// Its key; `None` for a whole file and for an item of a list.
    pub(super) key: Option<&'t Key<'t>>,
    /// The steps from the top of its file.
    pub(super) steps: Vec<String>,
}

impl<'t> Targets<'t> {
    /// Names are collected only when needed.
    pub(super) fn new(source: &'t Source, files: &'t [Node<'t>]) -> Self {
        Self { source, files, names: None, search: Search::default() }
    }

    /// Finds the target of a reference in a file; it should be in a section of `components`.
    pub(super) fn find(&mut self, text: &str, from: usize, section: &'static str) -> Result<Target<'t>, Kind> {
        let (name, fragment) = text.split_once('#').unwrap_or((text, ""));
        // A local copy is read as a file, so that its definitions are named after their place there.
        let by_id = if name.is_empty() || self.source.is_copied(name) { None } else { self.by_id(name) };
        if let Some(node) = by_id {
            let fragment = decoded(fragment);
            let target = if fragment.is_empty() { Some(node) } else { node.pointer(&fragment) };
            let node = target.ok_or_else(|| Kind::DanglingRef { reference: text.to_owned(), nearest: None })?;
            return Ok(Target { node, key: None, steps: vec![last_step(name)] });
        }
        let file = self.file(text, name, from)?;
        let fragment = decoded(fragment);
        if !fragment.is_empty() && !fragment.starts_with('/') {
            let node = self.by_anchor(file, &fragment);
            let node = node.ok_or_else(|| Kind::DanglingRef { reference: text.to_owned(), nearest: None })?;
            return Ok(Target { node, key: None, steps: vec![fragment] });
        }
        match self.at(file, &fragment) {
            Some(target) => Ok(target),
            None => Err(self.dangling(text, file, &fragment, section)),
        }
    }

    /// The root of a file.
    pub(super) fn root(&self, file: usize) -> Option<&'t Node<'t>> {
        self.files.get(file)
    }

    fn file(&self, text: &str, name: &str, from: usize) -> Result<usize, Kind> {
        if name.is_empty() {
            return Ok(from);
        }
        let missing = |reason| Kind::UnreadRef { reference: text.to_owned(), reason };
        match self.source.referred(from, &decoded(name)) {
            Ok(file) => Ok(file),
            Err(_) if name.contains("://") && !self.source.is_copied(name) => {
                Err(Kind::RemoteRef { reference: text.to_owned() })
            }
            Err(reason) => Err(missing(reason)),
        }
    }

    fn at(&self, file: usize, pointer: &str) -> Option<Target<'t>> {
        let mut node = self.files.get(file)?;
        let mut key = None;
        let mut steps = Vec::new();
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            (key, node) = match node.entry(&step) {
                Some((key, node)) => (Some(key), node),
                None => (None, node.items().get(step.parse::<usize>().ok()?)?),
            };
            steps.push(step);
        }
        Some(Target { node, key, steps })
    }

    fn by_id(&mut self, id: &str) -> Option<&'t Node<'t>> {
        // Most references mean a file of that name, and a search for names reads all files.
        if !id.contains("://") && !id.starts_with("urn:") {
            return None;
        }
        self.names().ids.get(id).copied()
    }

    fn by_anchor(&mut self, file: usize, anchor: &str) -> Option<&'t Node<'t>> {
        self.names().anchors.get(&(file, anchor)).copied()
    }

    fn names(&mut self) -> &Names<'t> {
        let files = self.files;
        self.names.get_or_insert_with(|| {
            let mut names = Names::default();
            let mut open: Vec<&'t Node<'t>> = files.iter().collect();
            while let Some(node) = open.pop() {
                for keyword in ["$anchor", "$dynamicAnchor"] {
                    if let Some(anchor) = node.get(keyword).and_then(Node::text) {
                        names.anchors.insert((node.span.file(), anchor), node);
                    }
                }
                if let Some(id) = node.get("$id").or_else(|| node.get("$self")).and_then(Node::text) {
                    names.ids.insert(id.trim_end_matches('#'), node);
                }
                open.extend(node.items());
                open.extend(node.entries().iter().map(|(_, node)| node));
            }
            names
        })
    }

    fn dangling(&mut self, text: &str, file: usize, pointer: &str, section: &'static str) -> Kind {
        let reference = text.to_owned();
        let name = text.split('#').next().unwrap_or("");
        if pointer == "/" {
            return Kind::DanglingRef { reference, nearest: Some(format!("{name}#")) };
        }
        let (parent, wanted) = pointer.rsplit_once('/').unwrap_or(("", pointer));
        let parent = if file == 0 { format!("/components/{section}") } else { parent.to_owned() };
        let root = self.files.get(file);
        let siblings = if parent.is_empty() { root } else { root.and_then(|root| root.pointer(&parent)) };
        let names = siblings.map(Node::entries).unwrap_or_default().iter().map(|(key, _)| key.name());
        let nearest = self.search.nearest(wanted, names).map(|near| format!("{name}#{parent}/{near}"));
        Kind::DanglingRef { reference, nearest }
    }
}

impl Target<'_> {
    /// The section of `components` and the name there, if the target is directly in one.
    pub(super) fn component(&self) -> Option<(&str, &str)> {
        match self.steps.as_slice() {
            [first, section, name] if first == "components" => Some((section, name)),
            _ => None,
        }
    }
}

/// `person` of `https://schemas.example.org/person`.
fn last_step(url: &str) -> String {
    let last = url.trim_end_matches('/').rsplit('/').next().unwrap_or(url);
    last.split('.').next().unwrap_or(last).to_owned()
}

/// Percent escapes of a URL's fragment; a `%` that begins no escape stays.
fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes: Vec<u8> = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = match (first, tail) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| (high << 4) | low),
            _ => None,
        };
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn escapes_of_a_fragment_are_undone() {
        assert_eq!(decoded("/a%20b/%7Bid%7D"), "/a b/{id}");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%zz%C3%A9"), "%zzé");
    }
}
