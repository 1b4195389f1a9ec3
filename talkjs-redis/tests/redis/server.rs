//! A server of its own for a test.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use talkjs_redis::redis::{self, Cmd, FromRedisValue};
use talkjs_redis::{RedisLimiter, RedisLimiterBuilder};
use talkjs_runtime::rate_limit::RateLimit;
use tokio::sync::{RwLock, RwLockReadGuard};

const REQUIRED: &str = "TALKJS_REDIS";
const PROGRAM: &str = "TALKJS_REDIS_SERVER";
const LEFT_OUT: &str = "the limiter was not tried on Redis: install Debian's `redis-server`\n";

/// Tests of many processes are alone; all others run side by side.
pub(crate) static ALONE: RwLock<()> = RwLock::const_new(());

/// A running server, which ends with it.
pub(crate) struct Redis {
    process: Child,
    output: BufReader<ChildStdout>,
    folder: PathBuf,
    arguments: Vec<String>,
    pub(crate) port: u16,
    _others: Option<RwLockReadGuard<'static, ()>>,
}

impl Redis {
    /// Starts a server, if there is one on this machine.
    pub(crate) async fn start() -> Option<Self> {
        let others = ALONE.read().await;
        let mut redis = Self::with(&[])?;
        redis._others = Some(others);
        Some(redis)
    }

    /// Starts a server with further settings, such as `--cluster-enabled yes`.
    pub(crate) fn with(arguments: &[&str]) -> Option<Self> {
        let mut arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("redis-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        arguments.extend(["--dir".to_owned(), folder.to_str().unwrap().to_owned()]);
        for _ in 0..10 {
            let port = free_port();
            let process = run(port, &arguments)?;
            if let Some((process, output)) = ready(process) {
                return Some(Self { process, output, folder, arguments, port, _others: None });
            }
        }
        panic!("the server does not start");
    }

    /// Starts a sentinel for a primary.
    pub(crate) fn sentinel(primary: &Self) -> Self {
        let file = primary.folder.join("sentinel.conf");
        let lines = [
            format!("sentinel monitor primary 127.0.0.1 {} 1", primary.port),
            "sentinel down-after-milliseconds primary 300".to_owned(),
            "sentinel failover-timeout primary 3000".to_owned(),
        ];
        std::fs::write(&file, lines.join("\n")).unwrap();
        let port = free_port();
        let mut command = program();
        command.arg(file).args(["--sentinel", "--bind", "127.0.0.1", "--port", &port.to_string()]);
        let (process, output) = ready(spawn(&mut command).unwrap()).unwrap();
        Self { process, output, folder: PathBuf::new(), arguments: Vec::new(), port, _others: None }
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub(crate) fn client(&self) -> redis::Client {
        redis::Client::open(self.url()).unwrap()
    }

    /// A limiter on this server, for one of four processes.
    pub(crate) fn limiter(&self, limit: RateLimit) -> RedisLimiterBuilder {
        limiter(&self.url(), limit)
    }

    /// Runs a command, such as `FLUSHALL`.
    pub(crate) async fn run<T: FromRedisValue>(&self, command: &str) -> T {
        let mut connection = self.client().get_multiplexed_async_connection().await.unwrap();
        let mut words = command.split(' ');
        let mut command: Cmd = redis::cmd(words.next().unwrap());
        for word in words {
            command.arg(word);
        }
        command.query_async(&mut connection).await.unwrap()
    }

    /// How often a command was called.
    pub(crate) async fn calls(&self, command: &str) -> u64 {
        let stats: String = self.run("INFO commandstats").await;
        let line = stats.lines().find_map(|line| line.strip_prefix(&format!("cmdstat_{command}:calls=")));
        line.map_or(0, |line| line.split(',').next().unwrap().parse().unwrap())
    }

    /// Stops the process without ending it.
    pub(crate) fn pause(&self) {
        signal(self.process.id(), "STOP");
    }

    pub(crate) fn go_on(&self) {
        signal(self.process.id(), "CONT");
    }

    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts it again at the same port, with nothing in it.
    pub(crate) fn start_again(&mut self) {
        loop {
            if let Some((process, output)) = ready(run(self.port, &self.arguments).unwrap()) {
                (self.process, self.output) = (process, output);
                return;
            }
        }
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A limiter for one of four processes, without a margin.
pub(crate) fn limiter(url: &str, limit: RateLimit) -> RedisLimiterBuilder {
    let (server, workers) = (redis::Client::open(url).unwrap(), NonZeroU32::new(4).unwrap());
    RedisLimiter::builder(server, "app", limit, workers).jitter(std::time::Duration::ZERO)
}

pub(crate) fn signal(process: u32, signal: &str) {
    assert!(Command::new("kill").args([format!("-{signal}"), process.to_string()]).status().unwrap().success());
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// Starts the program, or says that there is none.
fn run(port: u16, arguments: &[String]) -> Option<Child> {
    let mut command = program();
    command.args(["--bind", "127.0.0.1", "--save", "", "--port"]).arg(port.to_string()).args(arguments);
    match spawn(&mut command) {
        Ok(process) => Some(process),
        Err(error) => {
            assert_ne!(std::env::var(REQUIRED).as_deref(), Ok("required"), "{LEFT_OUT}{error}");
            static ONCE: Once = Once::new();
            // Past the test harness, which shows only what failing tests print.
            ONCE.call_once(|| std::io::stderr().write_all(LEFT_OUT.as_bytes()).unwrap());
            None
        }
    }
}

fn program() -> Command {
    Command::new(std::env::var(PROGRAM).unwrap_or_else(|_| "redis-server".to_owned()))
}

fn spawn(command: &mut Command) -> std::io::Result<Child> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()
}

/// Waits until the server accepts connections; none if another program took the port.
fn ready(mut process: Child) -> Option<(Child, BufReader<ChildStdout>)> {
    let mut output = BufReader::new(process.stdout.take().unwrap());
    let mut line = String::new();
    while output.read_line(&mut line).unwrap() > 0 {
        if line.contains("Ready to accept connections") || line.contains("+monitor") {
            return Some((process, output));
        }
        line.clear();
    }
    process.wait().unwrap();
    None
}
