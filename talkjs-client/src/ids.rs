//! Ids that can be part of a URL.

use talkjs_runtime::check::{Problem, segment_problem};

/// The longest id in bytes. TalkJS documents no limit for ids; this value is unconfirmed.
pub(crate) const MAX_ID: usize = 255;

/// Returns why a text is not a valid id, which is a segment of a path; `None` if it is valid.
pub(crate) fn id_problem(id: &str) -> Option<Problem> {
    let too_long = || (id.len() > MAX_ID).then_some(Problem::TooManyBytes { max: MAX_ID, found: id.len() });
    segment_problem(id).or_else(too_long)
}
