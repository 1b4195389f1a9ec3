//! Writes the users of a file to TalkJS, with a progress bar.
//!
//! `bulk_users [FILE]`: each line of the file is an id, a comma and a name. Without a file it writes 20,000 made-up users.
//! A user that is written again does not change, so after an interruption you can run it again.

#![allow(clippy::print_stdout, reason = "it shows what it does")]

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use talkjs_client::{BoxError, BulkReport, Client, NewUser};
use talkjs_emulator::Emulator;
use talkjs_recipes::App;

const MADE_UP: usize = 20_000;

type User = (String, NewUser);
/// The users are read while others are written, so the file may be larger than the memory.
type Users = Box<dyn Iterator<Item = User> + Send>;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let app = App::of_environment_or(Emulator::builder()).await?;
    let (count, users) = match std::env::args().nth(1) {
        Some(file) => (count(&file)?, read(&file)?),
        None => (MADE_UP, made_up()),
    };
    let bar = ProgressBar::new(u64::try_from(count)?).with_style(style()?);
    let report = write(&app.talkjs, users, &bar).await;
    println!("{} of {count} users are written", report.written);
    for failed in &report.failed {
        let ids: Vec<_> = failed.users.iter().map(|(id, _)| id.as_str()).collect();
        println!("not written: {}: {}", ids.join(", "), failed.error);
    }
    match report.stop {
        Some(stop) => Err(format!("stopped before the last user: {stop:?}").into()),
        None => Ok(()),
    }
}

/// Writes the users, a hundred per request, and updates the bar from the library's numbers.
pub(crate) async fn write<'i>(
    talkjs: &Client,
    users: impl Iterator<Item = User> + Send + 'i,
    bar: &'i ProgressBar,
) -> BulkReport<'i> {
    let report = talkjs
        .bulk_upsert_users(users)
        .on_progress(|progress| {
            let done = progress.written.saturating_add(progress.failed);
            bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
            bar.set_message(format!("{} failed", progress.failed));
        })
        .send()
        .await;
    bar.abandon(); // stops at its position, which may be before the end
    report
}

fn style() -> Result<ProgressStyle, BoxError> {
    Ok(ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} users, {msg}, {per_sec}, {eta} left")?)
}

fn made_up() -> Users {
    Box::new((1..=MADE_UP).map(|number| (format!("user_{number}"), NewUser::new(format!("User {number}")))))
}

/// Counts the users of a file. An error contains the first invalid line, before anything is sent.
pub(crate) fn count(file: impl AsRef<Path>) -> Result<usize, BoxError> {
    let mut count: usize = 0;
    for line in BufReader::new(File::open(file)?).lines() {
        count = count.saturating_add(1);
        user(&line?).ok_or_else(|| format!("line {count} is not `ID,NAME`"))?;
    }
    Ok(count)
}

/// Reads the users of a file.
pub(crate) fn read(file: impl AsRef<Path>) -> Result<Users, BoxError> {
    let lines = BufReader::new(File::open(file)?).lines();
    Ok(Box::new(lines.map_while(Result::ok).filter_map(|line| user(&line))))
}

fn user(line: &str) -> Option<User> {
    let (id, name) = line.split_once(',')?;
    Some((id.trim().to_owned(), NewUser::new(name.trim())))
}
