//! What is wrong with a description: the facts ([`Kind`]), the place, and how both are printed.
//!
//! The words of every message are written once, in `Display` for [`Kind`] and in [`Kind::help`].

use std::fmt;

use crate::source::{File, LineColumn, Source, Span};

/// One problem at one place of the description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong.
    pub kind: Kind,
    /// The text at fault.
    pub span: Span,
    /// Other places that belong to the story, each with a word on why.
    pub related: Vec<(Span, &'static str)>,
}

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// No code is generated: going on would be a guess.
    Error,
    /// A mistake in the description that the code can do without; an error where the caller is strict.
    Warning,
    /// No mistake: something that Rust cannot express, and what it has become.
    Note,
}

/// What can be wrong with a description. Each kind but two is shown by a case in `tests/data/diagnostics`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The file cannot be read.
    Unreadable {
        /// Why, in the system's words.
        reason: String,
    },
    /// The file is not YAML or JSON.
    Syntax {
        /// `YAML` or `JSON`.
        language: &'static str,
        /// Why, in the parser's words.
        reason: String,
    },
    /// The file is larger, deeper or expands further than is reasonable.
    OverLimit {
        /// What is counted.
        what: &'static str,
        /// The most that is accepted.
        limit: usize,
    },
    /// Something that has to be unique is a duplicate.
    Duplicate {
        /// What it is.
        what: &'static str,
        /// What it says.
        name: String,
    },
    /// The file is of a version of OpenAPI that is not read.
    Version {
        /// What the file says.
        found: String,
    },
    /// A value is of the wrong kind.
    WrongKind {
        /// What is expected here.
        expected: String,
        /// What stands here.
        found: String,
    },
    /// An object has a key that OpenAPI does not define there.
    UnknownKey {
        /// The key.
        key: String,
        /// The object's name in the OpenAPI specification.
        object: &'static str,
        /// The nearest key that is defined.
        nearest: Option<String>,
    },
    /// An object lacks a key that OpenAPI requires.
    MissingKey {
        /// The key.
        key: &'static str,
        /// The object's name in the OpenAPI specification.
        object: &'static str,
    },
    /// A word is not one of those that are defined.
    UnknownWord {
        /// What the word names.
        what: &'static str,
        /// The word.
        word: String,
        /// The words that are defined.
        allowed: Vec<&'static str>,
    },
    /// The target of a `$ref` is not found.
    DanglingRef {
        /// The reference.
        reference: String,
        /// The nearest name that exists.
        nearest: Option<String>,
    },
    /// The target of a `$ref` is of another kind than is needed.
    WrongRef {
        /// The reference.
        reference: String,
        /// The section of `components` that is needed.
        section: &'static str,
    },
    /// A `$ref` points into the network.
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
        /// Whether the template names it (and no parameter does), or the other way round.
        in_template: bool,
        /// The nearest name in the template.
        nearest: Option<String>,
    },
    /// A path is malformed.
    BadPath {
        /// What is wrong.
        reason: &'static str,
    },
    /// `required` names a member that is not there.
    UnknownRequired {
        /// The member.
        name: String,
        /// The nearest member.
        nearest: Option<String>,
    },
    /// A lower bound above its upper bound.
    EmptyRange {
        /// The lower bound's keyword.
        low: &'static str,
        /// The upper bound's keyword.
        high: &'static str,
    },
    /// A pattern that is not a regular expression that can be checked.
    Pattern {
        /// Why.
        reason: String,
    },
    /// The branches of a `oneOf` or `anyOf` cannot be told apart.
    Indistinct {
        /// Two branches that look alike.
        branches: (String, String),
        /// A property and its value in both.
        both: Option<String>,
    },
    /// A discriminator does not fit its branches.
    Discriminator {
        /// Why.
        reason: String,
    },
    /// Two parts of an `allOf` contradict each other.
    Conflict {
        /// The member that both define.
        member: String,
    },
    /// A schema that can never hold a value, as it contains itself.
    Endless {
        /// The schema.
        name: String,
    },
    /// A word of a newer version of OpenAPI than the file says it is.
    Newer {
        /// The word.
        what: String,
    },
    /// A keyword beside a `$ref` in OpenAPI 3.0, which has no effect there.
    BesideRef {
        /// The keyword.
        keyword: String,
    },
    /// `nullable` in OpenAPI 3.1, which has the type `null` in its place.
    Nullable,
    /// A `$ref` where OpenAPI has none.
    UnexpectedRef {
        /// The object that has to stand there.
        object: &'static str,
    },
    /// A `$ref` into a file that cannot be read.
    UnreadRef {
        /// The reference.
        reference: String,
        /// Why, in the system's words.
        reason: String,
    },
    /// A selection that means nothing in the description.
    UnknownSelection {
        /// The selector.
        selector: String,
        /// The nearest that means something.
        nearest: Option<String>,
    },
    /// An entry of `names` that names nothing in the description.
    UnknownName {
        /// The name.
        name: String,
        /// The nearest that names something.
        nearest: Option<String>,
    },
    /// A new name of `names` that is no Rust name of its kind, or that another entry gives too.
    NewName {
        /// What is to have the new name.
        name: String,
        /// The new name.
        new: String,
        /// Why it cannot have it.
        reason: String,
    },
    /// An entry of `types` for a format that no schema has.
    UnknownFormat {
        /// The format.
        format: String,
        /// The nearest that a schema has.
        nearest: Option<String>,
        /// All that schemas have.
        known: Vec<String>,
    },
    /// An option names a schema that is not in `components`.
    UnknownSchema {
        /// The name.
        name: String,
        /// The nearest that is there.
        nearest: Option<String>,
    },
    /// An option names a type that the generated code does not define.
    UnknownType {
        /// The name.
        name: String,
        /// The nearest that it defines.
        nearest: Option<String>,
    },
    /// A vendor extension of this generator is malformed.
    Extension {
        /// The extension's key.
        key: &'static str,
        /// Why.
        reason: String,
    },
    /// Something that has no effect where it stands.
    Ignored {
        /// What.
        what: String,
        /// Why it has none.
        why: &'static str,
    },
    /// Something that values are not held against.
    Unchecked {
        /// What.
        what: String,
    },
    /// Something that has no Rust type of its own.
    Untyped {
        /// What.
        what: String,
        /// Why.
        why: &'static str,
    },
    /// Something that is taken to be something else.
    ReadAs {
        /// What.
        what: String,
        /// What it is taken to be.
        read_as: String,
    },
    /// A keyword that JSON Schema does not define, which is then an annotation.
    Annotation {
        /// The keyword.
        key: String,
        /// The number of schemas that have it.
        count: usize,
    },
    /// A security requirement names a scheme that is not there.
    UnknownScheme {
        /// The name.
        name: String,
        /// The nearest scheme.
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
            Self::Version { found } => write!(f, "{found}; OpenAPI 3.0 and 3.1 are read"),
            Self::WrongKind { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::UnknownKey { key, object, nearest } => {
                write!(f, "unknown key `{key}` in {object}")?;
                did_you_mean(f, nearest.as_deref())
            }
            Self::MissingKey { key, object } => write!(f, "missing key `{key}` in {object}"),
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
                write!(f, "`{reference}` is in the network, and only local files are read")
            }
            Self::CyclicRef { reference } => write!(f, "`{reference}` refers back to itself"),
            Self::PathParameter { name, path, in_template: true, .. } => {
                write!(f, "`{{{name}}}` in `{path}` has no path parameter: it is read as a string")
            }
            Self::PathParameter { name, path, in_template: false, nearest } => {
                write!(f, "path parameter `{name}` is not in the path `{path}`")?;
                did_you_mean(f, nearest.as_deref())
            }
            Self::BadPath { reason } => write!(f, "malformed path: {reason}"),
            Self::UnknownRequired { name, nearest } => {
                write!(f, "`required` names `{name}`, which is not a property here")?;
                did_you_mean(f, nearest.as_deref())
            }
            Self::EmptyRange { low, high } => write!(f, "`{low}` is above `{high}`"),
            Self::Pattern { reason } => {
                write!(f, "this pattern is not checked: {reason}")
            }
            Self::Indistinct { branches: (first, second), both: None } => {
                write!(f, "nothing tells the branches {first} and {second} apart: the first that fits is taken")
            }
            Self::Indistinct { branches: (first, second), both: Some(both) } => {
                write!(f, "the branches {first} and {second} both have `{both}`: the first that fits is taken")
            }
            Self::Discriminator { reason } => write!(f, "this discriminator does not fit its branches: {reason}"),
            Self::Conflict { member } => {
                write!(
                    f,
                    "two parts of this `allOf` give `{member}` different JSON types: it becomes `serde_json::Value`"
                )
            }
            Self::Endless { name } => write!(f, "`{name}` contains itself and so has no finite value"),
            Self::Newer { what } => {
                write!(f, "{what} is new in OpenAPI 3.1, and this document says 3.0; it is read as in 3.1")
            }
            Self::BesideRef { keyword } => {
                write!(f, "`{keyword}` beside a `$ref` has no effect in OpenAPI 3.0; it is read as meant")
            }
            Self::Nullable => f.write_str("`nullable` has no effect in OpenAPI 3.1; it is read as meant"),
            Self::UnexpectedRef { object } => {
                write!(f, "OpenAPI allows no `$ref` in place of a {object}; its target is used")
            }
            Self::UnreadRef { reference, reason } => write!(f, "`{reference}` cannot be read: {reason}"),
            Self::UnknownSelection { selector, nearest } => {
                write!(f, "no operation has the id, tag or path `{selector}`")?;
                did_you_mean(f, nearest.as_deref())
            }
            Self::UnknownName { name, nearest } => {
                write!(f, "no operation or schema has the name `{name}`")?;
                did_you_mean(f, nearest.as_deref())
            }
            Self::UnknownFormat { format, nearest, known } => {
                write!(f, "no schema has the format `{format}`")?;
                match nearest {
                    None if !known.is_empty() => write!(f, "; the formats are `{}`", known.join("`, `")),
                    nearest => did_you_mean(f, nearest.as_deref()),
                }
            }
            Self::UnknownSchema { name, nearest } => {
                write!(f, "no schema in `components` has the name `{name}`")?;
                did_you_mean(f, nearest.as_deref())
            }
            Self::UnknownType { name, nearest } => {
                write!(f, "no generated struct or enum has the name `{name}`")?;
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
    /// What to do about it, where the message itself does not say it.
    fn help(&self) -> Option<String> {
        Some(match self {
            Self::Duplicate { .. } => "rename one of the two, or remove it".to_owned(),
            Self::Version { .. } => "convert the description to OpenAPI 3.0 or 3.1 first".to_owned(),
            Self::UnknownKey { .. } => "remove the key, or begin it with `x-` if it is an extension".to_owned(),
            Self::UnknownWord { allowed, .. } => format!("use one of: {}", allowed.join(", ")),
            Self::DanglingRef { reference, .. } if reference.ends_with("#/") => {
                "end it with `#` for the whole file; `#/` is the property whose name is empty".to_owned()
            }
            Self::DanglingRef { .. } => "correct the reference, or define what it names".to_owned(),
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
                "put it into the path in braces, or remove the parameter".to_owned()
            }
            Self::Indistinct { .. } => {
                "add a `discriminator`, or require a member in one branch that the other does not have".to_owned()
            }
            Self::Newer { .. } => "raise `openapi` to 3.1.0, if the API's own tools can read that".to_owned(),
            Self::BesideRef { .. } => "put the `$ref` into an `allOf`: `allOf: [{ $ref: … }]`".to_owned(),
            Self::Nullable => "list the type `null`: `type: [string, 'null']`, or beside a `$ref` \
                 `oneOf: [{ $ref: … }, { type: 'null' }]`"
                .to_owned(),
            Self::UnreadRef { reference, .. } if reference.contains("://") => {
                "save the local copy there, or correct its path in `references`".to_owned()
            }
            Self::UnreadRef { .. } => "correct the path, which is relative to the file that it stands in".to_owned(),
            Self::UnknownSelection { .. } => {
                "select by `operationId`, `tag:NAME`, `/path`, `/prefix*` or `METHOD /path`".to_owned()
            }
            Self::UnknownName { .. } => {
                "name an operation by `operationId`, or by `METHOD /path` if it has none, and a schema by its name in \
                 `components`"
                    .to_owned()
            }
            Self::NewName { .. } => {
                "methods are in `snake_case` and types in `CamelCase`, without keywords and names that generated code needs"
                    .to_owned()
            }
            Self::Endless { .. } => "make one link of the chain optional, or a list".to_owned(),
            _ => return None,
        })
    }
}

impl Diagnostic {
    /// An error at a place.
    pub(crate) fn new(kind: Kind, span: Span) -> Self {
        Self { severity: Severity::Error, kind, span, related: Vec::new() }
    }

    /// The same, mattering less or more.
    pub(crate) fn with(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    /// Adds another place of the story.
    pub(crate) fn also(mut self, span: Span, why: &'static str) -> Self {
        self.related.push((span, why));
        self
    }

    /// The whole message for people: place, what, the line with a caret, what to do.
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
    /// What stands before a message that is no error.
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

/// The line at fault, cut to a readable width, with carets under the span.
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

/// Everything found in one run, in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    found: Vec<Diagnostic>,
    /// Whether warnings are errors.
    strict: bool,
}

impl Diagnostics {
    /// Nothing found so far.
    pub(crate) fn new(strict: bool) -> Self {
        Self { found: Vec::new(), strict }
    }

    /// Adds what was found.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        let raised = self.strict && diagnostic.severity == Severity::Warning;
        self.found.push(if raised { diagnostic.with(Severity::Error) } else { diagnostic });
    }

    /// Adds an error at a place.
    pub(crate) fn report(&mut self, kind: Kind, span: Span) {
        self.push(Diagnostic::new(kind, span));
    }

    /// Adds a mistake at a place that the code can do without.
    pub(crate) fn warn(&mut self, kind: Kind, span: Span) {
        self.push(Diagnostic::new(kind, span).with(Severity::Warning));
    }

    /// Adds a note of what something that Rust cannot express has become.
    pub(crate) fn note(&mut self, kind: Kind, span: Span) {
        self.push(Diagnostic::new(kind, span).with(Severity::Note));
    }

    /// Whether no error was found so far.
    pub(crate) fn is_clean(&self) -> bool {
        self.found.iter().all(|diagnostic| diagnostic.severity != Severity::Error)
    }

    /// The gate between two stages: goes on only while no error was found.
    pub(crate) fn gate<T>(&mut self, value: T) -> Result<T, Vec<Diagnostic>> {
        if self.is_clean() { Ok(value) } else { Err(self.take()) }
    }

    /// Everything found, in the order of the file.
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
             = help: remove the key, or begin it with `x-` if it is an extension"
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
