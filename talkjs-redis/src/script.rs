//! The script that runs in Redis: its arguments and its reply.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use redis::{Cmd, ErrorKind, RedisError, ServerErrorKind};

use crate::failure::Failure;
use crate::server::Connection;

const CODE: &str = include_str!("bucket.lua");
static HASH: LazyLock<String> = LazyLock::new(|| redis::Script::new(CODE).get_hash().to_owned());

/// How long an unused bucket is kept. A bucket that is lost starts empty.
const IDLE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    /// Takes the next place, if its time is soon enough.
    Reserve,
    /// Asks whether the bucket is still the same, and how far it was moved.
    Look,
    /// Returns the newest place.
    Return,
}

/// The pace of a bucket in microseconds, as an argument of the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pace {
    pub(crate) interval: u64,
    /// The time in which all but one request of a burst are available again.
    pub(crate) burst: u64,
}

/// The news of a process about a bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct News {
    /// The number of requests that it sent without Redis.
    pub(crate) sent: u64,
    /// The duration of a pause, in microseconds.
    pub(crate) pause: u64,
}

/// A place as stored by Redis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The lifetime of the bucket in which it was given; 0 for none.
    pub(crate) epoch: u64,
    /// The time at which the whole burst is available again after it.
    pub(crate) full: u64,
    /// By how much pauses had moved the bucket.
    pub(crate) shift: u64,
}

pub(crate) struct Request<'r> {
    pub(crate) op: Op,
    pub(crate) key: &'r str,
    pub(crate) pace: Pace,
    pub(crate) at_most: Duration,
    pub(crate) starts_full: bool,
    pub(crate) news: News,
    pub(crate) mark: Mark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    /// Whether a place was taken or returned.
    pub(crate) done: bool,
    /// The time until the place, or until the next one.
    pub(crate) wait: Duration,
    /// The time of the place by the server's clock, since 1970.
    pub(crate) at: Duration,
    pub(crate) mark: Mark,
}

/// Runs the script once. If this fails, it is unknown whether Redis has run it.
pub(crate) async fn run(connection: &mut Connection, request: &Request<'_>) -> Result<Reply, Failure> {
    static TICKETS: AtomicU64 = AtomicU64::new(1);
    let ticket = TICKETS.fetch_add(1, Ordering::Relaxed);
    let known = connection.query(&request.command("EVALSHA", &HASH, ticket)).await;
    let reply: Vec<i64> = match known {
        // It was not run, so it may be sent again.
        Err(error) if is_unknown(&error) => connection.query(&request.command("EVAL", CODE, ticket)).await,
        known => known,
    }
    .map_err(|error| Failure::of(&error))?;
    Reply::read(&reply, ticket).ok_or(Failure::WrongReply)
}

fn is_unknown(error: &RedisError) -> bool {
    error.kind() == ErrorKind::Server(ServerErrorKind::NoScript)
}

impl Request<'_> {
    fn command(&self, command: &str, script: &str, ticket: u64) -> Cmd {
        let op = match self.op {
            Op::Reserve => "reserve",
            Op::Look => "look",
            Op::Return => "return",
        };
        let mut command = redis::cmd(command);
        command.arg(script).arg(1).arg(self.key).arg(op).arg(ticket);
        command.arg(self.pace.interval).arg(self.pace.burst);
        command.arg(microseconds(self.at_most)).arg(u8::from(self.starts_full)).arg(milliseconds(IDLE));
        command.arg(self.news.sent).arg(self.news.pause);
        command.arg(self.mark.epoch).arg(self.mark.full).arg(self.mark.shift);
        command
    }
}

impl Reply {
    /// Reads a reply, unless it belongs to another request.
    fn read(reply: &[i64], asked: u64) -> Option<Self> {
        let &[ticket, done, wait, at, epoch, shift, full] = reply else { return None };
        let [ticket, wait, at, epoch, shift, full] =
            [ticket, wait, at, epoch, shift, full].map(|number| u64::try_from(number).ok());
        Some(Self {
            done: (ticket? == asked).then_some(done == 1)?,
            wait: Duration::from_micros(wait?),
            at: Duration::from_micros(at?),
            mark: Mark { epoch: epoch?, full: full?, shift: shift? },
        })
    }
}

pub(crate) fn microseconds(time: Duration) -> u64 {
    // Effectively forever; Lua's numbers are exact up to this.
    const FOREVER: Duration = Duration::from_secs(365 * 24 * 60 * 60);
    u64::try_from(time.min(FOREVER).as_micros()).unwrap_or(u64::MAX)
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_to_another_request_is_none() {
        let reply = [7, 1, 250_000, 1_700_000_000_000_000, 5, 6, 9];
        let mark = Mark { epoch: 5, full: 9, shift: 6 };
        let read = Reply::read(&reply, 7).unwrap();
        assert_eq!((read.done, read.wait, read.mark), (true, Duration::from_millis(250), mark));
        assert_eq!(Reply::read(&reply, 8), None);
        assert_eq!(Reply::read(&reply[..6], 7), None);
        assert_eq!(Reply::read(&[7, 1, -1, 0, 5, 6, 9], 7), None);
    }
}
