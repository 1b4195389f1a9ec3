//! What came of a campaign.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// The figures of a campaign.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// The calls that succeeded at once.
    pub succeeded: usize,
    /// The calls that failed at first.
    pub failed: usize,
    /// The calls that were dropped half way at first.
    pub dropped: usize,
    /// The further runs that it took until all had succeeded, by [`resume`](talkjs_client::StartConversationError::resume).
    pub resumed: usize,
    /// The same, by another call with the same key.
    pub repeated: usize,
    /// The messages that were to be sent.
    pub messages: usize,
    /// The requests that were made for it.
    pub requests: usize,
    /// How often each fault was met.
    pub faults: BTreeMap<String, usize>,
    /// The runs that returned `Ok` though messages were missing, or with ids of other messages.
    pub wrong_results: usize,
    /// Everything that is not as it should be.
    pub problems: Vec<String>,
    /// How long it took.
    pub took: Duration,
}

impl Report {
    pub(super) fn add(&mut self, other: Self) {
        self.succeeded += other.succeeded;
        self.failed += other.failed;
        self.dropped += other.dropped;
        self.resumed += other.resumed;
        self.repeated += other.repeated;
        self.messages += other.messages;
        self.wrong_results += other.wrong_results;
        self.problems.extend(other.problems);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { succeeded, failed, dropped, resumed, repeated, messages, requests, faults, .. } = self;
        let Self { wrong_results, problems, took, .. } = self;
        let calls = succeeded + failed + dropped;
        writeln!(f, "{calls} calls with {messages} messages: {requests} requests in {:.1} s", took.as_secs_f64())?;
        writeln!(f, "at first {succeeded} succeeded, {failed} failed, {dropped} were dropped half way")?;
        writeln!(f, "{resumed} runs were resumed and {repeated} made again until all had succeeded")?;
        let all: usize = faults.values().sum();
        let faults: Vec<_> = faults.iter().map(|(fault, count)| format!("{fault} {count}")).collect();
        writeln!(f, "{all} faults: {}", faults.join(", "))?;
        writeln!(f, "{wrong_results} runs returned a wrong result")?;
        writeln!(f, "{} problems", problems.len())?;
        problems.iter().take(20).try_for_each(|problem| writeln!(f, "  {problem}"))
    }
}
