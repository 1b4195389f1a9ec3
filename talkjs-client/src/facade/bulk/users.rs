//! Writes any number of users.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use super::REQUEST_TIMEOUT;
use super::chunk::{self, FailedUsers, MAX_FAILURES, REQUESTS_AT_ONCE, USERS_PER_REQUEST, User, Written, concerns_all};
use super::in_flight::InFlight;
use crate::api::{Client, UserId, UserUpdate};
use talkjs_runtime::Error;
use talkjs_runtime::flow::in_job_span;

/// The name of the whole job in errors.
const JOB: &str = "bulk_upsert_users";

type Users<'i> = Box<dyn Iterator<Item = User> + Send + 'i>;
type OnProgress<'i> = Box<dyn FnMut(BulkProgress) + Send + 'i>;
type OnFailure<'i> = Box<dyn FnMut(&FailedUsers) + Send + 'i>;

/// Creates or updates any number of users, a hundred per request and as fast as the rate limit allows.
///
/// The job takes users from the iterator when it needs them, so the iterator may read them from anywhere. A user that
/// violates the description fails alone, and so does a user that TalkJS rejects by id: the job writes the others of the
/// same request. If an id occurs twice, the job writes the later user after the earlier one.
///
/// Two things stop the job before the end of the iterator; see [`BulkReport::stop`]:
///
/// - an error that other users would get too, such as a wrong key or an outage that outlasts the retries;
/// - [`max_failures`](Self::max_failures) failed users, 1,000 by default.
///
/// The job then takes no more users and waits for the requests in flight. To go on, write [`BulkReport::unwritten`].
/// Writing users again changes nothing, so after a crash you can start again from the beginning, or after
/// [`BulkProgress::settled`].
///
/// ```no_run
/// use talkjs_client::{Client, Error, NewUser};
///
/// # async fn migrate(talkjs: Client, names: Vec<(String, String)>) -> Result<(), Error> {
/// let users = names.into_iter().map(|(id, name)| (id, NewUser::new(name)));
/// let report = talkjs
///     .bulk_upsert_users(users)
///     .on_progress(|progress| println!("{} written, {} failed", progress.written, progress.failed))
///     .send()
///     .await;
/// for failed in &report.failed {
///     println!("{} users: {}", failed.users.len(), failed.error);
/// }
/// talkjs.bulk_upsert_users(report.unwritten()).send().await.done()?; // retry
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before `.send().await`"]
pub struct BulkUsers<'i> {
    client: Client,
    users: Users<'i>,
    max_failures: usize,
    request_timeout: Duration,
    on_progress: OnProgress<'i>,
    on_failure: OnFailure<'i>,
}

/// The progress of the job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BulkProgress {
    /// The number of users at the beginning of the iterator that are all written or failed.
    pub settled: usize,
    /// The number of users that are written.
    pub written: usize,
    /// The number of users that have failed.
    pub failed: usize,
}

/// The result of the job.
#[must_use = "it contains the failed users"]
#[non_exhaustive]
pub struct BulkReport<'i> {
    /// The number of users that are written.
    pub written: usize,
    /// The users that failed, with the reason. At most 800 more than [`BulkUsers::max_failures`].
    pub failed: Vec<FailedUsers>,
    /// The reason why the job stopped before it took all users; `None` if it took all of them. If the iterator has no
    /// upper bound in [`Iterator::size_hint`], this may be `Some` although no user is left.
    pub stop: Option<BulkStop>,
    /// The users that the job did not take.
    rest: Users<'i>,
}

/// The reason why a job stopped before it took all users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BulkStop {
    /// A request failed with an error that other users would get too.
    Error,
    /// As many users failed as [`BulkUsers::max_failures`] allows.
    TooManyFailures,
}

impl<'i> BulkReport<'i> {
    /// Returns how many users are written, if no user failed.
    ///
    /// # Errors
    ///
    /// The first error, if some failed.
    pub fn done(self) -> Result<usize, Error> {
        self.failed.into_iter().next().map_or(Ok(self.written), |failed| Err(failed.error))
    }

    /// Returns all users that are not written, to write them again: first those that failed, then those that the job
    /// did not take. Invalid users fail again and count again for [`BulkUsers::max_failures`].
    pub fn unwritten(self) -> impl Iterator<Item = (UserId, UserUpdate)> + Send + 'i {
        self.failed.into_iter().flat_map(|failed| failed.users).chain(self.rest)
    }
}

impl fmt::Debug for BulkReport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { written, failed, stop, .. } = self;
        f.debug_struct("BulkReport")
            .field("written", written)
            .field("failed", failed)
            .field("stop", stop)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for BulkUsers<'_> {
    /// Omits the users, who may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BulkUsers").field("max_failures", &self.max_failures).finish_non_exhaustive()
    }
}

impl<'i> BulkUsers<'i> {
    pub(crate) fn new(client: &Client, users: impl Iterator<Item = User> + Send + 'i) -> Self {
        Self {
            client: client.clone(),
            users: Box::new(users.fuse()),
            max_failures: MAX_FAILURES,
            request_timeout: REQUEST_TIMEOUT,
            on_progress: Box::new(|_| {}),
            on_failure: Box::new(|_| {}),
        }
    }

    /// Sets how many users may fail before the job stops, 1,000 if not set; zero counts as one, and with `usize::MAX`
    /// failures never stop the job.
    ///
    /// The job still waits for the requests in flight, up to 8 with up to 100 users each. So the report may hold up to
    /// 800 users more.
    pub fn max_failures(mut self, users: usize) -> Self {
        self.max_failures = users.max(1);
        self
    }

    /// Sets how long each request may take, including its time in the queue for the rate limit and all retries: 5
    /// minutes if not set. It replaces the client's [`timeout`](crate::ClientBuilder::timeout). The job as a whole has
    /// no limit; to stop it, drop its future.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// Calls this for each entry of [`BulkReport::failed`] when its request is settled, before the progress.
    pub fn on_failure(mut self, on_failure: impl FnMut(&FailedUsers) + Send + 'i) -> Self {
        self.on_failure = Box::new(on_failure);
        self
    }

    /// Calls this after each settled request.
    pub fn on_progress(mut self, on_progress: impl FnMut(BulkProgress) + Send + 'i) -> Self {
        self.on_progress = Box::new(on_progress);
        self
    }

    /// Sends the requests, several concurrently.
    pub async fn send(self) -> BulkReport<'i> {
        in_job_span(JOB, self.run(), |report| report.failed.first().map(|failed| &failed.error)).await
    }

    async fn run(self) -> BulkReport<'i> {
        let Self { client, users, max_failures, request_timeout, mut on_progress, mut on_failure } = self;
        let mut queue = Queue { users, next: None, taken: 0, busy: BTreeSet::new(), open: Vec::new() };
        let mut in_flight = InFlight::new();
        let (mut progress, mut failed, mut stop) = (BulkProgress::default(), Vec::new(), None);
        loop {
            while in_flight.len() < REQUESTS_AT_ONCE && stop.is_none() {
                let Some(chunk) = queue.chunk() else { break };
                in_flight.push(write(&client, chunk, request_timeout));
            }
            let Some(outcome) = in_flight.next().await else { break };
            queue.settle(&outcome);
            progress = queue.progress(progress, &outcome);
            stop = stop.or_else(|| stop_after(&outcome, progress, max_failures));
            outcome.failed.iter().for_each(&mut on_failure);
            failed.extend(outcome.failed);
            on_progress(progress);
        }
        let stop = stop.filter(|_| !queue.is_empty());
        BulkReport {
            written: progress.written,
            failed,
            stop,
            rest: Box::new(queue.next.into_iter().chain(queue.users)),
        }
    }
}

/// The users that are not written yet.
struct Queue<'i> {
    users: Users<'i>,
    /// A user who did not fit into the last chunk.
    next: Option<User>,
    taken: usize,
    /// The ids that are being written.
    busy: BTreeSet<UserId>,
    /// The positions of the chunks that are being written, in ascending order.
    open: Vec<usize>,
}

struct Chunk {
    start: usize,
    users: Vec<User>,
}

struct Outcome {
    start: usize,
    ids: Vec<UserId>,
    written: usize,
    failed: Vec<FailedUsers>,
}

impl Queue<'_> {
    /// Takes up to a hundred users, but stops at one who is being written already.
    fn chunk(&mut self) -> Option<Chunk> {
        let (start, mut users) = (self.taken, Vec::new());
        while users.len() < USERS_PER_REQUEST
            && let Some(user) = self.next.take().or_else(|| self.users.next())
        {
            if self.busy.contains(&user.0) {
                self.next = Some(user);
                break;
            }
            self.busy.insert(user.0.clone());
            self.taken = self.taken.saturating_add(1);
            users.push(user);
        }
        if users.is_empty() {
            return None;
        }
        self.open.push(start);
        Some(Chunk { start, users })
    }

    /// Whether all users were taken. It does not take a user to find out.
    fn is_empty(&self) -> bool {
        self.next.is_none() && self.users.size_hint().1 == Some(0)
    }

    fn settle(&mut self, outcome: &Outcome) {
        self.open.retain(|start| *start != outcome.start);
        for id in &outcome.ids {
            self.busy.remove(id);
        }
    }

    fn progress(&self, before: BulkProgress, outcome: &Outcome) -> BulkProgress {
        BulkProgress {
            settled: self.open.first().copied().unwrap_or(self.taken),
            written: before.written.saturating_add(outcome.written),
            failed: before.failed.saturating_add(outcome.ids.len().saturating_sub(outcome.written)),
        }
    }
}

/// Writes the valid users of a chunk.
async fn write(client: &Client, Chunk { start, users }: Chunk, timeout: Duration) -> Outcome {
    let ids = users.iter().map(|(id, _)| id.clone()).collect();
    let Written { users, failed } = chunk::write(client, JOB, users, timeout).await;
    Outcome { start, ids, written: users.len(), failed }
}

/// The reason to stop the job after a settled request, if there is one.
fn stop_after(outcome: &Outcome, progress: BulkProgress, max_failures: usize) -> Option<BulkStop> {
    if outcome.failed.iter().any(concerns_all) {
        return Some(BulkStop::Error);
    }
    (progress.failed >= max_failures).then_some(BulkStop::TooManyFailures)
}
