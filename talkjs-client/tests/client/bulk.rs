//! More users and messages than one request takes.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use talkjs_client::{BulkProgress, BulkReport, BulkStop, Error, FailedUsers, ImportedUserMessage, NewUser, UserUpdate};
use talkjs_runtime::test_util::Play;

use crate::fake::{Fake, Seen, nothing};

fn users(numbers: std::ops::Range<usize>) -> impl Iterator<Item = (String, NewUser)> + Send {
    numbers.map(|number| (format!("u{number}"), NewUser::new("User")))
}

fn sizes(fake: &Fake) -> Vec<usize> {
    fake.seen().iter().map(|seen| seen.body.as_object().unwrap().len()).collect()
}

fn ids(seen: &[Seen]) -> BTreeSet<String> {
    seen.iter().flat_map(|seen| seen.body.as_object().unwrap().keys().cloned()).collect()
}

#[tokio::test(start_paused = true)]
async fn users_are_written_a_hundred_at_a_time_and_several_requests_at_once() {
    let fake = Fake::new(|_| nothing().after(Duration::from_secs(1)));
    let client = fake.client();
    let mut steps: Vec<BulkProgress> = Vec::new();
    let start = tokio::time::Instant::now();
    let report = client.bulk_upsert_users(users(0..2050)).on_progress(|progress| steps.push(progress)).send().await;

    assert_eq!((report.written, report.done().unwrap()), (2050, 2050));
    assert_eq!(sizes(&fake), [vec![100; 20], vec![50]].concat());
    assert!(fake.lines().iter().all(|line| line == "PUT /users"));
    assert_eq!(ids(&fake.seen()).len(), 2050);
    assert_eq!((fake.most_in_flight(), start.elapsed().as_secs()), (8, 3));
    assert_eq!(steps.len(), 21);
    assert!(steps.is_sorted_by_key(|progress| (progress.written, progress.settled)));
    let last = steps.last().unwrap();
    assert_eq!((last.settled, last.written, last.failed), (2050, 2050, 0));
}

#[tokio::test(start_paused = true)]
async fn what_is_settled_is_the_beginning_without_a_gap() {
    // The first hundred take longest.
    let fake = Fake::new(|seen| nothing().after(Duration::from_secs(if seen.number == 0 { 10 } else { 1 })));
    let client = fake.client();
    let mut settled = Vec::new();
    let run = client.bulk_upsert_users(users(0..300)).on_progress(|progress| settled.push(progress.settled));
    assert_eq!(run.send().await.done().unwrap(), 300);
    assert_eq!(settled, [0, 0, 300]);
}

#[tokio::test]
async fn users_who_are_refused_are_left_out_and_the_others_are_written() {
    let fake = Fake::new(|seen| match seen.body.get("u7").or(seen.body.get("u8")) {
        Some(_) => Play::json(400, &json!({"u7": ["bad"], "u8": ["bad"]})),
        None => nothing(),
    });
    let client = fake.client();
    let wrong =
        [("..".to_owned(), UserUpdate::new()), ("x".to_owned(), UserUpdate::new().push_tokens([("gcm:1", true)]))];
    let all = users(0..10).map(|(id, user)| (id, UserUpdate::from(user))).chain(wrong);
    let report = client.bulk_upsert_users(all).send().await;
    assert_eq!(report.written, 8);
    let failed: Vec<_> = report.failed.iter().map(|failed| failed.error.to_string()).collect();
    assert_eq!(
        failed,
        [
            "`bulk_upsert_users` was not sent: `/id` must not be `.` or `..`, which cannot be a segment of a URL",
            "`bulk_upsert_users` was not sent: `/user/pushTokens` has a key that does not match the pattern \
             `^(fcm|apns):.+$`",
            "`upsertUsers` failed with 400 Bad Request: `u7`: bad; `u8`: bad",
        ]
    );
    assert_eq!(sizes(&fake), [10, 8]);
    assert!(!format!("{report:?}").contains("gcm:1"), "{report:?}");
    assert_eq!(report.unwritten().map(|(id, _)| id.to_string()).collect::<Vec<_>>(), ["..", "x", "u7", "u8"]);
}

#[tokio::test]
async fn a_refusal_that_names_nobody_fails_its_hundred_only() {
    let fake = Fake::new(|seen| match seen.body.get("u150") {
        Some(_) => Play::response(400, r#"{"message":"no"}"#),
        None => nothing(),
    });
    let report = fake.client().bulk_upsert_users(users(0..1500)).send().await;
    assert_eq!((report.written, report.failed.len(), report.failed[0].users.len()), (1400, 1, 100));
}

/// Responds with 400 and this body as long as a user with one of these ids is in the request.
fn rejecting(ids: &'static [&'static str], body: &'static str) -> Fake {
    Fake::new(move |seen| match ids.iter().any(|id| seen.body.get(id).is_some()) {
        true => Play::response(400, body),
        false => nothing(),
    })
}

fn failed_ids(report: &BulkReport<'_>) -> Vec<Vec<String>> {
    report.failed.iter().map(|failed| failed.users.iter().map(|(id, _)| id.to_string()).collect()).collect()
}

/// The users `message`, `u1` and `u2`.
fn three_users() -> impl Iterator<Item = (String, NewUser)> + Send {
    [("message".to_owned(), NewUser::new("User"))].into_iter().chain(users(1..3))
}

#[tokio::test]
async fn a_400_with_a_key_that_is_no_id_concerns_the_whole_chunk() {
    for body in [r#"{"message":"bad","code":7}"#, r#"{"u1":"bad","code":7}"#, "{}", r#"["u1"]"#] {
        let fake = rejecting(&["message"], body);
        let report = fake.client().bulk_upsert_users(three_users()).send().await;
        assert_eq!((report.written, failed_ids(&report)), (0, vec![vec!["message".into(), "u1".into(), "u2".into()]]));
        assert_eq!(sizes(&fake), [3], "{body}");
    }
}

#[tokio::test]
async fn a_400_whose_keys_are_all_ids_fails_these_users_only() {
    for (body, failed, written) in [
        (r#"{"message":"bad"}"#, vec!["message"], 2),
        (r#"{"u2":"bad","message":["bad","worse"]}"#, vec!["message", "u2"], 1),
    ] {
        let fake = rejecting(&["message"], body);
        let report = fake.client().bulk_upsert_users(three_users()).send().await;
        let failed: Vec<_> = failed.into_iter().map(str::to_owned).collect();
        assert_eq!((report.written, failed_ids(&report)), (written, vec![failed]), "{body}");
        assert_eq!(sizes(&fake), [3, written], "{body}");
    }
}

#[tokio::test]
async fn a_message_property_and_a_user_with_this_id_lose_no_user() {
    let fake = rejecting(&["u1"], r#"{"message":"bad"}"#);
    let report = fake.client().bulk_upsert_users(three_users()).send().await;
    assert_eq!(
        (report.written, failed_ids(&report)),
        (0, vec![vec!["message".into()], vec!["u1".into(), "u2".into()]])
    );
}

/// The ids of these entries, in their order.
fn ids_of(failed: &FailedUsers) -> Vec<String> {
    failed.users.iter().map(|(id, _)| id.to_string()).collect()
}

/// Users that break the description: no token begins with `gcm`.
fn invalid_users(numbers: std::ops::Range<usize>) -> impl Iterator<Item = (String, UserUpdate)> + Send {
    numbers.map(|number| (format!("u{number}"), UserUpdate::new().push_tokens([("gcm:1", true)])))
}

/// Responds with 400 that names each user of the request.
fn rejecting_all_by_id() -> Fake {
    Fake::new(|seen| {
        let named = seen.body.as_object().unwrap().keys().map(|id| (id.clone(), json!("bad")));
        Play::json(400, &Value::Object(named.collect()))
    })
}

/// Writes 5,000 users of which each fails, up to the default cap.
async fn assert_stops_at_the_default_cap<U: Into<UserUpdate>>(
    fake: &Fake,
    users: impl Iterator<Item = (String, U)> + Send,
) {
    let taken = AtomicUsize::new(0);
    let users = users.inspect(|_| {
        taken.fetch_add(1, Ordering::Relaxed);
    });
    let client = fake.client();
    let mut reported = Vec::new();
    let users = users.map(|(id, user)| (id, user.into()));
    let job = client.bulk_upsert_users(users).on_failure(|failed| reported.extend(ids_of(failed)));
    let report = job.send().await;

    let taken_by_the_job = taken.load(Ordering::Relaxed);
    assert!((1000..=1800).contains(&taken_by_the_job), "{taken_by_the_job} users were taken");
    assert_eq!((report.written, report.stop), (0, Some(BulkStop::TooManyFailures)));
    let failed: Vec<_> = report.failed.iter().flat_map(ids_of).collect();
    assert_eq!(failed.len(), taken_by_the_job);
    let unwritten: Vec<_> = report.unwritten().map(|(id, _)| id.to_string()).collect();
    assert_eq!(unwritten.len(), 5000);
    assert_eq!(unwritten.iter().collect::<BTreeSet<_>>().len(), 5000);
    assert!(reported == failed, "the callback got {} users", reported.len());
}

#[tokio::test]
async fn the_job_stops_at_a_thousand_invalid_users() {
    let fake = Fake::new(|_| nothing());
    assert_stops_at_the_default_cap(&fake, invalid_users(0..5000)).await;
    assert_eq!(fake.lines().len(), 0);
}

#[tokio::test]
async fn the_job_stops_at_a_thousand_users_that_the_server_rejects_by_id() {
    let fake = rejecting_all_by_id();
    assert_stops_at_the_default_cap(&fake, users(0..5000)).await;
    assert!((10..=18).contains(&fake.lines().len()), "{} requests", fake.lines().len());
}

#[tokio::test]
async fn the_cap_counts_users_and_not_entries() {
    let fake = Fake::new(|_| Play::response(400, r#"{"message":"no"}"#));
    let report = fake.client().bulk_upsert_users(users(0..5000)).max_failures(250).send().await;
    assert_eq!(report.stop, Some(BulkStop::TooManyFailures));
    let failed: usize = report.failed.iter().map(|failed| failed.users.len()).sum();
    assert!((300..=1050).contains(&failed), "{failed} users in {} entries", report.failed.len());
}

#[tokio::test]
async fn the_cap_can_be_set_and_zero_counts_as_one() {
    for (max_failures, least) in [(0, 100), (1, 100), (1001, 1100), (4000, 4000)] {
        let fake = Fake::new(|_| nothing());
        let report = fake.client().bulk_upsert_users(invalid_users(0..5000)).max_failures(max_failures).send().await;
        assert_eq!(report.stop, Some(BulkStop::TooManyFailures), "{max_failures}");
        assert!((least..=least + 700).contains(&report.failed.len()), "{max_failures}: {}", report.failed.len());
    }
    let fake = Fake::new(|_| nothing());
    let none = fake.client().bulk_upsert_users(users(0..5000)).max_failures(0).send().await;
    assert_eq!((none.stop, none.written), (None, 5000), "no failure is less than one");
    let all = fake.client().bulk_upsert_users(invalid_users(0..5000)).max_failures(usize::MAX).send().await;
    assert_eq!((all.stop, all.failed.len(), all.unwritten().count()), (None, 5000, 5000));
    let some = invalid_users(0..1).chain(users(1..300).map(|(id, user)| (id, user.into())));
    let some = fake.client().bulk_upsert_users(some).max_failures(2).send().await;
    assert_eq!((some.stop, some.written, some.failed.len()), (None, 299, 1));
}

#[tokio::test]
async fn the_report_says_why_the_job_stopped() {
    let unauthorized = || Fake::new(|_| Play::response(401, ""));
    let report = unauthorized().client().bulk_upsert_users(users(0..5000)).send().await;
    assert_eq!(report.stop, Some(BulkStop::Error));
    // All users of these jobs were taken before the first response, or were the last ones.
    for count in [1, 100, 250, 800] {
        let report = unauthorized().client().bulk_upsert_users(users(0..count)).max_failures(1).send().await;
        assert_eq!((report.stop, report.unwritten().count()), (None, count));
    }
    let report = unauthorized().client().bulk_upsert_users(users(0..801)).max_failures(1).send().await;
    assert_eq!((report.stop, report.unwritten().count()), (Some(BulkStop::Error), 801));
    assert_eq!(Fake::new(|_| nothing()).client().bulk_upsert_users(users(0..5000)).send().await.stop, None);
}

#[tokio::test]
async fn an_outage_ends_the_run_and_the_rest_can_be_written_later() {
    let fake = Fake::new(move |seen| match seen.number {
        3..12 => Play::no_response(),
        _ => nothing(),
    });
    let client = fake.client();
    let mut report = client.bulk_upsert_users(users(0..5000)).send().await;
    assert!(report.written < 1000 && !report.failed.is_empty() && report.failed.len() < 9, "{report:?}");
    assert!(fake.seen().len() < 12, "{} requests", fake.seen().len());
    while !report.failed.is_empty() {
        report = client.bulk_upsert_users(report.unwritten()).send().await;
    }
    let seen = fake.seen();
    let written = [&seen[..3], &seen[12..]].concat();
    assert_eq!(ids(&written).len(), 5000);
}

#[tokio::test(start_paused = true)]
async fn of_two_users_with_one_id_the_later_one_is_written_later() {
    let fake = Fake::new(|_| nothing().after(Duration::from_secs(1)));
    let twice = users(0..3).chain([("u1".to_owned(), NewUser::new("Later"))]).chain(users(3..5));
    let report = fake.client().bulk_upsert_users(twice).send().await;
    assert_eq!(report.written, 6);
    assert_eq!(sizes(&fake), [3, 3]);
    assert_eq!((fake.most_in_flight(), &fake.seen()[1].body["u1"]["name"]), (1, &json!("Later")));
}

fn history(numbers: std::ops::Range<i64>) -> impl Iterator<Item = ImportedUserMessage> + Send {
    numbers.map(|number| ImportedUserMessage::new("a", number, format!("message {number}")))
}

fn import(seen: &Seen) -> Play {
    let messages = seen.body.as_array().unwrap();
    let ids: Vec<_> = messages.iter().map(|message| json!({"id": message["text"]})).collect();
    Play::json(200, &ids)
}

#[tokio::test(start_paused = true)]
async fn messages_are_imported_in_their_order_one_request_after_the_other() {
    let fake = Fake::new(|seen| import(seen).after(Duration::from_secs(1)));
    let client = fake.client();
    let checkpoints = Mutex::new(Vec::new());
    let run = client.bulk_import_messages("c", history(0..250));
    let report = run.on_progress(|confirmed| checkpoints.lock().unwrap().push(confirmed)).send().await;
    let ids: Vec<_> = report.done().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(ids, (0..250).map(|number| format!("message {number}")).collect::<Vec<_>>());
    assert_eq!(checkpoints.into_inner().unwrap(), [100, 200, 250]);
    assert_eq!(fake.most_in_flight(), 1);
    assert_eq!(fake.lines(), ["POST /import/conversations/c/messages"; 3]);
}

#[tokio::test(start_paused = true)]
async fn an_import_is_never_repeated_blindly_and_says_what_is_in_doubt() {
    for (failure, in_doubt) in [
        (Play::no_response(), 10),
        (Play::response(500, ""), 10),
        (Play::response(200, "<html>"), 10),
        (Play::response(200, "[]"), 10),
        (Play::response(400, ""), 0),
    ] {
        let fake = Fake::new(move |seen| if seen.number == 1 { failure.clone() } else { import(seen) });
        // With the usual retries.
        let client = fake.builder().build().unwrap();
        let report = client.bulk_import_messages("c", history(0..30)).per_request(10).send().await;
        assert_eq!((report.message_ids.len(), report.in_doubt), (10, in_doubt), "{report:?}");
        assert_eq!(fake.lines().len(), 2);
        assert!(matches!(
            report.done(),
            Err(Error::OutcomeUnknown { .. } | Error::Api(_) | Error::UnexpectedResponse(_))
        ));
    }
}

#[tokio::test]
async fn both_can_move_between_threads() {
    let fake = Fake::new(|seen| if seen.line.starts_with("PUT") { nothing() } else { import(seen) });
    let client = fake.client();
    let written = tokio::spawn(client.bulk_upsert_users(users(0..1)).on_progress(drop).send()).await.unwrap();
    let imported = tokio::spawn(client.bulk_import_messages("c", history(0..1)).send()).await.unwrap();
    assert_eq!((written.written, imported.message_ids.len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn each_request_of_a_bulk_job_has_a_time_of_its_own_and_the_job_has_none() {
    let second = Duration::from_secs(1);
    let fake = Fake::new(move |seen| {
        let is_import = seen.line.starts_with("POST");
        let play = if is_import { Play::response(200, r#"[{"id":"msg_1"}]"#) } else { nothing() };
        play.after(60 * second)
    });
    let builder = fake.builder().timeout(second).attempt_timeout(1000 * second).without_limiter();
    let client = builder.build().unwrap();
    let begin = tokio::time::Instant::now();
    // Two rounds of eight requests, a minute each.
    client.bulk_upsert_users(users(0..1_600)).send().await.done().unwrap();
    assert_eq!(begin.elapsed().as_secs(), 120);

    let report = client.bulk_upsert_users(users(0..1)).request_timeout(30 * second).send().await;
    assert_eq!(begin.elapsed().as_secs(), 150);
    assert!(report.failed[0].error.is_timeout());
    let report = client.bulk_import_messages("c", history(0..1)).request_timeout(30 * second).send().await;
    assert_eq!(begin.elapsed().as_secs(), 180);
    assert!(report.error.unwrap().is_timeout());
    client.bulk_import_messages("c", history(0..1)).send().await.done().unwrap();
    assert_eq!(begin.elapsed().as_secs(), 240);
}
