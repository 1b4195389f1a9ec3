//! Problems of a description: the facts ([`Kind`]), the place, and how both are printed.
//!
//! The text of every message is written only here, in `Display` for [`Kind`] and in [`Kind::help`].

use std::fmt;

use crate::source::{File, LineColumn, Source, Span};

/// One problem at one place of the description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its severity.
    pub severity: Severity,
    /// The problem.
    pub kind: Kind,
    /// The text that it is about.
    pub span: Span,
    /// Other places that it is about, each with a short explanation.
    pub related: Vec<(Span, &'static str)>,
}

/// How severe a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// No code is generated, because the generator would have to guess.
    Error,
    /// A mistake in the description that generation does not depend on; an error with the option `strict`.
    Warning,
    /// Not a mistake: Rust cannot express something, and the note says how it is represented instead.
    Note,
}

/// The kinds of problems. Each kind but two has a case in `tests/data/diagnostics`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The file cannot be read.
    Unreadable {
        /// The system's message.
        reason: String,
    },
    /// The file is not YAML or JSON.
    Syntax {
        /// `YAML` or `JSON`.
        language: &'static str,
        /// The parser's message.
        reason: String,
    },
    /// The file is too large, too deeply nested, or expands too far.
    OverLimit {
        /// The unit that is counted.
        what: &'static str,
        /// The largest accepted number.
        limit: usize,
    },
    /// A duplicate of something that has to be unique.
    Duplicate {
        /// Its kind.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// An unsupported version of OpenAPI.
    Version {
        /// The version in the file.
        found: String,
    },
    /// A value of the wrong type.
    WrongKind {
        /// The expected type.
        expected: String,
        /// The type found.
        found: String,
    },
    /// An object has an unknown key.
    UnknownKey {
        /// The key.
        key: String,
        /// The object's name in the OpenAPI specification.
        object: &'static str,
        /// The most similar known key.
        nearest: Option<String>,
    },
    /// A required key of an object is missing.
    MissingKey {
        /// The key.
        key: &'static str,
        /// The object's name in the OpenAPI specification.
        object: &'static str,
    },
    /// An unknown value of a keyword that has a fixed set of values.
    UnknownWord {
        /// The kind of value.
        what: &'static str,
        /// The value.
        word: String,
        /// The known values.
        allowed: Vec<&'static str>,
    },
    /// The target of a `$ref` is not found.
    DanglingRef {
        /// The reference.
        reference: String,
        /// The most similar name that exists.
        nearest: Option<String>,
    },
    /// The target of a `$ref` is of the wrong kind.
    WrongRef {
        /// The reference.
        reference: String,
        /// The section of `components` that is required.
        section: &'static str,
    },
    /// A `$ref` is a URL on the network.
    RemoteRef {
        /// The reference.
        reference: String,
    },
    /// A `$ref` refers back to itself.
    CyclicRef {
        /// The reference.
        reference: String,
    },
    /// The path template and the path parameters do not agree.
    PathParameter {
        /// The parameter's name.
        name: String,
        /// The path.
        path: String,
        /// Whether the parameter is missing for a name in the template, or the other way round.
        in_template: bool,
        /// The most similar name in the template.
        nearest: Option<String>,
    },
    /// A path is malformed.
    BadPath {
        /// The reason.
        reason: &'static str,
    },
    /// `required` names a property that does not exist.
    UnknownRequired {
        /// The property.
        name: String,
        /// The most similar property.
        nearest: Option<String>,
    },
    /// A lower bound above its upper bound.
    EmptyRange {
        /// The lower bound's keyword.
        low: &'static str,
        /// The upper bound's keyword.
        high: &'static str,
    },
    /// A pattern that is not a valid regular expression, or cannot be checked.
    Pattern {
        /// The reason.
        reason: String,
    },
    /// The branches of a `oneOf` or `anyOf` cannot be distinguished.
    Indistinct {
        /// Two branches that look alike.
        branches: (String, String),
        /// A property and its value in both.
        both: Option<String>,
    },
    /// A discriminator does not match its branches.
    Discriminator {
        /// The reason.
        reason: String,
    },
    /// Two parts of an `allOf` contradict each other.
    Conflict {
        /// The property that both define.
        property: String,
    },
    /// A schema without finite values, as it contains itself.
    Endless {
        /// The schema.
        name: String,
    },
    /// A keyword of a newer version of OpenAPI than the document's.
    Newer {
        /// The keyword.
        what: String,
    },
    /// A keyword beside a `$ref` in OpenAPI 3.0, which has no effect there.
    BesideRef {
        /// The keyword.
        keyword: String,
    },
    /// `nullable` in OpenAPI 3.1, which uses the type `null` instead.
    Nullable,
    /// A `$ref` where OpenAPI does not allow one.
    UnexpectedRef {
        /// The object that is required there.
        object: &'static str,
    },
    /// A `$ref` into a file that cannot be read.
    UnreadRef {
        /// The reference.
        reference: String,
        /// The system's message.
        reason: String,
    },
    /// A selector of `only`, `skip` or the like that matches nothing.
    UnknownSelection {
        /// The selector.
        selector: String,
        /// The most similar selector that matches.
        nearest: Option<String>,
    },
    /// An entry of `names` for a name that does not exist.
    UnknownName {
        /// The name.
        name: String,
        /// The most similar name that exists.
        nearest: Option<String>,
    },
    /// A new name of `names` that is not a valid Rust name, or that another entry uses too.
    NewName {
        /// The item to rename.
        name: String,
        /// The new name.
        new: String,
        /// The reason.
        reason: String,
    },
    /// An entry of `types` for a format that no schema has.
    UnknownFormat {
        /// The format.
        format: String,
        /// The most similar format of a schema.
        nearest: Option<String>,
        /// All formats of schemas.
        known: Vec<String>,
    },
    /// An option names a schema that is not in `components`.
    UnknownSchema {
        /// The name.
        name: String,
        /// The most similar name that exists.
        nearest: Option<String>,
    },
    /// An option names a type that the generated code does not define.
    UnknownType {
        /// The name.
        name: String,
        /// The most similar name that exists.
        nearest: Option<String>,
    },
    /// A vendor extension of this generator is malformed.
    Extension {
        /// The extension's key.
        key: &'static str,
        /// The reason.
        reason: String,
    },
    /// Something that has no effect.
    Ignored {
        /// Its name.
        what: String,
        /// The reason.
        why: &'static str,
    },
    /// Something that values are not checked against.
    Unchecked {
        /// Its name.
        what: String,
    },
    /// Something that has no Rust type.
    Untyped {
        /// Its name.
        what: String,
        /// The reason.
        why: &'static str,
    },
    /// Something that is interpreted as something else.
    ReadAs {
        /// Its name.
        what: String,
        /// The interpretation.
        read_as: String,
    },
    /// A keyword that JSON Schema does not define; it is an annotation then.
    Annotation {
        /// The keyword.
        key: String,
        /// The number of schemas that have it.
        count: usize,
    },
    /// A security requirement names a scheme that does not exist.
    UnknownScheme {
        /// The name.
        name: String,
        /// The most similar scheme.
        nearest: Option<String>,
    },
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { reason } => write!(f, "cannot read the description: {reason}"),
            Self::Syntax { language, reason } => write!(f, "not {language}: {reason}"),
            Self::OverLimit { what, limit } => write!(f, "more than {limit} {what}"),
            Self::Duplicate { what, name } => write!(f, "duplicate {what} `{name}`"),
            Self::Version { found } => write!(f, "unsupported version: {found}; supported are OpenAPI 3.0 and 3.1"),
            Self::WrongKind { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::UnknownKey { key, object, nearest } => {
                write!(f, "unknown key `{key}` in {object}")?;
                did_you_mean(f, nearest.as_deref())
            }
            Self::MissingKey { key, object } => write!(f, "missing required key `{key}` in {object}"),
            Self::UnknownWord { what, word, allowed } => {
                write!(f, "unknown {what} `{word}`")?;
                did_you_mean(f, crate::suggest::nearest(word, allowed.iter().copied()))
            }
            Self::DanglingRef { reference, nearest } => {
                write!(f, "`{reference}` not found")?;
                did_you_mean(f, nearest.as_deref())
            }
            Self::WrongRef { reference, section } => {
                write!(f, "`{reference}` is not in `#/components/{section}`")
            }
            Self::RemoteRef { reference } => {
                write!(f, "unsupported remote reference `{reference}`: only local files are read")
            }
            Self::CyclicRef { reference } => write!(f, "cyclic reference: `{reference}` refers back to itself"),
            Self::PathParameter { name, path, in_template: true, .. } => {
                write!(f, "undefined path parameter `{{{name}}}` in `{path}`: it is read as a string")
            }
            Self::PathParameter { name, path, in_template: false, nearest } => {
                write!(f, "path parameter `{name}` is not in the path `{path}`")?;
                did_you_mean(f, nearest.as_deref())
            }
            Self::BadPath { reason } => write!(f, "malformed path: {reason}"),
            Self::UnknownRequired { name, nearest } => {
                write!(f, "unknown property `{name}` in `required`")?;
                did_you_mean(f, nearest.as_deref())
            }
            Self::EmptyRange { low, high } => write!(f, "`{low}` is above `{high}`"),
            Self::Pattern { reason } => {
                write!(f, "unsupported pattern, which is not checked: {reason}")
            }
            Self::Indistinct { branches: (first, second), both: None } => {
                write!(f, "ambiguous branches {first} and {second}: the first that matches a value is used")
            }
            Self::Indistinct { branches: (first, second), both: Some(both) } => {
                write!(
                    f,
                    "ambiguous branches {first} and {second}, which both have `{both}`: the first that matches a value is used"
                )
            }
            Self::Discriminator { reason } => write!(f, "invalid discriminator: {reason}"),
            Self::Conflict { property } => {
                write!(
                    f,
                    "conflicting types in `allOf`: its parts give `{property}` different JSON types, so it becomes `serde_json::Value`"
                )
            }
            Self::Endless { name } => write!(f, "infinitely recursive type: `{name}` always contains itself"),
            Self::Newer { what } => {
                write!(f, "{what} requires OpenAPI 3.1, but this document is 3.0; it is read as in 3.1")
            }
            Self::BesideRef { keyword } => {
                write!(f, "`{keyword}` beside a `$ref` is ignored in OpenAPI 3.0; it is read as in 3.1")
            }
            Self::Nullable => f.write_str("`nullable` is not a keyword of OpenAPI 3.1; it is read as in 3.0"),
            Self::UnexpectedRef { object } => {
                write!(f, "unexpected `$ref` instead of a {object}; its target is used")
            }
            Self::UnreadRef { reference, reason } => write!(f, "`{reference}` cannot be read: {reason}"),
            Self::UnknownSelection { selector, nearest } => {
                write!(f, "unknown selector `{selector}`")?;
                did_you_mean(f, nearest.as_deref())
            }
            Self::UnknownName { name, nearest } => {
                write!(f, "unknown operation or schema `{name}`")?;
                did_you_mean(f, nearest.as_deref())
            }
            Self::UnknownFormat { format, nearest, known } => {
                write!(f, "unknown format `{format}`")?;
                match nearest {
                    None if !known.is_empty() => write!(f, "; known formats: `{}`", known.join("`, `")),
                    nearest => did_you_mean(f, nearest.as_deref()),
                }
            }
            Self::UnknownSchema { name, nearest } => {
                write!(f, "unknown schema `{name}`")?;
                did_you_mean(f, nearest.as_deref())
            }
            Self::UnknownType { name, nearest } => {
                write!(f, "unknown type `{name}`")?;
                did_you_mean(f, nearest.as_deref())
            }
            Self::NewName { name, new, reason } => write!(f, "`{name}` cannot be named `{new}`: {reason}"),
            Self::Extension { key, reason } => write!(f, "`{key}`: {reason}"),
            Self::Ignored { what, why } => write!(f, "{what} is ignored: {why}"),
            Self::Unchecked { what } => write!(f, "{what} is not checked; it stays in the documentation"),
            Self::Untyped { what, why } => write!(f, "{what} becomes `serde_json::Value`: {why}"),
            Self::ReadAs { what, read_as } => write!(f, "{what} is read as {read_as}"),
            Self::Annotation { key, count: 1 } => write!(f, "unknown keyword `{key}` is read as an annotation"),
            Self::Annotation { key, count } => {
                write!(f, "unknown keyword `{key}` is read as an annotation, in {count} schemas")
            }
            Self::UnknownScheme { name, nearest } => {
                write!(f, "unknown security scheme `{name}`")?;
                did_you_mean(f, nearest.as_deref())
            }
        }
    }
}

fn did_you_mean(f: &mut fmt::Formatter<'_>, nearest: Option<&str>) -> fmt::Result {
    match nearest {
        Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
        None => Ok(()),
    }
}

impl Kind {
    /// What to do, if the message does not say it.
    fn help(&self) -> Option<String> {
        Some(match self {
            Self::Duplicate { .. } => "rename one of the two, or remove it".to_owned(),
            Self::Version { .. } => "convert the description to OpenAPI 3.0 or 3.1 first".to_owned(),
            Self::UnknownKey { .. } => "remove the key, or add the prefix `x-` if it is an extension".to_owned(),
            Self::UnknownWord { allowed, .. } => format!("use one of: {}", allowed.join(", ")),
            Self::DanglingRef { reference, .. } if reference.ends_with("#/") => {
                "end it with `#` for the whole file; `#/` is the property with the empty name".to_owned()
            }
            Self::DanglingRef { .. } => "correct the reference, or define its target".to_owned(),
            Self::RemoteRef { reference } => {
                let begin = reference.split('#').next().unwrap_or("").rsplit_once('/').map_or("", |(begin, _)| begin);
                format!(
                    "save a local copy and give its path: `references = {{ \"{begin}/\" = \"path/of/the/copy/\" }}` in \
                     `api!`, or `--reference`"
                )
            }
            Self::PathParameter { in_template: true, .. } => {
                "add a parameter with `in: path` and `required: true`".to_owned()
            }
            Self::PathParameter { in_template: false, .. } => {
                "add it to the path in braces, or remove the parameter".to_owned()
            }
            Self::Indistinct { .. } => {
                "add a `discriminator`, or require a property in one branch that the other does not have".to_owned()
            }
            Self::Newer { .. } => "change `openapi` to 3.1.0, if your other tools support it".to_owned(),
            Self::BesideRef { .. } => "put the `$ref` into an `allOf`: `allOf: [{ $ref: … }]`".to_owned(),
            Self::Nullable => "list the type `null`: `type: [string, 'null']`, or beside a `$ref` \
                 `oneOf: [{ $ref: … }, { type: 'null' }]`"
                .to_owned(),
            Self::UnreadRef { reference, .. } if reference.contains("://") => {
                "save the local copy there, or correct its path in `references`".to_owned()
            }
            Self::UnreadRef { .. } => "correct the path, which is relative to the referring file".to_owned(),
            Self::UnknownSelection { .. } => {
                "select by `operationId`, `tag:NAME`, `/path`, `/prefix*` or `METHOD /path`".to_owned()
            }
            Self::UnknownName { .. } => {
                "name an operation by `operationId`, or by `METHOD /path` if it has none, and a schema by its name in \
                 `components`"
                    .to_owned()
            }
            Self::NewName { .. } => {
                "methods are in `snake_case` and types in `CamelCase`; keywords and names that generated code uses are not allowed"
                    .to_owned()
            }
            Self::UnknownSchema { .. } => "use the name of a schema in `components`".to_owned(),
            Self::UnknownType { .. } => "use the name of a generated struct or enum, or of its schema".to_owned(),
            Self::Endless { .. } => "make one property of the cycle optional, or a list".to_owned(),
            _ => return None,
        })
    }
}

impl Diagnostic {
    /// An error at a place.
    pub(crate) fn new(kind: Kind, span: Span) -> Self {
        Self { severity: Severity::Error, kind, span, related: Vec::new() }
    }

    /// The same with another severity.
    pub(crate) fn with(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    /// Adds a related place.
    pub(crate) fn also(mut self, span: Span, why: &'static str) -> Self {
        self.related.push((span, why));
        self
    }

    /// The whole message for people: place, problem, the line with a caret, help.
    #[must_use]
    pub fn render(&self, source: &Source) -> String {
        let file = source.file_of(self.span);
        let mut text = format!("{}: {}{}", place(source, self.span), self.severity.word(), self.kind);
        if !file.text().is_empty() {
            text.push_str(&caret_line(file, self.span));
        }
        for (span, why) in &self.related {
            text.push_str(&format!("\n  = {why} at {}", place(source, *span)));
        }
        if let Some(help) = self.kind.help() {
            text.push_str(&format!("\n  = help: {help}"));
        }
        text
    }
}

impl Severity {
    /// The word in front of a message.
    fn word(self) -> &'static str {
        match self {
            Self::Error => "",
            Self::Warning => "warning: ",
            Self::Note => "note: ",
        }
    }
}

/// `spec/api.yaml:12:3`
fn place(source: &Source, span: Span) -> String {
    let file = source.file_of(span);
    let LineColumn { line, column } = file.line_column(span.start());
    format!("{}:{line}:{column}", file.path())
}

/// The affected line, cut to a readable width, with carets under the span.
fn caret_line(source: &File, span: Span) -> String {
    const WIDTH: usize = 100;
    let position = source.line_column(span.start());
    let line = source.line_at(span.start());
    let column = position.column.saturating_sub(1);
    let skip = if column > WIDTH { column.saturating_sub(WIDTH / 2) } else { 0 };
    let shown: String =
        line.chars().skip(skip).take(WIDTH).map(|c| if c == '\t' || c.is_control() { ' ' } else { c }).collect();
    let rest = shown.chars().count().saturating_sub(column.saturating_sub(skip));
    let under = source.slice(span).lines().next().unwrap_or("").chars().count();
    let carets = "^".repeat(under.min(rest).max(1));
    let number = position.line.to_string();
    let gutter = " ".repeat(number.len());
    let indent = " ".repeat(column.saturating_sub(skip));
    format!("\n{gutter} |\n{number} | {}\n{gutter} | {indent}{carets}", shown.trim_end())
}

/// All problems found in one run, in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    found: Vec<Diagnostic>,
    /// Whether warnings are errors.
    strict: bool,
}

impl Diagnostics {
    /// No problems yet.
    pub(crate) fn new(strict: bool) -> Self {
        Self { found: Vec::new(), strict }
    }

    /// Adds a problem.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        let raised = self.strict && diagnostic.severity == Severity::Warning;
        self.found.push(if raised { diagnostic.with(Severity::Error) } else { diagnostic });
    }

    /// Adds an error at a place.
    pub(crate) fn report(&mut self, kind: Kind, span: Span) {
        self.push(Diagnostic::new(kind, span));
    }

    /// Adds a warning at a place.
    pub(crate) fn warn(&mut self, kind: Kind, span: Span) {
        self.push(Diagnostic::new(kind, span).with(Severity::Warning));
    }

    /// Adds a note at a place.
    pub(crate) fn note(&mut self, kind: Kind, span: Span) {
        self.push(Diagnostic::new(kind, span).with(Severity::Note));
    }

    /// Whether there are no errors so far.
    pub(crate) fn is_clean(&self) -> bool {
        self.found.iter().all(|diagnostic| diagnostic.severity != Severity::Error)
    }

    /// The gate between two stages: continues only if there are no errors.
    pub(crate) fn gate<T>(&mut self, value: T) -> Result<T, Vec<Diagnostic>> {
        if self.is_clean() { Ok(value) } else { Err(self.take()) }
    }

    /// All problems, in the order of the file.
    pub(crate) fn take(&mut self) -> Vec<Diagnostic> {
        let mut found = std::mem::take(&mut self.found);
        found.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.severity));
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_says_where_what_and_what_to_do() {
        let source = Source::new("api.yaml", "openapi: 3.0.3\ninfo:\n  titel: x\n");
        let start = source.files()[0].text().find("titel").unwrap();
        let diagnostic = Diagnostic::new(
            Kind::UnknownKey { key: "titel".into(), object: "Info Object", nearest: Some("title".into()) },
            Span::new(start, start + 5),
        );
        assert_eq!(
            diagnostic.render(&source),
            "api.yaml:3:3: unknown key `titel` in Info Object; did you mean `title`?\n  \
             |\n3 |   titel: x\n  |   ^^^^^\n  \
             = help: remove the key, or add the prefix `x-` if it is an extension"
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_caret() {
        let source = Source::new("a.json", format!("{}BAD", " ".repeat(300)));
        let rendered = Diagnostic::new(Kind::Pattern { reason: "x".into() }, Span::new(300, 303)).render(&source);
        assert!(rendered.lines().all(|line| line.chars().count() < 120), "{rendered}");
        assert!(rendered.contains("BAD") && rendered.contains("^^^"), "{rendered}");
    }
}
