//! Eight processes against the emulator, which enforces the limits.
//!
//! The limits are TalkJS' twenty times as fast and as large, in real time: 9 a second and 600 at once become 180 and 12,000.

use std::process::Child;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use talkjs_emulator::{Decisions, Emulator, RateLimit as EmulatedLimit};
use talkjs_runtime::rate_limit::RateLimit;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use crate::proxy::Proxy;
use crate::server::{ALONE, Redis};
use crate::worker::{Task, Turn, WORKERS, turns};

const PER_SECOND: u32 = 180;

/// What the emulator has received.
#[derive(Clone)]
struct Log(Arc<Mutex<Vec<(Duration, u16)>>>, watch::Sender<usize>);

impl Log {
    async fn of(burst: u32) -> (Emulator, Self) {
        let log = Self(Arc::default(), watch::Sender::default());
        let mut decisions = Decisions::default();
        decisions.rate_limit = Some(EmulatedLimit { burst, per_second: PER_SECOND });
        let (writing, start) = (log.clone(), Instant::now());
        let builder = Emulator::builder().decisions(decisions).kept_requests(0).on_request(move |request| {
            let mut requests = writing.0.lock().unwrap();
            requests.push((start.elapsed(), request.status));
            writing.1.send_replace(requests.len());
        });
        (builder.start().await.unwrap(), log)
    }

    fn len(&self) -> usize {
        *self.1.borrow()
    }

    async fn reached(&self, requests: usize) {
        self.1.subscribe().wait_for(|reached| *reached >= requests).await.unwrap();
    }

    fn with_status(&self, status: u16) -> usize {
        self.0.lock().unwrap().iter().filter(|(_, known)| *known == status).count()
    }

    /// The time from the first request to the last.
    fn time(&self) -> Duration {
        let requests = self.0.lock().unwrap();
        requests.last().unwrap().0 - requests.first().unwrap().0
    }

    /// How much of a burst was used by all windows that begin after so many requests.
    fn burst_used_since(&self, first: usize) -> f64 {
        burst_used(self.0.lock().unwrap().iter().skip(first).map(|(time, _)| *time))
    }
}

/// By how many requests the fullest window of all exceeds what the rate gives in its time.
fn burst_used(times: impl Iterator<Item = Duration>) -> f64 {
    let (mut most, mut least): (f64, f64) = (0.0, f64::MAX);
    for (number, time) in times.enumerate() {
        let level = number as f64 - f64::from(PER_SECOND) * time.as_secs_f64();
        least = least.min(level);
        most = most.max(level - least + 1.0);
    }
    most
}

async fn with_alice(emulator: &Emulator) {
    let client = talkjs_client::Client::builder().app_id(emulator.app_id()).secret_key(emulator.secret_key());
    let client = client.base_url(emulator.base_url()).without_limiter().build().unwrap();
    client.upsert_user("alice", talkjs_client::UserUpdate::new().name("Alice")).send().await.unwrap();
}

fn calls(default: u32) -> u32 {
    std::env::var("TALKJS_REDIS_CALLS").map_or(default, |calls| calls.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_processes_keep_the_limit_together_and_lose_no_time() {
    const NAME: &str = "fleet::eight_processes_keep_the_limit_together_and_lose_no_time";
    if let Some(task) = Task::of_this_process() {
        return task.work().await;
    }
    let _alone = ALONE.write().await;
    let Some(redis) = Redis::with(&[]) else { return };
    let burst = 12_000;
    let (emulator, log) = Log::of(burst).await;
    with_alice(&emulator).await;
    let limit = RateLimit::per_second(PER_SECOND, burst);
    // Twenty times as fast: a fifth of a second is what four seconds are at TalkJS' own pace.
    let (jitter, calls) = (Duration::from_millis(200), calls(2_000));
    let task = Task { emulator: emulator.base_url().to_owned(), redis: redis.url(), limit, jitter, calls };
    let workers: Vec<Child> = (0..WORKERS.get()).map(|_| task.start(NAME)).collect();
    let read = tokio::task::spawn_blocking(|| workers.into_iter().map(turns).collect::<Vec<_>>());
    let turns = read.await.unwrap();

    let all = calls * WORKERS.get();
    let least = f64::from(all.saturating_sub(burst)) / f64::from(PER_SECOND);
    let (time, refused) = (log.time().as_secs_f64(), log.with_status(429));
    println!("{all} calls of {WORKERS} processes: {refused} times 429, {time:.2} s, {:.4} of the least", time / least);
    println!("burst used: {:.1} of {burst}", log.burst_used_since(0));
    let ends: Vec<_> = turns.iter().map(|turns| turns.iter().map(|turn| turn.at).max().unwrap()).collect();
    let spread = ends.iter().max().unwrap() - ends.iter().min().unwrap();
    println!("first and last process end {:.2} s apart", spread as f64 / 1e6);
    // A fifth of a second holds 36 requests back.
    check_order(turns.concat(), burst - 36);
    assert_eq!((refused, log.with_status(200)), (0, all as usize + 1));
    assert!(log.burst_used_since(0) <= f64::from(burst));
    assert!(time <= least * 1.02, "{time} s, the least is {least} s");
}

/// Places keep to the limit without what is held back, and no request is let through before its own or so much later that others overtake it by more
/// than the time that a process may be late. How many do by less depends on how busy the machine is.
fn check_order(mut turns: Vec<Turn>, kept: u32) {
    turns.sort_by_key(|turn| turn.place);
    let late: Vec<u64> = turns.iter().map(|turn| turn.at.saturating_sub(turn.place)).collect();
    // Both are rounded to microseconds.
    assert!(turns.iter().all(|turn| turn.at + 2 >= turn.place), "one was let through before its place");
    let first = turns[0].place;
    let places = burst_used(turns.iter().map(|turn| Duration::from_micros(turn.place - first)));
    println!("burst used by places: {places:.1} of {kept}");
    // Both are rounded to microseconds.
    assert!(places <= f64::from(kept) + 0.01, "{places}");
    let queued: Vec<&[Turn]> = turns.windows(2).filter(|pair| pair[1].place - pair[0].place > 5_000).collect();
    let swapped = queued.iter().filter(|pair| pair[0].at > pair[1].at).count();
    let mut sorted = late;
    sorted.sort_unstable();
    let at = |percent: usize| sorted[(sorted.len() - 1) * percent / 100] as f64 / 1000.0;
    println!("let through after the own place: median {:.1} ms, 99 % {:.1} ms, most {:.1} ms", at(50), at(99), at(100));
    println!("{swapped} of {} neighbours in the queue were swapped", queued.len());
    assert!(at(100) <= 300.0, "later than a process may be");
}

/// The processes, each started again when it was killed.
struct Fleet {
    task: Task,
    test: &'static str,
    workers: Vec<Child>,
}

impl Fleet {
    fn start(task: Task, test: &'static str) -> Self {
        let workers = (0..WORKERS.get()).map(|_| task.start(test)).collect();
        Self { task, test, workers }
    }

    /// Kills one and starts another in its place.
    fn replace(&mut self, number: usize) {
        let place = number * 5 % self.workers.len();
        let worker = &mut self.workers[place];
        worker.kill().unwrap();
        worker.wait().unwrap();
        *worker = self.task.start(self.test);
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        for worker in &mut self.workers {
            let _ = worker.kill();
            let _ = worker.wait();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_processes_keep_the_limit_whatever_is_killed_paused_emptied_or_lost() {
    const NAME: &str = "fleet::eight_processes_keep_the_limit_whatever_is_killed_paused_emptied_or_lost";
    if let Some(task) = Task::of_this_process() {
        return task.work().await;
    }
    let _alone = ALONE.write().await;
    let Some(mut redis) = Redis::with(&[]) else { return };
    let proxy = Proxy::start(redis.port).await;
    let burst = 1_000;
    let (emulator, log) = Log::of(burst).await;
    with_alice(&emulator).await;
    let limit = RateLimit::per_second(PER_SECOND, burst);
    let (jitter, calls) = (Duration::from_secs(1), u32::MAX);
    let task = Task { emulator: emulator.base_url().to_owned(), redis: proxy.url(), limit, jitter, calls };
    let mut fleet = Fleet::start(task, NAME);
    log.reached(burst as usize + 100).await;

    let report = async |fault: &str, time: f64, before: usize| {
        let (sent, refused, used) = (log.len() - before, log.with_status(429), log.burst_used_since(before));
        let rate = sent as f64 / time;
        println!(
            "{fault}: {rate:.0} a second of {PER_SECOND} in {time:.1} s, {used:.1} over that, {refused} times 429"
        );
    };
    let long = std::env::var("TALKJS_REDIS_ROUNDS").map_or(1, |rounds| rounds.parse().unwrap());
    for _ in 0..long {
        let (before, start) = (log.len(), Instant::now());
        log.reached(before + 400).await;
        report("no fault", start.elapsed().as_secs_f64(), before).await;

        let (before, start) = (log.len(), Instant::now());
        for number in 0..20 {
            log.reached(before + number * 40).await;
            fleet.replace(number);
        }
        log.reached(before + 900).await;
        report("20 processes killed", start.elapsed().as_secs_f64(), before).await;

        let (before, start) = (log.len(), Instant::now());
        redis.pause();
        sleep(Duration::from_secs(2)).await;
        redis.go_on();
        log.reached(before + 600).await;
        report("Redis paused for 2 s", start.elapsed().as_secs_f64(), before).await;

        let (before, start) = (log.len(), Instant::now());
        redis.kill();
        log.reached(before + 200).await;
        redis.start_again();
        log.reached(before + 600).await;
        report("Redis killed, restarted empty", start.elapsed().as_secs_f64(), before).await;

        let (before, start) = (log.len(), Instant::now());
        let () = redis.run("FLUSHALL").await;
        log.reached(before + 300).await;
        report("FLUSHALL", start.elapsed().as_secs_f64(), before).await;

        let (before, start) = (log.len(), Instant::now());
        let () = redis.run("SCRIPT FLUSH").await;
        log.reached(before + 200).await;
        report("SCRIPT FLUSH", start.elapsed().as_secs_f64(), before).await;

        let (before, start) = (log.len(), Instant::now());
        proxy.lose(5);
        log.reached(before + 700).await;
        proxy.lose(0);
        let lost = proxy.lost();
        report(&format!("5 % of the replies lost ({lost})"), start.elapsed().as_secs_f64(), before).await;
    }
    assert!(proxy.lost() > 20, "{}", proxy.lost());
    assert_eq!(log.with_status(429), 0);
    println!("all together: {:.1} over the rate, of a burst of {burst}", log.burst_used_since(0));
    assert!(log.burst_used_since(0) <= f64::from(burst), "{}", log.burst_used_since(0));
}
