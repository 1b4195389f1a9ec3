//! Writes the users of a database that have changed since the last run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::{Stream, StreamExt as _};
use tokio::task::yield_now;

use super::fingerprint_store::FingerprintStore;
use super::user_fingerprint::UserFingerprint;
use crate::api::{Client, UserId};
use crate::facade::bulk::REQUEST_TIMEOUT;
use crate::facade::bulk::chunk::{
    self, FailedUsers, MAX_FAILURES, REQUESTS_AT_ONCE, USERS_PER_REQUEST, User, Written, concerns_all,
};
use crate::facade::bulk::in_flight::InFlight;
use talkjs_runtime::flow::in_job_span;
use talkjs_runtime::{BoxError, Error};

/// The name of the whole job in errors.
const JOB: &str = "sync_users";

type Users<'i> = Pin<Box<dyn Stream<Item = Result<User, BoxError>> + Send + 'i>>;
type OnProgress<'i> = Box<dyn FnMut(SyncProgress) + Send + 'i>;
type OnFailure<'i> = Box<dyn FnMut(&FailedUsers) + Send + 'i>;

/// Writes the users of a stream that have changed since they were last written, a hundred per request and as fast as
/// the rate limit allows.
///
/// The stream may read the users from anywhere, and an error of the stream stops the run. A [`FingerprintStore`] keeps
/// a fingerprint of each user as it was written; a user with the same fingerprint is skipped without a request. So a
/// run that stopped or crashed is resumed by running it again: no user is lost, and none is written again except those
/// whose requests were in flight, at most 800.
///
/// A user that violates the description or that TalkJS rejects by id fails alone. If an id occurs twice, the later user
/// is written after the earlier one. The run holds up to 1,100 users in memory, however long the stream is.
///
/// Only the properties that the stream provides are written. So users that are no longer in the stream stay in TalkJS,
/// and so do changes by others. To write a user in any case, remove its fingerprint from the store.
///
/// Several workers may run it concurrently, each for another part of the users.
///
/// ```no_run
/// use std::convert::Infallible;
///
/// use futures_util::stream;
/// use talkjs_client::{Client, FingerprintFile, NewUser};
///
/// # async fn nightly(talkjs: Client, rows: Vec<(String, String)>) -> Result<(), Box<dyn std::error::Error>> {
/// let users = stream::iter(rows).map(|(id, name)| Ok::<_, Infallible>((id, NewUser::new(name))));
/// let report = talkjs
///     .sync_users(users, FingerprintFile::open("users.fingerprints")?)
///     .on_progress(|progress| println!("{} of {} written", progress.written, progress.taken))
///     .send()
///     .await;
/// println!("{} unchanged", report.progress.unchanged);
/// report.done()?; // after an error: run it again
/// # Ok(())
/// # }
/// # use futures_util::StreamExt as _;
/// ```
#[must_use = "nothing is sent before `.send().await`"]
pub struct SyncUsers<'i> {
    client: Client,
    users: Users<'i>,
    store: Box<dyn FingerprintStore + 'i>,
    max_failures: usize,
    request_timeout: Duration,
    on_progress: OnProgress<'i>,
    on_failure: OnFailure<'i>,
}

/// The progress of a run. All numbers count users.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SyncProgress {
    /// The users taken from the stream.
    pub taken: usize,
    /// The users that were skipped, as TalkJS already has them.
    pub unchanged: usize,
    /// The users that were written.
    pub written: usize,
    /// The users that failed.
    pub failed: usize,
}

/// The result of a run.
#[derive(Debug)]
#[must_use = "it contains the failed users"]
#[non_exhaustive]
pub struct SyncReport {
    /// The final numbers.
    pub progress: SyncProgress,
    /// The users that failed, with the reason. At most 800 more than [`SyncUsers::max_failures`].
    pub failed: Vec<FailedUsers>,
    /// The reason why the run stopped before all users were processed; `None` if all were.
    pub stop: Option<SyncStop>,
}

/// The reason why a run stopped before all users were processed.
#[derive(Debug)]
#[non_exhaustive]
pub enum SyncStop {
    /// A request failed with an error that other users would get too.
    Error,
    /// As many users failed as [`SyncUsers::max_failures`] allows.
    TooManyFailures,
    /// The stream of users failed.
    Users(BoxError),
    /// The store of fingerprints failed.
    Store(BoxError),
}

impl SyncReport {
    /// Returns the numbers, if the run processed all users and none failed.
    ///
    /// # Errors
    ///
    /// [`Error::NotSent`] if the stream or the store failed, or else the first error of a user.
    pub fn done(self) -> Result<SyncProgress, Error> {
        match self.stop {
            Some(SyncStop::Users(error) | SyncStop::Store(error)) => Err(Error::not_sent(JOB, error)),
            _ => self.failed.into_iter().next().map_or(Ok(self.progress), |failed| Err(failed.error)),
        }
    }
}

impl fmt::Debug for SyncUsers<'_> {
    /// Omits the users, who may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncUsers").field("max_failures", &self.max_failures).finish_non_exhaustive()
    }
}

impl<'i> SyncUsers<'i> {
    pub(crate) fn new(
        client: &Client,
        users: impl Stream<Item = Result<User, BoxError>> + Send + 'i,
        store: impl FingerprintStore + 'i,
    ) -> Self {
        Self {
            client: client.clone(),
            users: Box::pin(users),
            store: Box::new(store),
            max_failures: MAX_FAILURES,
            request_timeout: REQUEST_TIMEOUT,
            on_progress: Box::new(|_| {}),
            on_failure: Box::new(|_| {}),
        }
    }

    /// Sets how many users may fail before the run stops, 1,000 if not set; zero counts as one, and with `usize::MAX`
    /// failures never stop the run. See [`BulkUsers::max_failures`](crate::BulkUsers::max_failures).
    pub fn max_failures(mut self, users: usize) -> Self {
        self.max_failures = users.max(1);
        self
    }

    /// Sets how long each request may take, including its time in the queue for the rate limit and all retries: 5
    /// minutes if not set. The run as a whole has no limit; to stop it, drop its future.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// Calls this for each entry of [`SyncReport::failed`] when its request is settled, before the progress.
    pub fn on_failure(mut self, on_failure: impl FnMut(&FailedUsers) + Send + 'i) -> Self {
        self.on_failure = Box::new(on_failure);
        self
    }

    /// Calls this after each settled request, and after each hundred compared users.
    pub fn on_progress(mut self, on_progress: impl FnMut(SyncProgress) + Send + 'i) -> Self {
        self.on_progress = Box::new(on_progress);
        self
    }

    /// Takes the users, compares them and writes those that have changed, with several concurrent requests.
    pub async fn send(self) -> SyncReport {
        in_job_span(JOB, self.run(), |report| report.failed.first().map(|failed| &failed.error)).await
    }

    async fn run(self) -> SyncReport {
        let Self { client, users, store, max_failures, request_timeout, mut on_progress, mut on_failure } = self;
        let task = Task { client: &client, store: &*store, request_timeout };
        let mut run = Run::new(users);
        let mut failed = Vec::new();
        loop {
            run.start(task);
            match run.event().await {
                None => break,
                Some(Event::Taken) => continue,
                Some(Event::Compared(outcome)) => run.compared(outcome),
                Some(Event::Written(written)) => {
                    written.failed.iter().for_each(&mut on_failure);
                    failed.extend(run.written(written, max_failures));
                }
            }
            on_progress(run.progress);
        }
        SyncReport { progress: run.progress, failed, stop: run.stop }
    }
}

/// The context of comparing and writing.
#[derive(Clone, Copy)]
struct Task<'r> {
    client: &'r Client,
    store: &'r dyn FingerprintStore,
    request_timeout: Duration,
}

/// A user to write.
struct Changed {
    user: User,
    fingerprint: UserFingerprint,
    /// Whether the store has a fingerprint of an earlier version.
    is_known: bool,
}

/// Users that were looked up.
struct Compared {
    unchanged: Vec<UserId>,
    changed: Vec<Changed>,
}

/// The result of writing some users.
struct Settled {
    ids: Vec<UserId>,
    written: usize,
    failed: Vec<FailedUsers>,
    store_error: Option<BoxError>,
}

enum Event {
    /// The next user was taken, or the stream ended.
    Taken,
    Compared(Result<Compared, BoxError>),
    Written(Settled),
}

/// The users in progress, from the stream to TalkJS.
struct Run<'i, 'r> {
    users: Users<'i>,
    progress: SyncProgress,
    has_ended: bool,
    /// A user whose id is busy.
    held: Option<User>,
    /// The users to compare.
    batch: Vec<User>,
    is_comparing: bool,
    /// The users to write.
    changed: Vec<Changed>,
    writing: usize,
    /// The ids of all users that are taken and not settled.
    busy: BTreeSet<UserId>,
    in_flight: InFlight<'r, Event>,
    stop: Option<SyncStop>,
}

impl<'i, 'r> Run<'i, 'r> {
    fn new(users: Users<'i>) -> Self {
        Self {
            users,
            progress: SyncProgress::default(),
            has_ended: false,
            held: None,
            batch: Vec::new(),
            is_comparing: false,
            changed: Vec::new(),
            writing: 0,
            busy: BTreeSet::new(),
            in_flight: InFlight::new(),
            stop: None,
        }
    }

    /// Starts all tasks that can be started.
    fn start(&mut self, task: Task<'r>) {
        if self.stop.is_some() {
            return;
        }
        self.release();
        // If a user waits for a busy id, the batch does not wait for a hundred users.
        let is_last = self.has_ended || self.held.is_some();
        let is_full = self.batch.len() >= USERS_PER_REQUEST || is_last && !self.batch.is_empty();
        if is_full && !self.is_comparing && self.changed.len() < USERS_PER_REQUEST {
            self.is_comparing = true;
            let batch = std::mem::take(&mut self.batch);
            self.in_flight.push(async move { Event::Compared(task.compare(batch).await) });
        }
        let is_last = is_last && self.batch.is_empty() && !self.is_comparing;
        while self.writing < REQUESTS_AT_ONCE
            && (self.changed.len() >= USERS_PER_REQUEST || is_last && !self.changed.is_empty())
        {
            self.writing = self.writing.saturating_add(1);
            let some = self.changed.drain(..self.changed.len().min(USERS_PER_REQUEST)).collect();
            self.in_flight.push(async move { Event::Written(task.write(some).await) });
        }
    }

    /// Takes the waiting user, once its id is free.
    fn release(&mut self) {
        if let Some(user) = self.held.take() {
            self.accept(user);
        }
    }

    fn accept(&mut self, user: User) {
        if self.busy.contains(&user.0) {
            self.held = Some(user);
        } else {
            self.busy.insert(user.0.clone());
            self.batch.push(user);
        }
    }

    /// Waits for the next user or for a task; `None` if there is neither.
    async fn event(&mut self) -> Option<Event> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Event>> {
        let settled = self.in_flight.poll_next(context);
        if let Poll::Ready(Some(event)) = settled {
            return Poll::Ready(Some(event));
        }
        if !self.wants_users() {
            return settled;
        }
        self.users.poll_next_unpin(context).map(|user| {
            self.take(user);
            Some(Event::Taken)
        })
    }

    fn wants_users(&self) -> bool {
        self.stop.is_none() && !self.has_ended && self.held.is_none() && self.batch.len() < USERS_PER_REQUEST
    }

    fn take(&mut self, user: Option<Result<User, BoxError>>) {
        match user {
            None => self.has_ended = true,
            Some(Err(error)) => self.stop_if(true, SyncStop::Users(error)),
            Some(Ok(user)) => {
                self.progress.taken = self.progress.taken.saturating_add(1);
                self.accept(user);
            }
        }
    }

    fn compared(&mut self, outcome: Result<Compared, BoxError>) {
        self.is_comparing = false;
        match outcome {
            Err(error) => self.stop_if(true, SyncStop::Store(error)),
            Ok(Compared { unchanged, changed }) => {
                for id in &unchanged {
                    self.busy.remove(id);
                }
                self.progress.unchanged = self.progress.unchanged.saturating_add(unchanged.len());
                self.changed.extend(changed);
            }
        }
    }

    /// Returns the users that failed.
    fn written(&mut self, settled: Settled, max_failures: usize) -> Vec<FailedUsers> {
        let Settled { ids, written, failed, store_error } = settled;
        self.writing = self.writing.saturating_sub(1);
        for id in &ids {
            self.busy.remove(id);
        }
        self.progress.written = self.progress.written.saturating_add(written);
        let count = failed.iter().map(|failed| failed.users.len()).sum();
        self.progress.failed = self.progress.failed.saturating_add(count);
        if let Some(error) = store_error {
            self.stop_if(true, SyncStop::Store(error));
        }
        self.stop_if(failed.iter().any(concerns_all), SyncStop::Error);
        self.stop_if(self.progress.failed >= max_failures, SyncStop::TooManyFailures);
        failed
    }

    /// Only the first reason is kept.
    fn stop_if(&mut self, is_reason: bool, stop: SyncStop) {
        if is_reason && self.stop.is_none() {
            self.stop = Some(stop);
        }
    }
}

impl Task<'_> {
    async fn compare(self, users: Vec<User>) -> Result<Compared, BoxError> {
        // Streams and stores that are always ready must not starve other tasks.
        yield_now().await;
        let ids: Vec<_> = users.iter().map(|(id, _)| id.clone()).collect();
        let known = self.store.load(&ids).await?;
        let mut compared = Compared { unchanged: Vec::new(), changed: Vec::new() };
        for user in users {
            let fingerprint = UserFingerprint::of(self.client, &user.0, &user.1);
            match known.get(&user.0) {
                Some(known) if *known == fingerprint => compared.unchanged.push(user.0),
                known => compared.changed.push(Changed { user, fingerprint, is_known: known.is_some() }),
            }
        }
        Ok(compared)
    }

    async fn write(self, changed: Vec<Changed>) -> Settled {
        let ids = changed.iter().map(|changed| changed.user.0.clone()).collect();
        let mut settled = Settled { ids, written: 0, failed: Vec::new(), store_error: None };
        if let Err(error) = self.write_changed(changed, &mut settled).await {
            settled.store_error = Some(error);
        }
        settled
    }

    /// Removes the earlier fingerprints, writes, and stores the new ones: a fingerprint is never older than the user.
    async fn write_changed(self, changed: Vec<Changed>, settled: &mut Settled) -> Result<(), BoxError> {
        let known = changed.iter().filter(|changed| changed.is_known);
        let forgotten: Vec<_> = known.map(|changed| (changed.user.0.clone(), None)).collect();
        if !forgotten.is_empty() {
            self.store.save(&forgotten).await?;
        }
        let fingerprints: BTreeMap<_, _> =
            changed.iter().map(|changed| (changed.user.0.clone(), changed.fingerprint)).collect();
        let users = changed.into_iter().map(|changed| changed.user).collect();
        let Written { users, failed } = chunk::write(self.client, JOB, users, self.request_timeout).await;
        (settled.written, settled.failed) = (users.len(), failed);
        let stored: Vec<_> = users.into_iter().map(|(id, _)| (id.clone(), fingerprints.get(&id).copied())).collect();
        if stored.is_empty() { Ok(()) } else { self.store.save(&stored).await }
    }
}
