//! Writing only those users of a database that have changed.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::{Stream, StreamExt as _, stream};
use serde_json::{Value, json};
use talkjs_client::{
    BoxError, BoxFuture, Error, FingerprintStore, MemoryFingerprints, NewUser, SyncStop, UserFingerprint, UserId,
};
use talkjs_runtime::test_util::Play;

use crate::fake::{Fake, nothing};

type Row = (String, NewUser);

/// Users with these numbers and names.
fn rows(users: impl IntoIterator<Item = (usize, &'static str)>) -> impl Stream<Item = Result<Row, Infallible>> + Send {
    let users: Vec<_> = users.into_iter().collect();
    stream::iter(users.into_iter().map(|(number, name)| Ok((format!("u{number}"), NewUser::new(name)))))
}

fn sizes(fake: &Fake) -> Vec<usize> {
    fake.seen().iter().map(|seen| seen.body.as_object().unwrap().len()).collect()
}

#[tokio::test]
async fn unchanged_users_are_skipped_and_changed_ones_share_requests() {
    let (fake, store) = (Fake::new(|_| nothing()), MemoryFingerprints::new());
    let client = fake.client();
    let all = || (0..1050).map(|number| (number, "User"));
    let first = client.sync_users(rows(all()), &store).send().await.done().unwrap();
    assert_eq!((first.taken, first.written, first.unchanged), (1050, 1050, 0));
    assert_eq!(sizes(&fake), [vec![100; 10], vec![50]].concat());

    let second = client.sync_users(rows(all()), &store).send().await.done().unwrap();
    assert_eq!((second.taken, second.written, second.unchanged), (1050, 0, 1050));
    assert_eq!(fake.lines().len(), 11, "no request");

    let some = (0..1050).map(|number| (number, if number % 10 == 0 { "Changed" } else { "User" }));
    let mut steps = Vec::new();
    let third = client.sync_users(rows(some), &store).on_progress(|progress| steps.push(progress));
    let third = third.send().await.done().unwrap();
    assert_eq!((third.written, third.unchanged), (105, 945));
    assert_eq!(sizes(&fake)[11..], [100, 5], "full requests, though the changed users stand apart");
    assert!(steps.is_sorted_by_key(|step| step.taken + step.written) && steps.last() == Some(&third));
}

#[tokio::test]
async fn a_version_whose_outcome_is_unknown_is_not_taken_for_the_one_before() {
    let store = MemoryFingerprints::new();
    let fake = Fake::new(|seen| if seen.number == 1 { Play::no_response() } else { nothing() });
    let client = fake.client();
    client.sync_users(rows([(1, "Old")]), &store).send().await.done().unwrap();
    let report = client.sync_users(rows([(1, "New")]), &store).send().await;
    assert!(matches!(report.done(), Err(Error::OutcomeUnknown { .. })));
    // The database is back at the old version, but TalkJS may have the new one.
    let again = client.sync_users(rows([(1, "Old")]), &store).send().await.done().unwrap();
    assert_eq!((again.written, again.unchanged), (1, 0));
    assert_eq!(fake.seen()[2].body, json!({"u1": {"name": "Old"}}));
}

#[tokio::test(start_paused = true)]
async fn of_two_users_with_one_id_the_later_one_is_written_later() {
    let (fake, store) = (Fake::new(|_| nothing().after(Duration::from_secs(1))), MemoryFingerprints::new());
    let users = [(0, "User"), (1, "Old"), (1, "New"), (2, "User")];
    let done = fake.client().sync_users(rows(users), &store).send().await.done().unwrap();
    assert_eq!((done.taken, done.written, fake.most_in_flight()), (4, 4, 1));
    assert_eq!((sizes(&fake), &fake.seen()[1].body["u1"]["name"]), (vec![2, 2], &json!("New")));
    let done = fake.client().sync_users(rows([(1, "New")]), &store).send().await.done().unwrap();
    assert_eq!(done.unchanged, 1);
}

#[tokio::test]
async fn a_user_that_is_rejected_fails_alone_and_is_tried_again_by_the_next_run() {
    let store = MemoryFingerprints::new();
    let fake = Fake::new(|seen| match seen.body.get("u7") {
        Some(_) if seen.number < 2 => Play::json(400, &json!({"u7": ["bad"]})),
        _ => nothing(),
    });
    let client = fake.client();
    let all = || rows((0..10).map(|number| (number, "User")));
    let mut failed = Vec::new();
    let run = client.sync_users(all(), &store);
    let report = run.on_failure(|some| failed.extend(some.users.iter().map(|(id, _)| id.to_string()))).send().await;
    assert_eq!((report.progress.written, report.progress.failed, report.stop.is_none()), (9, 1, true));
    assert_eq!(failed, ["u7"]);
    let done = client.sync_users(all(), &store).send().await.done().unwrap();
    assert_eq!((done.written, done.unchanged), (1, 9));
}

#[tokio::test]
async fn an_error_that_concerns_all_stops_the_run_and_the_next_one_goes_on() {
    let store = MemoryFingerprints::new();
    let fake = Fake::new(|seen| if (3..12).contains(&seen.number) { Play::no_response() } else { nothing() });
    let client = fake.client();
    let all = || rows((0..5000).map(|number| (number, "User")));
    let report = client.sync_users(all(), &store).send().await;
    assert!(matches!(report.stop, Some(SyncStop::Error)), "{report:?}");
    let (before, taken) = (report.progress.written, report.progress.taken);
    assert!(before < 1000 && taken < 2200, "{report:?}");
    let mut total = before;
    while let Some(report) = Some(client.sync_users(all(), &store).send().await) {
        total += report.progress.written;
        if report.stop.is_none() && report.failed.is_empty() {
            break;
        }
    }
    assert_eq!(total, 5000, "each is written once");
}

#[tokio::test]
async fn too_many_failures_stop_the_run() {
    let named = |seen: &crate::fake::Seen| {
        let users = seen.body.as_object().unwrap().keys().map(|id| (id.clone(), json!("bad")));
        Play::json(400, &Value::Object(users.collect()))
    };
    let fake = Fake::new(named);
    let all = rows((0..5000).map(|number| (number, "User")));
    let report = fake.client().sync_users(all, MemoryFingerprints::new()).max_failures(250).send().await;
    assert!(matches!(report.stop, Some(SyncStop::TooManyFailures)), "{report:?}");
    assert!((250..=1050).contains(&report.progress.failed), "{report:?}");
}

#[tokio::test]
async fn an_error_of_the_stream_stops_the_run_after_what_is_in_flight() {
    let fake = Fake::new(|_| nothing());
    let users = (0..250).map(|number| Ok((format!("u{number}"), NewUser::new("User"))));
    let users = stream::iter(users.chain([Err("the database is gone")]));
    let report = fake.client().sync_users(users, MemoryFingerprints::new()).send().await;
    assert!(matches!(&report.stop, Some(SyncStop::Users(error)) if error.to_string() == "the database is gone"));
    assert!(report.progress.written % 100 == 0 && report.progress.taken == 250, "{report:?}");
    let error = report.done().unwrap_err();
    assert_eq!(error.operation(), Some("sync_users"));
    assert!(error.to_string().contains("the database is gone"), "{error}");
}

/// A store that cannot save.
struct Full;

impl FingerprintStore for Full {
    fn load<'s>(&'s self, _: &'s [UserId]) -> BoxFuture<'s, Result<BTreeMap<UserId, UserFingerprint>, BoxError>> {
        Box::pin(async { Ok(BTreeMap::new()) })
    }

    fn save<'s>(&'s self, _: &'s [(UserId, Option<UserFingerprint>)]) -> BoxFuture<'s, Result<(), BoxError>> {
        Box::pin(async { Err("the disk is full".into()) })
    }
}

#[tokio::test]
async fn an_error_of_the_store_stops_the_run() {
    let fake = Fake::new(|_| nothing());
    let report = fake.client().sync_users(rows((0..5000).map(|number| (number, "User"))), Full).send().await;
    assert!(matches!(&report.stop, Some(SyncStop::Store(error)) if error.to_string() == "the disk is full"));
    assert!(report.progress.written <= 900, "{report:?}");
}

#[tokio::test(start_paused = true)]
async fn the_run_takes_no_more_users_than_it_can_write_soon() {
    let taken = Arc::new(AtomicUsize::new(0));
    let fake = {
        let taken = Arc::clone(&taken);
        Fake::new(move |seen| {
            let ahead = taken.load(Ordering::Relaxed) - seen.number * 100;
            assert!(ahead <= 1100, "{ahead} users were taken ahead");
            nothing().after(Duration::from_secs(1))
        })
    };
    let users = rows((0..20_000).map(|number| (number, "User"))).inspect(|_| {
        taken.fetch_add(1, Ordering::Relaxed);
    });
    let done = fake.client().sync_users(users, MemoryFingerprints::new()).send().await.done().unwrap();
    assert_eq!((done.written, fake.most_in_flight()), (20_000, 8));
}

#[tokio::test]
async fn requests_go_on_while_the_stream_makes_the_run_wait() {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let sender = std::sync::Mutex::new(Some(sender));
    let fake = Fake::new(move |_| {
        let sender = sender.lock().unwrap().take();
        sender.into_iter().for_each(|sender| sender.send(()).unwrap());
        nothing()
    });
    // The last user comes when the first request is made.
    let last = stream::once(async { receiver.await.map(|()| ("last".to_owned(), NewUser::new("User"))) });
    let users = rows((0..100).map(|number| (number, "User"))).map(|user| Ok(user.unwrap())).chain(last);
    let run = fake.client().sync_users(users, MemoryFingerprints::new()).send();
    let report = tokio::time::timeout(Duration::from_secs(10), run).await.unwrap();
    assert_eq!(report.done().unwrap().written, 101);
}

#[tokio::test]
async fn workers_over_disjoint_parts_share_a_store() {
    let (fake, store) = (Fake::new(|_| nothing()), Arc::new(MemoryFingerprints::new()));
    let client = fake.client();
    for written in [1000, 0] {
        let parts = (0..4).map(|worker| rows((worker * 250..(worker + 1) * 250).map(|number| (number, "User"))));
        let runs = parts.map(|part| tokio::spawn(client.sync_users(part, Arc::clone(&store)).send()));
        let mut total = 0;
        for run in runs.collect::<Vec<_>>() {
            total += run.await.unwrap().done().unwrap().written;
        }
        assert_eq!(total, written);
    }
}
