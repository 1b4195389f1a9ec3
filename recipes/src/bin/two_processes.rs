//! Two processes that share one rate limit by Redis.
//!
//! TalkJS limits an app, not a process. Two independent workers send twice as much as it allows. With `talkjs-redis` as
//! limiter, both reserve places in Redis, so that together they respect the limit.
//!
//! `two_processes` starts itself twice and needs a Redis: `redis://127.0.0.1:6379`, or the one in `REDIS_URL`.

#![allow(clippy::print_stdout, reason = "it shows what it does")]

use std::num::NonZeroU32;
use std::time::Instant;

use talkjs_client::rate_limit::RateLimit;
use talkjs_client::{BoxError, Client, ClientBuilder, NewUser};
use talkjs_emulator::{Decisions, Emulator, RateLimit as EmulatedLimit};
use talkjs_recipes::App;
use talkjs_redis::{Event, RedisLimiter, redis};
use tokio::process::Command;

/// The highest number of processes that share the limit.
const WORKERS: NonZeroU32 = NonZeroU32::new(2).unwrap();
/// The number of calls of each worker.
const CALLS: usize = 40;
/// The limit of TalkJS: requests per second and burst. Change it if your plan has other limits.
const LIMIT: (u32, u32) = (9, 600);
/// The limit of the emulator: small, so that it has an effect soon.
const EMULATED_LIMIT: (u32, u32) = (20, 30);

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let redis_url = std::env::var("REDIS_URL").unwrap_or_else(|_| "redis://127.0.0.1:6379".to_owned());
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [per_second, burst] => work(&redis_url, RateLimit::per_second(per_second.parse()?, burst.parse()?)).await,
        _ => run(&redis_url).await,
    }
}

/// Starts the workers, and waits for them.
async fn run(redis_url: &str) -> Result<(), BoxError> {
    let app = App::of_environment_or(emulator()).await?;
    let (per_second, burst) = if app.emulator.is_some() { EMULATED_LIMIT } else { LIMIT };
    let (start, program) = (Instant::now(), std::env::current_exe()?);
    let worker = || {
        let mut command = Command::new(&program);
        command.args([per_second.to_string(), burst.to_string()]).envs(app.variables()).env("REDIS_URL", redis_url);
        command.kill_on_drop(true).spawn()
    };
    let (mut first, mut second) = (worker()?, worker()?);
    let (first, second) = tokio::try_join!(first.wait(), second.wait())?;
    if !first.success() || !second.success() {
        return Err("a worker has failed".into());
    }
    println!("all calls took {:.1} s", start.elapsed().as_secs_f32());
    if let Some(emulator) = &app.emulator {
        let rejected = emulator.requests().iter().filter(|request| request.status == 429).count();
        println!("{} requests, {rejected} rejected", emulator.requests().len());
    }
    Ok(())
}

/// An emulator that rejects requests beyond its limit.
fn emulator() -> talkjs_emulator::Builder {
    let (per_second, burst) = EMULATED_LIMIT;
    let mut decisions = Decisions::default();
    decisions.rate_limit = Some(EmulatedLimit { burst, per_second });
    Emulator::builder().decisions(decisions)
}

/// Makes calls as fast as the limit allows.
async fn work(redis_url: &str, limit: RateLimit) -> Result<(), BoxError> {
    let (app_id, secret_key) = (std::env::var("TALKJS_APP_ID")?, std::env::var("TALKJS_SECRET_KEY")?);
    let base_url = std::env::var("TALKJS_BASE_URL").ok();
    // Each app has its own limit.
    let limiter = RedisLimiter::builder(redis::Client::open(redis_url)?, app_id.as_str(), limit, WORKERS)
        .bucket("batch", RateLimit::per_second(1, 500))
        .on_event(|event| match event {
            Event::Unavailable { failure, .. } => println!("Redis is away, each process keeps to its share: {failure}"),
            Event::Available { outage, .. } => println!("Redis is back after {outage:?}"),
            _ => {}
        })
        .build();
    let client = Client::builder().app_id(app_id).secret_key(secret_key).limiter(limiter);
    let talkjs = base_url.into_iter().fold(client, ClientBuilder::base_url).build()?;

    let id = format!("worker_{}", std::process::id());
    talkjs.upsert_user(&id, NewUser::new("A worker")).send().await?;
    for _ in 1..CALLS {
        talkjs.get_user(&id).send().await?;
    }
    println!("{id} has made {CALLS} calls");
    Ok(())
}
