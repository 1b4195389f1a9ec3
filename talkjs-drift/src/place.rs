//! Places in a description, and the targets of `$ref`.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use crate::description::Unreadable;

/// A place in a description: a file and a JSON pointer into it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// The index of the file; 0 is the description's own.
    pub file: usize,
    /// A JSON pointer, such as `/paths/~1users/get`.
    pub pointer: String,
}

impl Place {
    /// A place in the description's own file.
    #[must_use]
    pub fn new(pointer: impl Into<String>) -> Self {
        Self { file: 0, pointer: pointer.into() }
    }

    /// The place of a key or an index below this one.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        Self { file: self.file, pointer: format!("{}/{}", self.pointer, escaped(token)) }
    }

    /// The parent of this place, and the key or index in it.
    #[must_use]
    pub fn parent(&self) -> Option<(Self, String)> {
        let (parent, token) = self.pointer.rsplit_once('/')?;
        let token = token.replace("~1", "/").replace("~0", "~");
        Some((Self { file: self.file, pointer: parent.to_owned() }, token))
    }
}

/// Escapes a token of a JSON pointer.
pub(crate) fn escaped(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// The files of a description, as JSON.
#[derive(Clone, Debug)]
pub(crate) struct Documents {
    files: Vec<(String, Value)>,
    by_path: HashMap<String, usize>,
}

/// The longest chain of references.
const LONGEST_CHAIN: usize = 64;

impl Documents {
    pub(crate) fn new(files: Vec<(String, Value)>) -> Self {
        let by_path = files.iter().enumerate().map(|(index, (path, _))| (path.clone(), index)).collect();
        Self { files, by_path }
    }

    pub(crate) fn root(&self) -> &Value {
        self.files.first().map_or(&Value::Null, |(_, value)| value)
    }

    pub(crate) fn files(&self) -> &[(String, Value)] {
        &self.files
    }

    pub(crate) fn get(&self, place: &Place) -> Option<&Value> {
        self.files.get(place.file)?.1.pointer(&place.pointer)
    }

    /// The place of a value, or the target of its `$ref`.
    pub(crate) fn resolve(&self, place: &Place) -> Result<Place, Unreadable> {
        let mut place = place.clone();
        for _ in 0..LONGEST_CHAIN {
            match self.get(&place).and_then(|value| value.get("$ref")).and_then(Value::as_str) {
                Some(reference) => place = self.target(&place, reference)?,
                None => return Ok(place),
            }
        }
        Err(Unreadable::Reference { place, reference: "a cycle of references".to_owned() })
    }

    /// The target of a reference at a place.
    pub(crate) fn target(&self, place: &Place, reference: &str) -> Result<Place, Unreadable> {
        let unreadable = || Unreadable::Reference { place: place.clone(), reference: reference.to_owned() };
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let file = if file.is_empty() { Some(place.file) } else { self.file(place.file, file) };
        let pointer = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy().into_owned();
        let target = Place { file: file.ok_or_else(unreadable)?, pointer };
        if self.get(&target).is_some() { Ok(target) } else { Err(unreadable()) }
    }

    /// The file of a relative path in another file.
    fn file(&self, from: usize, name: &str) -> Option<usize> {
        let (path, _) = self.files.get(from)?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut parts: Vec<&str> = Vec::new();
        for part in folder.split('/').chain(name.split('/')) {
            match part {
                "" | "." => {}
                ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        let root = if path.starts_with('/') { "/" } else { "" };
        self.by_path.get(&format!("{root}{}", parts.join("/"))).copied()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_are_resolved_through_files() {
        let files = vec![
            ("spec/api.yaml".to_owned(), json!({"a": {"$ref": "parts/b.yaml#/x~1y"}})),
            ("spec/parts/b.yaml".to_owned(), json!({"x/y": {"$ref": "../api.yaml#/c"}})),
        ];
        let documents = Documents::new(files);
        let reference = documents.resolve(&Place::new("/a")).unwrap_err();
        assert!(matches!(reference, Unreadable::Reference { reference, .. } if reference == "../api.yaml#/c"));
        let target = documents.target(&Place::new("/a"), "parts/b.yaml#/x~1y").unwrap();
        assert_eq!(target, Place { file: 1, pointer: "/x~1y".to_owned() });
        assert_eq!(target.parent(), Some((Place { file: 1, pointer: String::new() }, "x/y".to_owned())));
    }
}
