//! Messages that are sent one by one, in many conversations side by side.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

use talkjs_client::http::Method;
use talkjs_client::retry::RetryPolicy;
use talkjs_client::{Client, ConversationUpdate, Error, NewUser, UserMessage};
use talkjs_emulator::Emulator;
use tokio::task::JoinSet;

use super::campaign::observer;
use super::fault::{Fate, Fault};
use super::job::found;
use super::proxy::{DELAY, Proxy};
use super::side_by_side::side_by_side;

/// How messages are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sending {
    /// Each with a key, and the next one when it is settled.
    Keyed,
    /// Without keys, as the client does it unless told otherwise.
    Unkeyed,
    /// Wrong: the key is dropped, and the client believes that the request can be repeated.
    KeyDropped,
    /// Wrong: a message without a key is sent again whenever its outcome is unknown.
    UnkeyedAgain,
    /// Wrong: the messages of a conversation are sent at once, with their keys.
    AtOnce,
}

/// What to do.
#[derive(Clone, Debug)]
pub struct Messages {
    /// The number of conversations.
    pub conversations: usize,
    /// The number of messages in each.
    pub each: usize,
    /// What chooses the faults.
    pub seed: u64,
    /// The share of requests that meet a fault, in hundredths.
    pub percent: usize,
    /// How many requests a message may take.
    pub attempts: u32,
    /// How they are sent.
    pub sending: Sending,
}

impl Default for Messages {
    fn default() -> Self {
        Self { conversations: 200, each: 50, seed: 1, percent: 20, attempts: 15, sending: Sending::Keyed }
    }
}

/// The figures.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct MessagesReport {
    /// The messages whose call succeeded.
    pub succeeded: usize,
    /// Those of which the client says that they may have arrived.
    pub unknown: usize,
    /// Those of which it says that they have not.
    pub failed: usize,
    /// Those that succeeded and are not there.
    pub lost: usize,
    /// Those that are there more than once, counted without the first.
    pub doubled: usize,
    /// Those that succeeded and stand before one that was sent earlier and succeeded.
    pub disordered: usize,
    /// Those that are said to have failed and are there.
    pub misreported: usize,
    /// The requests that were made for it.
    pub requests: usize,
    /// How often each fault was met.
    pub faults: BTreeMap<String, usize>,
    /// How long it took.
    pub took: Duration,
}

/// The state of a message for the client.
#[derive(Clone, Copy, PartialEq)]
enum Said {
    Succeeded,
    Unknown,
    Failed,
}

impl From<Result<(), Error>> for Said {
    fn from(outcome: Result<(), Error>) -> Self {
        match outcome {
            Ok(()) => Self::Succeeded,
            // A success that cannot be read has taken effect.
            Err(error) if error.is_outcome_unknown() || matches!(error, Error::UnexpectedResponse(_)) => Self::Unknown,
            Err(_) => Self::Failed,
        }
    }
}

impl Messages {
    /// Sends all messages and compares what the client says with what has arrived.
    ///
    /// # Errors
    ///
    /// When emulator or proxy cannot be started, and when the emulator cannot be asked.
    pub async fn run(&self) -> Result<MessagesReport, Box<dyn std::error::Error + Send + Sync>> {
        let emulator = Emulator::builder().kept_requests(0).start().await?;
        let fate =
            Fate { seed: self.seed, percent: self.percent, faults: Fault::WITHOUT_SUCCESS, refuses_connections: true };
        let proxy = Proxy::start(emulator.base_url(), fate).await?;
        let (client, server) = (self.client(&emulator, proxy.origin())?, observer(&emulator)?);
        server.upsert_user("a", NewUser::new("A")).send().await?;

        let start = Instant::now();
        let said = side_by_side(self.conversations, 64, |number| {
            let (messages, client, server) = (self.clone(), client.clone(), server.clone());
            async move {
                let id = format!("c{number}");
                let conversation = ConversationUpdate::new().participants(["a"]);
                server.upsert_conversation(id.as_str(), conversation).send().await?;
                Ok::<_, Error>((messages.send_all(&client, &id).await, id))
            }
        })
        .await;
        proxy.settled().await;
        let (requests, faults, took) = (proxy.requests(), proxy.faults(), start.elapsed());
        let mut report = MessagesReport { requests, faults, took, ..MessagesReport::default() };
        for conversation in said {
            let (said, id) = conversation?;
            report.compare(&said, &found(&server, &id).await?);
        }
        Ok(report)
    }

    fn client(&self, emulator: &Emulator, origin: &str) -> Result<Client, Error> {
        let builder = Client::builder().app_id(emulator.app_id()).secret_key(emulator.secret_key()).base_url(origin);
        let builder = builder.without_limiter().attempt_timeout(DELAY * 2 / 3);
        match self.sending {
            Sending::Unkeyed | Sending::UnkeyedAgain => builder.build(),
            // The budget is for outages, and this is one.
            _ => {
                let retry = RetryPolicy::new().attempts(self.attempts).base_delay(Duration::from_millis(5));
                builder.retry(retry.max_delay(Duration::from_millis(50))).retry_budget(u32::MAX).build()
            }
        }
    }

    async fn send_all(&self, client: &Client, id: &str) -> Vec<Said> {
        if self.sending == Sending::AtOnce {
            let mut all = JoinSet::new();
            for number in 0..self.each {
                let (client, id) = (client.clone(), id.to_owned());
                all.spawn(async move { send(&client, &id, number, true).await.into() });
            }
            return all.join_all().await;
        }
        let mut said = Vec::new();
        for number in 0..self.each {
            let outcome = match self.sending {
                Sending::KeyDropped => send_as_if_keyed(client, id, number).await,
                sending => send(client, id, number, sending == Sending::Keyed).await,
            };
            let mut outcome = Said::from(outcome);
            while self.sending == Sending::UnkeyedAgain && outcome == Said::Unknown {
                outcome = send(client, id, number, false).await.into();
            }
            said.push(outcome);
        }
        said
    }
}

async fn send(client: &Client, id: &str, number: usize, keyed: bool) -> Result<(), Error> {
    let mut message = UserMessage::new("a", number.to_string());
    message.idempotency_key = keyed.then(|| format!("{id}-{number}"));
    client.send_messages(id, [message]).send().await.map(drop)
}

async fn send_as_if_keyed(client: &Client, id: &str, number: usize) -> Result<(), Error> {
    let request = client.request(Method::POST, &format!("/conversations/{id}/messages"));
    request.json(&[UserMessage::new("a", number.to_string())]).repeatable().send().await.map(drop)
}

impl MessagesReport {
    /// The messages that were sent.
    #[must_use]
    pub fn messages(&self) -> usize {
        self.succeeded + self.unknown + self.failed
    }

    /// Everything that must not be.
    #[must_use]
    pub fn problems(&self) -> usize {
        self.lost + self.doubled + self.disordered + self.misreported
    }

    /// Counts one conversation: what was said of its messages, and the texts that are there.
    fn compare(&mut self, said: &[Said], texts: &[String]) {
        let found: Vec<usize> = texts.iter().map(|text| text.parse().unwrap()).collect();
        for (number, said) in said.iter().enumerate() {
            let copies = found.iter().filter(|found| **found == number).count();
            self.doubled += copies.saturating_sub(1);
            match said {
                Said::Succeeded => {
                    self.succeeded += 1;
                    self.lost += usize::from(copies == 0);
                }
                Said::Unknown => self.unknown += 1,
                Said::Failed => {
                    self.failed += 1;
                    self.misreported += usize::from(copies > 0);
                }
            }
        }
        let settled: Vec<_> = found.iter().filter(|number| said.get(**number) == Some(&Said::Succeeded)).collect();
        self.disordered += settled.windows(2).filter(|pair| pair[0] > pair[1]).count();
    }
}

impl fmt::Display for MessagesReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { succeeded, unknown, failed, lost, doubled, disordered, misreported, requests, faults, took } = self;
        let faults: usize = faults.values().sum();
        writeln!(
            f,
            "{} messages: {requests} requests, {faults} faults, {:.1} s; {succeeded} succeeded, {unknown} unknown, \
             {failed} failed",
            self.messages(),
            took.as_secs_f64()
        )?;
        writeln!(f, "{lost} lost, {doubled} doubled, {disordered} out of order, {misreported} failed and there")
    }
}
