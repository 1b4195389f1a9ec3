//! What does not fit the description, and the words for it.

use std::fmt;

/// A request or an answer that the description does not allow.
///
/// ```text
/// POST /conversations/{conversationId}/messages 200: the answer at /0: missing properties 'id'
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mismatch {
    /// The method of the request.
    pub method: String,
    /// The path in the description, such as `/users/{userId}`; of a path that is not described, what was asked for.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a request or its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The description does not have the path, or not with this method, and the answer is not 404.
    UnknownOperation,
    /// The description does not have the status of the answer.
    UndocumentedStatus,
    /// The answer does not have the media type that the description gives it.
    AnswerType {
        /// The media type of the answer, as far as it has one.
        found: Option<String>,
        /// The one in the description.
        expected: String,
    },
    /// The body of the answer does not fit its schema.
    Answer {
        /// A JSON pointer into the body.
        pointer: String,
        /// What the schema expects there, and what is there.
        expected: String,
    },
    /// The description refuses the request and the answer is a success.
    Accepted {
        /// What is wrong with the request.
        part: Part,
        /// A JSON pointer into it; empty for the whole.
        pointer: String,
        /// What the schema expects there, and what is there.
        expected: String,
    },
}

/// A part of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// A parameter in the path or the query, by its name.
    Parameter(String),
    /// The header `Content-Type`.
    ContentType,
    /// The body.
    Body,
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(name) => write!(formatter, "parameter `{name}`"),
            Self::ContentType => formatter.write_str("content type"),
            Self::Body => formatter.write_str("body"),
        }
    }
}

/// ` at /a/b`, or nothing for the whole.
struct At<'p>(&'p str);

impl fmt::Display for At<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(formatter, " at {}", self.0) }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, path, status, fault } = self;
        write!(formatter, "{method} {path} {status}: {fault}")
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOperation => formatter.write_str("the description has no such operation, so 404 is expected"),
            Self::UndocumentedStatus => formatter.write_str("the description does not have this status"),
            Self::AnswerType { found: Some(found), expected } => {
                write!(formatter, "the answer is `{found}` and not `{expected}`")
            }
            Self::AnswerType { found: None, expected } => {
                write!(formatter, "the answer has no content type, and not `{expected}`")
            }
            Self::Answer { pointer, expected } => write!(formatter, "the answer{}: {expected}", At(pointer)),
            Self::Accepted { part, pointer, expected } => {
                write!(formatter, "the {part}{} is accepted: {expected}", At(pointer))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_one_line_with_all_that_is_needed_to_find_it() {
        let mismatch = |fault| {
            Mismatch { method: "PUT".to_owned(), path: "/users/{userId}".to_owned(), status: 200, fault }.to_string()
        };
        let expected = || "want string, but got number".to_owned();
        for (fault, words) in [
            (Fault::UnknownOperation, "the description has no such operation, so 404 is expected"),
            (Fault::UndocumentedStatus, "the description does not have this status"),
            (
                Fault::AnswerType { found: Some("text/plain".to_owned()), expected: "application/json".to_owned() },
                "the answer is `text/plain` and not `application/json`",
            ),
            (
                Fault::AnswerType { found: None, expected: "application/json".to_owned() },
                "the answer has no content type, and not `application/json`",
            ),
            (
                Fault::Answer { pointer: "/data/0/id".to_owned(), expected: expected() },
                "the answer at /data/0/id: want string, but got number",
            ),
            (
                Fault::Accepted { part: Part::Body, pointer: "/name".to_owned(), expected: expected() },
                "the body at /name is accepted: want string, but got number",
            ),
            (
                Fault::Accepted {
                    part: Part::Parameter("limit".to_owned()),
                    pointer: String::new(),
                    expected: expected(),
                },
                "the parameter `limit` is accepted: want string, but got number",
            ),
        ] {
            assert_eq!(mismatch(fault), format!("PUT /users/{{userId}} 200: {words}"));
        }
    }
}
