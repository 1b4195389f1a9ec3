//! Violations of constraints, and their places in a request.

use std::borrow::Cow;
use std::fmt;

use crate::request::problem::Problem;

/// A violation, because of which a request is not sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The affected part of the request.
    pub part: Part,
    /// The place in that part, as a JSON pointer; empty for the part as a whole.
    pub pointer: String,
    /// The problem.
    pub problem: Problem,
}

/// A part of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The path parameter of that name.
    Path(&'static str),
    /// The query parameter of that name.
    Query(Cow<'static, str>),
    /// The header of that name.
    Header(Cow<'static, str>),
    /// The cookie of that name.
    Cookie(&'static str),
    /// Path and query.
    Url,
    /// The credentials.
    Credentials,
    /// The body, or the data it is built from.
    Body,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.part {
            Part::Path(name) => write!(f, "path parameter `{name}`")?,
            Part::Query(name) => write!(f, "query parameter `{name}`")?,
            Part::Header(name) => write!(f, "header `{name}`")?,
            Part::Cookie(name) => write!(f, "cookie `{name}`")?,
            Part::Url => f.write_str("the URL")?,
            Part::Credentials => f.write_str("the client")?,
            Part::Body if self.pointer.is_empty() => f.write_str("the body")?,
            Part::Body => {}
        }
        match (&self.part, self.pointer.is_empty()) {
            (_, true) => {}
            (Part::Body, false) => write!(f, "`{}`", self.pointer)?,
            (_, false) => write!(f, " at `{}`", self.pointer)?,
        }
        write!(f, " {}", self.problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_comes_first() {
        let violation = |part, pointer: &str| Violation { part, pointer: pointer.into(), problem: Problem::Empty };
        let cases = [
            (violation(Part::Path("userId"), ""), "path parameter `userId` must not be empty"),
            (violation(Part::Query("limit".into()), ""), "query parameter `limit` must not be empty"),
            (
                violation(Part::Query("filter".into()), "/custom"),
                "query parameter `filter` at `/custom` must not be empty",
            ),
            (violation(Part::Url, ""), "the URL must not be empty"),
            (violation(Part::Body, ""), "the body must not be empty"),
            (violation(Part::Body, "/email/0"), "`/email/0` must not be empty"),
        ];
        for (violation, words) in cases {
            assert_eq!(violation.to_string(), words);
        }
    }
}
