//! One idempotency key for a job stands for one content.

use talkjs_client::StartConversationError;
use talkjs_client::{Client, Error, StartConversation, UserMessage};
use talkjs_runtime::test_util::Play;

use crate::fake::{Fake, Seen, nothing};

fn talkjs(seen: &Seen) -> Play {
    let messages = seen.body.as_array().map(Vec::as_slice).unwrap_or_default();
    let ids: Vec<_> = messages.iter().map(|message| format!(r#"{{"id":{}}}"#, message["idempotencyKey"])).collect();
    if ids.is_empty() { nothing() } else { Play::response(200, format!("[{}]", ids.join(","))) }
}

fn start(client: &Client, texts: &[&str]) -> StartConversation {
    let messages = texts.iter().map(|text| UserMessage::new("a", *text));
    client.start_conversation("c").participant_id("a").messages(messages).idempotency_key("k")
}

fn assert_other_content(outcome: Result<talkjs_client::StartedConversation, Error>) {
    assert_eq!(
        outcome.unwrap_err().to_string(),
        "`start_conversation` was not sent: `/idempotencyKey` was used for other content before; use a new key for new \
         content"
    );
}

#[tokio::test]
async fn a_key_is_refused_for_other_messages_than_those_that_this_client_sent_under_it() {
    let fake = Fake::new(talkjs);
    let client = fake.client();
    start(&client, &["Hi", "Ho"]).send().await.unwrap();
    let sent = fake.lines().len();
    for other in [&["Hi"] as &[&str], &["Hi", "Ho!"], &["Ho", "Hi"], &["Hey", "Hi", "Ho"]] {
        assert_other_content(start(&client, other).send().await);
    }
    assert_eq!(fake.lines().len(), sent, "nothing is sent");
    // The same content, another key and another conversation are something else.
    start(&client, &["Hi", "Ho"]).send().await.unwrap();
    start(&client, &["Hi"]).idempotency_key("l").send().await.unwrap();
    let elsewhere = client.start_conversation("d").participant_id("a").message(UserMessage::new("a", "Hi"));
    elsewhere.idempotency_key("k").send().await.unwrap();
}

#[tokio::test]
async fn a_run_that_sent_no_message_leaves_its_key_free() {
    let fake = Fake::new(|_| Play::not_sent());
    let client = fake.client();
    assert!(matches!(start(&client, &["Hi"]).send().await, Err(Error::Job(_))));
    assert!(matches!(start(&client, &["Ho"]).send().await, Err(Error::Job(_))));
}

#[tokio::test]
async fn a_stored_fingerprint_is_held_against_the_content_in_another_process() {
    let fake = Fake::new(|seen| if seen.line.starts_with("POST") { Play::not_sent() } else { nothing() });
    let first = fake.client();
    let fingerprint = start(&first, &["Hi"]).fingerprint();
    let error = start(&first, &["Hi"]).send().await.unwrap_err();
    let interrupted = error.job::<StartConversationError>().unwrap();
    assert_eq!(interrupted.fingerprint, fingerprint);

    let fake = Fake::new(talkjs);
    let second = fake.client();
    assert_other_content(start(&second, &["Ho"]).expect_fingerprint(&*fingerprint).send().await);
    assert!(fake.lines().is_empty());
    let started = start(&second, &["Hi"]).expect_fingerprint(&*fingerprint).send().await.unwrap();
    assert_eq!(started.fingerprint, fingerprint);
}
