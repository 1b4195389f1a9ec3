//! Processes that are killed while they start conversations.

use std::fmt;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use talkjs_client::StartConversationError;

use talkjs_client::{Client, Error};
use talkjs_emulator::Emulator;
use tokio::task::spawn_blocking;

use super::campaign::{client, observer};
use super::fault::{Fate, Fault};
use super::job::Job;
use super::proxy::Proxy;
use super::side_by_side::side_by_side;
use crate::random::Random;

/// The conversations that one process starts, side by side.
const CONVERSATIONS: usize = 4;
/// The most requests that a process makes before it is killed; some have done all by then.
const REQUESTS: usize = 30;

const APP_ID: &str = "TALKJS_TESTS_APP_ID";
const SECRET_KEY: &str = "TALKJS_TESTS_SECRET_KEY";

/// What to do.
#[derive(Clone, Debug)]
pub struct Kills {
    /// How many processes are killed.
    pub kills: usize,
    /// What chooses the conversations, the moments and the faults.
    pub seed: u64,
    /// The share of requests that meet a fault, in hundredths.
    pub percent: usize,
    /// The program that starts conversations: the command `faults`.
    pub program: PathBuf,
}

/// The figures.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct KillsReport {
    /// The processes that were killed.
    pub killed: usize,
    /// The processes that came to their end.
    pub finished: usize,
    /// The conversations.
    pub conversations: usize,
    /// The messages that were to be sent.
    pub messages: usize,
    /// After how many kills a conversation had none, some and all of its messages.
    pub left_behind: [usize; 3],
    /// The requests that were made.
    pub requests: usize,
    /// Everything that is not as it should be.
    pub problems: Vec<String>,
    /// How long it took.
    pub took: Duration,
}

impl Kills {
    /// Starts processes, kills them at random moments, and lets others do the same until all is done; then looks at what
    /// the server has.
    ///
    /// # Errors
    ///
    /// When emulator, proxy or process cannot be started, and when the emulator cannot be asked.
    pub async fn run(&self) -> Result<KillsReport, Box<dyn std::error::Error + Send + Sync>> {
        let emulator = Emulator::builder().kept_requests(0).start().await?;
        let fate =
            Fate { seed: self.seed, percent: self.percent, faults: &Fault::OF_REQUESTS, refuses_connections: true };
        let proxy = Proxy::start(emulator.base_url(), fate).await?;
        let server = observer(&emulator)?;
        let (mut report, mut random, start) = (KillsReport::default(), Random::new(self.seed), Instant::now());
        while report.killed < self.kills {
            let first = report.conversations;
            report.conversations += CONVERSATIONS;
            for run in 0.. {
                // The first process is killed if it takes so long, every second one of those that go on, and none more than
                // are to be.
                let is_killed = report.killed < self.kills && (run == 0 || random.once_in(2));
                let requests = if is_killed { random.below(REQUESTS) } else { usize::MAX };
                let moment = Duration::from_millis(random.below(5) as u64);
                let status = self.process(&emulator, &proxy, first, (requests, moment)).await?;
                proxy.settled().await;
                match status.code() {
                    Some(0) => {
                        report.finished += 1;
                        break;
                    }
                    Some(code) => return Err(format!("the process ends with {code}").into()),
                    None => report.killed += 1,
                }
                for number in first..first + CONVERSATIONS {
                    report.look_at_part(&Job::long(self.seed, number), &server).await?;
                }
            }
        }
        for number in 0..report.conversations {
            let job = Job::long(self.seed, number);
            report.messages += job.messages();
            report.problems.extend(job.problem_with_whole(&server).await?);
        }
        (report.requests, report.took) = (proxy.requests(), start.elapsed());
        Ok(report)
    }

    /// Runs a process until it ends, or kills it after so many requests and a moment.
    async fn process(
        &self,
        emulator: &Emulator,
        proxy: &Proxy,
        first: usize,
        (requests, moment): (usize, Duration),
    ) -> std::io::Result<ExitStatus> {
        let last_request = proxy.requests().saturating_add(requests);
        let mut command = Command::new(&self.program);
        command.args(["--work", proxy.origin(), &self.seed.to_string(), &first.to_string()]).stdout(Stdio::piped());
        command.env(APP_ID, emulator.app_id()).env(SECRET_KEY, emulator.secret_key());
        let mut process = command.spawn()?;
        let mut output = process.stdout.take().unwrap();
        // Its output ends with it.
        let end = spawn_blocking(move || output.read_to_string(&mut String::new()));
        tokio::select! {
            () = proxy.reached(last_request) => {}
            _ = end => {}
        }
        tokio::time::sleep(moment).await;
        process.kill()?;
        process.wait()
    }
}

impl KillsReport {
    async fn look_at_part(&mut self, job: &Job, server: &Client) -> Result<(), Error> {
        self.problems.extend(job.problem_with_part(server, 0).await?);
        let state = match job.sent(server).await? {
            0 => 0,
            sent if sent < job.messages() => 1,
            _ => 2,
        };
        self.left_behind[state] += 1;
        Ok(())
    }
}

/// What a process does: starts its conversations, each until it is there.
///
/// # Errors
///
/// When no client can be built.
///
/// # Panics
///
/// When a call is refused, which none is.
pub async fn work(origin: &str, seed: u64, first: usize) -> Result<(), Error> {
    let variable = |name| std::env::var(name).unwrap_or_default();
    let client = client(&variable(APP_ID), &variable(SECRET_KEY), origin)?;
    side_by_side(CONVERSATIONS, CONVERSATIONS, |number| {
        let (client, job) = (client.clone(), Job::long(seed, first + number));
        async move {
            while let Err(error) = job.start(&client).send().await {
                assert!(error.job::<StartConversationError>().is_some(), "{error}");
            }
        }
    })
    .await;
    Ok(())
}

impl fmt::Display for KillsReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { killed, finished, conversations, messages, left_behind, requests, problems, took } = self;
        let [none, some, all] = left_behind;
        writeln!(
            f,
            "{killed} processes killed, {finished} finished: {conversations} conversations with {messages} messages, \
             {requests} requests in {:.1} s",
            took.as_secs_f64()
        )?;
        writeln!(f, "killed with none of a conversation's messages sent {none} times, some {some}, all {all}")?;
        writeln!(f, "{} problems", problems.len())?;
        problems.iter().take(20).try_for_each(|problem| writeln!(f, "  {problem}"))
    }
}
