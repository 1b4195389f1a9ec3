//! What is sent again after a failure, when, and what is said when it does not help.

use std::io::ErrorKind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use talkjs_client::auth::CredentialFuture;

use http::{HeaderValue, Method, StatusCode};
use talkjs_client::auth::CredentialProvider;
use talkjs_client::rate_limit::{Limiter, QueueTimeout, RateLimit, RateLimiter};
use talkjs_client::retry::{RetryPolicy, RetrySummary, StopReason};
use talkjs_client::transport::TransportError;
use talkjs_client::{BoxError, BoxFuture};
use talkjs_client::{Client, Error, NewUser, UserMessage};
use talkjs_runtime::test_util::Play;
use tokio::time::Instant;

use crate::fake::target;
use crate::scripted::{Scripted, asking, status, success};

/// What may go wrong and be right the next time.
fn transient() -> [(&'static str, Play); 9] {
    [
        ("not sent", Play::not_sent()),
        ("no response", Play::no_response()),
        ("timeout", Play::timeout()),
        ("408", status(408)),
        ("429", status(429)),
        ("500", status(500)),
        ("502", status(502)),
        ("503", status(503)),
        ("504", status(504)),
    ]
}

async fn get(client: &Client) -> Result<(), Error> {
    client.get_user("a").send().await.map(drop)
}

async fn put(client: &Client) -> Result<(), Error> {
    client.upsert_user("a", NewUser::new("Alice")).send().await
}

async fn delete(client: &Client) -> Result<(), Error> {
    client.delete_conversation("c").send().await
}

async fn say(client: &Client, key: Option<&str>) -> Result<(), Error> {
    let mut message = UserMessage::new("a", "Hi");
    message.idempotency_key = key.map(str::to_owned);
    client.send_messages("c", [message]).send().await.map(drop)
}

#[tokio::test(start_paused = true)]
async fn what_can_be_repeated_is_repeated_after_every_failure_that_may_pass() {
    let mut rows = 0;
    for (_, play) in transient() {
        for operation in 0..4 {
            let scripted = Scripted::new([play.clone()]);
            let client = scripted.client();
            let outcome = match operation {
                0 => get(&client).await,
                1 => put(&client).await,
                2 => delete(&client).await,
                _ => say(&client, Some("k")).await,
            };
            assert!(outcome.is_ok(), "{play:?}: {outcome:?}");
            let sent = scripted.sent();
            assert_eq!(sent.len(), 2, "{play:?}");
            assert_eq!((&sent[0].method, &sent[0].url), (&sent[1].method, &sent[1].url));
            assert_eq!(sent[0].body, sent[1].body, "byte for byte");
            rows += 1;
        }
    }
    assert_eq!(rows, 36);
}

/// The statuses of which the table says something.
const STATUSES: [u16; 27] = [
    301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 413, 415, 422, 425, 429, 431, 500, 501,
    502, 503, 504, 505,
];

/// Every way in which there is no answer, and whether it is repeated: for requests that can be repeated, and for others.
fn failures() -> [(Play, bool, bool); 9] {
    fn io(kind: ErrorKind) -> BoxError {
        Box::new(std::io::Error::from(kind))
    }
    let too_large = |error: fn() -> TransportError, repeated| (Play::failure(error), repeated, false);
    [
        (Play::failure(|| TransportError::NotSent(io(ErrorKind::ConnectionRefused))), true, true),
        (Play::failure(|| TransportError::NotSent(io(ErrorKind::TimedOut))), true, true),
        (Play::failure(|| TransportError::NotSent("no handshake".into())), true, true),
        (Play::failure(|| TransportError::NoResponse(io(ErrorKind::ConnectionReset))), true, false),
        (Play::failure(|| TransportError::NoResponse(io(ErrorKind::UnexpectedEof))), true, false),
        (Play::failure(|| TransportError::NoResponse("no HTTP".into())), true, false),
        (Play::failure(|| TransportError::Timeout { after: Duration::from_secs(15) }), true, false),
        too_large(|| TransportError::TooLarge { status: StatusCode::OK, limit: 5 }, false),
        too_large(|| TransportError::TooLarge { status: StatusCode::SERVICE_UNAVAILABLE, limit: 5 }, true),
    ]
}

#[tokio::test(start_paused = true)]
async fn the_table_of_classes_statuses_and_failures() {
    let answers = STATUSES.map(|code| {
        let transient = [408, 429, 500, 502, 503, 504].contains(&code);
        (status(code), transient, code == 429)
    });
    let mut rows = 0;
    for (play, repeatable, unkeyed) in answers.into_iter().chain(failures()) {
        for (class, repeated) in [("idempotent", repeatable), ("keyed", repeatable), ("unkeyed", unkeyed)] {
            let scripted = Scripted::new([play.clone()]);
            let client = scripted.client();
            let outcome = match class {
                "idempotent" => get(&client).await,
                "keyed" => say(&client, Some("k")).await,
                _ => say(&client, None).await,
            };
            assert_eq!(
                (outcome.is_ok(), scripted.sent().len()),
                (repeated, 1 + usize::from(repeated)),
                "{class} {play:?}"
            );
            rows += 1;
        }
    }
    assert_eq!(rows, 108);
    println!("B1: {rows} rows");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_repeated_is_repeated_only_when_it_certainly_had_no_effect() {
    for (name, play) in transient() {
        let harmless = ["not sent", "429"].contains(&name);
        let scripted = Scripted::new([play]);
        let outcome = say(&scripted.client(), None).await;
        assert_eq!(scripted.sent().len(), if harmless { 2 } else { 1 }, "{name}");
        let Err(error) = outcome else {
            assert!(harmless, "{name}");
            continue;
        };
        // Of 408 the standard says that the server has not got the request.
        assert_eq!(error.is_outcome_unknown(), name != "408", "{name}: {error:?}");
        let RetrySummary { attempts: made, stop, .. } = error.retries();
        assert_eq!((made, stop), (1, StopReason::Unsafe), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_error_on_what_cannot_be_repeated_says_that_the_effect_is_unknown() {
    let error = say(&Scripted::new([status(503)]).client(), None).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`sendMessages` failed with 503 Service Unavailable; it may have taken effect; check the state before \
         you retry, as a retry would take effect again"
    );
    let error = get(&Scripted::by(|_| status(503)).client()).await.unwrap_err();
    assert_eq!(error.to_string(), "`getUser` failed with 503 Service Unavailable (3 attempts)");
}

#[tokio::test(start_paused = true)]
async fn responses_that_would_be_the_same_are_not_requested_again() {
    for code in [200, 204, 301, 304, 400, 401, 403, 404, 409, 413, 422, 501, 505] {
        let scripted = Scripted::by(move |sent| if code == 200 { success(sent) } else { status(code) });
        let _ = get(&scripted.client()).await;
        assert_eq!(scripted.sent().len(), 1, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn after_three_attempts_it_is_over_and_the_error_says_so() {
    for (play, words) in [
        (Play::not_sent(), "`getUser` was not sent (3 attempts): connection refused; it is safe to retry"),
        (
            Play::no_response(),
            "`getUser` may have taken effect: the connection broke before the response was complete (3 attempts); it is \
             safe to retry",
        ),
        (
            Play::timeout(),
            "`getUser` may have taken effect: no response came within 15s (3 attempts); it is safe to retry",
        ),
        (status(500), "`getUser` failed with 500 Internal Server Error (3 attempts)"),
        (status(429), "`getUser` failed with 429 Too Many Requests (3 attempts); wait before the next request"),
    ] {
        let scripted = Scripted::by(move |_| play.clone());
        let error = get(&scripted.client()).await.unwrap_err();
        assert_eq!(error.to_string(), words);
        assert_eq!((error.retries().attempts, error.retries().stop), (3, StopReason::AttemptsUsedUp));
        assert_eq!(scripted.sent().len(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn a_response_has_its_number_of_attempts() {
    let response = Scripted::new([status(503)]).client().get_user("a").send_with_response().await.unwrap();
    assert_eq!(response.extensions().get::<RetrySummary>().unwrap().attempts, 2);
}

#[tokio::test(start_paused = true)]
async fn the_bound_of_the_delay_doubles_up_to_its_cap() {
    let scripted = Scripted::by(|_| status(503));
    let policy = RetryPolicy::new().attempts(6).max_delay(Duration::from_millis(500));
    let client = scripted.builder().retry(policy).build().unwrap();
    get(&client).await.unwrap_err();
    assert_eq!(scripted.times(), [0, 100, 300, 700, 1200, 1700]);

    let scripted = Scripted::by(|_| status(503));
    get(&scripted.builder().jitter_source(|| 0.5).build().unwrap()).await.unwrap_err();
    assert_eq!(scripted.times(), [0, 50, 150]);
}

#[tokio::test(start_paused = true)]
async fn the_wait_that_the_server_asks_for_is_kept() {
    let (now, date) = ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:47 GMT");
    let dated = asking(503, date).header("date", now);
    for (play, second) in [
        (asking(503, "7"), 7_100),
        (asking(429, "7"), 7_100),
        (dated, 10_100),
        (asking(503, "soon"), 100),
        (status(503), 100),
    ] {
        let scripted = Scripted::new([play.clone()]);
        get(&scripted.client()).await.unwrap();
        assert_eq!(scripted.times(), [0, second], "{play:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_429_without_a_wish_stops_the_bucket_for_a_second() {
    let scripted = Scripted::new([status(429)]);
    get(&scripted.client()).await.unwrap();
    assert_eq!(scripted.times(), [0, 1000]);

    let scripted = Scripted::new([status(429)]);
    get(&scripted.builder().without_limiter().build().unwrap()).await.unwrap();
    assert_eq!(scripted.times(), [0, 100]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_asks_for_too_long_a_wait_is_not_asked_again() {
    let scripted = Scripted::new([asking(503, "3600")]);
    let error = get(&scripted.client()).await.unwrap_err();
    assert_eq!(error.retries().stop, StopReason::WaitTooLong);
    assert_eq!(
        error.to_string(),
        "`getUser` failed with 503 Service Unavailable; not retried, as the server asks for a delay of more than 60 s"
    );
    let Error::Api(error) = error else { panic!("{error:?}") };
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(scripted.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_time_of_a_call_holds_for_all_its_attempts() {
    let start = Instant::now();
    let scripted = Scripted::by(|_| Play::timeout());
    let client = scripted.builder().timeout(Duration::from_secs(40)).build().unwrap();
    let error = get(&client).await.unwrap_err();
    assert!(error.is_timeout() && error.is_outcome_unknown());
    assert_eq!(start.elapsed().as_secs(), 40);
    assert_eq!(scripted.times(), [0, 15_100, 30_300]);

    // There is no use in a wait that ends after the call.
    let start = Instant::now();
    let client = Scripted::by(|_| asking(503, "30")).client();
    let error = client.get_user("a").timeout(Duration::from_secs(20)).send().await.unwrap_err();
    assert_eq!((error.retries().attempts, error.retries().stop), (1, StopReason::OutOfTime));
    assert!(error.to_string().ends_with("; no time was left for a retry"), "{error}");
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_costs_the_time_of_the_call_and_not_more() {
    for attempt_timeout in [15, 4] {
        let start = Instant::now();
        let scripted = Scripted::by(|_| Play::timeout());
        let client = scripted.builder().timeout(Duration::from_secs(10));
        let client = client.attempt_timeout(Duration::from_secs(attempt_timeout)).build().unwrap();
        let error = get(&client).await.unwrap_err();
        let taken = start.elapsed().as_secs_f64();
        assert!(error.is_timeout() && (9.9..=10.1).contains(&taken), "{taken} s: {error:?}");
        println!("B6: {} attempts in {taken} s", error.retries().attempts);
    }
}

#[tokio::test(start_paused = true)]
async fn the_queue_counts_as_time_of_the_call() {
    // 40 of 50 seconds pass in the queue, so 10 are left for the attempt.
    let start = Instant::now();
    let client = Scripted::by(|_| Play::timeout()).builder().limiter(Notes::default()).build().unwrap();
    let error = client.get_user("a").timeout(Duration::from_secs(50)).send().await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 50, "{error}");

    // Neither a queue nor a 429 moves the end of the call.
    let start = Instant::now();
    let limiter = RateLimiter::new(RateLimit::per_second(1, 1));
    let client = Scripted::by(|_| status(429)).builder().limiter(limiter).build().unwrap();
    let call = client.get_user("a").retry(RetryPolicy::new().attempts(100)).timeout(Duration::from_secs(20));
    let error = call.send().await.unwrap_err();
    assert_eq!(error.retries().stop, StopReason::OutOfTime);
    assert!((10..=20).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_call_that_would_queue_for_longer_than_its_time_fails_at_once_and_says_how_long() {
    let scripted = Scripted::new([]);
    let client = scripted.builder().limiter(RateLimiter::new(RateLimit::every(Duration::from_secs(40), 1))).build();
    let client = client.unwrap();
    get(&client).await.unwrap();
    let start = Instant::now();
    let error = client.get_user("a").timeout(Duration::from_secs(2)).send().await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert_eq!(
        error.to_string(),
        "`getUser` was not sent: the queue for the rate limit is 40.0s long, and the call can wait for 2.0s; it is \
         safe to retry"
    );
    let Error::NotSent { source, .. } = &error else { panic!("{error:?}") };
    assert_eq!(source.downcast_ref::<QueueTimeout>().unwrap().queue, Some(Duration::from_secs(40)));
    // `queue_timeout` makes the wait shorter and never longer.
    for (timeout, queue_timeout) in [(60, 39), (39, 60)] {
        let call = client.get_user("a").timeout(Duration::from_secs(timeout));
        let error = call.queue_timeout(Duration::from_secs(queue_timeout)).send().await.unwrap_err();
        assert!(error.to_string().contains("the call can wait for 39.0s"), "{error}");
    }
    assert_eq!(scripted.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_was_free_refills_the_budget_no_more_than_any_other_call() {
    // A get is answered with 429 and then with 200, a put always with 503.
    let gets = Arc::new(AtomicUsize::new(0));
    let is_get = Arc::new(AtomicBool::new(true));
    let scripted = Scripted::by({
        let (gets, is_get) = (Arc::clone(&gets), Arc::clone(&is_get));
        move |sent| match is_get.load(Ordering::Relaxed) {
            true if gets.fetch_add(1, Ordering::Relaxed) % 2 == 0 => status(429),
            true => success(sent),
            false => status(503),
        }
    });
    let client = scripted.builder().limiter(Careless).build().unwrap();
    let mut puts = 0;
    for _ in 0..100 {
        is_get.store(true, Ordering::Relaxed);
        get(&client).await.unwrap();
        is_get.store(false, Ordering::Relaxed);
        puts += put(&client).await.unwrap_err().retries().attempts;
    }
    // The budget pays for ten retries at once, and 99 gets for nine more.
    assert_eq!(puts, 100 + 10 + 9);
}

/// Lets everything through and takes no note of anything.
struct Careless;

impl Limiter for Careless {
    fn admit<'l>(&'l self, _bucket: Option<&'l str>, _at_most: Duration) -> BoxFuture<'l, Result<(), BoxError>> {
        Box::pin(async { Ok(()) })
    }

    fn refused(&self, _bucket: Option<&str>, _retry_after: Option<Duration>) {}
}

#[tokio::test(start_paused = true)]
async fn a_429_is_followed_by_a_delay_whatever_the_limiter_does() {
    let scripted = Scripted::by(|_| status(429));
    let client = scripted.builder().limiter(Careless).build().unwrap();
    get(&client).await.unwrap_err();
    assert_eq!(scripted.times(), [0, 100, 300]);

    let scripted = Scripted::new([asking(429, "7")]);
    get(&scripted.builder().limiter(Careless).build().unwrap()).await.unwrap();
    assert_eq!(scripted.times(), [0, 7_100]);
}

/// Lets all through but the second, who waits for ever.
#[derive(Clone, Default)]
struct Gate(Arc<AtomicUsize>);

impl Limiter for Gate {
    fn admit<'l>(&'l self, _bucket: Option<&'l str>, _at_most: Duration) -> BoxFuture<'l, Result<(), BoxError>> {
        let is_second = self.0.fetch_add(1, Ordering::Relaxed) == 1;
        Box::pin(async move { if is_second { std::future::pending().await } else { Ok(()) } })
    }

    fn refused(&self, _bucket: Option<&str>, _retry_after: Option<Duration>) {}
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_is_not_made_costs_no_budget() {
    let scripted =
        Scripted::by(|sent| if [0, 1, 3, 4].contains(&sent.number) { Play::no_response() } else { success(sent) });
    let client = scripted.builder().retry_budget(10).limiter(Gate::default()).build().unwrap();
    // The time is over before there is a turn for the retry.
    let error = client.get_user("a").timeout(Duration::from_secs(10)).send().await.unwrap_err();
    assert_eq!((error.retries().attempts, error.retries().stop), (1, StopReason::OutOfTime));
    get(&client).await.unwrap();
    assert_eq!(scripted.sent().len(), 3, "what was taken from the budget is there again");
    // The caller goes away while it waits for the retry.
    assert!(tokio::time::timeout(Duration::from_millis(50), get(&client)).await.is_err());
    get(&client).await.unwrap();
    assert_eq!(scripted.sent().len(), 6, "what was taken from the budget is there again");
}

#[tokio::test(start_paused = true)]
async fn a_key_that_may_be_forgotten_is_not_used_for_another_attempt() {
    const DAY: Duration = Duration::from_secs(24 * 3600);
    let slow = RetryPolicy::new().base_delay(DAY).max_delay(DAY);
    let builder = |scripted: &Scripted| scripted.builder().retry(slow).timeout(3 * DAY);

    // A day passes between the first attempt, which may have taken effect, and the second.
    let scripted = Scripted::new([Play::no_response()]);
    let error = say(&builder(&scripted).build().unwrap(), Some("k")).await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { safe_to_repeat: false, .. }), "{error:?}");
    assert_eq!((error.retries().attempts, error.retries().stop), (1, StopReason::KeyExpired));
    assert_eq!(
        error.to_string(),
        "`sendMessages` may have taken effect: the connection broke before the response was complete; not retried, \
         as the API may have forgotten its idempotency key; check the state before you retry, as a retry would take \
         effect again"
    );
    assert_eq!(scripted.sent().len(), 1, "no second POST");

    let scripted = Scripted::new([status(503)]);
    let error = say(&builder(&scripted).build().unwrap(), Some("k")).await.unwrap_err();
    let Error::Api(api) = &error else { panic!("{error:?}") };
    assert!(api.outcome_unknown && !api.safe_to_repeat, "{api:?}");
    assert_eq!((scripted.sent().len(), api.retries.stop), (1, StopReason::KeyExpired));

    // Nothing was sent, so nothing is in doubt.
    let scripted = Scripted::new([Play::not_sent()]);
    let error = say(&builder(&scripted).build().unwrap(), Some("k")).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`sendMessages` was not sent: `/*/idempotencyKey` must be at most 23 h 00 min old, found 24 h 00 min"
    );

    // The wait in the queue counts, the first attempt included.
    let scripted = Scripted::new([]);
    let limiter = RateLimiter::new(RateLimit::every(DAY, 1));
    let client = builder(&scripted).limiter(limiter).build().unwrap();
    say(&client, Some("k")).await.unwrap();
    let error = say(&client, Some("k")).await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest { .. }), "{error:?}");
    assert_eq!(scripted.sent().len(), 1);

    // What needs no key is not concerned.
    let scripted = Scripted::new([Play::no_response()]);
    put(&builder(&scripted).build().unwrap()).await.unwrap();
    assert_eq!(scripted.sent().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn all_the_time_in_the_world_is_a_setting_too() {
    let scripted = Scripted::new([Play::no_response()]);
    let client = scripted.client();
    let call = client.get_user("a").timeout(Duration::MAX).attempt_timeout(Duration::MAX);
    call.queue_timeout(Duration::MAX).send().await.unwrap();
    assert_eq!(scripted.times(), [0, 100]);
}

#[tokio::test(start_paused = true)]
async fn client_and_call_can_have_other_settings() {
    let scripted = Scripted::by(|_| status(503));
    let client = scripted.builder().retry(RetryPolicy::none()).build().unwrap();
    get(&client).await.unwrap_err();
    assert_eq!(scripted.sent().len(), 1);
    client.get_user("a").retry(RetryPolicy::new().attempts(4)).send().await.unwrap_err();
    assert_eq!(scripted.sent().len(), 5);

    let silent = Scripted::by(|_| Play::timeout()).builder().retry(RetryPolicy::none()).build().unwrap();
    let start = Instant::now();
    silent.get_user("a").attempt_timeout(Duration::from_secs(2)).send().await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_facade_tries_five_times_under_the_same_keys_unless_told_otherwise() {
    let start = |client: Client| async move {
        client.start_conversation("c").participant_id("a").message(UserMessage::new("a", "Hi")).send().await
    };
    let scripted = Scripted::by(|sent| if (1..5).contains(&sent.number) { Play::no_response() } else { success(sent) });
    start(scripted.client()).await.unwrap();
    let sent = scripted.sent();
    assert_eq!(sent.len(), 6);
    assert!(sent[1..].iter().all(|message| message.path().ends_with("/messages") && message.body == sent[1].body));

    let scripted = Scripted::by(|_| Play::no_response());
    let error = start(scripted.builder().retry(RetryPolicy::none()).build().unwrap()).await.unwrap_err();
    assert_eq!(error.retries().attempts, 1);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_sent_nothing_does_not_undo_what_an_earlier_one_may_have_done() {
    let error =
        put(&Scripted::new([Play::no_response(), Play::not_sent(), Play::not_sent()]).client()).await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { safe_to_repeat: true, .. }), "{error:?}");
    assert_eq!(error.retries().attempts, 3);

    let error = put(&Scripted::new([status(503), Play::not_sent(), Play::not_sent()]).client()).await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 503);
    assert!(error.is_outcome_unknown());

    // Deleted by the first attempt, and so not found by the second.
    let error = delete(&Scripted::new([Play::no_response(), status(404)]).client()).await.unwrap_err();
    assert!(error.is_not_found() && error.is_outcome_unknown(), "{error:?}");
    let error = delete(&Scripted::new([Play::not_sent(), status(404)]).client()).await.unwrap_err();
    assert!(error.is_not_found() && !error.is_outcome_unknown(), "{error:?}");
}

/// Notes in what order things happen, and for which time credentials are made.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<(Vec<&'static str>, Vec<SystemTime>)>>);

impl Limiter for Notes {
    fn admit<'l>(&'l self, _bucket: Option<&'l str>, _at_most: Duration) -> BoxFuture<'l, Result<(), BoxError>> {
        Box::pin(async {
            tokio::time::sleep(Duration::from_secs(40)).await;
            self.0.lock().unwrap().0.push("let through");
            Ok(())
        })
    }

    fn refused(&self, _bucket: Option<&str>, _retry_after: Option<Duration>) {
        self.0.lock().unwrap().0.push("refused");
    }
}

impl CredentialProvider for Notes {
    fn credential(&self, now: SystemTime) -> CredentialFuture<'_> {
        CredentialFuture::ready((|| {
            let mut notes = self.0.lock().unwrap();
            notes.0.push("credential");
            notes.1.push(now);
            Ok(HeaderValue::from_str(&format!("Bearer {}", notes.1.len()))?.into())
        })())
    }
}

#[tokio::test(start_paused = true)]
async fn each_attempt_passes_the_limiter_and_then_gets_its_own_credential() {
    let (scripted, notes) = (Scripted::new([status(429)]), Notes::default());
    let client = scripted.builder().limiter(notes.clone()).credentials(notes.clone());
    let client = client.timeout(Duration::from_secs(81)).build().unwrap();
    get(&client).await.unwrap();
    let order = ["let through", "credential", "refused", "let through", "credential"];
    assert_eq!(notes.0.lock().unwrap().0, order);
    let sent: Vec<_> = scripted.sent().iter().map(|sent| sent.headers["authorization"].clone()).collect();
    assert_eq!(sent, ["Bearer 1", "Bearer 2"]);
}

#[tokio::test(start_paused = true)]
async fn who_waits_too_long_for_the_limiter_is_told_that_nothing_was_sent() {
    let scripted = Scripted::new([]);
    let client = scripted.builder().limiter(Notes::default()).build().unwrap();
    let start = Instant::now();
    let error = client.get_user("a").queue_timeout(Duration::from_secs(9)).send().await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 9);
    assert!(matches!(error, Error::NotSent { .. }) && error.is_timeout(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "`getUser` was not sent: the rate limit did not let it through within 9.0s; it is safe to retry"
    );
    assert_eq!((scripted.sent().len(), error.retries().attempts), (0, 0));
}

fn unauthorized(at: SystemTime) -> Play {
    status(401).header("date", &httpdate::fmt_http_date(at))
}

fn offset(time: SystemTime) -> i64 {
    match time.duration_since(SystemTime::now()) {
        Ok(ahead) => i64::try_from(ahead.as_secs()).unwrap(),
        Err(error) => -i64::try_from(error.duration().as_secs()).unwrap(),
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_costs_one_request_and_is_right_from_then_on() {
    for minutes in [-10_i64, 10] {
        let there = move || {
            let by = Duration::from_secs(minutes.unsigned_abs() * 60);
            let now = SystemTime::now();
            if minutes < 0 { now.checked_sub(by).unwrap() } else { now.checked_add(by).unwrap() }
        };
        let notes = Notes::default();
        let scripted = Scripted::by(move |sent| if sent.number == 0 { unauthorized(there()) } else { success(sent) });
        let client = scripted.builder().credentials(notes.clone()).build().unwrap();
        // It had no effect, so it does not matter whether the operation can be repeated.
        say(&client, None).await.unwrap();
        get(&client).await.unwrap();
        assert_eq!(scripted.times(), [0, 0, 0]);
        let offsets: Vec<i64> = notes.0.lock().unwrap().1.iter().map(|time| offset(*time)).collect();
        assert!(
            offsets[0].abs() < 5 && offsets[1..].iter().all(|offset| (offset - minutes * 60).abs() < 5),
            "{offsets:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_credential_with_the_right_time_is_refused() {
    let scripted = Scripted::by(|_| unauthorized(SystemTime::now()));
    assert!(get(&scripted.client()).await.unwrap_err().is_unauthorized());
    assert_eq!(scripted.sent().len(), 1);

    // A server whose clock jumps is not followed for ever.
    let hours = |number| Duration::from_secs(3600 * number as u64);
    let scripted = Scripted::by(move |sent| unauthorized(SystemTime::now() + hours(sent.number + 1)));
    assert!(get(&scripted.client()).await.unwrap_err().is_unauthorized());
    assert_eq!(scripted.sent().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_raw_request_has_the_credential_the_retries_and_the_errors_of_all_others() {
    let scripted = Scripted::new([status(503)]);
    let client = scripted.client();
    let answer = client.request(Method::GET, "/users/a%2Fb?x=1").query("y", "ü").send().await.unwrap();
    assert!(answer.body().starts_with(b"{"));
    let sent = scripted.sent();
    assert_eq!(sent.len(), 2);
    assert_eq!((sent[1].method.as_str(), target(&sent[1])), ("GET", "/users/a%2Fb?x=1&y=%C3%BC"));
    assert!(sent[1].headers["authorization"].to_str().unwrap().starts_with("Bearer eyJ"));

    let scripted = Scripted::by(|_| status(503));
    let client = scripted.client();
    let post = || client.request(Method::POST, "/new").json(&[1]);
    let error = post().send().await.unwrap_err();
    assert_eq!((error.retries().attempts, error.operation()), (1, Some("request")));
    assert_eq!(scripted.sent()[0].body, "[1]");
    post().repeatable().send().await.unwrap_err();
    post().repeatable().retry(RetryPolicy::none()).send().await.unwrap_err();
    assert_eq!(scripted.sent().len(), 1 + 3 + 1);
}

#[tokio::test(start_paused = true)]
async fn a_post_of_which_nothing_is_described_is_not_repeated_after_429() {
    let scripted = Scripted::new([status(429)]);
    let client = scripted.client();
    let error = client.request(Method::POST, "/new").json(&[1]).send().await.unwrap_err();
    assert_eq!((error.retries().attempts, error.retries().stop), (1, StopReason::Unsafe));
    let Error::Api(error) = error else { panic!("{error:?}") };
    assert!(error.outcome_unknown && !error.safe_to_repeat, "{error:?}");

    // What is idempotent, and what the description lets be repeated, is.
    let scripted = Scripted::new([status(429)]);
    scripted.client().request(Method::PUT, "/new").json(&[1]).send().await.unwrap();
    assert_eq!(scripted.sent().len(), 2);
    let scripted = Scripted::new([status(429)]);
    say(&scripted.client(), None).await.unwrap();
    assert_eq!(scripted.sent().len(), 2);
}

#[tokio::test]
async fn a_raw_request_goes_where_it_says_or_nowhere() {
    let scripted = Scripted::new([]);
    let client = scripted.client();
    for path in ["", "users", "/../x", "/a/%2e%2e/b", "/a b", "/a#b", "/a\\..\\b", "/a\r\nHost: b", "//\u{0}"] {
        let error = client.request(Method::DELETE, path).send().await.unwrap_err();
        assert!(matches!(error, Error::InvalidRequest { .. }), "{path:?}: {error:?}");
    }
    assert_eq!(scripted.sent().len(), 0);
}

#[tokio::test]
async fn a_call_can_have_further_headers() {
    let scripted = Scripted::new([]);
    let client = scripted.client();
    let call = client.get_user("a").header("X-Request-Id", 7).header("accept", "text/plain");
    call.send().await.unwrap();
    let headers = scripted.sent()[0].headers.clone();
    assert_eq!((&headers["x-request-id"], &headers["accept"]), (&"7".parse().unwrap(), &"text/plain".parse().unwrap()));
    assert!(headers["authorization"].to_str().unwrap().starts_with("Bearer eyJ"));
    assert_eq!(headers.get_all("authorization").iter().count(), 1);

    for (name, value) in [("x", "a\r\nb: c"), ("x y", "a"), ("", "a")] {
        let error = client.get_user("a").header(name, value).send().await.unwrap_err();
        assert!(matches!(error, Error::InvalidRequest { .. }), "{error:?}");
    }
    assert_eq!(scripted.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn when_everything_fails_almost_nothing_is_tried_again() {
    let scripted = Scripted::by(|_| Play::no_response());
    let client = scripted.builder().without_limiter().build().unwrap();
    let mut last = None;
    for _ in 0..1000 {
        last = get(&client).await.err();
    }
    assert_eq!(scripted.sent().len(), 1010);
    println!("B2: {} requests for 1000 calls", scripted.sent().len());
    let last = last.unwrap();
    assert_eq!((last.retries().attempts, last.retries().stop), (1, StopReason::BudgetUsedUp));
    assert!(last.to_string().contains("; not retried, as too many calls fail; it is safe to retry"), "{last}");
}

#[tokio::test(start_paused = true)]
async fn when_things_are_well_again_so_are_retries() {
    // All of the first thousand fail, and a tenth of the others.
    let scripted =
        Scripted::by(
            |sent| if sent.number < 1010 || sent.number % 10 == 0 { Play::no_response() } else { success(sent) },
        );
    let client = scripted.builder().without_limiter().build().unwrap();
    for _ in 0..1000 {
        get(&client).await.unwrap_err();
    }
    let mut succeeded = 0;
    for _ in 0..10_000 {
        succeeded += usize::from(get(&client).await.is_ok());
    }
    assert!(succeeded >= 9_950, "{succeeded}");
    println!("B3: {succeeded} of 10000 calls succeeded");
}

#[tokio::test(start_paused = true)]
async fn an_error_says_whether_the_same_request_may_be_sent_again() {
    let once = |play: Play| Scripted::by(move |_| play.clone()).builder().retry(RetryPolicy::none()).build().unwrap();
    let mut rows = 0;
    let mut expect = |error: Error, is_retryable, seconds: Option<u64>| {
        assert_eq!(error.is_retryable(), is_retryable, "{error}");
        assert_eq!(error.retry_after(), seconds.map(Duration::from_secs), "{error}");
        rows += 1;
    };
    for play in [Play::not_sent(), Play::no_response(), Play::timeout(), status(408), status(500), status(504)] {
        expect(get(&once(play.clone())).await.unwrap_err(), true, None);
        expect(say(&once(play), Some("k")).await.unwrap_err(), true, None);
    }
    expect(get(&once(asking(503, "7"))).await.unwrap_err(), true, Some(7));
    expect(say(&once(asking(429, "7")), None).await.unwrap_err(), true, Some(7));
    for play in [Play::no_response(), Play::timeout(), status(500), status(503)] {
        expect(say(&once(play), None).await.unwrap_err(), false, None);
    }
    expect(say(&once(Play::not_sent()), None).await.unwrap_err(), true, None);
    for code in [400, 401, 403, 404, 409, 501] {
        expect(get(&once(status(code))).await.unwrap_err(), false, None);
    }
    expect(once(status(200)).get_user("..").send().await.unwrap_err(), false, None);
    expect(Client::builder().build().unwrap_err(), false, None);
    let run = |play| once(play).start_conversation("c").participant("a", NewUser::new("Alice"));
    expect(run(asking(503, "9")).send().await.unwrap_err(), true, Some(9));
    expect(run(status(403)).send().await.unwrap_err(), false, None);
    assert_eq!(rows, 29);
}

#[tokio::test]
async fn an_error_knows_the_id_that_the_server_gave_to_the_request() {
    for name in ["x-request-id", "request-id"] {
        let play = status(404).header(name, "r-1");
        let error = get(&Scripted::new([play]).client()).await.unwrap_err();
        assert_eq!(error.request_id(), Some("r-1"));
        assert!(!format!("{error} {error:?}").contains("r-1"), "it is a header's value");
    }
    assert_eq!(get(&Scripted::new([status(404)]).client()).await.unwrap_err().request_id(), None);
}
