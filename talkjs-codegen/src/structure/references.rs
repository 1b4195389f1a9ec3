//! Where a `$ref` leads: into `components`, or to a thing elsewhere, which is then moved there under a name.
//!
//! After this every reference of the document is `#/components/SECTION/NAME`, whatever file or place it led to, and no
//! later stage has to know more.

use std::collections::{BTreeSet, HashMap, VecDeque};

use super::table;
use crate::diagnostic::{Diagnostics, Kind};
use crate::source::Source;
use crate::suggest::Search;
use crate::tree::{self, Key, Node};

/// The longest name that is made of a place, in characters.
const MAX_NAME: usize = 60;
/// The most values that references may copy from one place to another.
const MAX_COPIES: usize = 500_000;

/// What references of the document can lead to.
pub(super) struct Targets<'s> {
    source: &'s Source,
    /// Every file as it was written; the description's own from when something of it has to be moved.
    files: Vec<Option<Node>>,
    /// The names of each section of `components`.
    names: HashMap<&'static str, BTreeSet<String>>,
    /// What has been moved, and under which name.
    moved: HashMap<(usize, String, &'static str), String>,
    /// What has been moved and not yet been looked at.
    open: VecDeque<Moved>,
    /// The first number that a name was not yet tried with.
    numbers: HashMap<String, u64>,
    copied: usize,
    search: Search,
}

/// A thing that gets a place in `components`.
pub(super) struct Moved {
    pub(super) section: &'static str,
    pub(super) name: String,
    pub(super) node: Node,
}

/// The sections of `components` that references lead into.
const SECTIONS: [&str; 6] = ["schemas", "responses", "parameters", "requestBodies", "headers", "securitySchemes"];

impl<'s> Targets<'s> {
    /// Looks at the names of the description and at the files that belong to it.
    pub(super) fn new(source: &'s Source, root: &Node, files: Vec<Option<Node>>) -> Self {
        let components = root.get("components");
        let names = |section: &str| {
            let entries =
                components.and_then(|components| components.get(section)).map(Node::entries).unwrap_or_default();
            entries.iter().map(|(key, _)| key.text.clone()).collect()
        };
        let names = SECTIONS.iter().map(|section| (*section, names(section))).collect();
        Self {
            source,
            files,
            names,
            moved: HashMap::new(),
            open: VecDeque::new(),
            numbers: HashMap::new(),
            copied: 0,
            search: Search::default(),
        }
    }

    /// The name in a section that a reference in a file leads to, or what is wrong with it.
    pub(super) fn component(&mut self, text: &str, from: usize, section: &'static str) -> Result<String, Kind> {
        let (file, pointer) = self.place(text, from)?;
        if file == 0
            && let Some((other, name)) = component(&pointer)
        {
            let known = |section: &str| self.names.get(section).is_some_and(|names| names.contains(&name));
            if other == section && known(section) {
                return Ok(name);
            }
            if other != section && known(other) {
                return Err(Kind::WrongRef { reference: text.to_owned(), section });
            }
        }
        self.moved_to(text, file, pointer, section)
    }

    /// The same for a thing of another section that can be read as one of this.
    pub(super) fn component_of_another(
        &mut self,
        text: &str,
        from: usize,
        section: &'static str,
    ) -> Result<String, Kind> {
        let (file, pointer) = self.place(text, from)?;
        let name = self.moved_to(text, file, pointer, section)?;
        // Of a body and a response only this means the same; that the rest is amiss needs no further word.
        if let Some(moved) = self.open.back_mut().filter(|moved| moved.name == name && moved.section == section)
            && let Some(map) = moved.node.as_map_mut()
        {
            map.retain(|key, _| matches!(key.text.as_str(), "description" | "content"));
            let span = moved.node.span.begin();
            if moved.node.get("description").is_none() {
                moved.node.insert("description", Node::string(span, ""));
            }
        }
        Ok(name)
    }

    /// The name that a thing elsewhere gets in a section, once.
    fn moved_to(&mut self, text: &str, file: usize, pointer: String, section: &'static str) -> Result<String, Kind> {
        let place = (file, pointer, section);
        if let Some(name) = self.moved.get(&place) {
            return Ok(name.clone());
        }
        let (file, pointer, _) = &place;
        let node = self.copied(text, *file, pointer, section)?;
        // A component of another file, or one that is left out, keeps its name: a discriminator may go by it.
        let own = component(pointer).filter(|(other, _)| *other == section).map(|(_, name)| name);
        let name = self.claim(section, &own.unwrap_or_else(|| self.made_name(*file, pointer)));
        self.moved.insert(place, name.clone());
        self.open.push_back(Moved { section, name: name.clone(), node });
        Ok(name)
    }

    /// A copy of what a reference leads to, for places that no section of `components` is for.
    pub(super) fn copy(&mut self, text: &str, from: usize) -> Result<Node, Kind> {
        let (file, pointer) = self.place(text, from)?;
        self.copied(text, file, &pointer, "pathItems")
    }

    /// Gives a thing that was written in place a name in `components`.
    pub(super) fn give_name(&mut self, section: &'static str, name: &str, node: Node) -> String {
        let name = self.claim(section, name);
        self.open.push_back(Moved { section, name: name.clone(), node });
        name
    }

    /// The next thing that was moved and has to be looked at.
    pub(super) fn next(&mut self) -> Option<Moved> {
        self.open.pop_front()
    }

    /// The file and the JSON pointer that a reference names.
    fn place(&self, text: &str, from: usize) -> Result<(usize, String), Kind> {
        let (name, pointer) = text.split_once('#').unwrap_or((text, ""));
        let file = if name.is_empty() {
            from
        } else if name.contains("://") {
            return Err(Kind::RemoteRef { reference: text.to_owned() });
        } else {
            let missing = |reason| Kind::UnreadRef { reference: text.to_owned(), reason };
            self.source.referred(from, &decoded(name)).map_err(missing)?
        };
        Ok((file, decoded(pointer)))
    }

    fn copied(&mut self, text: &str, file: usize, pointer: &str, section: &'static str) -> Result<Node, Kind> {
        self.read_own(file);
        let root = self.files.get(file).and_then(Option::as_ref);
        let node = if pointer.is_empty() { root } else { root.and_then(|root| root.pointer(pointer)) };
        let Some(node) = node else { return Err(self.dangling(text, file, pointer, section)) };
        self.copied = self.copied.saturating_add(node.count());
        if self.copied > MAX_COPIES {
            return Err(Kind::OverLimit { what: "values that references copy", limit: MAX_COPIES });
        }
        Ok(node.clone())
    }

    /// Reads the description's own file again, as it was before it was changed. Most never need it, so it is not kept.
    fn read_own(&mut self, file: usize) {
        if let (0, Some(own @ None), Some(text)) = (file, self.files.first_mut(), self.source.files().first()) {
            *own = tree::parse(text, 0, &mut Diagnostics::default());
        }
    }

    fn dangling(&mut self, text: &str, file: usize, pointer: &str, section: &'static str) -> Kind {
        let reference = text.to_owned();
        let (parent, wanted) = pointer.rsplit_once('/').unwrap_or(("", pointer));
        let nearest = if file == 0 {
            let names = self.names.get(section);
            let near = names.and_then(|names| self.search.nearest(wanted, names.iter().map(String::as_str)));
            near.map(|name| format!("#/components/{section}/{name}"))
        } else {
            let root = self.files.get(file).and_then(Option::as_ref);
            let siblings = if parent.is_empty() { root } else { root.and_then(|root| root.pointer(parent)) };
            let names = siblings.map(Node::entries).unwrap_or_default().iter().map(|(key, _)| key.text.as_str());
            let name = text.split('#').next().unwrap_or("");
            self.search.nearest(wanted, names).map(|near| format!("{name}#{parent}/{near}"))
        };
        Kind::DanglingRef { reference, nearest }
    }

    /// A name that tells where the thing was.
    fn made_name(&self, file: usize, pointer: &str) -> String {
        const NOISE: [&str; 11] = [
            "components",
            "schemas",
            "definitions",
            "$defs",
            "properties",
            "paths",
            "content",
            "schema",
            "responses",
            "parameters",
            "requestBodies",
        ];
        let steps = pointer.split('/').map(|step| step.replace("~1", "/").replace("~0", "~"));
        let telling = steps.filter(|step| !NOISE.contains(&step.as_str()) && !is_media_type(step));
        let name: String = telling.map(|step| capitals(&step)).collect();
        let file = self.source.files().get(file).map_or("", |file| file.path());
        let stem = file.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or("");
        let name = if name.is_empty() { capitals(stem) } else { name };
        let surplus = name.chars().count().saturating_sub(MAX_NAME);
        name.chars().skip(surplus).collect()
    }

    fn claim(&mut self, section: &'static str, wanted: &str) -> String {
        let taken = self.names.entry(section).or_default();
        let wanted = if wanted.is_empty() { "Unnamed" } else { wanted };
        let number = self.numbers.entry(wanted.to_owned()).or_insert(1);
        loop {
            let name = if *number == 1 { wanted.to_owned() } else { format!("{wanted}{number}") };
            *number = number.saturating_add(1);
            if taken.insert(name.clone()) {
                return name;
            }
        }
    }
}

/// Section and name of the `#/components/schemas/User` that a pointer into it, as written, begins with.
pub(crate) fn component_of(pointer: &str) -> Option<(&'static str, String)> {
    let pointer = decoded(pointer);
    let mut steps = pointer.splitn(5, '/').skip(1);
    let (first, section, name) = (steps.next()?, steps.next()?, steps.next()?);
    component(&format!("/{first}/{section}/{name}"))
}

/// Section and name of `/components/schemas/User`.
fn component(pointer: &str) -> Option<(&'static str, String)> {
    let (section, name) = pointer.strip_prefix("/components/")?.split_once('/')?;
    let section = SECTIONS.into_iter().find(|known| *known == section)?;
    (!name.is_empty() && !name.contains('/')).then(|| (section, name.replace("~1", "/").replace("~0", "~")))
}

/// Things that were moved, as members of the sections of `components`.
pub(super) fn place(moved: Vec<Moved>, root: &mut Node) {
    let span = root.span.begin();
    let mut components = root.remove("components").unwrap_or_else(|| Node::map(span, Vec::new()));
    let mut sections: HashMap<&str, Vec<(Key, Node)>> = HashMap::new();
    for Moved { section, name, node } in moved {
        sections.entry(section).or_default().push((Key { span: node.span, text: name }, node));
    }
    for name in SECTIONS {
        let Some(new) = sections.remove(name) else { continue };
        let known = components.remove(name).map(|section| section.entries().to_vec()).unwrap_or_default();
        components.insert(name, Node::map(span, known.into_iter().chain(new).collect()));
    }
    root.insert("components", components);
}

/// The section, when things of it can be referred to.
pub(super) fn holds(section: &str) -> Option<table::Holds> {
    table::section(section)
}

fn is_media_type(step: &str) -> bool {
    !step.starts_with('/') && step.contains('/')
}

/// `/users/{id}/files` as `UsersIdFiles`.
fn capitals(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
        })
        .collect()
}

/// Percent escapes of a URL's fragment; what is no escape stays.
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
    use super::*;

    #[test]
    fn escapes_of_a_fragment_are_undone() {
        assert_eq!(decoded("/a%20b/%7Bid%7D"), "/a b/{id}");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%zz%C3%A9"), "%zzé");
    }

    #[test]
    fn a_component_is_named_by_its_pointer() {
        assert_eq!(component("/components/schemas/User"), Some(("schemas", "User".to_owned())));
        assert_eq!(component("/components/schemas/a~1b"), Some(("schemas", "a/b".to_owned())));
        assert_eq!(component("/components/schemas/User/properties/id"), None);
        assert_eq!(component("/components/mediaTypes/x"), None);
    }
}
