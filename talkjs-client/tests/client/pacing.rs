//! The pace of many calls, in virtual time, against a server that counts as TalkJS does.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use talkjs_client::rate_limit::{RateLimit, RateLimiter};
use talkjs_client::{Client, ClientBuilder, Error};
use talkjs_runtime::test_util::{Play, ScriptedTransport};
use tokio::time::Instant;

use crate::fake::{builder, user};

/// An API with a limit of its own: what is left of a burst comes back at a steady pace, counted in thousandths of a
/// request as the emulator does it, and what is too much is answered with 429 at once. Requests take their time, each
/// another one.
struct Server(Arc<Mutex<Counts>>);

struct Counts {
    start: Instant,
    burst: u64,
    per_second: u64,
    left: u64,
    since: u64,
    down_until: Duration,
    requests: Vec<Duration>,
    too_many: usize,
    random: u64,
}

impl Server {
    fn new(burst: u64, per_second: u64) -> Self {
        Self(Arc::new(Mutex::new(Counts {
            start: Instant::now(),
            burst,
            per_second,
            left: burst * 1000,
            since: 0,
            down_until: Duration::ZERO,
            requests: Vec::new(),
            too_many: 0,
            random: 42,
        })))
    }

    fn builder(&self) -> ClientBuilder {
        let counts = Arc::clone(&self.0);
        let transport = ScriptedTransport::by_async(move |_| {
            let counts = Arc::clone(&counts);
            async move {
                let way = counts.lock().unwrap().random(50);
                tokio::time::sleep(way).await;
                let status = counts.lock().unwrap().status();
                Play::response(status, user("a", "Alice").to_string()).after(way)
            }
        });
        builder(&transport).secret_key_as_bearer().timeout(Duration::from_secs(3600))
    }

    fn counts<T>(&self, read: impl FnOnce(&mut Counts) -> T) -> T {
        read(&mut self.0.lock().unwrap())
    }
}

impl Counts {
    /// Milliseconds below a bound.
    fn random(&mut self, bound: u64) -> Duration {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Duration::from_millis((self.random >> 33) % bound)
    }

    fn status(&mut self) -> u16 {
        let now = self.start.elapsed();
        self.requests.push(now);
        if now < self.down_until {
            return 503;
        }
        let millis = u64::try_from(now.as_millis()).unwrap();
        self.left = (self.left + (millis - self.since) * self.per_second).min(self.burst * 1000);
        self.since = millis;
        if self.left < 1000 {
            self.too_many += 1;
            return 429;
        }
        self.left -= 1000;
        200
    }
}

/// Makes so many calls at once; returns how long it took and how many failed.
async fn calls(clients: &[Client], number: usize) -> (Duration, usize) {
    let start = Instant::now();
    let calls: Vec<_> = clients
        .iter()
        .cycle()
        .take(number)
        .map(|client| {
            let client = client.clone();
            tokio::spawn(async move { client.get_user("a").send().await.map(drop) })
        })
        .collect();
    let mut failed = 0;
    for call in calls {
        failed += usize::from(call.await.unwrap().is_err());
    }
    (start.elapsed(), failed)
}

/// The shortest time in which the published limit allows so many requests.
fn shortest(requests: usize) -> f64 {
    (requests - 600) as f64 / 9.0
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_calls_meet_no_429_and_take_no_longer_than_they_must() {
    let server = Server::new(600, 9);
    let (taken, failed) = calls(&[server.builder().build().unwrap()], 10_000).await;
    let (requests, too_many) = server.counts(|counts| (counts.requests.len(), counts.too_many));
    println!("{requests} requests, {too_many} times 429, {taken:?} of at least {:.1} s", shortest(10_000));
    assert_eq!((requests, too_many, failed), (10_000, 0, 0));
    assert!(taken.as_secs_f64() <= shortest(10_000) * 1.01, "{taken:?}");
}

#[tokio::test(start_paused = true)]
async fn two_clients_that_share_a_limiter_keep_to_it_together() {
    let server = Server::new(600, 9);
    let limiter = Arc::new(RateLimiter::new(RateLimit::per_second(9, 590)));
    let client = || server.builder().limiter(Arc::clone(&limiter)).build().unwrap();
    let (taken, failed) = calls(&[client(), client()], 5_000).await;
    assert_eq!((server.counts(|counts| counts.too_many), failed), (0, 0));
    assert!(taken.as_secs_f64() <= shortest(5_000) * 1.01, "{taken:?}");
}

#[tokio::test(start_paused = true)]
async fn clients_that_do_not_know_of_each_other_are_slowed_down_and_not_lost() {
    let server = Server::new(600, 9);
    let client = || server.builder().build().unwrap();
    let (taken, failed) = calls(&[client(), client()], 3_000).await;
    let (requests, too_many) = server.counts(|counts| (counts.requests.len(), counts.too_many));
    println!("{requests} requests, {too_many} times 429, {failed} failed, {taken:?}");
    // Their bursts alone are 580 requests too many. Without the slowing down every second request were, later on.
    assert!(too_many > 580 && too_many < 580 + requests / 5, "{too_many} of {requests}");
    assert!(failed < 30, "{failed}");
}

#[tokio::test(start_paused = true)]
async fn an_outage_does_not_cause_a_retry_storm() {
    let server = Server::new(1_000_000, 1_000_000);
    server.counts(|counts| counts.down_until = Duration::from_secs(60));
    let client = server.builder().without_limiter().build().unwrap();
    let callers: Vec<_> = (0..200)
        .map(|_| {
            let (client, start) = (client.clone(), Instant::now());
            tokio::spawn(async move {
                let (mut made, mut succeeded) = (0, 0);
                while start.elapsed() < Duration::from_secs(120) {
                    made += 1;
                    succeeded += usize::from(client.get_user("a").send().await.is_ok());
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                (made, succeeded)
            })
        })
        .collect();
    let (mut made, mut succeeded) = (0, 0);
    for caller in callers {
        let (calls, successes) = caller.await.unwrap();
        (made, succeeded) = (made + calls, succeeded + successes);
    }
    let requests = server.counts(|counts| counts.requests.clone());
    println!("{made} calls, {} requests, {succeeded} succeeded", requests.len());
    assert!(made > 20_000);
    assert!(requests.len() * 10 <= made * 12, "{} requests for {made} calls", requests.len());
    // Neither in the outage nor after it is there a second with many more requests than callers.
    for second in 0..120 {
        let within = requests.iter().filter(|moment| moment.as_secs() == second).count();
        assert!(within <= 240, "{within} in second {second}");
    }
    assert!(succeeded > made / 2 - 400, "{succeeded} of {made}");
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_dropped_leave_their_place_to_others() {
    let server = Server::new(600, 9);
    let limiter = RateLimiter::new(RateLimit::per_second(1, 1));
    let client = server.builder().limiter(limiter).build().unwrap();
    let start = Instant::now();
    let calls: Vec<_> = (0..30)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.get_user("a").send().await.map(drop) })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    for call in calls.iter().skip(1).step_by(2) {
        call.abort();
    }
    for call in calls.into_iter().step_by(2) {
        call.await.unwrap().unwrap();
    }
    assert_eq!(start.elapsed().as_secs(), 14);
    assert_eq!(server.counts(|counts| counts.requests.len()), 15);
}

#[tokio::test(start_paused = true)]
async fn batches_have_a_limit_of_their_own() {
    let server = Server::new(600, 9);
    let client = server.builder().build().unwrap();
    // 490 at once and then one a second; what the server answers is no batch, which does not matter here.
    let start = Instant::now();
    let batches: Vec<_> = (0..500)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                let mut batch = client.batch();
                let _ = batch.add(client.get_user("a"));
                batch.send().await
            })
        })
        .collect();
    let call: Result<_, Error> = client.get_user("a").send().await;
    assert!(call.is_ok() && start.elapsed() < Duration::from_secs(1));
    for batch in batches {
        let _ = batch.await.unwrap();
    }
    assert!((10.0..10.2).contains(&start.elapsed().as_secs_f64()), "{:?}", start.elapsed());
}
