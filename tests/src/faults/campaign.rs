//! Many conversations, started side by side.

use std::time::{Duration, Instant};

use talkjs_client::retry::RetryPolicy;
use talkjs_client::{Client, Error, StartConversationError, StartedConversation};
use talkjs_emulator::{Decisions, Emulator};

use super::fault::{Fate, Fault};
use super::job::Job;
use super::proxy::{DELAY, Proxy};
use super::report::Report;
use super::side_by_side::side_by_side;

/// How many further runs a call may need. With a fault in every fifth request, 50 in a row do not happen.
const RUNS: usize = 50;

/// What to do.
#[derive(Clone, Debug)]
pub struct Campaign {
    /// The number of conversations.
    pub calls: usize,
    /// What chooses the conversations and the faults.
    pub seed: u64,
    /// The share of requests that meet a fault, in hundredths.
    pub percent: usize,
    /// How many calls are on their way at once.
    pub at_once: usize,
    /// Whether the only faults are responses that come more than once.
    pub only_repeated_responses: bool,
    /// Whether the server remembers idempotency keys. Without it, messages are doubled, which has to be noticed.
    pub remembers_keys: bool,
}

impl Default for Campaign {
    fn default() -> Self {
        Self { calls: 200, seed: 1, percent: 20, at_once: 64, only_repeated_responses: false, remembers_keys: true }
    }
}

/// The two ways to the server.
#[derive(Clone)]
struct Ways {
    /// Through the proxy.
    client: Client,
    /// Past it.
    server: Client,
}

impl Campaign {
    /// Starts all conversations, completes those that stop half way, and looks at what the server has after each step
    /// and at the end.
    ///
    /// # Errors
    ///
    /// When emulator or proxy cannot be started, and when the emulator cannot be asked.
    pub async fn run(&self) -> Result<Report, Box<dyn std::error::Error + Send + Sync>> {
        let mut decisions = Decisions::default();
        if !self.remembers_keys {
            decisions.idempotency_window = Duration::ZERO;
        }
        let emulator = Emulator::builder().decisions(decisions).kept_requests(0).start().await?;
        let faults = if self.only_repeated_responses { Fault::REPEATED_RESPONSES } else { &Fault::OF_REQUESTS };
        let refuses_connections = !self.only_repeated_responses;
        let fate = Fate { seed: self.seed, percent: self.percent, faults, refuses_connections };
        let proxy = Proxy::start(emulator.base_url(), fate).await?;
        let client = client(emulator.app_id(), emulator.secret_key(), proxy.origin())?;
        let ways = Ways { client, server: observer(&emulator)? };

        let start = Instant::now();
        let mut report = self.side_by_side(&ways, complete).await?;
        proxy.settled().await;
        report.add(self.side_by_side(&ways, look_again).await?);
        report.took = start.elapsed();
        report.requests = proxy.requests();
        report.faults = proxy.faults();
        Ok(report)
    }

    /// Does something with all conversations, several at a time.
    async fn side_by_side<D, F>(&self, ways: &Ways, with: D) -> Result<Report, Error>
    where
        D: Fn(Job, Ways) -> F,
        F: Future<Output = Result<Report, Error>> + Send + 'static,
    {
        let mut report = Report::default();
        let call = |number| with(Job::new(self.seed, number), ways.clone());
        for done in side_by_side(self.calls, self.at_once, call).await {
            report.add(done?);
        }
        Ok(report)
    }
}

/// A client past the proxy, which has time, also on a machine that has much to do.
pub(super) fn observer(emulator: &Emulator) -> Result<Client, Error> {
    let builder = Client::builder().app_id(emulator.app_id()).secret_key(emulator.secret_key());
    builder.base_url(emulator.base_url()).without_limiter().retry_budget(u32::MAX).build()
}

/// A client that loses no time.
pub(super) fn client(app_id: &str, secret_key: &str, origin: &str) -> Result<Client, Error> {
    Client::builder()
        .app_id(app_id)
        .secret_key(secret_key)
        .base_url(origin)
        .without_limiter()
        .attempt_timeout(DELAY * 2 / 3)
        .retry(RetryPolicy::new().attempts(5).base_delay(Duration::from_millis(5)).max_delay(Duration::from_millis(50)))
        .build()
}

/// What came of one run.
enum Run {
    Complete(StartedConversation),
    Stopped(Box<StartConversationError>),
    Dropped,
    Refused(Error),
}

impl From<Result<StartedConversation, Error>> for Run {
    fn from(outcome: Result<StartedConversation, Error>) -> Self {
        match outcome {
            Ok(started) => Self::Complete(started),
            Err(error) => error.into_job().map_or_else(Self::Refused, Self::Stopped),
        }
    }
}

/// Starts a conversation, and goes on until it is there.
async fn complete(job: Job, Ways { client, server }: Ways) -> Result<Report, Error> {
    let mut report = Report { messages: job.messages(), ..Report::default() };
    let mut run = match job.dropped_after {
        None => job.start(&client).send().await.into(),
        Some(milliseconds) => {
            let dropped = tokio::time::timeout(Duration::from_millis(milliseconds), job.start(&client).send()).await;
            dropped.map_or(Run::Dropped, Run::from)
        }
    };
    match run {
        Run::Complete(_) => report.succeeded += 1,
        Run::Stopped(_) | Run::Refused(_) => report.failed += 1,
        Run::Dropped => report.dropped += 1,
    }
    for number in 0..RUNS {
        let confirmed = match &run {
            Run::Complete(started) => {
                let problem = match job.problem_with_whole(&server).await? {
                    None => job.problem_with_ids(&server, &started.message_ids).await?,
                    problem => problem,
                };
                report.wrong_results += usize::from(problem.is_some());
                report.problems.extend(problem);
                return Ok(report);
            }
            Run::Stopped(interrupted) => interrupted.message_ids.len(),
            Run::Dropped => 0,
            Run::Refused(error) => {
                report.problems.push(format!("{job:?}: {error}"));
                return Ok(report);
            }
        };
        report.problems.extend(job.problem_with_part(&server, confirmed).await?);
        run = match run {
            Run::Stopped(interrupted) if number % 2 == 0 => {
                report.resumed += 1;
                interrupted.resume().await.into()
            }
            _ => {
                report.repeated += 1;
                job.start(&client).send().await.into()
            }
        };
    }
    report.problems.push(format!("{job:?} is not complete after {RUNS} runs"));
    Ok(report)
}

/// Looks at a conversation when all is over.
async fn look_again(job: Job, ways: Ways) -> Result<Report, Error> {
    let problems = job.problem_with_whole(&ways.server).await?.into_iter().collect();
    Ok(Report { problems, ..Report::default() })
}
