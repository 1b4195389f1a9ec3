//! One request of a job that writes users, without invalid users.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use serde_json::Value;

use crate::api::{Client, UserId, UserUpdate};
use crate::facade::confirmation::written;
use crate::ids::id_problem;
use talkjs_runtime::Error;
use talkjs_runtime::check::{Checker, Part, Violation};
use talkjs_runtime::retry::RetryPolicy;

/// The most users in one request.
pub(in crate::facade) const USERS_PER_REQUEST: usize = 100;
/// Enough to use up the rate limit: nine requests per second, each of which takes less than a second.
pub(in crate::facade) const REQUESTS_AT_ONCE: usize = 8;
/// The number of failed users that stops a job by default. The report stores each of them.
pub(in crate::facade) const MAX_FAILURES: usize = 1_000;

pub(in crate::facade) type User = (UserId, UserUpdate);

/// Up to 100 users that were not written, or that may not have been when the error says that the outcome is unknown.
#[non_exhaustive]
pub struct FailedUsers {
    /// The users.
    pub users: Vec<(UserId, UserUpdate)>,
    /// The reason.
    pub error: Error,
}

impl fmt::Debug for FailedUsers {
    /// Omits the users, which may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { users, error } = self;
        f.debug_struct("FailedUsers").field("users", &users.len()).field("error", error).finish()
    }
}

/// The result of a request.
pub(in crate::facade) struct Written {
    pub(in crate::facade) users: Vec<User>,
    pub(in crate::facade) failed: Vec<FailedUsers>,
}

/// Writes the valid users of a chunk.
pub(in crate::facade) async fn write(
    client: &Client,
    job: &'static str,
    users: Vec<User>,
    timeout: Duration,
) -> Written {
    let (mut users, mut failed) = checked(job, users);
    while !users.is_empty() {
        let batch: BTreeMap<String, UserUpdate> =
            users.iter().map(|(id, user)| (id.to_string(), user.clone())).collect();
        let Err(error) = write_batch(client, &batch, timeout).await else { break };
        let named = named_in(&error, &users);
        let (refused, rest): (Vec<_>, Vec<_>) = users.into_iter().partition(|(id, _)| named.contains_key(id.as_str()));
        if refused.is_empty() {
            failed.push(FailedUsers { users: rest, error });
            users = Vec::new();
        } else {
            failed.push(FailedUsers { users: refused, error });
            users = rest;
        }
    }
    Written { users, failed }
}

/// Writes users, and again if the response belongs to another request.
async fn write_batch(client: &Client, users: &BTreeMap<String, UserUpdate>, timeout: Duration) -> Result<(), Error> {
    let retry = client.core().retry_or(RetryPolicy::new().attempts(5));
    let call = || written(client, client.upsert_users(users.clone()).retry(retry).timeout(timeout), None);
    for _ in 1..retry.attempts {
        match call().await {
            Err(Error::UnexpectedResponse(_)) => {}
            outcome => return outcome,
        }
    }
    call().await
}

/// Removes users that violate the description: TalkJS would reject the others with them.
fn checked(job: &'static str, users: Vec<User>) -> (Vec<User>, Vec<FailedUsers>) {
    let (mut good, mut failed) = (Vec::new(), Vec::new());
    for user in users {
        let violations = violations_of(&user);
        if violations.is_empty() {
            good.push(user);
        } else {
            let error = Error::invalid_request(job, violations);
            failed.push(FailedUsers { users: vec![user], error });
        }
    }
    (good, failed)
}

fn violations_of((id, user): &User) -> Vec<Violation> {
    let mut checker = Checker::new(Part::Body);
    if let Some(problem) = id_problem(id.as_str()) {
        checker.within("id", |checker| checker.report(problem));
    }
    checker.within("user", |checker| checker.value(user, &[]));
    checker.finish()
}

/// The users that the response rejects: its object, if all of its keys are ids of the request.
///
/// `{"message": …}` is about the request, unless it has a user with the id `message`. Then the other users are sent
/// again without this user, so no user is lost.
fn named_in(error: &Error, users: &[User]) -> BTreeMap<String, Value> {
    let Error::Api(error) = error else { return BTreeMap::new() };
    if error.status.as_u16() != 400 {
        return BTreeMap::new();
    }
    let named: BTreeMap<String, Value> = error.json().unwrap_or_default();
    let sent: BTreeSet<&str> = users.iter().map(|(id, _)| id.as_str()).collect();
    if named.keys().all(|id| sent.contains(id.as_str())) { named } else { BTreeMap::new() }
}

/// Whether further users would fail in the same way.
pub(in crate::facade) fn concerns_all(failed: &FailedUsers) -> bool {
    let is_about_users = failed.error.status().is_some_and(|status| matches!(status.as_u16(), 400 | 413 | 422));
    !is_about_users && !matches!(failed.error, Error::InvalidRequest { .. })
}
