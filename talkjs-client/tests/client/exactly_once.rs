//! Whatever becomes of a run of `start_conversation`, each message arrives once and in its order when it is completed.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;
use talkjs_client::StartConversationError;

use http::Method;
use serde_json::{Value, json};
use talkjs_client::retry::RetryPolicy;
use talkjs_client::{Client, NewUser, StartConversation, UserMessage};
use talkjs_runtime::test_util::{Play, ScriptedTransport, SentRequest};
use tokio::task::yield_now;

use crate::fake::builder;

/// What TalkJS remembers, as far as it matters here.
#[derive(Default)]
struct World {
    users: BTreeSet<String>,
    participants: BTreeSet<String>,
    texts: Vec<String>,
    keys: BTreeMap<String, usize>,
}

impl World {
    fn apply(&mut self, method: &Method, path: &str, body: &Value, at_most: usize) -> Value {
        let segments: Vec<&str> = path.split('/').skip(3).collect();
        match (method, segments.as_slice()) {
            (&Method::PUT, ["users", id]) => drop(self.users.insert((*id).to_owned())),
            (&Method::PUT, ["users"]) => self.users.extend(body.as_object().unwrap().keys().cloned()),
            (&Method::PUT, ["conversations", _]) => {
                let ids = body["participants"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned());
                self.participants.extend(ids);
                assert!(self.participants.is_subset(&self.users), "the users come first");
            }
            (&Method::POST, ["conversations", _, "messages"]) => {
                let messages = body.as_array().unwrap().iter().take(at_most);
                return messages.map(|message| json!({"id": self.receive(message)})).collect();
            }
            other => panic!("{other:?}"),
        }
        json!({})
    }

    fn play(&mut self, request: &SentRequest, fate: Fate) -> Play {
        let at_most = match fate {
            Fate::Answered => usize::MAX,
            Fate::LostAfter(messages) | Fate::FailedAfter(messages) => messages,
        };
        let body = self.apply(&request.method, request.path(), &request.json().unwrap(), at_most);
        match fate {
            Fate::Answered => Play::json(200, &body),
            Fate::LostAfter(_) => Play::no_response(),
            Fate::FailedAfter(_) => Play::response(500, ""),
        }
    }

    fn receive(&mut self, message: &Value) -> String {
        let text = |member: &str| message[member].as_str().unwrap().to_owned();
        assert!(self.participants.contains(&text("sender")), "the conversation comes first");
        let next = self.texts.len();
        let number = *self.keys.entry(text("idempotencyKey")).or_insert(next);
        if number == next {
            self.texts.push(text("text"));
        }
        format!("msg_{number}")
    }
}

/// What becomes of a request.
#[derive(Clone, Copy)]
enum Fate {
    Answered,
    /// So many of its messages arrive, and the connection breaks.
    LostAfter(usize),
    /// So many of its messages arrive, and the server fails.
    FailedAfter(usize),
}

/// A transport to a world, with a pause before and after each effect.
struct Way {
    world: Arc<Mutex<World>>,
    transport: ScriptedTransport,
}

impl Way {
    fn new() -> Self {
        Self::with(|_| Fate::Answered)
    }

    fn with(fate: impl Fn(usize) -> Fate + Send + Sync + 'static) -> Self {
        let world: Arc<Mutex<World>> = Arc::default();
        let there = Arc::clone(&world);
        let transport = ScriptedTransport::by_async(move |request| {
            let (world, fate) = (Arc::clone(&there), fate(request.number));
            async move {
                yield_now().await;
                let play = world.lock().unwrap().play(&request, fate);
                yield_now().await;
                play
            }
        });
        Self { world, transport }
    }

    /// Every fifth request, about, meets a fault.
    fn seeded(seed: u64) -> Self {
        Self::with(move |number| {
            let mut random = Random(seed << 32 | number as u64);
            match random.below(10) {
                0 => Fate::LostAfter(random.below(11)),
                1 => Fate::FailedAfter(random.below(11)),
                _ => Fate::Answered,
            }
        })
    }

    fn client(&self, policy: RetryPolicy) -> Client {
        builder(&self.transport).retry(policy).secret_key_as_bearer().without_limiter().build().unwrap()
    }

    fn texts(&self) -> Vec<String> {
        self.world.lock().unwrap().texts.clone()
    }
}

/// SplitMix64: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap()
    }
}

fn texts() -> Vec<String> {
    (0..25).map(|number| format!("message {number}")).collect()
}

fn job(client: &Client) -> StartConversation {
    let start = client.start_conversation("c").idempotency_key("job");
    let start = start.participant("a", NewUser::new("A")).participant("b", NewUser::new("B"));
    start.messages(texts().into_iter().map(|text| UserMessage::new("a", text)))
}

/// Polls a run so many times and drops it; whether it was complete.
fn dropped_after(client: &Client, polls: usize) -> bool {
    let mut run = pin!(job(client).send());
    let mut context = Context::from_waker(Waker::noop());
    (0..polls).any(|_| run.as_mut().poll(&mut context).is_ready())
}

#[tokio::test]
async fn a_run_that_is_dropped_anywhere_is_completed_by_the_next_one_with_its_key() {
    let mut runs = 0;
    let mut left_behind = BTreeSet::new();
    for first in 0.. {
        let mut is_complete = false;
        for second in 0.. {
            let way = Way::new();
            let client = way.client(RetryPolicy::none());
            is_complete = dropped_after(&client, first);
            left_behind.insert(way.texts().len());
            let second_is_complete = dropped_after(&client, second);
            let started = job(&client).send().await.unwrap();
            assert_eq!(way.texts(), texts(), "dropped after {first} and {second} polls");
            let ids: Vec<_> = started.message_ids.iter().map(ToString::to_string).collect();
            assert_eq!(ids, (0..25).map(|number| format!("msg_{number}")).collect::<Vec<_>>());
            runs += 1;
            if second_is_complete {
                break;
            }
        }
        if is_complete {
            break;
        }
    }
    assert_eq!(left_behind, BTreeSet::from([0, 10, 20, 25]));
    assert!(runs > 100, "{runs}");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_takes_half_effect_is_completed_by_its_repeat() {
    let mut rows = 0;
    for messages in 0..=10 {
        for odd in [Fate::LostAfter(messages), Fate::FailedAfter(messages)] {
            let way = Way::with(move |number| if number == 4 { odd } else { Fate::Answered });
            job(&way.client(RetryPolicy::new())).send().await.unwrap();
            assert_eq!(way.texts(), texts());
            let requests = way.transport.sent();
            assert_eq!(requests.len(), 7);
            assert_eq!(requests[4].body, requests[5].body, "the same bytes");
            rows += 1;
        }
    }
    assert_eq!(rows, 22);
    println!("A5: {rows} partial effects");
}

/// A job of random size: its users, and its texts.
fn random_job(random: &mut Random) -> (usize, Vec<String>) {
    let users = 2 + random.below(9);
    (users, (0..random.below(26)).map(|number| format!("message {number}")).collect())
}

#[tokio::test(start_paused = true)]
async fn a_thousand_runs_of_any_size_are_completed_wherever_faults_and_drops_strike() {
    const RUNS: usize = 1000;
    let (mut random, mut dropped, mut interrupted, mut part) = (Random(1), 0, 0, 0);
    for seed in 0..RUNS {
        let (users, texts) = random_job(&mut random);
        let way = Way::seeded(seed as u64);
        let client = way.client(RetryPolicy::new().attempts(3).base_delay(Duration::from_millis(1)));
        let start = || {
            let start = client.start_conversation("c").idempotency_key("job");
            let users = (0..users).map(|number| (format!("user{number}"), NewUser::new("User")));
            let start = users.fold(start, |start, (id, user)| start.participant(id, user));
            start.messages(texts.iter().map(|text| UserMessage::new("user0", text.as_str())))
        };
        // Each run is dropped at a boundary that the next one comes a little further than.
        let boundaries = random.below(20);
        for polls in 0..boundaries {
            let mut run = pin!(start().send());
            let mut context = Context::from_waker(Waker::noop());
            dropped += usize::from(!(0..polls).any(|_| run.as_mut().poll(&mut context).is_ready()));
            part += usize::from(!way.texts().is_empty() && way.texts().len() < texts.len());
            assert!(texts.starts_with(&way.texts()), "seed {seed}: {:?}", way.texts());
        }
        let mut outcome = start().send().await;
        let started = loop {
            match outcome {
                Ok(started) => break started,
                Err(error) => outcome = error.into_job::<StartConversationError>().unwrap().resume().await,
            }
            interrupted += 1;
        };
        assert_eq!(way.texts(), texts, "seed {seed}");
        assert_eq!(started.message_ids.len(), texts.len());
        let everybody: BTreeSet<_> = (0..users).map(|number| format!("user{number}")).collect();
        let world = way.world.lock().unwrap();
        assert_eq!((&world.users, &world.participants), (&everybody, &everybody), "seed {seed}");
    }
    println!(
        "A4: {RUNS} conversations, {dropped} runs dropped ({part} times in the middle of messages), {interrupted} resumed"
    );
    assert!(dropped > 2 * RUNS && part > 100 && interrupted > 20, "{dropped}, {part}, {interrupted}");
}

#[tokio::test]
async fn a_run_that_is_resumed_as_often_as_it_fails_sends_everything_once() {
    for odd in [Fate::LostAfter(0), Fate::LostAfter(4), Fate::LostAfter(10), Fate::FailedAfter(7)] {
        let way = Way::with(move |number| if number % 2 == 0 { odd } else { Fate::Answered });
        let client = way.client(RetryPolicy::none());
        let mut outcome = job(&client).send().await;
        let mut resumed = 0;
        let started = loop {
            match outcome {
                Ok(started) => break started,
                Err(error) => outcome = error.into_job::<StartConversationError>().unwrap().resume().await,
            }
            resumed += 1;
        };
        assert_eq!((resumed, started.message_ids.len()), (6, 25));
        assert_eq!(way.texts(), texts());
        assert_eq!(way.transport.sent().len(), 2 * 6, "nothing is sent again that is confirmed");
    }
}
