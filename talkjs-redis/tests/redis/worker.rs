//! A process that makes calls of TalkJS. It is the test binary itself, started once more by one of its tests.

use std::io::Write as _;
use std::num::NonZeroU32;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use talkjs_client::{Client, Error};
use talkjs_redis::{Event, RedisLimiter, redis};
use talkjs_runtime::rate_limit::RateLimit;
use tokio::task::JoinSet;

pub(crate) const WORKERS: NonZeroU32 = NonZeroU32::new(8).unwrap();
/// How many calls a worker has under way.
const AT_ONCE: usize = 32;

/// What a worker does, in the environment of its process.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub(crate) emulator: String,
    pub(crate) redis: String,
    pub(crate) limit: RateLimit,
    pub(crate) jitter: Duration,
    /// How many calls it makes.
    pub(crate) calls: u32,
}

/// A request that a worker let through.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    /// Its place by Redis' clock, and when it was let through by the machine's, which is the same: microseconds.
    pub(crate) place: u64,
    pub(crate) at: u64,
}

impl Task {
    /// Starts a process for this task, by the test of this name.
    pub(crate) fn start(&self, test: &str) -> Child {
        let numbers = [self.limit.burst(), interval(self.limit), milliseconds(self.jitter), self.calls];
        let numbers = numbers.map(|number| number.to_string()).join(" ");
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", test, "--nocapture"]).stdin(Stdio::null()).stdout(Stdio::piped());
        command.env("TALKJS_WORKER", format!("{} {} {numbers}", self.emulator, self.redis)).spawn().unwrap()
    }

    /// The task of this process, if it is a worker.
    pub(crate) fn of_this_process() -> Option<Self> {
        let text = std::env::var("TALKJS_WORKER").ok()?;
        let [emulator, redis, numbers @ ..] = &text.split(' ').collect::<Vec<_>>()[..] else { panic!("{text}") };
        let [burst, interval, jitter, calls] =
            numbers.iter().map(|text| text.parse().unwrap()).collect::<Vec<u32>>()[..]
        else {
            panic!("{text}")
        };
        let limit = RateLimit::every(Duration::from_nanos(interval.into()), burst);
        let jitter = Duration::from_millis(jitter.into());
        Some(Self { emulator: (*emulator).to_owned(), redis: (*redis).to_owned(), limit, jitter, calls })
    }

    /// Makes the calls, and writes the turns at the end.
    pub(crate) async fn work(self) {
        let turns = Arc::new(Mutex::new(Vec::new()));
        let (client, left) = (self.client(Arc::clone(&turns)), Arc::new(AtomicU32::new(self.calls)));
        let mut callers = JoinSet::new();
        for _ in 0..AT_ONCE {
            let (client, left) = (client.clone(), Arc::clone(&left));
            callers.spawn(async move {
                while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
                    client.get_user("alice").send().await?;
                }
                Ok::<_, Error>(())
            });
        }
        for result in callers.join_all().await {
            result.unwrap();
        }
        let mut output = std::io::stdout().lock();
        for Turn { place, at } in turns.lock().unwrap().iter() {
            writeln!(output, "turn {place} {at}").unwrap();
        }
    }

    fn client(&self, turns: Arc<Mutex<Vec<Turn>>>) -> Client {
        let server = redis::Client::open(self.redis.as_str()).unwrap();
        let limiter = RedisLimiter::builder(server, "emulated", self.limit, WORKERS).jitter(self.jitter).starts_full();
        let limiter = limiter.on_event(move |event| {
            if let Event::Admitted { place: Some(place), .. } = event {
                let at = since_1970(SystemTime::now());
                turns.lock().unwrap().push(Turn { place: since_1970(place), at });
            }
        });
        let client = Client::builder().app_id("emulated").secret_key("sk_test_emulator").base_url(&self.emulator);
        client.limiter(limiter.build()).build().unwrap()
    }
}

/// Reads what a worker wrote, and waits for its end.
pub(crate) fn turns(worker: Child) -> Vec<Turn> {
    let output = worker.wait_with_output().unwrap();
    assert!(output.status.success(), "{:?}", output.status);
    let text = String::from_utf8(output.stdout).unwrap();
    let numbers = text.lines().filter_map(|line| line.split_once("turn ").map(|(_, numbers)| numbers));
    let turn = |numbers: &str| {
        let (place, at) = numbers.split_once(' ').unwrap();
        Turn { place: place.parse().unwrap(), at: at.parse().unwrap() }
    };
    numbers.map(turn).collect()
}

fn interval(limit: RateLimit) -> u32 {
    u32::try_from(limit.interval().as_nanos()).unwrap()
}

fn milliseconds(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap()
}

fn since_1970(time: SystemTime) -> u64 {
    u64::try_from(time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_micros()).unwrap()
}
