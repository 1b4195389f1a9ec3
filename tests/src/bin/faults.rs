//! `faults`: whether each message is sent once, over many calls through a proxy that breaks them.

use std::process::ExitCode;

use talkjs_tests::faults::{Campaign, Kills, Messages, work};

const USAGE: &str = "\
Usage: faults [--calls 20000] [--seed 1] [--percent 20] [--at-once 64] [--only repeated-responses]
       faults --messages 10000 [--seed 1] [--seeds 1] [--percent 20]
       faults --kills 100 [--seed 1] [--percent 20]

Starts so many conversations against the emulator, through a proxy that breaks a share of the requests, completes those
that fail or are dropped half way, and prints what has arrived. With `--messages`, sends so many messages one by one, 50 to
a conversation, once for each of so many seeds. With `--kills`, lets processes start the conversations, kills so many of
them, and lets others complete what they have left behind.

Exit status: 0 when every message has arrived once and in order, or is said to be open, 1 when not, 2 when the command
cannot be understood.
";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [work, origin, seed, first] = arguments.as_slice()
        && work == "--work"
    {
        return worker(origin, seed, first).await;
    }
    let Some(options) = Options::read(arguments) else {
        eprint!("{USAGE}");
        return ExitCode::from(2);
    };
    println!("{options:?}");
    match options.run().await {
        Ok(problems) => ExitCode::from(u8::from(problems > 0)),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// What a process does that is to be killed.
async fn worker(origin: &str, seed: &str, first: &str) -> ExitCode {
    let (Ok(seed), Ok(first)) = (seed.parse(), first.parse()) else { return ExitCode::from(2) };
    match work(origin, seed, first).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Debug)]
struct Options {
    calls: usize,
    messages: Option<usize>,
    kills: Option<usize>,
    seed: u64,
    seeds: u64,
    percent: usize,
    at_once: usize,
    only_repeated_responses: bool,
}

impl Options {
    fn read(arguments: Vec<String>) -> Option<Self> {
        let mut options = Self {
            calls: 20_000,
            messages: None,
            kills: None,
            seed: 1,
            seeds: 1,
            percent: 20,
            at_once: 64,
            only_repeated_responses: false,
        };
        let mut arguments = arguments.into_iter();
        while let Some(name) = arguments.next() {
            let value = arguments.next()?;
            match name.as_str() {
                "--calls" => options.calls = value.parse().ok()?,
                "--messages" => options.messages = Some(value.parse().ok()?),
                "--kills" => options.kills = Some(value.parse().ok()?),
                "--seed" => options.seed = value.parse().ok()?,
                "--seeds" => options.seeds = value.parse().ok()?,
                "--percent" => options.percent = value.parse().ok()?,
                "--at-once" => options.at_once = value.parse().ok()?,
                "--only" if value == "repeated-responses" => options.only_repeated_responses = true,
                _ => return None,
            }
        }
        Some(options)
    }

    /// Does what is asked for; the number of problems.
    async fn run(&self) -> Result<usize, Box<dyn std::error::Error + Send + Sync>> {
        let &Self { calls, seed, percent, at_once, only_repeated_responses, .. } = self;
        if let Some(kills) = self.kills {
            let report = Kills { kills, seed, percent, program: std::env::current_exe()? }.run().await?;
            print!("{report}");
            return Ok(report.problems.len());
        }
        let Some(messages) = self.messages else {
            let report = Campaign { calls, seed, percent, at_once, only_repeated_responses, ..Campaign::default() }
                .run()
                .await?;
            print!("{report}");
            return Ok(report.problems.len());
        };
        let mut problems = 0;
        for seed in seed..seed.saturating_add(self.seeds) {
            let conversations = messages.div_ceil(Messages::default().each);
            let report = Messages { conversations, seed, percent, ..Messages::default() }.run().await?;
            print!("seed {seed}: {report}");
            problems += report.problems() + report.failed;
        }
        Ok(problems)
    }
}
