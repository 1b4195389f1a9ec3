//! The connection to Redis, which is replaced in the background when it fails.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use crate::bucket::Bucket;
use crate::event::{Event, Observers};
use crate::failure::Failure;
use crate::script::{Reply, Request, run};
use crate::server::{Connection, Server};

/// How long connecting may take, including TLS and the handshake.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// The delay before the second attempt to connect; then it doubles. The first attempt has none.
const FIRST_DELAY: Duration = Duration::from_millis(10);
/// The longest delay: processes notice up to this much later that Redis is available.
const LONGEST_DELAY: Duration = Duration::from_millis(250);
/// A connection that lasted this long resets the delay.
const STABLE: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(crate) struct Link {
    server: Server,
    reply_timeout: Duration,
    observers: Observers,
    /// Redis is available if it can change this bucket.
    probe: Arc<Bucket>,
    state: watch::Sender<State>,
    connector: Mutex<Option<JoinHandle<()>>>,
    /// The number of requests that were let through in this outage.
    admitted: AtomicU64,
}

#[derive(Clone, Debug)]
enum State {
    /// No request was made yet.
    New,
    Up(Line),
    Down(Outage),
}

/// A connection with its number.
#[derive(Clone)]
pub(crate) struct Line {
    connection: Connection,
    number: u64,
    since: Instant,
    delay: Duration,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line").field("number", &self.number).finish_non_exhaustive()
    }
}

/// An outage: a time in which Redis is unavailable.
#[derive(Clone, Debug)]
pub(crate) struct Outage {
    /// The number of the connection that failed; 0 if there was none.
    pub(crate) number: u64,
    pub(crate) failure: Failure,
    since: Instant,
    delay: Duration,
}

impl Link {
    pub(crate) fn new(server: Server, reply_timeout: Duration, observers: Observers, probe: Arc<Bucket>) -> Arc<Self> {
        let (state, connector) = (watch::Sender::new(State::New), Mutex::new(None));
        let admitted = AtomicU64::new(0);
        Arc::new(Self { server, reply_timeout, observers, probe, state, connector, admitted })
    }

    /// Returns the connection. The first callers wait for it, at most as long as for a reply.
    pub(crate) async fn line(self: &Arc<Self>) -> Result<Line, Outage> {
        let state = self.state.borrow().clone();
        match state {
            State::Up(line) => return Ok(line),
            State::Down(outage) => {
                self.connect();
                return Err(outage);
            }
            State::New => self.connect(),
        }
        let mut state = self.state.subscribe();
        let known = timeout(self.reply_timeout, state.wait_for(|state| !matches!(state, State::New))).await;
        match known.ok().and_then(Result::ok).map(|state| state.clone()) {
            Some(State::Up(line)) => Ok(line),
            Some(State::Down(outage)) => Err(outage),
            Some(State::New) | None => Err(self.not_connected(Failure::Slow { after: self.reply_timeout })),
        }
    }

    /// Sends one request to Redis.
    pub(crate) async fn ask(self: &Arc<Self>, line: &Line, request: &Request<'_>) -> Result<Reply, Outage> {
        let mut connection = line.connection.clone();
        self.reply(&mut connection, request).await.map_err(|failure| self.lost(line, failure))
    }

    async fn reply(&self, connection: &mut Connection, request: &Request<'_>) -> Result<Reply, Failure> {
        let reply = timeout(self.reply_timeout, run(connection, request)).await;
        reply.unwrap_or(Err(Failure::Slow { after: self.reply_timeout }))
    }

    /// Waits until there is a connection.
    pub(crate) async fn up(self: &Arc<Self>) {
        self.connect();
        // This value owns the sender, so the channel is never closed.
        let _ = self.state.subscribe().wait_for(|state| matches!(state, State::Up(_))).await;
    }

    /// Counts a request that is let through, and calls the hooks.
    pub(crate) fn show_admitted(&self, event: Event<'_>) {
        if let Event::Admitted { place: None, .. } = event {
            self.admitted.fetch_add(1, Ordering::Relaxed);
        }
        self.observers.show(event);
    }

    /// Drops a connection, unless that was done already.
    fn lost(self: &Arc<Self>, line: &Line, failure: Failure) -> Outage {
        let was_stable = line.since.elapsed() >= STABLE;
        let delay = if was_stable { Duration::ZERO } else { longer(line.delay) };
        let outage = Outage { number: line.number, failure, since: Instant::now(), delay };
        self.goes_down(&outage, |state| matches!(state, State::Up(known) if known.number == line.number));
        outage
    }

    /// There was no connection yet.
    fn not_connected(self: &Arc<Self>, failure: Failure) -> Outage {
        let outage = Outage { number: 0, failure, since: Instant::now(), delay: Duration::ZERO };
        self.goes_down(&outage, |state| matches!(state, State::New));
        outage
    }

    fn goes_down(self: &Arc<Self>, outage: &Outage, from: impl FnOnce(&State) -> bool) {
        let is_new = self.state.send_if_modified(|state| {
            let is_new = from(state);
            if is_new {
                self.admitted.store(0, Ordering::Relaxed);
                *state = State::Down(outage.clone());
            }
            is_new
        });
        if is_new {
            self.observers.show(Event::Unavailable { failure: &outage.failure });
        }
        self.connect();
    }

    /// Makes sure that a task connects. The last one may have ended with its tokio runtime.
    fn connect(self: &Arc<Self>) {
        let mut connector = self.connector.lock().unwrap_or_else(PoisonError::into_inner);
        let is_needed = !matches!(&*self.state.borrow(), State::Up(_));
        if is_needed && connector.as_ref().is_none_or(JoinHandle::is_finished) {
            *connector = Some(tokio::spawn(connect(Arc::downgrade(self))));
        }
    }

    /// Connects once, and tests whether the script works: a server that loads its data, is read-only or forbids scripts
    /// accepts connections as well.
    async fn try_to_connect(&self) -> Result<Connection, Failure> {
        let connection = timeout(CONNECT_TIMEOUT, self.server.connect()).await;
        let connection = connection.map_err(|_| Failure::Slow { after: CONNECT_TIMEOUT })?;
        let mut connection = connection.map_err(|error| Failure::of(&error))?;
        let news = self.probe.news();
        let reply = self.reply(&mut connection, &self.probe.look(&news)).await?;
        news.told();
        self.probe.learn(&reply);
        Ok(connection)
    }

    /// Returns the delay before connecting, and increases the next one.
    fn next_delay(&self) -> Duration {
        let mut delay = Duration::ZERO;
        self.state.send_if_modified(|state| {
            if let State::Down(outage) = state {
                delay = outage.delay;
                outage.delay = longer(delay);
            }
            false
        });
        delay
    }

    /// Returns whether the connecting task may end. After the next failure, another one connects.
    fn is_connector_done(&self) -> bool {
        let mut connector = self.connector.lock().unwrap_or_else(PoisonError::into_inner);
        let is_done = matches!(&*self.state.borrow(), State::Up(_));
        if is_done {
            *connector = None;
        }
        is_done
    }

    fn is_up(&self, connection: Connection) {
        let mut ended = None;
        self.state.send_modify(|state| {
            let (number, delay) = match state {
                State::Down(outage) => {
                    ended = Some(outage.since.elapsed());
                    (outage.number, outage.delay)
                }
                State::New | State::Up(_) => (0, Duration::ZERO),
            };
            let number = number.saturating_add(1);
            *state = State::Up(Line { connection, number, since: Instant::now(), delay });
        });
        if let Some(outage) = ended {
            let admitted = self.admitted.load(Ordering::Relaxed);
            self.observers.show(Event::Available { outage, admitted });
        }
    }
}

fn longer(delay: Duration) -> Duration {
    delay.saturating_mul(2).clamp(FIRST_DELAY, LONGEST_DELAY)
}

/// Connects until that succeeds, or the link is dropped.
async fn connect(link: Weak<Link>) {
    loop {
        let Some(delay) = link.upgrade().map(|link| link.next_delay()) else { return };
        sleep(delay).await;
        let Some(link) = link.upgrade() else { return };
        match link.try_to_connect().await {
            Ok(connection) => link.is_up(connection),
            Err(failure) => drop(link.not_connected(failure)),
        }
        if link.is_connector_done() {
            return;
        }
    }
}
