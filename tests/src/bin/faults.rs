//! `faults`: whether `start_conversation` sends each message once, over many calls through a proxy that breaks them.

use std::process::ExitCode;

use talkjs_tests::faults::Campaign;

const USAGE: &str = "\
Usage: faults [--calls 20000] [--seed 1] [--percent 20] [--at-once 64]

Starts so many conversations against the emulator, through a proxy that breaks a share of the requests, completes those
that fail or are dropped half way, and prints what has arrived.

Exit status: 0 when every message has arrived once and in order, 1 when not, 2 when the command cannot be understood.
";

#[tokio::main]
async fn main() -> ExitCode {
    let Some(campaign) = campaign(std::env::args().skip(1)) else {
        eprint!("{USAGE}");
        return ExitCode::from(2);
    };
    println!("{campaign:?}");
    match campaign.run().await {
        Ok(report) => {
            print!("{report}");
            ExitCode::from(u8::from(!report.problems.is_empty()))
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn campaign(mut arguments: impl Iterator<Item = String>) -> Option<Campaign> {
    let mut campaign = Campaign { calls: 20_000, ..Campaign::default() };
    while let Some(name) = arguments.next() {
        let value = arguments.next()?;
        match name.as_str() {
            "--calls" => campaign.calls = value.parse().ok()?,
            "--seed" => campaign.seed = value.parse().ok()?,
            "--percent" => campaign.percent = value.parse().ok()?,
            "--at-once" => campaign.at_once = value.parse().ok()?,
            _ => return None,
        }
    }
    Some(campaign)
}
