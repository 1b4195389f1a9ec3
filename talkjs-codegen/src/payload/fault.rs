//! What can be wrong with a literal, as facts; the words are here, and those for broken rules in `talkjs-rules`.

use std::fmt;

use proc_macro2::Span;
use talkjs_rules::Broken;

use super::schema::About;
use super::syntax::IfNone;

/// One thing that is wrong, under the token that it is about.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) span: Span,
    /// The first of two places that it is about.
    pub(crate) first: Option<Span>,
    /// Where in the value: `custom.category`, `email[0]`; empty for the value itself.
    pub(crate) path: String,
    pub(crate) fault: Fault,
    /// What the description says of the place.
    pub(crate) about: Option<About>,
}

/// What is wrong at one place.
#[derive(Debug)]
pub(crate) enum Fault {
    /// A value is missing after `:`, `,` or `..`.
    NoValue,
    /// Where a key should be there is none.
    NoKey,
    /// A key has no `:` after it.
    NoColon,
    /// Between a value and what follows it there is no comma.
    NoComma,
    /// Something follows the whole literal.
    Rest,
    /// `...base`
    ThreeDots,
    /// `(key): value` or `[key]: value`
    ComputedKey,
    /// A word of another language for null, or `None`.
    NotNull {
        word: String,
    },
    /// A second `..`.
    SecondBase,
    /// No payload type has this name.
    UnknownType {
        name: String,
        /// Those that may be meant.
        fitting: Vec<String>,
    },
    UnknownKey {
        owner: String,
        key: String,
        nearest: Option<String>,
        known: Vec<String>,
    },
    /// A name that a property had before.
    FormerName {
        owner: String,
        key: String,
        name: String,
    },
    RepeatedKey {
        /// Its path.
        key: String,
    },
    /// Required members that are not there, with what the description says of each.
    MissingKeys {
        owner: String,
        keys: Vec<(String, String)>,
    },
    WrongType {
        expected: String,
        found: String,
    },
    /// A rule of the description.
    Broken {
        broken: Broken,
        found: Option<String>,
        nearest: Option<String>,
    },
    /// `or null` or `or keep` where the value cannot be that.
    IfNone {
        if_none: IfNone,
    },
    /// Read-only members come in answers and are not sent.
    ReadOnly,
    /// No branch of a union fits; for each branch, why.
    NoBranch {
        union: String,
        reasons: Vec<(String, Vec<String>)>,
    },
    /// A type that is too far from the payload's own for its text to hold it.
    Elsewhere {
        name: String,
    },
}

impl Found {
    /// Something that is wrong with the form of the literal.
    pub(crate) fn at(span: Span, fault: Fault) -> Self {
        Self { span, first: None, path: String::new(), fault, about: None }
    }
}

impl Found {
    /// What is wrong, on one line.
    pub(crate) fn headline(&self) -> String {
        let fault = self.fault.to_string();
        let fault = fault.lines().next().unwrap_or_default();
        match self.path.as_str() {
            _ if !self.fault.is_about_a_value() => fault.to_owned(),
            "" => format!("the value {fault}"),
            path => format!("`{path}` {fault}"),
        }
    }
}

/// The message of the compiler: what is wrong, what the description says of it, and where.
impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline())?;
        self.fault.to_string().lines().skip(1).try_for_each(|line| write!(f, "\n{line}"))?;
        let Some(about) = &self.about else { return Ok(()) };
        if !about.words.is_empty() {
            write!(f, "\n{}", about.words)?;
        }
        write!(f, "\ndescribed at {}", about.place)
    }
}

impl Fault {
    /// Whether the words go on from the place of a value: "`email[0]` must be a string".
    fn is_about_a_value(&self) -> bool {
        matches!(
            self,
            Self::WrongType { .. }
                | Self::Broken { .. }
                | Self::ReadOnly
                | Self::IfNone { .. }
                | Self::NoBranch { .. }
                | Self::Elsewhere { .. }
        )
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoValue => f.write_str("expected a value: JSON or a Rust expression"),
            Self::NoKey => f.write_str("expected a key: a name, bare or in double quotes"),
            Self::NoColon => f.write_str("expected `:` and a value after the key"),
            Self::NoComma => f.write_str("expected `,` before this"),
            Self::Rest => f.write_str("expected nothing after the literal"),
            Self::ThreeDots => f.write_str("a base has two dots: `..base`"),
            Self::ComputedKey => f.write_str(
                "a key must be known when this compiles; put others into a map first, and write `..map` in its place",
            ),
            Self::NotNull { word } => {
                write!(f, "`{word}` is no value here; write `null`, or leave the property out")
            }
            Self::SecondBase => f.write_str("there can be one `..` only"),
            Self::UnknownType { name, fitting } => {
                write!(f, "the description has no type `{name}` that is sent")?;
                match fitting.as_slice() {
                    [] => Ok(()),
                    fitting => write!(f, "; did you mean `{}`?", fitting.join("`, `")),
                }
            }
            Self::UnknownKey { owner, key, nearest, known } => {
                write!(f, "`{owner}` has no member `{key}`")?;
                match nearest {
                    Some(_) => did_you_mean(f, nearest.as_deref()),
                    None if known.is_empty() => f.write_str("; it has none at all"),
                    None => write!(f, "; it has {}", listed(known)),
                }
            }
            Self::FormerName { owner, key, name } => {
                write!(f, "`{owner}` has no property `{key}`; its name is now `{name}`")
            }
            Self::RepeatedKey { key } => write!(f, "duplicate key `{key}`"),
            Self::MissingKeys { owner, keys } => {
                let names: Vec<String> = keys.iter().map(|(name, _)| name.clone()).collect();
                write!(f, "`{owner}` needs {}", listed(&names))?;
                keys.iter()
                    .filter(|(_, words)| !words.is_empty())
                    .try_for_each(|(name, words)| write!(f, "\n`{name}`: {words}"))
            }
            Self::WrongType { expected, found } => write!(f, "must be {expected}, found {found}"),
            Self::Broken { broken, found, nearest } => {
                broken.fmt(f)?;
                if let Some(found) = found {
                    write!(f, ", found {found}")?;
                }
                did_you_mean(f, nearest.as_deref())
            }
            Self::IfNone { if_none: IfNone::Null } => f.write_str("must not be null, so `or null` cannot stand here"),
            Self::IfNone { if_none: IfNone::Keep } => f.write_str("must have a value, so `or keep` cannot stand here"),
            Self::ReadOnly => f.write_str("must not be sent, it only comes in answers"),
            Self::NoBranch { union, reasons } => {
                write!(f, "fits no kind of `{union}`")?;
                reasons.iter().try_for_each(|(branch, why)| write!(f, "\n`{branch}`: {}", why.join("; ")))
            }
            Self::Elsewhere { name } => write!(f, "is too deep inside to be checked here; write `payload!({name} …)`"),
        }
    }
}

fn did_you_mean(f: &mut fmt::Formatter<'_>, nearest: Option<&str>) -> fmt::Result {
    nearest.map_or(Ok(()), |nearest| write!(f, "; did you mean `{nearest}`?"))
}

/// The most names that one message lists.
const MAX_LISTED: usize = 16;

fn listed(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(MAX_LISTED).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(MAX_LISTED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_that_is_too_deep_inside_is_named_by_its_path() {
        let fault = Fault::Elsewhere { name: "Role".to_owned() };
        let found = Found { path: "messages[0].role".to_owned(), ..Found::at(Span::call_site(), fault) };
        let message = "`messages[0].role` is too deep inside to be checked here; write `payload!(Role …)`";
        assert_eq!(found.to_string(), message);
    }
}
