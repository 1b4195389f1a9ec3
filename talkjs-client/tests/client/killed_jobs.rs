//! Jobs in a process that is killed again and again. The emulator is in this process, the job in another one: this test's
//! binary, started anew with an environment variable.
//!
//! `TALKJS_KILL_USERS=100000` makes the first test larger than CI needs.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::env;
use std::io::{BufRead as _, BufReader, Lines, Write as _, stdout};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};

use futures_util::{StreamExt as _, stream};
use serde_json::Value;
use talkjs_client::retry::RetryPolicy;
use talkjs_client::{
    CheckpointFile, Client, ConversationUpdate, FingerprintFile, ImportPlan, ImportedUserMessage, NewUser,
    PlannedConversation, PlannedMessage,
};
use talkjs_emulator::{Emulator, RecordedRequest};

/// Tells a worker where its emulator is.
const WORKER: &str = "TALKJS_KILLED_WORKER";
const FILE: &str = "TALKJS_KILLED_FILE";
const USERS: &str = "TALKJS_KILL_USERS";
const USERS_IN_CI: usize = 20_000;
const KILLS: usize = 20;
const MESSAGES: usize = 600;

/// SplitMix64: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end).unwrap()
    }
}

/// A process that does a job.
struct Worker {
    child: Arc<Mutex<Child>>,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Worker {
    fn start(test: &str, emulator: &Emulator, file: &Path) -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--exact", test, "--nocapture"]).env(WORKER, emulator.base_url()).env(FILE, file);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child: Arc::new(Mutex::new(child)), lines }
    }

    /// The next line that begins with this word, without it; `None` at the end of the process.
    fn next(&mut self, word: &str) -> Option<String> {
        self.lines.by_ref().map_while(Result::ok).find_map(|line| Some(line.strip_prefix(word)?.trim().to_owned()))
    }

    /// Kills it after so many steps that it reports. Returns whether it was killed before its end.
    fn kill_after(mut self, steps: usize) -> bool {
        let is_running = (0..steps).all(|_| self.next("step").is_some());
        let mut child = self.child.lock().unwrap();
        child.kill().unwrap();
        !child.wait().unwrap().success() && is_running
    }

    /// Lets the trap kill it, between the effect of a request and its response. Returns whether that happened.
    fn kill_between(mut self, trap: &Trap, requests: usize) -> bool {
        trap.set(&self.child, requests);
        while self.next("step").is_some() {}
        !self.child.lock().unwrap().wait().unwrap().success()
    }

    /// Waits for its end; returns the numbers that it says then.
    fn finish(mut self) -> Vec<u64> {
        let said = self.next("done").expect("the worker is done");
        assert!(self.child.lock().unwrap().wait().unwrap().success());
        said.split(' ').map(|number| number.parse().unwrap()).collect()
    }
}

/// Kills a worker when the emulator has carried out a request, and before it responds.
#[derive(Clone, Default)]
struct Trap(Arc<Mutex<Option<Target>>>);

struct Target {
    child: Arc<Mutex<Child>>,
    /// The number of requests until then.
    requests: usize,
}

impl Trap {
    fn set(&self, child: &Arc<Mutex<Child>>, requests: usize) {
        *self.0.lock().unwrap() = Some(Target { child: Arc::clone(child), requests });
    }

    fn on_request(&self) {
        let mut trap = self.0.lock().unwrap();
        if let Some(target) = trap.as_mut() {
            target.requests -= 1;
            if target.requests == 0 {
                target.child.lock().unwrap().kill().unwrap();
                *trap = None;
            }
        }
    }
}

/// Starts and kills the worker of a test, in turn at a moment of its own and in the middle of a request.
fn kill_often(test: &str, emulator: &Emulator, file: &Path, trap: &Trap, mut steps: impl FnMut() -> usize) {
    for number in 0..KILLS {
        let (worker, steps) = (Worker::start(test, emulator, file), steps());
        let is_killed = if number % 2 == 0 { worker.kill_after(steps) } else { worker.kill_between(trap, steps) };
        assert!(is_killed, "worker {number} ended by itself");
    }
}

fn worker_client() -> Option<Client> {
    let builder = Client::builder().app_id("emulated").secret_key("sk_test_emulator").base_url(env::var(WORKER).ok()?);
    Some(builder.without_limiter().without_proxies().retry(RetryPolicy::none()).build().unwrap())
}

fn file(name: &str) -> PathBuf {
    let file = env::temp_dir().join(format!("talkjs-killed-{}-{name}", std::process::id()));
    let _ = std::fs::remove_file(&file);
    file
}

/// The most memory that this process had at any time, in KiB; 0 where that cannot be asked.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or(0, |line| line.trim().trim_end_matches(" kB").parse().unwrap())
}

fn users() -> usize {
    env::var(USERS).map_or(USERS_IN_CI, |number| number.parse().unwrap())
}

/// Reports to the process of the test; the line feed ends what the test harness has begun.
fn tell(line: &str) {
    stdout().write_all(format!("\n{line}\n").as_bytes()).unwrap();
}

async fn sync(client: &Client) {
    let fingerprints = FingerprintFile::open(env::var_os(FILE).unwrap()).unwrap();
    let users = (0..users()).map(|number| (format!("user-{number}"), NewUser::new(format!("User {number}"))));
    let users = stream::iter(users.map(Ok::<_, Infallible>));
    let (before, mut written) = (peak(), 0);
    let report = client.sync_users(users.fuse(), &fingerprints).on_progress(|progress| {
        if progress.written > written {
            written = progress.written;
            tell(&format!("step {written}"));
        }
    });
    let done = report.send().await.done().unwrap();
    tell(&format!("done {} {} {} {}", done.taken, done.written, done.unchanged, peak() - before));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_is_killed_twenty_times_writes_each_user_and_a_second_run_none() {
    if let Some(client) = worker_client() {
        return sync(&client).await;
    }
    let test = "killed_jobs::a_sync_that_is_killed_twenty_times_writes_each_user_and_a_second_run_none";
    let written: Arc<Mutex<BTreeMap<String, usize>>> = Arc::default();
    let (seen, trap) = (Arc::clone(&written), Trap::default());
    let set = trap.clone();
    let emulator = Emulator::builder().kept_requests(0).on_request(move |request| {
        assert_eq!((request.method.as_str(), request.status), ("PUT", 200));
        let users: BTreeMap<String, Value> = serde_json::from_value(request.json().unwrap()).unwrap();
        let mut seen = seen.lock().unwrap();
        users.into_keys().for_each(|id| *seen.entry(id).or_default() += 1);
        set.on_request();
    });
    let emulator = emulator.start().await.unwrap();
    let (file, users) = (file("sync"), users());
    let steps = u64::try_from(users / 100 / KILLS).unwrap();
    let mut random = Random(1);
    kill_often(test, &emulator, &file, &trap, || 1 + random.below(steps));
    let numbers = Worker::start(test, &emulator, &file).finish();
    let [taken, last, unchanged, memory] = numbers[..] else { panic!("{numbers:?}") };
    let all = u64::try_from(users).unwrap();
    assert_eq!((taken, last + unchanged), (all, all));
    let writes = {
        let written = written.lock().unwrap();
        assert_eq!(written.len(), users, "each user is written at least once");
        written.values().sum::<usize>()
    };
    assert!(writes - users <= KILLS * 800, "{writes} writes of {users} users");
    println!(
        "{users} users, {KILLS} kills, {} written twice; the last run wrote {last} with {memory} KiB",
        writes - users
    );
    // 60 bytes for each user in the table of fingerprints, and the table doubles.
    assert!(memory < 20 * 1024 + all * 120 / 1024, "{memory} KiB");

    let numbers = Worker::start(test, &emulator, &file).finish();
    assert_eq!(numbers[..3], [all, 0, all]);
    assert_eq!(written.lock().unwrap().values().sum::<usize>(), writes, "the second run writes nobody");
    std::fs::remove_file(file).unwrap();
}

fn plan() -> ImportPlan {
    let mut plan = ImportPlan::new();
    plan.users = vec![("ann".into(), NewUser::new("Ann").into())];
    for name in ["one", "two"] {
        let mut conversation = PlannedConversation::new(name, ConversationUpdate::new().participants(["ann"]));
        conversation.messages = (0..MESSAGES)
            .map(|number| {
                let message =
                    ImportedUserMessage::new("ann", i64::try_from(1_000 + number).unwrap(), format!("{number}"));
                PlannedMessage::new(number.to_string(), message)
            })
            .collect();
        plan.conversations.push(conversation);
    }
    plan
}

async fn import(client: &Client) {
    let checkpoint = CheckpointFile::new(env::var_os(FILE).unwrap());
    let run = client.import(plan(), checkpoint).per_request(10);
    let done = run.on_progress(|progress| tell(&format!("step {}", progress.messages))).send().await.unwrap();
    tell(&format!("done {}", done.messages));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_killed_twenty_times_has_each_message_once() {
    if let Some(client) = worker_client() {
        return import(&client).await;
    }
    let test = "killed_jobs::an_import_that_is_killed_twenty_times_has_each_message_once";
    let trap = Trap::default();
    let set = trap.clone();
    let on_request = move |request: &RecordedRequest| {
        if request.method == "POST" {
            set.on_request();
        }
    };
    let emulator = Emulator::builder().on_request(on_request).start().await.unwrap();
    let file = file("import");
    let mut random = Random(2);
    kill_often(test, &emulator, &file, &trap, || 1 + random.below(5));
    assert_eq!(Worker::start(test, &emulator, &file).finish(), [2 * MESSAGES as u64]);

    let builder = Client::builder().app_id("emulated").secret_key("sk_test_emulator").base_url(emulator.base_url());
    let client = builder.without_limiter().build().unwrap();
    for name in ["one", "two"] {
        let (mut texts, mut messages) = (Vec::new(), client.list_messages(name).limit(100).stream());
        while let Some(message) = messages.next().await {
            texts.push(message.unwrap().text.unwrap());
        }
        texts.reverse();
        assert_eq!(texts, (0..MESSAGES).map(|number| number.to_string()).collect::<Vec<_>>());
    }
    let sent = emulator.requests().iter().filter(|request| request.method == "POST").count();
    println!("{KILLS} kills, {sent} requests for {} messages", 2 * MESSAGES);
    std::fs::remove_file(file).unwrap();
}
