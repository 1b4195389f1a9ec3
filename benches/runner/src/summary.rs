//! The table at the head of the page: what was promised, and what came out.

use std::fmt::Write as _;

use crate::report::{Goal, Results, number};

/// A promise.
struct Promise {
    figure: &'static str,
    /// The section that measures it, and its targets there: those whose text begins so. Of several the worst counts.
    section: &'static str,
    what: &'static str,
    goal: Goal,
    /// What the goal is, where it is another figure of the same run.
    goal_text: Option<&'static str>,
}

const fn at_most(figure: &'static str, section: &'static str, what: &'static str, goal: f64) -> Promise {
    Promise { figure, section, what, goal: Goal::AtMost(goal), goal_text: None }
}

const fn at_least(figure: &'static str, section: &'static str, what: &'static str, goal: f64) -> Promise {
    Promise { figure, section, what, goal: Goal::AtLeast(goal), goal_text: None }
}

const PROMISES: &[Promise] = &[
    at_most("clean check, CPU, default features / hand-written", "build", "cargo check, CPU: ours / hand-written", 1.0),
    at_most(
        "clean check, CPU / hand-written with the features that ours needs",
        "build",
        "cargo check, CPU: ours / hand-written-lean",
        1.1,
    ),
    at_most(
        "clean check, critical path / hand-written",
        "build",
        "cargo check, critical path: ours / hand-written",
        1.0,
    ),
    at_most(
        "edit of talkjs-client's description, CPU / progenitor",
        "regenerate",
        "CPU: talkjs-client / progenitor",
        0.45,
    ),
    at_most(
        "edit of GitHub's description, CPU: edited check / first check",
        "large",
        "edit of GitHub's description",
        0.5,
    ),
    at_most("`upsert_user`, instructions / hand-written", "calls", "instructions of `upsert_user` over HTTP/1.1", 0.95),
    at_most(
        "`send_messages`, instructions / hand-written",
        "calls",
        "instructions of `send_messages` over HTTP/1.1",
        0.95,
    ),
    at_most(
        "`list_messages`, instructions / hand-written",
        "calls",
        "instructions of `list_messages` over HTTP/1.1",
        0.95,
    ),
    fewer("`upsert_user`, allocations", "allocations of `upsert_user` over HTTP/1.1"),
    fewer("`send_messages`, allocations", "allocations of `send_messages` over HTTP/1.1"),
    fewer("`list_messages`, allocations", "allocations of `list_messages` over HTTP/1.1"),
    at_least(
        "`upsert_user` over HTTP/2, 100 in flight, calls a second / hand-written",
        "calls",
        "calls of `upsert_user` a second, 100 calls in flight over HTTP/2",
        1.0,
    ),
    at_least(
        "`send_messages` over HTTP/2, 100 in flight, calls a second / hand-written",
        "calls",
        "calls of `send_messages` a second, 100 calls in flight over HTTP/2",
        1.0,
    ),
    at_least(
        "`list_messages` over HTTP/2, 100 in flight, calls a second / hand-written",
        "calls",
        "calls of `list_messages` a second, 100 calls in flight over HTTP/2",
        1.0,
    ),
    at_least(
        "1,000 `upsert_user` in flight, limiter off, calls a second / hand-written",
        "calls",
        "calls of `upsert_user` a second, 1000 calls in flight over HTTP/1.1: ours /",
        1.0,
    ),
    at_least(
        "1,000 `send_messages` in flight, limiter off, calls a second / hand-written",
        "calls",
        "calls of `send_messages` a second, 1000 calls in flight over HTTP/1.1: ours /",
        1.0,
    ),
    at_least(
        "1,000 `list_messages` in flight, limiter off, calls a second / hand-written",
        "calls",
        "calls of `list_messages` a second, 1000 calls in flight over HTTP/1.1: ours /",
        1.0,
    ),
    at_least(
        "1,000 `upsert_user` in flight, limiter on, calls a second / hand-written",
        "calls",
        "calls of `upsert_user` a second, 1000 calls in flight over HTTP/1.1: ours-limited /",
        1.0,
    ),
    at_least(
        "1,000 `send_messages` in flight, limiter on, calls a second / hand-written",
        "calls",
        "calls of `send_messages` a second, 1000 calls in flight over HTTP/1.1: ours-limited /",
        1.0,
    ),
    at_least(
        "1,000 `list_messages` in flight, limiter on, calls a second / hand-written",
        "calls",
        "calls of `list_messages` a second, 1000 calls in flight over HTTP/1.1: ours-limited /",
        1.0,
    ),
    at_most("a check by a regular expression, ns", "check", "a check by a regular expression, ns", 200.0),
    at_most("release program of one call, stripped / hand-written", "size", "release program of one call", 1.0),
    at_most(
        "CPU of `cargo test --workspace` from nothing / before the redesign",
        "repository",
        "CPU of `cargo test --workspace`",
        0.5,
    ),
    at_most("`.ci/run` from nothing, minutes by the clock", "repository", "`.ci/run` from nothing", 12.0),
    at_most(
        "clean builds and edits, CPU, the worst: now / before the redesign",
        "revisions",
        "now / before: builds",
        1.03,
    ),
    at_most(
        "instructions and allocations of calls, the worst: now / before the redesign",
        "revisions",
        "now / before: calls",
        1.03,
    ),
    at_most(
        "generator, CPU and memory, the worst: now / before the redesign",
        "revisions",
        "now / before: generator",
        1.03,
    ),
];

/// Fewer allocations than hand-written code has in the same run.
const fn fewer(figure: &'static str, what: &'static str) -> Promise {
    let goal_text = Some("fewer than hand-written");
    Promise { figure, section: "calls", what, goal: Goal::AtMost(f64::MAX), goal_text }
}

/// Writes the table.
pub fn render(results: &Results, page: &mut String) {
    let _ = writeln!(page, "\n| figure | goal | measured | |\n|---|---|---|---|");
    for promise in PROMISES {
        let Promise { figure, section, what, goal, goal_text } = promise;
        let target = results.target(section, what);
        // A goal that is another figure of the run stands with the target.
        let goal = target.filter(|_| goal_text.is_some()).map_or(*goal, |target| target.goal);
        let measured = target.map_or("not yet".to_owned(), |target| number(target.measured));
        let verdict = target.map_or("", |target| goal.verdict(target.measured));
        let goal = match goal_text {
            Some(text) if target.is_none() => (*text).to_owned(),
            _ => goal.to_string(),
        };
        let _ = writeln!(page, "| {figure} | {goal} | {measured} | {verdict} |");
    }
}

/// Returns whether the table has a target.
pub fn has(section: &str, what: &str) -> bool {
    PROMISES.iter().any(|promise| promise.section == section && what.starts_with(promise.what))
}
