//! The requests that starting a conversation makes, and what it says when one of them fails.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use serde_json::json;
use talkjs_client::{
    Client, ConversationUpdate, Error, NewMessage, NewUser, StartConversationError, StartedConversation, Step,
    SystemMessage, UserMessage,
};
use talkjs_runtime::test_util::Play;

use crate::fake::{Fake, Seen, nothing};

/// Answers as TalkJS does; message ids say conversation and key.
fn talkjs(seen: &Seen) -> Play {
    if !seen.line.starts_with("POST") {
        return nothing();
    }
    let ids: Vec<_> =
        seen.body.as_array().unwrap().iter().map(|message| json!({"id": message["idempotencyKey"]})).collect();
    Play::json(200, &ids)
}

/// Answers as TalkJS does but for one request, counted from 0.
fn failing_at(request: usize, failure: Play) -> Fake {
    Fake::new(move |seen| if seen.number == request { failure.clone() } else { talkjs(seen) })
}

fn texts(numbers: std::ops::Range<usize>) -> Vec<UserMessage> {
    numbers.map(|number| UserMessage::new("a", format!("message {number}"))).collect()
}

fn keys(fake: &Fake) -> Vec<String> {
    let posts = fake.seen().into_iter().filter(|seen| seen.line.starts_with("POST"));
    posts
        .flat_map(|seen| seen.body.as_array().unwrap().clone())
        .map(|message| message["idempotencyKey"].as_str().unwrap().to_owned())
        .collect()
}

fn interrupted(error: Error) -> StartConversationError {
    *error.into_job().unwrap()
}

async fn guide(client: &Client) -> Result<StartedConversation, Error> {
    client
        .start_conversation("order_391_fc")
        .participant("12081", NewUser::new("Alice").email(["alice@example.com"]).role("buyer"))
        .participant("8029", NewUser::new("Sebastian").email(["seb@example.com"]).role("seller"))
        .conversation(ConversationUpdate::new().subject("What a lovely day!").custom([("category", "order_inquiry")]))
        .message(UserMessage::new("8029", "Hello Alice!"))
        .send()
        .await
}

#[tokio::test]
async fn the_guides_example_makes_the_guides_requests() {
    let fake = Fake::new(talkjs);
    let started = guide(&fake.client()).await.unwrap();

    assert_eq!(
        fake.lines(),
        [
            "PUT /users/12081",
            "PUT /users/8029",
            "PUT /conversations/order_391_fc",
            "POST /conversations/order_391_fc/messages",
        ]
    );
    let bodies: Vec<_> = fake.seen().into_iter().map(|seen| seen.body).collect();
    assert_eq!(bodies[0], json!({"name": "Alice", "email": ["alice@example.com"], "role": "buyer"}));
    assert_eq!(bodies[1], json!({"name": "Sebastian", "email": ["seb@example.com"], "role": "seller"}));
    assert_eq!(
        bodies[2],
        json!({
            "participants": ["12081", "8029"],
            "subject": "What a lovely day!",
            "custom": {"category": "order_inquiry"},
        })
    );
    let key = bodies[3][0]["idempotencyKey"].as_str().unwrap();
    assert_eq!(
        bodies[3],
        json!([{"type": "UserMessage", "sender": "8029", "text": "Hello Alice!", "idempotencyKey": key}])
    );
    assert_eq!(started.conversation_id.as_str(), "order_391_fc");
    assert_eq!(started.message_ids.iter().map(ToString::to_string).collect::<Vec<_>>(), [key]);
}

#[tokio::test(start_paused = true)]
async fn two_users_are_written_side_by_side_and_the_steps_follow_each_other() {
    let second = Duration::from_secs(1);
    let fake = Fake::new(move |seen| talkjs(seen).after(second));
    let start = tokio::time::Instant::now();
    guide(&fake.client()).await.unwrap();
    assert_eq!(fake.lines().len(), 4);
    assert_eq!(fake.most_in_flight(), 2);
    assert_eq!(start.elapsed().as_secs(), 3, "three round trips");
}

#[tokio::test(start_paused = true)]
async fn a_hundred_users_and_ten_messages_are_three_round_trips() {
    let second = Duration::from_secs(1);
    let fake = Fake::new(move |seen| talkjs(seen).after(second));
    let client = fake.client();
    let mut run = client.start_conversation("c").messages(texts(0..10));
    for number in 0..100 {
        run = run.participant(number.to_string(), NewUser::new("User"));
    }
    let start = tokio::time::Instant::now();
    run.send().await.unwrap();
    assert_eq!(fake.lines(), ["PUT /users", "PUT /conversations/c", "POST /conversations/c/messages"]);
    assert_eq!(start.elapsed().as_secs(), 3);
}

#[tokio::test]
async fn one_user_is_one_request_and_known_users_are_none() {
    let fake = Fake::new(talkjs);
    fake.client().start_conversation("c").participant("a", NewUser::new("A")).participant_id("b").send().await.unwrap();
    assert_eq!(fake.lines(), ["PUT /users/a", "PUT /conversations/c"]);
    assert_eq!(fake.seen()[1].body, json!({"participants": ["a", "b"]}));

    let fake = Fake::new(talkjs);
    fake.client().start_conversation("c").participant_id("a").send().await.unwrap();
    assert_eq!(fake.lines(), ["PUT /conversations/c"]);
}

#[tokio::test]
async fn three_users_and_more_are_written_a_hundred_at_a_time() {
    for (users, batches) in [(3, vec![3]), (100, vec![100]), (101, vec![100, 1]), (250, vec![100, 100, 50])] {
        let fake = Fake::new(talkjs);
        let client = fake.client();
        let mut start = client.start_conversation("c");
        for number in 0..users {
            start = start.participant(format!("u{number:03}"), NewUser::new(format!("User {number}")));
        }
        start.send().await.unwrap();
        let seen = fake.seen();
        let (conversation, bulk) = seen.split_last().unwrap();
        assert!(bulk.iter().all(|seen| seen.line == "PUT /users"), "{:?}", fake.lines());
        assert_eq!(bulk.iter().map(|seen| seen.body.as_object().unwrap().len()).collect::<Vec<_>>(), batches);
        assert_eq!(bulk[0].body["u002"], json!({"name": "User 2"}));
        assert_eq!(conversation.line, "PUT /conversations/c");
        assert_eq!(conversation.body["participants"].as_array().unwrap().len(), users);
        assert_eq!(conversation.body["participants"][2], "u002");
    }
}

#[tokio::test]
async fn participants_of_the_details_stay_and_nobody_is_named_twice() {
    let fake = Fake::new(talkjs);
    fake.client()
        .start_conversation("c")
        .participant_id("b")
        .participant_id("a")
        .participant_id("b")
        .conversation(ConversationUpdate::new().participants(["z", "a"]))
        .send()
        .await
        .unwrap();
    assert_eq!(fake.seen()[0].body["participants"], json!(["z", "a", "b"]));
}

#[tokio::test(start_paused = true)]
async fn messages_go_in_their_order_ten_at_a_time_and_one_request_after_the_other() {
    let fake = Fake::new(|seen| talkjs(seen).after(Duration::from_secs(1)));
    let client = fake.client();
    let started = client
        .start_conversation("c")
        .participant_id("a")
        .message(SystemMessage::new("welcome"))
        .messages(texts(1..25))
        .send()
        .await
        .unwrap();

    let posts: Vec<_> = fake.seen().into_iter().skip(1).collect();
    assert_eq!(posts.iter().map(|seen| seen.body.as_array().unwrap().len()).collect::<Vec<_>>(), [10, 10, 5]);
    let sent: Vec<_> = posts.iter().flat_map(|seen| seen.body.as_array().unwrap().clone()).collect();
    assert_eq!(sent[0]["type"], "SystemMessage");
    for (number, message) in sent.iter().enumerate().skip(1) {
        assert_eq!(message["text"], format!("message {number}"));
    }
    assert_eq!(fake.most_in_flight(), 1);
    assert_eq!(started.message_ids.iter().map(ToString::to_string).collect::<Vec<_>>(), keys(&fake));
    assert_eq!(keys(&fake).iter().collect::<BTreeSet<_>>().len(), 25);
}

#[tokio::test]
async fn the_same_key_makes_the_same_bytes_and_no_key_makes_new_ones() {
    let fake = Fake::new(talkjs);
    let client = fake.client();
    let run = |conversation: &'static str, key: Option<&'static str>| {
        let start = client.start_conversation(conversation).participant_id("a").messages(texts(0..12));
        match key {
            Some(key) => start.idempotency_key(key).send(),
            None => start.send(),
        }
    };
    for (conversation, key) in
        [("c", Some("k")), ("c", Some("k")), ("c", Some("l")), ("d", Some("k")), ("c", None), ("c", None)]
    {
        run(conversation, key).await.unwrap();
    }
    let bodies: Vec<_> =
        fake.seen().chunks(3).map(|run| (run[1].sent.body.clone(), run[2].sent.body.clone())).collect();
    assert_eq!(bodies[0], bodies[1], "the same key");
    assert_eq!(keys(&fake).iter().collect::<BTreeSet<_>>().len(), 5 * 12, "everything else differs");
}

#[tokio::test]
async fn a_message_keeps_the_key_that_it_has() {
    let fake = Fake::new(talkjs);
    fake.client()
        .start_conversation("c")
        .participant_id("a")
        .message(UserMessage::new("a", "one").idempotency_key("mine"))
        .message(UserMessage::new("a", "two"))
        .send()
        .await
        .unwrap();
    assert_eq!(keys(&fake)[0], "mine");
    assert_eq!(keys(&fake)[1].len(), 32);
}

#[tokio::test]
async fn without_messages_the_conversation_is_only_prepared() {
    let fake = Fake::new(talkjs);
    let client = fake.client();
    let start = client.start_conversation("c").participant_id("a");
    assert!(start.messages(Vec::<NewMessage>::new()).send().await.unwrap().message_ids.is_empty());
    assert_eq!(fake.lines(), ["PUT /conversations/c"]);
}

#[tokio::test]
async fn a_sender_who_is_not_named_here_may_be_in_the_conversation_already() {
    let fake = Fake::new(talkjs);
    let start = fake.client();
    start.start_conversation("c").participant_id("a").message(UserMessage::new("b", "Hi")).send().await.unwrap();
    assert_eq!(fake.lines().len(), 2);
}

#[tokio::test]
async fn everything_wrong_is_said_at_once_and_nothing_is_sent() {
    let fake = Fake::new(talkjs);
    let error = fake
        .client()
        .start_conversation("..")
        .participant("", NewUser::new("Nobody"))
        .participant("a", NewUser::new("A").push_tokens([("gcm:1", true)]))
        .participant("a", NewUser::new("A again"))
        .participant_id("a\n")
        .conversation(ConversationUpdate::new().participants(["b", ".."]))
        .message(UserMessage::new("", "Hi").idempotency_key("k"))
        .message(UserMessage::new("a", "Hi").idempotency_key("k"))
        .message(UserMessage::new("a", "Hi").idempotency_key(""))
        .idempotency_key("x".repeat(256))
        .send()
        .await
        .unwrap_err();
    let Error::InvalidRequest { operation, violations, .. } = &error else { panic!("{error:?}") };
    assert_eq!(*operation, "start_conversation");
    assert_eq!(
        violations.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "path parameter `conversationId` must not be `.` or `..`, which cannot be a segment of a URL",
            "`/participants/0/id` must not be empty",
            "`/participants/1/pushTokens` has a key that does not match the pattern `^(fcm|apns):.+$`",
            "`/participants/2/id` must differ from `/participants/1/id`",
            "`/participants/3/id` must not contain the control character U+000A",
            "`/details/participants/1` must not be `.` or `..`, which cannot be a segment of a URL",
            "`/messages/0/sender` must be at least 1 character long, found 0",
            "`/messages/1/idempotencyKey` must differ from `/messages/0/idempotencyKey`",
            "`/messages/2/idempotencyKey` must be at least 1 character long, found 0",
            "`/idempotencyKey` must be at most 255 bytes long, found 256",
        ]
    );
    assert_eq!(fake.lines(), [""; 0]);
}

#[tokio::test]
async fn a_conversation_without_participants_is_refused() {
    let fake = Fake::new(talkjs);
    let error = fake.client().start_conversation("c").message(UserMessage::new("a", "Hi")).send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`start_conversation` was not sent: `/participants` must have at least 1 item, found 0"
    );
    assert_eq!(fake.lines(), [""; 0]);

    let listed = ConversationUpdate::new().participants(["a"]);
    fake.client().start_conversation("c").conversation(listed).send().await.unwrap();
    assert_eq!(fake.lines(), ["PUT /conversations/c"]);
}

#[tokio::test]
async fn a_failure_with_the_users_says_who_is_written() {
    for (request, written) in [(0, "8029"), (1, "12081")] {
        let fake = failing_at(request, Play::response(400, r#"{"message":"no"}"#));
        let error = guide(&fake.client()).await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.operation()), (400, Some("upsertUser")));
        let interrupted = interrupted(error);
        assert_eq!((interrupted.step, interrupted.conversation_written), (Step::Users, false));
        assert_eq!(interrupted.users_written.iter().map(ToString::to_string).collect::<Vec<_>>(), [written]);
        assert_eq!(
            interrupted.to_string(),
            "`start_conversation` stopped at the users (1 of 2 written): `upsertUser` failed with 400 Bad Request: \
             no; to complete it, resume it or make the same call again with its idempotency key"
        );
        assert_eq!(fake.lines(), ["PUT /users/12081", "PUT /users/8029"]);
    }
}

#[tokio::test]
async fn when_both_users_fail_both_errors_are_kept() {
    let fake = Fake::new(|seen| match seen.line.as_str() {
        "PUT /users/12081" => Play::response(400, r#"{"message":"no"}"#),
        _ => Play::not_sent(),
    });
    let error = interrupted(guide(&fake.client()).await.unwrap_err());
    assert_eq!((error.step, error.users_written.len()), (Step::Users, 0));
    assert!(matches!(error.stopped_by(), Error::Api(_)), "{error:?}");
    assert!(matches!(error.other_cause(), Some(Error::NotSent { .. })), "{error:?}");
    assert_eq!(
        error.to_string(),
        "`start_conversation` stopped at the users (0 of 2 written): `upsertUser` failed with 400 Bad Request: no; \
         the other user failed too: `upsertUser` was not sent: connection refused; it is safe to retry; to complete \
         it, resume it or make the same call again with its idempotency key"
    );
    assert!(!format!("{error:?}").contains("Hello Alice"), "{error:?}");
}

#[tokio::test]
async fn what_is_done_is_not_done_again_when_a_run_is_resumed() {
    let run = |fake: &Fake| {
        let client = fake.client();
        async move {
            let start = client.start_conversation("c").messages(texts(0..25));
            start.participant("a", NewUser::new("A")).participant("b", NewUser::new("B")).send().await
        }
    };
    let fake = Fake::new(talkjs);
    let whole = run(&fake).await.unwrap();
    let usual: BTreeSet<_> = fake.seen().into_iter().map(|seen| seen.line).collect();
    for failing in 0..fake.lines().len() {
        let fake = failing_at(failing, Play::no_response());
        let interrupted = interrupted(run(&fake).await.unwrap_err());
        let resumed = interrupted.resume().await.unwrap();
        assert_eq!(resumed.message_ids.len(), whole.message_ids.len());
        let seen = fake.seen();
        assert_eq!(seen.len(), 6 + 1, "one request is made twice");
        assert_eq!(seen.iter().map(|seen| seen.line.clone()).collect::<BTreeSet<_>>(), usual);
        let repeats = seen
            .iter()
            .filter(|other| (&other.line, &other.sent.body) == (&seen[failing].line, &seen[failing].sent.body));
        assert_eq!(repeats.count(), 2, "the one that failed, byte for byte");
    }
}

#[tokio::test]
async fn messages_are_refused_when_their_key_may_be_forgotten() {
    let fake = Fake::new(talkjs);
    let client = fake.client();
    let hours = |hours: u64| SystemTime::now() - Duration::from_secs(hours * 3600);
    let start = |minted_at| client.start_conversation("c").participant_id("a").key_minted_at(minted_at);

    let error = start(hours(25)).messages(texts(0..1)).idempotency_key("k").send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`start_conversation` was not sent: `/idempotencyKey` must be at most 23 h 00 min old, found 25 h 00 min"
    );
    assert_eq!(fake.lines(), [""; 0]);

    start(hours(22)).messages(texts(0..1)).idempotency_key("k").send().await.unwrap();
    start(hours(25)).send().await.unwrap();
    assert_eq!(fake.lines().len(), 3, "a key that is new enough, and no message");
}

#[tokio::test]
async fn a_run_that_gets_too_old_sends_no_further_message() {
    let minted_at = SystemTime::now() - Duration::from_secs(23 * 3600) + Duration::from_millis(500);
    // The first ten messages are on their way when the key expires.
    let fake = Fake::new(move |seen| {
        while seen.line.starts_with("POST") && minted_at.elapsed().unwrap().as_secs() < 23 * 3600 {
            std::thread::yield_now();
        }
        talkjs(seen)
    });
    let client = fake.client();
    let start = client.start_conversation("c").participant_id("a").messages(texts(0..25)).key_minted_at(minted_at);
    let first = interrupted(start.send().await.unwrap_err());
    assert_eq!((first.step, first.message_ids.len(), first.key_minted_at), (Step::Messages, 10, minted_at));
    assert!(first.stopped_by().to_string().contains("must be at most 23 h 00 min old"), "{}", first.stopped_by());
    let again = interrupted(first.resume().await.unwrap_err());
    assert_eq!(again.message_ids.len(), 10);
    assert_eq!(fake.lines().len(), 2);
}

#[tokio::test]
async fn a_message_that_can_be_given_no_key_is_refused() {
    let fake = Fake::new(talkjs);
    let client = fake.client();
    let send = |message: serde_json::Value| {
        let message: NewMessage = serde_json::from_value(message).unwrap();
        client.start_conversation("c").participant_id("a").message(message).send()
    };
    let error = send(json!({"type": "CarrierPigeon"})).await.unwrap_err();
    assert_eq!(error.to_string(), "`start_conversation` was not sent: `/messages/0/idempotencyKey` has no value");
    send(json!({"type": "CarrierPigeon", "idempotencyKey": "mine"})).await.unwrap();
    assert_eq!(keys(&fake), ["mine"]);
}

#[tokio::test]
async fn a_failure_with_a_batch_of_users_says_which_batches_are_written() {
    let fake = failing_at(1, Play::not_sent());
    let client = fake.client();
    let mut start = client.start_conversation("c");
    for number in 0..250 {
        start = start.participant(number.to_string(), NewUser::new("User"));
    }
    let interrupted = interrupted(start.send().await.unwrap_err());
    assert_eq!(interrupted.step, Step::Users);
    assert_eq!(interrupted.users_written.len(), 100);
    assert!(matches!(interrupted.stopped_by(), Error::NotSent { operation: "upsertUsers", .. }));
    assert_eq!(fake.lines(), ["PUT /users"; 2]);
}

#[tokio::test]
async fn a_failure_with_the_conversation_leaves_its_messages_unsent() {
    let fake = failing_at(2, Play::response(500, ""));
    let interrupted = interrupted(guide(&fake.client()).await.unwrap_err());
    assert_eq!((interrupted.step, interrupted.conversation_written), (Step::Conversation, false));
    assert_eq!(interrupted.users_written.len(), 2);
    assert_eq!(
        interrupted.to_string(),
        "`start_conversation` stopped at the conversation (users written): `upsertConversation` failed with 500 \
         Internal Server Error; to complete it, resume it or make the same call again with its idempotency key"
    );
    assert_eq!(fake.lines().len(), 3);
}

#[tokio::test]
async fn a_failure_with_the_messages_can_be_resumed_under_the_same_keys() {
    let fake = failing_at(2, Play::no_response());
    let client = fake.client();
    let start = || client.start_conversation("c").participant_id("a").messages(texts(0..25));
    let error = start().send().await.unwrap_err();
    assert!(error.is_outcome_unknown());
    assert!(matches!(
        std::error::Error::source(&error).unwrap().downcast_ref(),
        Some(Error::OutcomeUnknown { operation: "sendMessages", safe_to_repeat: true, .. })
    ));

    let interrupted = interrupted(error);
    assert_eq!((interrupted.step, interrupted.conversation_written), (Step::Messages, true));
    assert_eq!((interrupted.message_ids.len(), interrupted.messages), (10, 25));
    assert_eq!(
        interrupted.to_string(),
        "`start_conversation` stopped at the messages (10 of 25 sent; users and conversation written): `sendMessages` may \
         have taken effect: the connection broke before the response was complete; it is safe to retry; to complete it, \
         resume it or make the same call again with its idempotency key"
    );
    assert_eq!(fake.lines().len(), 3, "nothing is sent after the failure");

    let resumed = start().idempotency_key(interrupted.idempotency_key).send().await.unwrap();
    assert_eq!(resumed.message_ids[..10], interrupted.message_ids[..]);
    assert_eq!(resumed.message_ids.len(), 25);
    let seen = fake.seen();
    assert_eq!(seen[1].sent.body, seen[4].sent.body, "the first ten, byte for byte");
    assert_eq!(seen[2].sent.body, seen[5].sent.body, "the next ten, byte for byte");
}

#[tokio::test]
async fn a_response_that_confirms_another_number_of_messages_is_an_error() {
    let fake = failing_at(1, Play::response(200, r#"[{"id":"msg_1"}]"#));
    let error =
        fake.client().start_conversation("c").participant_id("a").messages(texts(0..2)).send().await.unwrap_err();
    let interrupted = interrupted(error);
    assert!(interrupted.message_ids.is_empty());
    assert_eq!(
        interrupted.stopped_by().to_string(),
        "the response to `sendMessages` (200 OK) does not match the API's description: 2 messages were sent, 1 \
         confirmed"
    );
}

#[tokio::test(start_paused = true)]
async fn a_run_has_a_time_of_its_own_which_nothing_moves() {
    let second = Duration::from_secs(1);
    // Each request takes 20 seconds of the 50; the third one gets what is left.
    let fake = Fake::new(move |seen| talkjs(seen).after(20 * second));
    let client = fake.builder().attempt_timeout(100 * second).timeout(2 * second).build().unwrap();
    let start = || client.start_conversation("c").participant("a", NewUser::new("Alice")).messages(texts(0..1));
    let begin = tokio::time::Instant::now();
    let error = start().timeout(50 * second).send().await.unwrap_err();
    assert_eq!(begin.elapsed().as_secs(), 50, "{error}");
    assert!(error.is_timeout(), "{error}");
    let interrupted = interrupted(error);
    assert_eq!(interrupted.step, Step::Messages);
    // The rest has as much time again.
    interrupted.resume().await.unwrap();

    // Without a setting it is 5 minutes, whatever a single call has.
    start().send().await.unwrap();
    let slow = Fake::new(move |seen| talkjs(seen).after(200 * second));
    let client = slow.builder().attempt_timeout(1000 * second).build().unwrap();
    let begin = tokio::time::Instant::now();
    let run = client.start_conversation("c").participant("a", NewUser::new("Alice"));
    let error = run.send().await.unwrap_err();
    assert_eq!(begin.elapsed().as_secs(), 300, "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_run_whose_time_is_over_makes_no_further_request() {
    let second = Duration::from_secs(1);
    let fake = Fake::new(move |seen| talkjs(seen).after(10 * second));
    let client = fake.builder().attempt_timeout(100 * second).build().unwrap();
    let run = client.start_conversation("c").participant("a", NewUser::new("Alice")).timeout(10 * second);
    let error = run.send().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(fake.lines(), ["PUT /users/a"], "{error}");
}
