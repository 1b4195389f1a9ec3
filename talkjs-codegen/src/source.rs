//! The text of the description, and places in it.
//!
//! A [`Span`] is a file and a byte range: small and `Copy`, so the model can keep it. Line and column are computed only
//! for printing.

use std::collections::HashMap;
use std::ops::Range;

/// The description: its own file, and the files that it refers to.
#[derive(Clone, Debug)]
pub struct Source {
    files: Vec<File>,
    /// The files by path.
    by_path: HashMap<String, usize>,
    /// Files that are referred to and could not be read, with the reason.
    unread: HashMap<String, String>,
    /// Local copies of remote references.
    copies: Copies,
}

/// Prefixes of URLs, and the paths of the local copies that replace them.
type Copies = Vec<(String, String)>;

/// One input file, as the user named it.
#[derive(Clone, Debug)]
pub struct File {
    path: String,
    text: String,
    line_starts: Vec<u32>,
    /// The number of characters before each block of the text, for columns in lines of any length.
    chars_before: Vec<usize>,
}

/// The bytes of a block.
const BLOCK: usize = 4096;

/// The most files that one description may consist of.
const MAX_FILES: usize = 100_000;

/// Bytes `start..end` of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    // Every value of a description has a place, so it is as small as the largest file allows.
    file: u32,
    start: u32,
    end: u32,
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
    /// A description in one file.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let mut source =
            Self { files: Vec::new(), by_path: HashMap::new(), unread: HashMap::new(), copies: Copies::new() };
        source.add(File::new(path, text));
        source
    }

    /// Replaces the text of a file.
    #[cfg(feature = "drift")]
    pub(crate) fn set_text(&mut self, index: usize, text: String) {
        if let Some(file) = self.files.get_mut(index) {
            *file = File::new(file.path.clone(), text);
        }
    }

    fn add(&mut self, file: File) {
        self.by_path.insert(file.path.clone(), self.files.len());
        self.files.push(file);
    }

    /// Reads a description and every local file that it refers to by `$ref`, relative to the referring file.
    ///
    /// # Errors
    /// Those of `read` for the description itself. A referenced file that cannot be read is reported by
    /// [`generate`](crate::generate), at the reference.
    pub fn open<E: ToString>(path: &str, read: impl Fn(&str) -> Result<String, E>) -> Result<Self, E> {
        Self::open_with_copies(path, &[], read)
    }

    /// The same as [`Source::open`], with local copies of remote references: a URL that begins with the first of a pair
    /// is the file whose path begins with the second.
    ///
    /// # Errors
    /// The same as [`Source::open`].
    pub fn open_with_copies<E: ToString>(
        path: &str,
        copies: &[(String, String)],
        read: impl Fn(&str) -> Result<String, E>,
    ) -> Result<Self, E> {
        let mut source = Self::new(path, read(path)?);
        source.copies = copies.to_vec();
        let mut next = 0;
        while let Some(file) = source.files.get(next) {
            for path in file.referred(&source.copies) {
                let is_known = source.by_path.contains_key(&path) || source.unread.contains_key(&path);
                if is_known || source.files.len() >= MAX_FILES {
                    continue;
                }
                match read(&path) {
                    Ok(text) => source.add(File::new(path, text)),
                    Err(error) => drop(source.unread.insert(path, error.to_string())),
                }
            }
            next = next.saturating_add(1);
        }
        Ok(source)
    }

    /// The path of the description's own file.
    #[must_use]
    pub fn path(&self) -> &str {
        self.file(0).path()
    }

    /// Every file, the description's own first.
    #[must_use]
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// The file of a span.
    #[must_use]
    pub fn file_of(&self, span: Span) -> &File {
        self.file(span.file())
    }

    fn file(&self, index: usize) -> &File {
        static NOTHING: File =
            File { path: String::new(), text: String::new(), line_starts: Vec::new(), chars_before: Vec::new() };
        self.files.get(index).unwrap_or(&NOTHING)
    }

    /// Whether a URL has a local copy in the option `references`.
    pub(crate) fn is_copied(&self, address: &str) -> bool {
        copy_of(address, &self.copies).is_some()
    }

    /// The file that a reference in another file names, or the reason why it is missing.
    pub(crate) fn referred(&self, from: usize, name: &str) -> Result<usize, String> {
        let file = self.file(from);
        let copy = file.copy(name, &self.copies);
        let is_copy = copy.is_some();
        let path = copy.unwrap_or_else(|| file.relative(name));
        self.by_path.get(&path).copied().ok_or_else(|| match self.unread.get(&path) {
            Some(why) if is_copy => format!("`{path}`: {why}"),
            Some(why) => why.clone(),
            None if self.files.len() >= MAX_FILES => format!("a description may have at most {MAX_FILES} files"),
            None => "only .yaml, .yml and .json files with a relative path are read".to_owned(),
        })
    }
}

impl File {
    /// A file's text, with the path that messages show.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let after_breaks = text.match_indices('\n').map(|(offset, _)| small(offset.saturating_add(1)));
        let mut line_starts: Vec<u32> = std::iter::once(0).chain(after_breaks).collect();
        line_starts.shrink_to_fit();
        let chars_before = text.as_bytes().chunks(BLOCK).scan(0_usize, |before, block| {
            let sum = *before;
            *before = before.saturating_add(count_chars(block));
            Some(sum)
        });
        let chars_before = chars_before.collect();
        Self { path: path.into(), text, line_starts, chars_before }
    }

    /// The local files that the text refers to. The text is searched without parsing: reading too many files does no
    /// harm, and a missing file is reported only if a reference needs it.
    fn referred(&self, copies: &Copies) -> Vec<String> {
        let names = self.text.split("$ref").skip(1).filter_map(|after| {
            let after = after.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?.trim_start();
            let name =
                after.trim_start_matches(['"', '\'']).split(['#', '"', '\'', '\n', '\r', ',', '}']).next()?.trim_end();
            self.copy(name, copies).or_else(|| is_local(name).then(|| self.relative(name)))
        });
        names.collect()
    }

    /// The path of the local copy for a reference in this file. References inside a copy are relative to its original
    /// URL.
    fn copy(&self, name: &str, copies: &Copies) -> Option<String> {
        if name.is_empty() {
            return None;
        }
        copy_of(name, copies).or_else(|| copy_of(&joined(&address_of(&self.path, copies)?, name)?, copies))
    }

    /// The path of a file that is named relative to this one.
    fn relative(&self, name: &str) -> String {
        let folder = self.path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        normal(&format!("{folder}{}", name.trim_start_matches('/')))
    }

    /// The path that messages show.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the text is JSON, judged by its name or its beginning.
    #[must_use]
    pub fn is_json(&self) -> bool {
        let name = std::path::Path::new(&self.path);
        match name.extension().and_then(|extension| extension.to_str()) {
            Some("json") => true,
            Some("yaml" | "yml") => false,
            _ => self.text.trim_start().starts_with('{'),
        }
    }

    /// The text of `span`; empty if the span is not inside the text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// The position of byte `offset`.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start as usize <= offset);
        LineColumn { line, column: self.chars_between(self.line_start(line), offset).saturating_add(1) }
    }

    /// The number of characters that begin between two bytes.
    fn chars_between(&self, start: usize, end: usize) -> usize {
        if end.saturating_sub(start) <= BLOCK {
            return count_chars(self.text.as_bytes().get(start..end).unwrap_or_default());
        }
        self.chars_to(end).saturating_sub(self.chars_to(start))
    }

    /// The number of characters that begin before byte `offset`.
    fn chars_to(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        let before = self.chars_before.get(block).copied();
        let rest = self.text.as_bytes().get(block.saturating_mul(BLOCK)..offset).unwrap_or_default();
        match before {
            Some(before) => before.saturating_add(count_chars(rest)),
            // The text ends at a block boundary.
            None => self.text.chars().count(),
        }
    }

    /// The whole line of byte `offset`, without its line break.
    #[must_use]
    pub fn line_at(&self, offset: usize) -> &str {
        let start = self.line_start(self.line_column(offset).line);
        let line = self.text.get(start..).unwrap_or("");
        line.lines().next().unwrap_or("")
    }

    /// The byte offset of a position, for parsers that report line and column (in characters, from 1).
    #[must_use]
    pub fn offset(&self, position: LineColumn) -> usize {
        let start = self.line_start(position.line);
        let rest = self.text.get(start..).unwrap_or("");
        let column: usize = rest.chars().take(position.column.saturating_sub(1)).map(char::len_utf8).sum();
        start.saturating_add(column).min(self.text.len())
    }

    /// The first byte of the character at byte `offset`.
    pub(crate) fn character_start(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        (0..=offset).rev().find(|start| self.text.is_char_boundary(*start)).unwrap_or(0)
    }

    /// The first byte of a line; the end of the text if there is no such line.
    fn line_start(&self, line: usize) -> usize {
        let index = line.saturating_sub(1);
        self.line_starts.get(index).map_or(self.text.len(), |start| *start as usize)
    }
}

impl Span {
    /// The span of bytes `start..end` of the description's own file.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { file: 0, start: small(start), end: small(end) }
    }

    /// The file, as an index into [`Source::files`]; the description itself is 0.
    #[must_use]
    pub fn file(self) -> usize {
        self.file as usize
    }

    /// First byte.
    #[must_use]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    #[must_use]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// The same bytes in another file.
    #[must_use]
    pub fn in_file(self, file: usize) -> Self {
        Self { file: small(file), ..self }
    }

    /// The empty span at `offset`.
    #[must_use]
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The empty span at the start of this one.
    #[must_use]
    pub fn begin(self) -> Self {
        Self { end: self.start, ..self }
    }

    /// The range of bytes.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }
}

/// The parser rejects files that are too long for this type.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The number of characters that begin in these bytes of UTF-8.
fn count_chars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xBF)).count()
}

/// The path of the local copy of a URL. The longest prefix is used, whatever the order of the pairs.
fn copy_of(address: &str, copies: &Copies) -> Option<String> {
    let fitting = copies.iter().filter_map(|(begin, path)| Some((begin.len(), path, address.strip_prefix(begin)?)));
    fitting.max_by_key(|(length, ..)| *length).map(|(_, path, rest)| normal(&format!("{path}{rest}")))
}

/// The URL that a file is a local copy of.
fn address_of(path: &str, copies: &Copies) -> Option<String> {
    let copies = copies.iter().map(|(begin, path)| (begin, normal(path)));
    let fitting = copies.filter_map(|(begin, copy)| Some((copy.len(), begin, path.strip_prefix(&copy)?)));
    fitting.max_by_key(|(length, ..)| *length).map(|(_, begin, rest)| format!("{begin}{rest}"))
}

/// Resolves a relative reference in the file of a URL; `None` if it is not relative.
fn joined(address: &str, name: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    let folder = match path.rsplit_once('/') {
        Some((folder, _)) if !name.starts_with('/') => folder,
        _ => "",
    };
    (!name.contains(':')).then(|| format!("{scheme}://{host}{}", normal(&format!("/{folder}/{name}"))))
}

/// A path without `.`, empty steps and removable `..`, but with a `/` at its end.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let (start, end) = (path.starts_with('/'), path.ends_with('/') && !parts.is_empty());
    format!("{}{}{}", if start { "/" } else { "" }, parts.join("/"), if end { "/" } else { "" })
}

/// Whether a reference names a local file, relative to its own file, that can be a description.
fn is_local(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension, "yaml" | "yml" | "json") && !name.contains(':') && !name.starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_through_references_and_read_once() {
        let texts = [
            (
                "spec/api.yaml",
                "a: {$ref: 'parts/user.yaml#/User'}\nb:\n  $ref: ../common.json\nc: {\"$ref\": \"./parts/user.yaml\"}",
            ),
            ("spec/parts/user.yaml", "$ref: ../api.yaml#/a\nx:\n  $ref: \"gone.yml\"\ny: {$ref: 'https://a.b/c.yaml'}"),
            ("common.json", "{\"$ref\": \"/etc/secret.json\"}"),
        ];
        let read =
            |path: &str| texts.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned()).ok_or("gone");
        let source = Source::open("spec/api.yaml", read).unwrap();
        let paths: Vec<&str> = source.files().iter().map(File::path).collect();
        assert_eq!(paths, ["spec/api.yaml", "spec/parts/user.yaml", "common.json"]);
        assert_eq!(source.referred(1, "../api.yaml"), Ok(0));
        assert_eq!(source.referred(1, "gone.yml"), Err("gone".to_owned()));
        assert!(Source::open("none.yaml", read).is_err());
    }

    /// Reads a description at `spec/api.yaml` whose other files are `texts`; returns the paths of all files that are found.
    fn paths_of(copies: &[(&str, &str)], texts: &[(&str, &str)]) -> Vec<String> {
        let copies: Vec<_> = copies.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
        let find = |path: &str| texts.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned());
        let source = Source::open_with_copies("spec/api.yaml", &copies, |path| find(path).ok_or("gone")).unwrap();
        source.files().iter().map(|file| file.path().to_owned()).collect()
    }

    #[test]
    fn address_is_read_from_its_local_copy() {
        let copies = [("https://a.b/", "else/"), ("https://a.b/s/", "./spec/../vendor/"), ("https://a.b/", "other/")];
        let texts = [
            ("spec/api.yaml", "x: {$ref: 'https://a.b/s/pet.json#/Pet'}\ny: {$ref: 'https://c.d/s/pet.json'}"),
            ("vendor/pet.json", "{}"),
        ];
        assert_eq!(paths_of(&copies, &texts), ["spec/api.yaml", "vendor/pet.json"]);
        assert_eq!(
            paths_of(&[("https://a.b/s/pet.json", "vendor/pet.json")], &texts),
            ["spec/api.yaml", "vendor/pet.json"]
        );
    }

    #[test]
    fn references_in_a_local_copy_are_relative_to_its_address() {
        let copies = [("https://a.b/s/", "vendor/"), ("https://a.b/common/", "shared/")];
        let texts = [
            ("spec/api.yaml", "{$ref: 'https://a.b/s/x/pet'}"),
            (
                "vendor/x/pet",
                "[{$ref: 'cat#/x'}, {$ref: '../dog.json'}, {$ref: '/s/cow'}, {$ref: 'https://a.b/s/x/pet#/1'}, \
                 {$ref: '../../common/bird'}, {$ref: '#/0'}]",
            ),
            ("vendor/x/cat", ""),
            ("vendor/dog.json", "{\"$ref\": \"x/pet\"}"),
            ("vendor/cow", ""),
            ("shared/bird", ""),
        ];
        let files = ["spec/api.yaml", "vendor/x/pet", "vendor/x/cat", "vendor/dog.json", "vendor/cow", "shared/bird"];
        assert_eq!(paths_of(&copies, &texts), files);
    }

    #[test]
    fn missing_local_copy_is_named_by_its_path() {
        let copies = [("https://a.b/".to_owned(), "vendor/".to_owned())];
        let read =
            |path: &str| if path == "api.yaml" { Ok("$ref: https://a.b/pet.json".to_owned()) } else { Err("gone") };
        let source = Source::open_with_copies("api.yaml", &copies, read).unwrap();
        assert_eq!(source.referred(0, "https://a.b/pet.json"), Err("`vendor/pet.json`: gone".to_owned()));
        assert!(source.is_copied("https://a.b/pet.json") && !source.is_copied("https://a.c/pet.json"));
    }

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let source = File::new("a.yaml", "é: 1\nñandú: x\n");
        let offset = source.text().find('x').unwrap();
        assert_eq!(source.line_column(offset), LineColumn { line: 2, column: 8 });
        assert_eq!(source.line_at(offset), "ñandú: x");
        assert_eq!(source.offset(LineColumn { line: 2, column: 8 }), offset);
    }

    #[test]
    fn columns_are_right_in_long_lines() {
        let text = format!("first\n{}", "é1234".repeat(BLOCK));
        let source = File::new("a.yaml", text.clone());
        for offset in (6..text.len()).filter(|offset| text.is_char_boundary(*offset)).step_by(997).chain([text.len()]) {
            let column = text.get(6..offset).unwrap_or("").chars().count() + 1;
            assert_eq!(source.line_column(offset), LineColumn { line: 2, column });
        }
    }

    #[test]
    fn a_position_past_the_end_is_the_end() {
        let source = File::new("a.yaml", "a: 1");
        assert_eq!(source.line_column(400), LineColumn { line: 1, column: 5 });
        assert_eq!(source.offset(LineColumn { line: 9, column: 9 }), 4);
    }
}
