//! Ids that a URL can carry.

use talkjs_runtime::check::{Problem, segment_problem};

/// The longest id in bytes. TalkJS documents no limit for ids; this is a guess that nobody has confirmed.
pub(crate) const MAX_ID: usize = 255;

/// Returns why a text cannot be an id, if it cannot: it is a segment of a path.
pub(crate) fn id_problem(id: &str) -> Option<Problem> {
    let too_long = || (id.len() > MAX_ID).then_some(Problem::TooManyBytes { max: MAX_ID, found: id.len() });
    segment_problem(id).or_else(too_long)
}
