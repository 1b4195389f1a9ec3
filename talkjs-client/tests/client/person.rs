//! Exporting and erasing a person, against the emulator.

use serde_json::{Value, json};
use talkjs_client::http::Method;
use talkjs_client::retry::RetryPolicy;
use talkjs_client::{
    Client, EraseUser, ErasureStep, IntoCall as _, MessageErasure, NewUser, PersonRecord, RemainsBecause,
    SystemMessage, UserMessage, UserUpdate, payload,
};
use talkjs_emulator::{Clock, Emulator, Fault};

fn client(emulator: &Emulator) -> Client {
    let builder = Client::builder().app_id(emulator.app_id()).secret_key(emulator.secret_key());
    let builder = builder.base_url(emulator.base_url()).without_limiter().retry(RetryPolicy::none());
    builder.build().unwrap()
}

async fn emulator() -> Emulator {
    // The client signs tokens by the system's clock, and the dates of the responses say how far the emulator's is from it.
    Emulator::builder().seed(7).clock(Clock::system()).start().await.unwrap()
}

/// Alice, whose traces all hold the word `alice`, with Bob and Carol, in four conversations; she has left one.
async fn filled(emulator: &Emulator) -> Client {
    let talkjs = client(emulator);
    let alice = payload!(NewUser {
        "name": "alice", "email": ["alice@example.com"], "phone": ["+31 alice"], "photoUrl": "https://alice.example/a.png",
        "welcomeMessage": "Hi, alice here", "locale": "en-US", "role": "buyer", "availabilityText": "alice sleeps",
        "custom": { "note": "alice likes tea" }, "pushTokens": { "fcm:alice": true },
    });
    talkjs.upsert_user("1", UserUpdate::from(alice)).send().await.unwrap();
    for (id, name) in [("2", "Bob"), ("3", "Carol")] {
        talkjs.upsert_user(id, UserUpdate::from(NewUser::new(name))).send().await.unwrap();
    }
    for conversation in ["both", "crowd", "left", "others"] {
        let participants = if conversation == "others" { vec!["2", "3"] } else { vec!["1", "2", "3"] };
        let update = talkjs_client::ConversationUpdate::new().participants(participants).subject("Tea");
        talkjs.upsert_conversation(conversation, update).send().await.unwrap();
    }
    for conversation in ["both", "crowd", "left"] {
        let messages = [
            UserMessage::new("1", "This is alice").custom([("mood", "alice is happy")]).into(),
            UserMessage::new("2", "Hello from Bob").into(),
            SystemMessage::new("A sale begins").into(),
            UserMessage::new("1", "Good bye from alice").into(),
        ];
        let sent =
            talkjs.send_messages(conversation, Vec::<talkjs_client::NewMessage>::from(messages)).send().await.unwrap();
        for (reader, emoji) in [("1", "👍"), ("2", "👍"), ("2", "❤️")] {
            talkjs.add_reaction(conversation, sent[1].id.clone(), emoji, reader).send().await.unwrap();
        }
    }
    let file =
        json!([{"type": "UserMessage", "sender": "1", "content": [{"type": "file", "fileToken": "alice-token"}]}]);
    let sent = talkjs.request(Method::POST, "/conversations/both/messages").json(&file).send().await;
    assert!(sent.unwrap().status().is_success());
    // More than a page.
    for _ in 0..11 {
        let bob =
            (0..10).map(|_| UserMessage::new("2", "Bob talks on").into()).collect::<Vec<talkjs_client::NewMessage>>();
        talkjs.send_messages("crowd", bob).send().await.unwrap();
    }
    talkjs.leave_conversation("left", "1").send().await.unwrap();
    talkjs
}

/// All that the API gives of anybody, one resource a line.
async fn everything(talkjs: &Client) -> String {
    let get = |path: String| async move {
        let Value::Object(list) = talkjs.request(Method::GET, &path).query("limit", 30).send_json().await.unwrap()
        else {
            panic!("{path} is a list");
        };
        list["data"].as_array().unwrap().clone()
    };
    let mut lines = String::new();
    for path in ["/users", "/conversations"] {
        get(path.to_owned()).await.iter().for_each(|item| lines.push_str(&format!("{item}\n")));
    }
    let mut conversations = talkjs.list_conversations().stream();
    while let Some(conversation) = conversations.next().await {
        let id = conversation.unwrap().id;
        let mut messages = talkjs.list_messages(id).stream();
        while let Some(message) = messages.next().await {
            let message = message.unwrap();
            let path = format!("/conversations/{}/messages/{}", message.conversation_id, message.id);
            let json: Value = talkjs.request(Method::GET, &path).send_json().await.unwrap();
            lines.push_str(&format!("{json}\n"));
            for emoji in json["reactions"].as_object().into_iter().flat_map(|map| map.keys()) {
                let list = talkjs.list_reactions(message.conversation_id.clone(), message.id.clone(), emoji.clone());
                let list = list.reading(talkjs_runtime::flow::json::<Value>).send().await.unwrap();
                for reaction in list["data"].as_array().unwrap() {
                    lines.push_str(&format!("{emoji} by {}\n", reaction["userId"].as_str().unwrap()));
                }
            }
        }
    }
    lines
}

async fn exported(talkjs: &Client, all: bool) -> Vec<String> {
    let export = talkjs.export_user("1");
    let export = if all { export.search_all_conversations() } else { export };
    let (mut records, mut lines) = (export.stream(), Vec::new());
    while let Some(record) = records.next().await {
        lines.push(record.unwrap().to_json_line());
    }
    lines
}

fn writes(emulator: &Emulator) -> Vec<String> {
    let requests = emulator.requests().into_iter().filter(|request| request.method != "GET");
    requests.map(|request| format!("{} {}", request.method, request.path())).collect()
}

fn all_of(erasure: EraseUser) -> EraseUser {
    let erasure = erasure.clear_profile("Deleted user").messages(MessageErasure::Delete);
    erasure.remove_reactions().leave_conversations().search_all_conversations()
}

fn kinds(lines: &[String]) -> Vec<String> {
    let kind = |line: &String| serde_json::from_str::<Value>(line).unwrap()["kind"].as_str().unwrap().to_owned();
    lines.iter().map(kind).collect()
}

#[tokio::test]
async fn an_export_has_all_of_the_person_and_nothing_of_others() {
    let emulator = emulator().await;
    let talkjs = filled(&emulator).await;
    let before = writes(&emulator).len();
    let lines = exported(&talkjs, false).await;
    assert_eq!(
        kinds(&lines),
        [
            "profile",
            "conversation",
            "conversation",
            "message",
            "file",
            "message",
            "message",
            "reaction",
            "message",
            "message",
            "reaction"
        ]
    );
    let text = lines.concat();
    for word in ["alice@example.com", "fcm:alice", "alice likes tea", "alice is happy", "Good bye from alice", "buyer"]
    {
        assert!(text.contains(word), "{word} is missing in {text}");
    }
    for word in ["Bob", "Carol", "A sale", r#""2""#, r#""3""#, "❤️\"}", "left"] {
        assert!(!text.contains(word), "{word} is in {text}");
    }
    assert_eq!(text.lines().count(), lines.len(), "a line each");
    assert_eq!(lines, exported(&talkjs, false).await, "the same bytes again");
    let all = exported(&talkjs, true).await;
    assert_eq!(all.len(), lines.len() + 3, "two messages and a reaction in the conversation that was left");
    assert_eq!(writes(&emulator).len(), before, "nothing is written");
}

#[tokio::test]
async fn an_export_goes_on_after_an_error() {
    let emulator = emulator().await;
    let talkjs = filled(&emulator).await;
    let whole = exported(&talkjs, false).await;
    for after in 0..8 {
        emulator.inject(Fault::status(503).after(after)).unwrap();
        let (mut records, mut lines, mut errors) = (talkjs.export_user("1").stream(), Vec::new(), 0);
        while let Some(record) = records.next().await {
            match record {
                Ok(record) => lines.push(record.to_json_line()),
                Err(_) => errors += 1,
            }
        }
        assert_eq!((lines, errors), (whole.clone(), 1), "after {after} requests");
    }
}

#[tokio::test]
async fn an_erasure_leaves_what_its_report_says_byte_for_byte() {
    let emulator = emulator().await;
    let talkjs = filled(&emulator).await;
    let before = everything(&talkjs).await;
    let count = writes(&emulator).len();

    let plan = all_of(talkjs.erase_user("1")).plan().await.unwrap();
    assert_eq!((plan.steps().len(), plan.kept().len(), plan.files().len()), (7 + 3 + 2 + 1, 0, 1));
    assert!(!format!("{plan:?}").contains("alice"), "{plan:?}");
    assert_eq!(
        (everything(&talkjs).await, writes(&emulator).len()),
        (before.clone(), count),
        "the dry run changes nothing"
    );

    let steps = plan.steps().len();
    let report = plan.run().await;
    assert_eq!((report.taken, report.failed.len(), report.unlisted_files.len()), (steps, 0, 1));
    let remains = report.done().unwrap();
    assert!(matches!(remains.as_slice(), [remainder] if remainder.because == RemainsBecause::UsersCannotBeDeleted));
    let lines: Vec<_> = remains.iter().map(|remainder| remainder.record.to_json_line()).collect();
    assert_eq!(lines, exported(&talkjs, true).await, "what is left equals the report");
    let PersonRecord::Profile { data } = &remains[0].record else { panic!("{remains:?}") };
    let left =
        json!({"id": "1", "name": "Deleted user", "role": "buyer", "custom": {}, "createdAt": data["createdAt"]});
    let said: serde_json::Map<_, _> =
        data.as_object().unwrap().clone().into_iter().filter(|(_, value)| !value.is_null()).collect();
    assert_eq!(Value::Object(said), left);

    let after = everything(&talkjs).await;
    assert!(before.contains("alice") && !after.contains("alice"), "{after}");
    let of_others = |lines: &str| lines.lines().filter(|line| line.contains("Bob") && line.contains("msg_")).count();
    assert_eq!(of_others(&after), of_others(&before), "what others wrote stays");
    assert_eq!(after.matches("❤️ by 2").count() + after.matches("👍 by 2").count(), 6);
    assert!(!after.contains("by 1"));

    let count = writes(&emulator).len();
    let again = all_of(talkjs.erase_user("1")).plan().await.unwrap();
    assert_eq!(again.steps(), []);
    assert_eq!(again.run().await.done().unwrap(), remains);
    assert_eq!((everything(&talkjs).await, writes(&emulator).len()), (after, count), "a second run changes nothing");
}

#[tokio::test]
async fn nothing_is_erased_that_was_not_asked_for() {
    type Wish = fn(EraseUser) -> EraseUser;
    let wishes: [(Wish, &[&str], usize); 6] = [
        (|erasure| erasure, &[], 0),
        (|erasure| erasure.clear_profile("Deleted user"), &["PUT /v1/emulated/users/1"], 1),
        (EraseUser::remove_reactions, &["DELETE", "reactions"], 2),
        (|erasure| erasure.messages(MessageErasure::Delete), &["DELETE", "messages/msg_"], 5),
        (|erasure| erasure.messages(MessageErasure::ReplaceText("-".into())), &["PUT", "messages/msg_"], 5),
        (EraseUser::leave_conversations, &["DELETE", "participants/1"], 2),
    ];
    for (wish, parts, count) in wishes {
        let emulator = emulator().await;
        let talkjs = filled(&emulator).await;
        let before = writes(&emulator).len();
        let steps = wish(talkjs.erase_user("1")).plan().await.unwrap();
        assert_eq!(steps.steps().len(), count);
        let report = steps.run().await;
        assert!(report.remains.iter().all(|remainder| remainder.because != RemainsBecause::NotErased), "{report:?}");
        let asked = report.remains.iter().filter(|remainder| remainder.because != RemainsBecause::NotAsked).count();
        assert_eq!(asked, if parts.contains(&"PUT") { 5 } else { usize::from(parts.len() == 1) }, "{report:?}");
        report.done().unwrap();
        let writes = writes(&emulator).split_off(before);
        assert_eq!(writes.len(), count, "{writes:?}");
        assert!(writes.iter().all(|line| parts.iter().all(|part| line.contains(part))), "{writes:?}");
        let again = wish(talkjs.erase_user("1")).plan().await.unwrap();
        assert_eq!(again.steps(), [], "a second run has nothing to do");
    }
}

#[tokio::test]
async fn an_erasure_that_stopped_anywhere_is_completed_by_a_new_plan() {
    for after in 0..13 {
        let emulator = emulator().await;
        let talkjs = filled(&emulator).await;
        let plan = all_of(talkjs.erase_user("1")).plan().await.unwrap();
        assert!(plan.steps().is_sorted(), "{:?}", plan.steps());
        assert!(matches!(plan.steps().last(), Some(ErasureStep::ClearProfile { .. })));
        emulator.inject(Fault::status_after_effect(503).after(after).times(1)).unwrap();
        let report = plan.run().await;
        let taken = usize::try_from(after).unwrap();
        assert_eq!((report.taken, report.error.is_some()), (taken, true), "{report:?}");
        assert!(report.remains.is_empty() && report.done().is_err());
        let plan = all_of(talkjs.erase_user("1")).plan().await.unwrap();
        assert_eq!(plan.steps().len(), 13 - taken - 1, "the step took effect");
        plan.run().await.done().unwrap();
        assert!(!everything(&talkjs).await.contains("alice"));
    }
}

#[tokio::test]
async fn what_is_written_between_plan_and_run_is_reported() {
    let emulator = emulator().await;
    let talkjs = filled(&emulator).await;
    let plan = talkjs.erase_user("1").messages(MessageErasure::Delete).plan().await.unwrap();
    let late: Vec<talkjs_client::NewMessage> = vec![UserMessage::new("1", "alice is late").into()];
    talkjs.send_messages("both", late).send().await.unwrap();
    let mut steps = Vec::new();
    let (sender, receiver) = std::sync::mpsc::channel();
    let report = plan.on_progress(move |progress| sender.send(progress).unwrap()).run().await;
    steps.extend(receiver);
    assert_eq!(
        steps.iter().map(|step| (step.done, step.steps)).collect::<Vec<_>>(),
        (1..=5).map(|n| (n, 5)).collect::<Vec<_>>()
    );
    let remains = report.done().unwrap();
    let late: Vec<_> = remains.iter().filter(|remainder| remainder.because == RemainsBecause::NotErased).collect();
    assert_eq!(late.len(), 1);
    assert!(late[0].to_json_line().contains("alice is late") && !format!("{late:?}").contains("alice"));
}

#[tokio::test]
async fn reactions_that_the_api_does_not_list_are_reported_as_unchecked() {
    let emulator = emulator().await;
    let talkjs = client(&emulator);
    let ids: Vec<_> = (0..102).map(|number| format!("{number:03}")).collect();
    let users = ids.iter().map(|id| (id.as_str(), NewUser::new("User")));
    talkjs.bulk_upsert_users(users).send().await.done().unwrap();
    let update = talkjs_client::ConversationUpdate::new().participants(ids.clone());
    talkjs.upsert_conversation("crowd", update).send().await.unwrap();
    let message: Vec<talkjs_client::NewMessage> = vec![UserMessage::new("000", "Tea?").into()];
    let sent = talkjs.send_messages("crowd", message).send().await.unwrap();
    for id in &ids {
        talkjs.add_reaction("crowd", sent[0].id.clone(), "👍", id.as_str()).send().await.unwrap();
    }
    let plan = talkjs.erase_user("101").remove_reactions().plan().await.unwrap();
    assert_eq!(plan.steps(), []);
    let unchecked: Vec<_> = plan.kept().iter().filter(|kept| kept.because == RemainsBecause::Unchecked).collect();
    assert!(matches!(unchecked.as_slice(), [kept] if matches!(kept.record, PersonRecord::UncheckedReactions { .. })));
}

#[tokio::test]
async fn a_person_that_does_not_exist_is_an_error() {
    let emulator = emulator().await;
    let talkjs = client(&emulator);
    assert!(talkjs.erase_user("nobody").plan().await.unwrap_err().is_not_found());
    assert!(talkjs.export_user("nobody").stream().next().await.unwrap().unwrap_err().is_not_found());
}
