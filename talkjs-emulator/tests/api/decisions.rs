//! Each switch of the emulator in its two positions, where no other file has it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use talkjs_emulator::{Decisions, Emulator, RateLimit, ReactionSummary, Session};

use crate::common::{Answer, NOW, Talk};

const SOURCE: &str = include_str!("../../src/decisions.rs");

/// Alice and Sebastian in `order`, as a switch has it.
async fn deciding(decide: impl FnOnce(&mut Decisions)) -> Talk {
    let talk = Talk::deciding(decide).await;
    talk.start_conversation().await;
    talk
}

async fn put(talk: &Talk, path: &str, body: Value) -> u16 {
    talk.call("PUT", path, body).await.status
}

async fn answer_in_version(talk: &Talk, version: &str) -> Answer {
    let headers = format!("{}TalkJS-REST-Version: {version}\r\n", talk.credential());
    talk.raw("GET", "/users/none/conversations", &headers, None).await
}

fn switches() -> Vec<(&'static str, &'static str)> {
    let (_, fields) = SOURCE.split_once("pub struct Decisions {").unwrap();
    let (fields, _) = fields.split_once("\n}\n").unwrap();
    let mut switches = Vec::new();
    let mut rest = fields;
    while let Some((doc, field)) = rest.split_once("    pub ") {
        let (name, after) = field.split_once(':').unwrap();
        switches.push((name, doc));
        rest = after;
    }
    switches
}

#[test]
fn every_switch_says_its_default_and_is_tested() {
    let mut files = Vec::new();
    for folder in ["src/api", "src/state", "tests/api"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        files.extend(fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    }
    let sources: Vec<String> = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let switches = switches();
    assert!(switches.len() > 50, "{switches:?}");
    for (name, doc) in switches {
        assert!(doc.contains("Default:"), "{name} does not say its default");
        let settings = [format!("decisions.{name} = "), format!("Decisions {{ {name}: ")];
        let is_set = |source: &String| settings.iter().any(|setting| source.contains(setting));
        assert!(sources.iter().any(is_set), "no test sets {name}");
    }
}

#[tokio::test]
async fn pages_can_have_another_size() {
    for (size, expected) in [(10, 3), (2, 2)] {
        let talk = Talk::deciding(|decisions| decisions.default_limit = size).await;
        talk.users(&["a", "b", "c"]).await;
        assert_eq!(talk.ask("/users").await.ids().len(), expected);
    }
}

#[tokio::test]
async fn files_can_have_another_limit() {
    for (limit, status) in [(16 * 1024 * 1024, 200), (100, 400)] {
        let talk = Talk::deciding(|decisions| decisions.upload_limit = limit).await;
        let form = format!(
            "--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n{}\r\n--b--\r\n",
            "a".repeat(100)
        );
        let body = Some(("multipart/form-data; boundary=b", form.as_str()));
        assert_eq!(talk.raw("POST", "/files", &talk.credential(), body).await.status, status);
    }
}

#[tokio::test]
async fn an_edit_of_custom_data_can_leave_a_mark() {
    for (leaves, mark) in [(false, Value::Null), (true, json!(NOW))] {
        let talk = deciding(|decisions| decisions.custom_edits_set_edited_at = leaves).await;
        let message = format!("/conversations/order/messages/{}", talk.say("alice", "a").await);
        talk.done("PUT", &message, json!({"custom": {"a": "b"}})).await;
        assert_eq!(talk.get(&message).await["editedAt"], mark);
    }
}

#[tokio::test]
async fn keys_can_be_forgotten_sooner() {
    for (hours, is_known) in [(24, true), (1, false)] {
        let hour = Duration::from_secs(60 * 60);
        let talk = deciding(|decisions| decisions.idempotency_window = hours * hour).await;
        let message = json!([{"type": "UserMessage", "sender": "alice", "text": "a", "idempotencyKey": "key"}]);
        let first = talk.send(message.clone()).await.ids();
        talk.emulator.advance(hour);
        assert_eq!(talk.send(message).await.ids() == first, is_known);
    }
}

#[tokio::test]
async fn errors_can_be_without_words() {
    for (explained, body) in [(true, json!({"reasons": {"name": ["must be a string"]}})), (false, json!({}))] {
        let talk = Talk::deciding(|decisions| decisions.errors_are_explained = explained).await;
        let answer = talk.call("PUT", "/users/a", json!({"name": 1})).await;
        assert_eq!((answer.status, answer.json()), (400, body));
        let batch = talk.call("POST", "/batch", json!([[1, "GET", "/users/none"]])).await.json();
        assert_eq!((&batch[0][1], batch[0][2] == json!({})), (&json!(404), !explained));
        assert_eq!(talk.ask("/nothing").await.body, "\"Not found\"");
    }
}

#[tokio::test]
async fn ids_in_bodies_can_be_any() {
    for (ignored, status) in [(false, 400), (true, 200)] {
        let talk = Talk::deciding(|decisions| decisions.ids_in_bodies_are_ignored = ignored).await;
        assert_eq!(put(&talk, "/users/a", json!({"name": "A", "id": "b"})).await, status);
        assert_eq!(put(&talk, "/conversations/a", json!({"id": "b"})).await, status);
        assert_eq!(talk.ask("/users/b").await.status, 404);
    }
}

#[tokio::test]
async fn ids_can_have_a_limit() {
    for (longest, status) in [(None, 200), (Some(3), 400)] {
        let talk = Talk::deciding(|decisions| decisions.longest_id = longest).await;
        assert_eq!(put(&talk, "/users/abc", json!({"name": "A"})).await, 200);
        assert_eq!(put(&talk, "/users/abcd", json!({"name": "A"})).await, status);
        assert_eq!(put(&talk, "/users", json!({"abcd": {"name": "A"}})).await, status);
        assert_eq!(put(&talk, "/conversations/abcd", json!({})).await, status);
    }
}

#[tokio::test]
async fn unknown_versions_can_be_ignored() {
    for (ignored, status) in [(false, 400), (true, 404)] {
        let talk = Talk::deciding(|decisions| decisions.unknown_versions_are_ignored = ignored).await;
        assert_eq!(answer_in_version(&talk, "2022-02-02").await.status, status);
        let operation = json!([[1, "GET", "/users/none", null, {"api_version": "2022-02-02"}]]);
        assert_eq!(talk.call("POST", "/batch", operation).await.json()[0][1], status);
    }
}

#[tokio::test]
async fn unknown_filters_can_be_ignored() {
    for (ignored, status) in [(false, 400), (true, 200)] {
        let talk = Talk::deciding(|decisions| decisions.unknown_filters_are_ignored = ignored).await;
        assert_eq!(talk.ask("/conversations?filter=%7B%22subject%22:%22exists%22%7D").await.status, status);
    }
}

#[tokio::test]
async fn what_is_absent_can_be_no_different() {
    for (differ, expected) in [(true, vec!["order"]), (false, vec![])] {
        let talk = deciding(|decisions| decisions.absent_keys_differ = differ).await;
        let listed = talk.ask("/conversations?filter=%7B%22custom%22:%7B%22a%22:%5B%22!=%22,%22b%22%5D%7D%7D").await;
        assert_eq!(listed.ids(), expected);
    }
}

#[tokio::test]
async fn access_can_be_ignored_in_the_list_of_all() {
    for (filters, expected) in [(true, vec![]), (false, vec!["order"])] {
        let talk = deciding(|decisions| decisions.access_filters_app_list = filters).await;
        let filter = "filter=%7B%22access%22:%5B%22==%22,%22None%22%5D%7D";
        assert_eq!(talk.ask(&format!("/conversations?{filter}")).await.ids(), expected);
        assert_eq!(talk.ask(&format!("/users/alice/conversations?{filter}")).await.ids(), [] as [&str; 0]);
    }
}

#[tokio::test]
async fn an_offset_can_leave_out_its_own_moment() {
    for (exclusive, expected) in [(false, vec!["order"]), (true, vec![])] {
        let talk = deciding(|decisions| decisions.offset_is_exclusive = exclusive).await;
        for direction in ["ASC", "DESC"] {
            let list = format!("/conversations?offsetTs={NOW}&orderDirection={direction}");
            assert_eq!(talk.ask(&list).await.ids(), expected, "{direction}");
        }
    }
}

#[tokio::test]
async fn limits_of_the_last_message_can_let_in_their_own_moment() {
    for (inclusive, expected) in [(false, vec![]), (true, vec!["order"])] {
        let talk = deciding(|decisions| decisions.last_message_limits_are_inclusive = inclusive).await;
        talk.say("alice", "hello").await;
        for limit in ["lastMessageAfter", "lastMessageBefore"] {
            for list in ["/conversations", "/users/alice/conversations"] {
                assert_eq!(talk.ask(&format!("{list}?{limit}={NOW}")).await.ids(), expected, "{list} {limit}");
            }
        }
    }
}

#[tokio::test]
async fn the_list_of_a_user_can_say_no_more_than_others() {
    for say_more in [true, false] {
        let talk = deciding(|decisions| decisions.user_lists_say_more = say_more).await;
        let listed = talk.get("/users/alice/conversations").await["data"][0].clone();
        for member in ["access", "notify", "joinedAt", "readUntil", "isUnread", "unreadMessageCount"] {
            assert_eq!(listed.get(member).is_some(), say_more, "{member}");
        }
        assert_eq!(listed["id"], "order");
    }
}

#[tokio::test]
async fn the_newest_members_can_be_absent() {
    for shown in [true, false] {
        let talk = deciding(|decisions| decisions.newest_members_are_shown = shown).await;
        let order = talk.get("/conversations/order").await;
        assert_eq!(order.get("everyoneReadUntil").is_some(), shown);
        for member in ["isUnread", "joinedAt", "readUntil"] {
            assert_eq!(order["participants"]["alice"].get(member).is_some(), shown, "{member}");
        }
        assert_eq!(order["participants"]["alice"]["access"], "ReadWrite");
    }
}

#[tokio::test]
async fn users_can_be_listed_newest_first() {
    for (newest_first, pages) in [(false, [["a", "b"], ["c", "d"]]), (true, [["d", "c"], ["b", "a"]])] {
        let talk = Talk::deciding(|decisions| decisions.users_newest_first = newest_first).await;
        talk.users(&["a", "b", "c", "d"]).await;
        assert_eq!(talk.ask("/users?limit=2").await.ids(), pages[0]);
        assert_eq!(talk.ask(&format!("/users?limit=2&startingAfter={}", pages[0][1])).await.ids(), pages[1]);
    }
}

#[tokio::test]
async fn those_who_are_offline_can_be_listed() {
    for (can_be, expected) in [(false, vec!["alice", "sebastian"]), (true, vec!["sebastian"])] {
        let talk = deciding(|decisions| decisions.offline_users_can_be_listed = can_be).await;
        talk.emulator.connect("alice", Session::background());
        assert_eq!(talk.ask("/users?isOnline=false").await.ids(), expected);
        assert_eq!(talk.ask("/users?isOnline=true").await.ids(), ["alice"]);
    }
}

#[tokio::test]
async fn conditions_of_presences_can_each_have_a_session() {
    for (meet, found) in [(true, vec![]), (false, vec!["alice"])] {
        let talk = Talk::deciding(|decisions| decisions.presence_conditions_meet = meet).await;
        talk.emulator.connect("alice", Session::widget().focused());
        talk.emulator.connect("alice", Session::widget().conversation("c"));
        let query = json!({"hasFocus": true, "selectedConversationId": "c"});
        let data = talk.call("POST", "/presences", query).await.json();
        assert_eq!(data["data"].as_object().unwrap().keys().collect::<Vec<_>>(), found);
        let nobody = talk.call("POST", "/presences", json!({"hasFocus": true, "isTyping": true})).await.json();
        assert_eq!(nobody, json!({"data": {}}));
    }
}

#[tokio::test]
async fn new_users_can_do_without_a_name() {
    for (need, status) in [(true, 400), (false, 200)] {
        let talk = Talk::deciding(|decisions| decisions.new_users_need_a_name = need).await;
        assert_eq!(put(&talk, "/users/a", json!({})).await, status);
        assert_eq!(put(&talk, "/users", json!({"b": {}})).await, status);
        if !need {
            assert_eq!(talk.get("/users/a").await["name"], "");
        }
    }
}

#[tokio::test]
async fn empty_names_can_be_refused() {
    for (may_be_empty, status) in [(true, 200), (false, 400)] {
        let talk = Talk::deciding(|decisions| decisions.names_may_be_empty = may_be_empty).await;
        assert_eq!(put(&talk, "/users/a", json!({"name": ""})).await, status);
    }
}

#[tokio::test]
async fn a_bulk_of_nobody_can_be_accepted() {
    for (accepted, status) in [(false, 400), (true, 200)] {
        let mut talk = Talk::deciding(|decisions| decisions.empty_bulks_are_accepted = accepted).await;
        if accepted {
            let mismatch = "PUT /users 200: request body: broken constraint `minProperties: 1`";
            talk.not_described(mismatch);
        }
        assert_eq!(put(&talk, "/users", json!({})).await, status);
    }
}

#[tokio::test]
async fn participants_can_have_a_limit() {
    for (most, status) in [(None, 200), (Some(2), 400)] {
        let talk = deciding(|decisions| decisions.most_participants = most).await;
        talk.users(&["carol"]).await;
        talk.done("PUT", "/conversations/order", json!({"participants": ["alice", "sebastian", "alice"]})).await;
        talk.done("PUT", "/conversations/order/participants/alice", json!({})).await;
        assert_eq!(put(&talk, "/conversations/order", json!({"participants": ["carol"]})).await, status);
        assert_eq!(put(&talk, "/conversations/order/participants/carol", json!({})).await, status);
        let three = json!({"participants": ["alice", "sebastian", "carol"]});
        assert_eq!(put(&talk, "/conversations/new", three).await, status);
        talk.done("DELETE", "/conversations/order/participants/alice", Value::Null).await;
        talk.done("PUT", "/conversations/order/participants/carol", json!({})).await;
    }
}

#[tokio::test]
async fn naming_participants_can_reset_them() {
    for (resets, access, notify) in [(false, "Read", json!(false)), (true, "ReadWrite", json!(true))] {
        let talk = deciding(|decisions| decisions.naming_participants_resets_them = resets).await;
        let alice = "/conversations/order/participants/alice";
        talk.done("PATCH", alice, json!({"access": "Read", "notify": false})).await;
        talk.done("PUT", "/conversations/order", json!({"participants": ["alice"]})).await;
        let alice = talk.get("/conversations/order").await["participants"]["alice"].clone();
        assert_eq!((&alice["access"], &alice["notify"]), (&json!(access), &notify));
    }
}

#[tokio::test]
async fn changing_a_stranger_can_be_invalid() {
    for (invalid, status) in [(false, 404), (true, 400)] {
        let talk = deciding(|decisions| decisions.changing_a_stranger_is_invalid = invalid).await;
        let patch = async |path: &str| talk.call("PATCH", path, json!({"notify": false})).await.status;
        assert_eq!(patch("/conversations/order/participants/nobody").await, status);
        assert_eq!(patch("/conversations/none/participants/alice").await, 404);
    }
}

#[tokio::test]
async fn what_was_imported_can_be_read_already() {
    for unread in [true, false] {
        let talk = deciding(|decisions| decisions.imports_are_unread = unread).await;
        let messages = json!([{"type": "UserMessage", "sender": "alice", "text": "old", "createdAt": 1_000}]);
        assert_eq!(talk.call("POST", "/import/conversations/order/messages", messages).await.status, 200);
        let order = talk.get("/conversations/order").await;
        assert_eq!(order["participants"]["sebastian"]["isUnread"], unread);
    }
}

#[tokio::test]
async fn an_own_message_can_leave_the_marker_where_it_is() {
    for (read, marker) in [(true, json!(NOW)), (false, Value::Null)] {
        let talk = deciding(|decisions| decisions.own_messages_are_read = read).await;
        talk.say("alice", "hello").await;
        assert_eq!(talk.get("/conversations/order").await["participants"]["alice"]["readUntil"], marker);
    }
}

#[tokio::test]
async fn a_reference_can_lead_nowhere() {
    for (accepted, status) in [(false, 400), (true, 200)] {
        let talk = deciding(|decisions| decisions.unknown_references_are_accepted = accepted).await;
        let reply = json!([{"type": "UserMessage", "sender": "alice", "text": "a", "referencedMessageId": "msg_none"}]);
        assert_eq!(talk.send(reply).await.status, status);
    }
}

#[tokio::test]
async fn texts_can_have_a_limit() {
    for (longest, status) in [(None, 200), (Some(3), 400)] {
        let talk = deciding(|decisions| decisions.longest_text = longest).await;
        let id = talk.say("alice", "äöü").await;
        let message = json!([{"type": "UserMessage", "sender": "alice", "text": "long"}]);
        assert_eq!(talk.send(message).await.status, status);
        let path = format!("/conversations/order/messages/{id}");
        assert_eq!(put(&talk, &path, json!({"text": "long"})).await, status);
    }
}

#[tokio::test]
async fn messages_of_the_system_can_be_out_of_reach() {
    for (can_be, status) in [(true, 200), (false, 400)] {
        let talk = deciding(|decisions| decisions.system_messages_can_be_edited = can_be).await;
        let id = talk.send(json!([{"type": "SystemMessage", "text": "a"}])).await.ids().remove(0);
        assert_eq!(put(&talk, &format!("/conversations/order/messages/{id}"), json!({"text": "b"})).await, status);
        let own = talk.say("alice", "a").await;
        assert_eq!(put(&talk, &format!("/conversations/order/messages/{own}"), json!({"text": "b"})).await, 200);
    }
}

#[tokio::test]
async fn a_missing_conversation_can_have_no_messages() {
    for (empty, status) in [(false, 404), (true, 200)] {
        let talk = Talk::deciding(|decisions| decisions.missing_conversations_have_no_messages = empty).await;
        assert_eq!(talk.ask("/conversations/none/messages").await.status, status);
        assert_eq!(talk.ask("/conversations/none").await.status, 404);
    }
}

#[tokio::test]
async fn idempotency_keys_can_count_in_all_conversations() {
    for app_wide in [false, true] {
        let talk = deciding(|decisions| decisions.idempotency_keys_are_app_wide = app_wide).await;
        talk.done("PUT", "/conversations/other", json!({"participants": ["alice"]})).await;
        let message = json!([{"type": "UserMessage", "sender": "alice", "text": "a", "idempotencyKey": "key"}]);
        let first = talk.send(message.clone()).await.ids();
        let second = talk.call("POST", "/conversations/other/messages", message).await.ids();
        assert_eq!(first == second, app_wide);
        let stored = talk.ask("/conversations/other/messages").await.ids();
        assert_eq!(stored.is_empty(), app_wide);
    }
}

#[tokio::test]
async fn idempotency_keys_can_have_a_limit() {
    for (longest, status) in [(None, 200), (Some(3), 400)] {
        let talk = deciding(|decisions| decisions.longest_idempotency_key = longest).await;
        for (key, status) in [("abc", 200), ("abcd", status)] {
            let message = json!([{"type": "UserMessage", "sender": "alice", "text": "a", "idempotencyKey": key}]);
            assert_eq!(talk.send(message).await.status, status, "{key}");
        }
    }
}

#[tokio::test]
async fn an_unknown_emoji_can_be_accepted() {
    for (accepted, status) in [(false, 400), (true, 200)] {
        let talk = deciding(|decisions| decisions.unknown_emoji_are_accepted = accepted).await;
        let path = format!("/conversations/order/messages/{}/reactions", talk.say("alice", "a").await);
        assert_eq!(put(&talk, &format!("{path}/%E2%9D%A4%E2%9D%A4/alice"), json!({})).await, status);
        assert_eq!(put(&talk, &format!("{path}/heart/alice"), json!({})).await, 400);
    }
}

#[tokio::test]
async fn strangers_can_be_kept_from_reacting() {
    for (only, status) in [(false, 200), (true, 400)] {
        let talk = deciding(|decisions| decisions.only_participants_react = only).await;
        talk.users(&["carol"]).await;
        let path = format!("/conversations/order/messages/{}/reactions/:ok:", talk.say("alice", "a").await);
        assert_eq!(put(&talk, &format!("{path}/carol"), json!({})).await, status);
        assert_eq!(put(&talk, &format!("{path}/alice"), json!({})).await, 200);
    }
}

#[tokio::test]
async fn reactions_can_be_summed_up_by_a_number() {
    for (summary, shown) in [(ReactionSummary::Object, json!({"count": 1})), (ReactionSummary::Number, json!(1))] {
        let talk = deciding(|decisions| decisions.reaction_summary = summary).await;
        let message = format!("/conversations/order/messages/{}", talk.say("alice", "a").await);
        talk.done("PUT", &format!("{message}/reactions/:ok:/alice"), json!({})).await;
        assert_eq!(talk.get(&message).await["reactions"], json!({":ok:": shown}));
    }
}

#[tokio::test]
async fn numbers_of_a_batch_can_be_required_to_differ() {
    for (refused, status) in [(false, 200), (true, 400)] {
        let talk = Talk::deciding(|decisions| decisions.repeated_batch_numbers_are_refused = refused).await;
        let batch = json!([[1, "GET", "/users"], [1, "GET", "/users"]]);
        assert_eq!(talk.call("POST", "/batch", batch).await.status, status);
    }
}

#[tokio::test]
async fn strangers_can_be_passed_over_in_notifications() {
    for (ignored, status) in [(false, 400), (true, 200)] {
        let talk = deciding(|decisions| decisions.unknown_recipients_are_ignored = ignored).await;
        let mut events = talk.emulator.events();
        talk.users(&["carol"]).await;
        let body = json!({"channels": ["email"], "recipients": ["carol", "nobody"]});
        assert_eq!(talk.call("POST", "/conversations/order/notifications", body).await.status, status);
        talk.users(&["dave"]).await;
        let told = [events.next().await.unwrap(), events.next().await.unwrap()];
        assert_eq!(told.map(|event| event.data["user"]["id"].clone()), ["carol", "dave"]);
    }
}

#[tokio::test]
async fn a_429_can_say_how_long_to_wait() {
    for (says, header) in [(false, None), (true, Some("1"))] {
        let mut decisions = Decisions::default();
        decisions.rate_limit = Some(RateLimit { burst: 2, per_second: 1 });
        decisions.rate_limits_say_how_long = says;
        let talk = Talk::with(Emulator::builder().decisions(decisions)).await;
        talk.users(&["a", "b"]).await;
        let answer = talk.ask("/users").await;
        assert_eq!((answer.status, answer.header("retry-after")), (429, header));
    }
}
