//! Errors in a literal, as data; their messages are here, and those of violations in `talkjs-rules`.

use std::fmt;

use proc_macro2::Span;
use talkjs_rules::Broken;

use super::schema::About;
use super::syntax::IfNone;

/// An error, at the token that it concerns.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) span: Span,
    /// The first of two places that it concerns.
    pub(crate) first: Option<Span>,
    /// The path in the value: `custom.category`, `email[0]`; empty for the value itself.
    pub(crate) path: String,
    pub(crate) fault: Fault,
    /// The description's text about the place.
    pub(crate) about: Option<About>,
}

/// The kinds of error.
#[derive(Debug)]
pub(crate) enum Fault {
    /// A value is missing after `:`, `,` or `..`.
    NoValue,
    /// A key is missing.
    NoKey,
    /// A `:` after a key is missing.
    NoColon,
    /// A comma between two values is missing.
    NoComma,
    /// There are tokens after the literal.
    Rest,
    /// `...base`
    ThreeDots,
    /// `(key): value` or `[key]: value`
    ComputedKey,
    /// The null of another language, or `None`.
    NotNull {
        word: String,
    },
    /// A second `..`.
    SecondBase,
    /// No payload type has this name.
    UnknownType {
        name: String,
        /// Similar names.
        fitting: Vec<String>,
    },
    UnknownKey {
        owner: String,
        key: String,
        nearest: Option<String>,
        known: Vec<String>,
    },
    /// The former name of a property.
    FormerName {
        owner: String,
        key: String,
        name: String,
    },
    RepeatedKey {
        /// Its path.
        key: String,
    },
    /// Missing required properties, each with its documentation.
    MissingKeys {
        owner: String,
        keys: Vec<(String, String)>,
    },
    WrongType {
        expected: String,
        found: String,
    },
    /// A violation of a constraint.
    Broken {
        broken: Broken,
        found: Option<String>,
        nearest: Option<String>,
    },
    /// `or null` or `or keep` for a value that cannot be null or absent.
    IfNone {
        if_none: IfNone,
    },
    /// A read-only property, which is only in responses and is not sent.
    ReadOnly,
    /// The value matches no branch of a union; the reason for each branch.
    NoBranch {
        union: String,
        reasons: Vec<(String, Vec<String>)>,
    },
    /// A type that is too deep inside the payload's type for the text to contain it.
    Elsewhere {
        name: String,
    },
}

impl Found {
    /// An error in the syntax of the literal.
    pub(crate) fn at(span: Span, fault: Fault) -> Self {
        Self { span, first: None, path: String::new(), fault, about: None }
    }
}

impl Found {
    /// The error, on one line.
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

/// The compiler's message: the error, the documentation of the place, and its position in the description.
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
    /// Whether the message begins with the path of a value: "`email[0]` must be a string".
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
            Self::ThreeDots => f.write_str("expected two dots before a base: `..base`"),
            Self::ComputedKey => {
                f.write_str("computed keys are not supported; insert them into a map, and write `..map` here")
            }
            Self::NotNull { word } => {
                write!(f, "invalid value `{word}`; write `null`, or omit the property")
            }
            Self::SecondBase => f.write_str("only one `..` is allowed"),
            Self::UnknownType { name, fitting } => {
                write!(f, "unknown type `{name}`: requests do not contain it")?;
                match fitting.as_slice() {
                    [] => Ok(()),
                    fitting => write!(f, "; did you mean `{}`?", fitting.join("`, `")),
                }
            }
            Self::UnknownKey { owner, key, nearest, known } => {
                write!(f, "unknown property `{key}` in `{owner}`")?;
                match nearest {
                    Some(_) => did_you_mean(f, nearest.as_deref()),
                    None if known.is_empty() => f.write_str("; it has no properties"),
                    None => write!(f, "; its properties are {}", listed(known)),
                }
            }
            Self::FormerName { owner, key, name } => {
                write!(f, "unknown property `{key}` in `{owner}`; it was renamed to `{name}`")
            }
            Self::RepeatedKey { key } => write!(f, "duplicate key `{key}`"),
            Self::MissingKeys { owner, keys } => {
                let names: Vec<String> = keys.iter().map(|(name, _)| name.clone()).collect();
                let noun = if names.len() == 1 { "property" } else { "properties" };
                write!(f, "missing required {noun} {} in `{owner}`", listed(&names))?;
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
            Self::IfNone { if_none: IfNone::Null } => f.write_str("must not be null, so `or null` is not allowed"),
            Self::IfNone { if_none: IfNone::Keep } => f.write_str("is required, so `or keep` is not allowed"),
            Self::ReadOnly => f.write_str("is read-only: it is only in responses and must not be sent"),
            Self::NoBranch { union, reasons } => {
                write!(f, "matches no variant of `{union}`")?;
                reasons.iter().try_for_each(|(branch, why)| write!(f, "\n`{branch}`: {}", why.join("; ")))
            }
            Self::Elsewhere { name } => {
                write!(f, "is nested too deeply to be checked here; write `payload!({name} …)`")
            }
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
        let message = "`messages[0].role` is nested too deeply to be checked here; write `payload!(Role …)`";
        assert_eq!(found.to_string(), message);
    }
}
