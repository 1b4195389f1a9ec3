//! Importing the export of another chat service.

use serde_json::{Value, json};
use talkjs_client::retry::RetryPolicy;
use talkjs_client::{
    CheckpointFile, CheckpointStore, Client, ConversationUpdate, Error, ImportCheckpoint, ImportError, ImportPlan,
    ImportSource, ImportedUserMessage, MemoryCheckpoint, NewUser, PlannedConversation, PlannedMessage, SendbirdExport,
    SkipReason,
};
use talkjs_emulator::{Emulator, Fault};

const IMPORT: &str = "POST /import/conversations/{conversationId}/messages";

fn client(emulator: &Emulator) -> Client {
    let builder = Client::builder().app_id(emulator.app_id()).secret_key(emulator.secret_key());
    builder.base_url(emulator.base_url()).without_limiter().retry(RetryPolicy::none()).build().unwrap()
}

fn message(kind: &str, id: u64, time: i64, text: &str, sender: &str) -> Value {
    let user = if sender.is_empty() {
        json!({})
    } else {
        json!({"user_id": sender, "nickname": format!("{sender} in a message")})
    };
    json!({
        "type": kind, "message_id": id, "message": text, "created_at": time, "channel_url": "channel_1", "user": user,
        "is_removed": false, "file": {}, "data": "", "custom_type": "", "mentioned_users": []
    })
}

/// An export as Sendbird makes it, with one message in two files.
fn sendbird() -> SendbirdExport {
    let users = json!({"active_users": [
        {"user_id": "ann", "nickname": "Ann", "profile_url": "https://a.example/ann.png", "metadata": {}, "is_active": true},
        {"user_id": "ben", "nickname": "", "profile_url": ""},
    ]});
    let channels = json!({"group_channels": [{
        "channel_url": "channel_1", "name": "Tea", "cover_url": "https://a.example/tea.png", "created_at": 1_736_855_603,
        "members": [{"user_id": "ann", "name": "Ann of the channel"}, {"user_id": "ben", "name": "Ben"}, {"user_id": "cat", "name": "Cat"}],
    }]});
    let mut removed = message("MESG", 3, 1_003, "Oops", "ann");
    removed["is_removed"] = true.into();
    let mut file = message("FILE", 5, 1_005, "", "ann");
    file["file"] =
        json!({"url": "https://files.example/tea.pdf", "name": "tea.pdf", "type": "application/pdf", "size": 9});
    let first = json!({"messages": [
        message("MESG", 2, 1_002, "Second", "ben"), message("MESG", 1, 1_001, "First", "ann"), removed,
        message("ADMM", 4, 1_004, "Dan was here", ""), file,
    ], "channel": {"channel_url": "channel_1"}});
    let second = json!({"messages": [
        message("MESG", 2, 1_002, "Second", "ben"), message("MESG", 6, 1_006, "Last of Dan", "dan"),
        message("MESG", 7, 1_007, " ", "ann"), message("MESG", 8, 1_008, "Whose?", ""), message("POLL", 9, 1_009, "?", "ann"),
    ]});
    let mut export = SendbirdExport::new();
    for (name, file) in [("m1", first), ("u", users), ("c", channels), ("m2", second)] {
        export.add_file(name, &file.to_string()).unwrap();
    }
    export
}

#[test]
fn a_plan_of_sendbirds_export_shows_all_that_will_be_written() {
    let plan = sendbird().into_plan().unwrap();
    assert_eq!(
        serde_json::to_value(&plan.users).unwrap(),
        json!([
            ["ann", {"name": "Ann", "photoUrl": "https://a.example/ann.png"}], ["ben", {"name": "ben"}],
            ["cat", {"name": "Cat"}], ["dan", {"name": "dan in a message"}]
        ])
    );
    let [conversation] = plan.conversations.as_slice() else { panic!("{plan:?}") };
    assert_eq!(
        serde_json::to_value(&conversation.conversation).unwrap(),
        json!({"participants": ["ann", "ben", "cat", "dan"], "subject": "Tea", "photoUrl": "https://a.example/tea.png"})
    );
    assert_eq!(conversation.leavers, ["dan"]);
    let messages: Vec<_> =
        conversation.messages.iter().map(|planned| json!([planned.source_id, planned.message])).collect();
    assert_eq!(
        json!(messages),
        json!([
            ["1", {"type": "UserMessage", "sender": "ann", "createdAt": 1_001, "text": "First"}],
            ["2", {"type": "UserMessage", "sender": "ben", "createdAt": 1_002, "text": "Second"}],
            ["4", {"type": "SystemMessage", "createdAt": 1_004, "text": "Dan was here"}],
            ["6", {"type": "UserMessage", "sender": "dan", "createdAt": 1_006, "text": "Last of Dan"}],
        ])
    );
    let skipped: Vec<_> =
        plan.skipped.iter().map(|skipped| (skipped.source_id.as_str(), skipped.reason.clone())).collect();
    assert_eq!(
        skipped,
        [
            ("3", SkipReason::Removed),
            ("5", SkipReason::File),
            ("7", SkipReason::NoText),
            ("8", SkipReason::NoSender),
            ("9", SkipReason::UnknownType("POLL".to_owned())),
        ]
    );
    assert!(!format!("{plan:?}").contains("ann"), "{plan:?}");
    let linked = sendbird().file_links().into_plan().unwrap();
    let file = &linked.conversations[0].messages[3];
    assert_eq!(
        (file.source_id.as_str(), serde_json::to_value(&file.message).unwrap()["text"].as_str()),
        ("5", Some("<https://files.example/tea.pdf|tea.pdf>"))
    );
}

#[test]
fn files_that_are_no_export_are_rejected_with_their_name() {
    let mut export = SendbirdExport::new();
    let errors = [("a.json", "[1]"), ("b.json", r#"{"users": []}"#), ("c.json", r#"{"messages": [{"type": "MESG"}]}"#)]
        .map(|(name, text)| export.add_file(name, text).unwrap_err().to_string());
    assert!(errors[0].starts_with("cannot convert `a.json`: invalid type: "), "{}", errors[0]);
    assert_eq!(
        errors[1],
        "cannot convert `b.json`: unknown file, expected an object with one of the keys `active_users`, \
         `group_channels`, `messages`"
    );
    assert!(errors[2].starts_with("cannot convert `c.json`: missing field `message_id`"), "{}", errors[2]);
}

/// The messages of a conversation from the oldest to the newest: time, sender, text, id in the other service.
async fn imported(talkjs: &Client, conversation: &str) -> Vec<(i64, String, String, String)> {
    let (mut all, mut messages) = (Vec::new(), talkjs.list_messages(conversation).limit(100).stream());
    while let Some(message) = messages.next().await {
        let message = message.unwrap();
        let sender = message.sender_id.map(|id| id.to_string()).unwrap_or_default();
        let id = message.custom.get("importId").cloned().unwrap_or_default();
        all.push((message.created_at.get(), sender, message.text.unwrap_or_default(), id));
    }
    all.reverse();
    all
}

fn row(time: i64, sender: &str, text: &str, id: &str) -> (i64, String, String, String) {
    (time, sender.to_owned(), text.to_owned(), id.to_owned())
}

#[tokio::test]
async fn the_plan_of_sendbirds_export_arrives_with_times_and_senders() {
    let emulator = Emulator::start().await.unwrap();
    let talkjs = client(&emulator);
    let mut steps = Vec::new();
    let import = talkjs.import(sendbird().into_plan().unwrap(), MemoryCheckpoint::new());
    let done = import.on_progress(|progress| steps.push(progress)).send().await.unwrap();
    assert_eq!((done.users, done.conversations, done.messages, done.planned_messages), (4, 1, 4, 4));
    assert_eq!((steps.len(), steps.last()), (3, Some(&done)));
    assert_eq!(
        imported(&talkjs, "channel_1").await,
        [
            row(1_001, "ann", "First", "1"),
            row(1_002, "ben", "Second", "2"),
            row(1_004, "", "Dan was here", "4"),
            row(1_006, "dan", "Last of Dan", "6"),
        ]
    );
    let conversation = talkjs.get_conversation("channel_1").send().await.unwrap();
    let participants: Vec<_> = conversation.participants.keys().map(ToString::to_string).collect();
    assert_eq!(participants, ["ann", "ben", "cat"], "dan has left again");
}

/// Two conversations of so many messages.
fn plan(messages: usize) -> ImportPlan {
    let mut plan = ImportPlan::new();
    plan.users = vec![("ann".into(), NewUser::new("Ann").into())];
    for name in ["one", "two"] {
        let mut conversation = PlannedConversation::new(name, ConversationUpdate::new().participants(["ann"]));
        conversation.messages = (0..messages)
            .map(|number| {
                let time = 1_000 + i64::try_from(number / 3).unwrap();
                PlannedMessage::new(
                    number.to_string(),
                    ImportedUserMessage::new("ann", time, format!("{name} {number}")),
                )
            })
            .collect();
        plan.conversations.push(conversation);
    }
    plan
}

async fn assert_each_message_is_there_once(talkjs: &Client, messages: usize) {
    for name in ["one", "two"] {
        let texts: Vec<_> = imported(talkjs, name).await.into_iter().map(|(_, _, text, _)| text).collect();
        assert_eq!(texts, (0..messages).map(|number| format!("{name} {number}")).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_message_arrives_once_whatever_becomes_of_the_requests() {
    let faults: [fn() -> Fault; 5] = [
        Fault::reset_before_effect,
        Fault::reset_after_effect,
        || Fault::status(500),
        || Fault::status_after_effect(502),
        Fault::truncated_response,
    ];
    for fault in faults {
        for after in 0..6 {
            let emulator = Emulator::start().await.unwrap();
            let (talkjs, checkpoint) = (client(&emulator), MemoryCheckpoint::new());
            emulator.inject(fault().on(IMPORT).after(after)).unwrap();
            let import = || talkjs.import(plan(30), checkpoint.clone()).per_request(10);
            let error = import().send().await.unwrap_err();
            let stopped = error.job::<ImportError>().unwrap();
            assert_eq!(stopped.progress.messages, usize::try_from(after).unwrap() * 10);
            assert_eq!(stopped.progress.planned_messages, 60);
            let done = import().send().await.unwrap();
            assert_eq!((done.messages, done.conversations, done.users), (60, 2, 1));
            assert_each_message_is_there_once(&talkjs, 30).await;
        }
    }
}

#[tokio::test]
async fn a_run_with_larger_requests_looks_for_all_that_may_have_arrived() {
    let emulator = Emulator::start().await.unwrap();
    let (talkjs, checkpoint) = (client(&emulator), MemoryCheckpoint::new());
    for per_request in [10, 40, 5, 100] {
        emulator.inject(Fault::reset_after_effect().on(IMPORT)).unwrap();
        let run = talkjs.import(plan(70), checkpoint.clone()).per_request(per_request).send().await;
        assert!(run.is_err());
        emulator.clear_faults();
    }
    talkjs.import(plan(70), checkpoint).per_request(100).send().await.unwrap();
    assert_each_message_is_there_once(&talkjs, 70).await;
}

#[tokio::test]
async fn a_run_that_is_done_sends_no_message_again() {
    let emulator = Emulator::start().await.unwrap();
    let (talkjs, checkpoint) = (client(&emulator), MemoryCheckpoint::new());
    talkjs.import(plan(10), checkpoint.clone()).send().await.unwrap();
    let count = emulator.requests().len();
    let done = talkjs.import(plan(10), checkpoint).send().await.unwrap();
    assert_eq!((done.messages, done.conversations, done.users, emulator.requests().len()), (20, 2, 1, count));
}

#[tokio::test]
async fn a_checkpoint_of_another_plan_is_rejected_before_anything_is_sent() {
    let emulator = Emulator::start().await.unwrap();
    let (talkjs, checkpoint) = (client(&emulator), MemoryCheckpoint::new());
    talkjs.import(plan(10), checkpoint.clone()).send().await.unwrap();
    let count = emulator.requests().len();
    let mut other = plan(10);
    other.conversations[1].messages.pop();
    for run in [
        talkjs.import(other, checkpoint.clone()).send().await,
        talkjs.import(plan(10), checkpoint.clone()).id_key("other").send().await,
    ] {
        let error = run.unwrap_err();
        assert!(matches!(error.job::<ImportError>().map(ToString::to_string), Some(text) if text.contains(
            "the checkpoint belongs to another plan; use the plan of the first run, or a new checkpoint"
        )));
    }
    assert_eq!(emulator.requests().len(), count);
}

#[tokio::test]
async fn a_user_that_is_rejected_stops_the_import_before_the_messages() {
    let emulator = Emulator::start().await.unwrap();
    let talkjs = client(&emulator);
    let mut wrong = plan(10);
    wrong.users.push(("..".into(), NewUser::new("Dots").into()));
    let error = talkjs.import(wrong, MemoryCheckpoint::new()).send().await.unwrap_err();
    assert!(matches!(error.job::<ImportError>().map(std::error::Error::source), Some(Some(cause))
        if matches!(cause.downcast_ref(), Some(Error::InvalidRequest { .. }))));
    assert!(emulator.requests().iter().all(|request| request.path().ends_with("/users")));
}

#[tokio::test]
async fn a_checkpoint_file_is_replaced_as_a_whole() {
    let path = std::env::temp_dir().join(format!("talkjs-checkpoint-{}", std::process::id()));
    let file = CheckpointFile::new(&path);
    assert_eq!(file.load().await.unwrap(), None);
    let checkpoint = |messages: usize| -> ImportCheckpoint {
        let json = json!({"plan": "p", "usersWritten": true, "conversations": 1, "messages": messages, "inDoubt": 100});
        serde_json::from_value(json).unwrap()
    };
    for messages in [1_000, 7] {
        file.save(&checkpoint(messages)).await.unwrap();
        assert_eq!(file.load().await.unwrap(), Some(checkpoint(messages)));
    }
    // A crash while the next one is written leaves a part of it beside the file.
    std::fs::write(path.with_extension("new"), "{\"pl").unwrap();
    assert_eq!(file.load().await.unwrap(), Some(checkpoint(7)));
    std::fs::write(&path, "{\"pl").unwrap();
    assert!(file.load().await.is_err());
    std::fs::remove_file(&path).unwrap();
    let _ = std::fs::remove_file(path.with_extension("new"));
}
