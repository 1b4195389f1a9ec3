//! What callers give arrives as it was given, in one place of the request, or is not sent at all.

#[path = "../../talkjs-client/tests/client/ids.rs"]
mod ids;

use std::collections::BTreeMap;
use std::fs;
use std::pin::Pin;

use serde_json::{Value, json};
use talkjs_client::auth::{CredentialFuture, CredentialProvider};
use talkjs_client::http;
use talkjs_client::test_util::{Play, ScriptedTransport, SentRequest};
use talkjs_client::{
    AppUpdate, Client, ConversationUpdate, Error, ImportedUserMessage, MessageEdit, NewUser, NotificationRequest,
    ParticipationUpdate, UserMessage, UserUpdate,
};
use talkjs_emulator::{Decisions, Emulator};
use talkjs_tests::random::Random;
use talkjs_tests::workspace;

use ids::IDS;

/// A client, and its transport, which answers nothing good.
fn client() -> (Client, ScriptedTransport) {
    let transport = ScriptedTransport::by(|_| Play::response(404, ""));
    let builder = Client::builder().app_id("app").credentials(Nobody).base_url("http://127.0.0.1:1");
    (builder.transport(transport.clone()).without_limiter().build().unwrap(), transport)
}

/// Path and query.
fn target(sent: &SentRequest) -> &str {
    sent.url.path_and_query().unwrap().as_str()
}

/// Signs nothing, as that takes longer than all else.
struct Nobody;

impl CredentialProvider for Nobody {
    fn credential(&self, _now: std::time::SystemTime) -> CredentialFuture<'_> {
        CredentialFuture::ready(Ok(http::HeaderValue::from_static("Bearer none").into()))
    }
}

fn description() -> Value {
    serde_yaml_ng::from_str(&fs::read_to_string(workspace().join("spec/talkjs.yaml")).unwrap()).unwrap()
}

/// Id, method, path and the names of its parameters, of all operations with parameters in their path.
fn operations() -> Vec<(String, String, String, Vec<String>)> {
    let description = description();
    let mut operations = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        let names: Vec<_> = path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap().to_owned()).collect();
        for (method, operation) in item.as_object().unwrap() {
            if let Some(id) = operation["operationId"].as_str().filter(|_| !names.is_empty()) {
                operations.push((id.to_owned(), method.to_uppercase(), path.clone(), names.clone()));
            }
        }
    }
    operations
}

type Outcome<'c> = Pin<Box<dyn Future<Output = Result<(), Error>> + 'c>>;

/// A call of the operation, with the ids for the parameters of its path.
fn call<'c>(talkjs: &'c Client, operation: &str, ids: &[String]) -> Outcome<'c> {
    macro_rules! sent {
        ($call:expr) => {{
            let call = $call;
            Box::pin(async move { call.send().await.map(drop) })
        }};
    }
    let id = |number: usize| ids[number].clone();
    match operation {
        "upsertUser" => sent!(talkjs.upsert_user(id(0), UserUpdate::new())),
        "getUser" => sent!(talkjs.get_user(id(0))),
        "listUserConversations" => sent!(talkjs.list_user_conversations(id(0))),
        "upsertConversation" => sent!(talkjs.upsert_conversation(id(0), ConversationUpdate::new())),
        "getConversation" => sent!(talkjs.get_conversation(id(0))),
        "deleteConversation" => sent!(talkjs.delete_conversation(id(0))),
        "joinConversation" => sent!(talkjs.join_conversation(id(0), id(1))),
        "updateParticipation" => sent!(talkjs.update_participation(id(0), id(1), ParticipationUpdate::new())),
        "leaveConversation" => sent!(talkjs.leave_conversation(id(0), id(1))),
        "getParticipantEmail" => sent!(talkjs.get_participant_email(id(0), id(1))),
        "sendMessages" => sent!(talkjs.send_messages(id(0), [UserMessage::new("a", "Hi")])),
        "listMessages" => sent!(talkjs.list_messages(id(0))),
        "getMessage" => sent!(talkjs.get_message(id(0), id(1))),
        "editMessage" => sent!(talkjs.edit_message(id(0), id(1), MessageEdit::new())),
        "deleteMessage" => sent!(talkjs.delete_message(id(0), id(1))),
        "listReactions" => sent!(talkjs.list_reactions(id(0), id(1), id(2))),
        "addReaction" => sent!(talkjs.add_reaction(id(0), id(1), id(2), id(3))),
        "removeReaction" => sent!(talkjs.remove_reaction(id(0), id(1), id(2), id(3))),
        "sendNotifications" => {
            let request = json!({"channels": ["email"]});
            let request: NotificationRequest = serde_json::from_value(request).unwrap();
            sent!(talkjs.send_notifications(id(0), request))
        }
        "importMessages" => sent!(talkjs.import_messages(id(0), [ImportedUserMessage::new("a", 1, "Hi")])),
        other => panic!("the description has the new operation {other}"),
    }
}

#[tokio::test]
async fn every_operation_sends_an_id_as_one_segment_or_nothing() {
    let (talkjs, transport) = client();
    let (mut rows, mut refused) = (0, 0);
    for (operation, method, template, names) in operations() {
        for (place, name) in names.iter().enumerate() {
            let too_long = ["x".repeat(256), "x".repeat(2048), "x".repeat(66_000)];
            let ids = IDS.into_iter().chain(too_long.iter().map(|id| (id.as_str(), None)));
            for (id, segment) in ids {
                let mut given = vec!["usual".to_owned(); names.len()];
                given[place] = id.to_owned();
                let error = call(&talkjs, &operation, &given).await.unwrap_err();
                let sent = transport.take_sent();
                if let Some(segment) = segment {
                    let path = names.iter().fold(template.clone(), |path, other| {
                        path.replace(&format!("{{{other}}}"), if other == name { segment } else { "usual" })
                    });
                    let [sent] = sent.as_slice() else { panic!("{operation}: {error}") };
                    let expected = (method.as_str(), format!("/v1/app{path}"));
                    assert_eq!((sent.method.as_str(), target(sent).to_owned()), expected, "{operation} {id:?}");
                } else {
                    let words = format!("`{operation}` was not sent: path parameter `{name}` must ");
                    assert!(error.to_string().starts_with(&words), "{operation} {id:?}: {error}");
                    assert!(sent.is_empty(), "{operation} {id:?}: {sent:?}");
                    refused += 1;
                }
                rows += 1;
            }
        }
    }
    assert_eq!((rows, refused), (35 * 37, 35 * 13));
    println!("D1: {rows} calls, {refused} of them refused");
}

/// A text of pieces that mean something in paths, and of characters from everywhere.
fn random_text(random: &mut Random) -> String {
    const PIECES: [&str; 20] = [
        "/", "..", ".", "%", "%2e", "%2F", "\\", "?", "#", "\0", "\r\n", "\t", " ", "+", "&", "\u{202e}", "\u{feff}",
        "é", "\u{d7ff}", "\u{e000}",
    ];
    let length = random.below(12);
    let character = |random: &mut Random| loop {
        let end = *random.pick(&[0x80, 0x800, 0x1_0000, 0x11_0000]);
        if let Some(character) = u32::try_from(random.below(end)).ok().and_then(char::from_u32) {
            return character;
        }
    };
    let piece = |random: &mut Random| match random.below(3) {
        0 => (*random.pick(&PIECES)).to_owned(),
        1 => char::from(33 + u8::try_from(random.below(94)).unwrap()).to_string(),
        _ => character(random).to_string(),
    };
    (0..length).map(|_| piece(random)).collect()
}

/// An independent reading of a segment, as a server does it.
fn decoded(segment: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    bytes
}

#[tokio::test]
async fn a_hundred_thousand_random_ids_arrive_as_they_are_or_not_at_all() {
    let (talkjs, transport) = client();
    let (mut random, mut sent, mut refused) = (Random::new(1), 0, 0);
    for _ in 0..100_000 {
        let id = random_text(&mut random);
        let error = talkjs.get_user(id.as_str()).send().await.unwrap_err();
        let is_refused = matches!(id.as_str(), "" | "." | "..") || id.len() > 255 || id.chars().any(char::is_control);
        match transport.take_sent().as_slice() {
            [] => {
                assert!(is_refused && matches!(error, Error::InvalidRequest { .. }), "{id:?}: {error}");
                refused += 1;
            }
            [sent_request] => {
                let path = target(sent_request);
                let segments: Vec<_> = path.split('/').collect();
                let ["", "v1", "app", "users", segment] = segments.as_slice() else { panic!("{id:?}: {path}") };
                assert!(!is_refused && segment.is_ascii() && !segment.contains(['?', '#']), "{id:?}: {path}");
                assert_eq!(decoded(segment), id.as_bytes(), "{path}");
                sent += 1;
            }
            more => panic!("{id:?}: {more:?}"),
        }
    }
    assert_eq!(sent + refused, 100_000);
    assert!(sent > 30_000 && refused > 10_000, "{sent} sent, {refused} refused");
    println!("D2: {sent} sent, {refused} refused");
}

/// A text with something of each plane of Unicode, and now and then a long one.
fn random_prose(random: &mut Random, number: usize) -> String {
    let plane = u32::try_from(number % 17).unwrap();
    let of_plane = (0..).map(|_| plane << 16 | u32::try_from(random.below(0x1_0000)).unwrap());
    let mut text: String = of_plane.filter_map(char::from_u32).take(8).collect();
    text.push(*random.pick(&['\0', '"', '\\', '\n', '\u{2028}', '\u{7f}', '*', '_', ' ', '\u{200d}']));
    if number.is_multiple_of(500) {
        text = text.repeat(64 * 1024 / text.len() + 1);
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_texts_come_back_as_they_were_sent() {
    const TEXTS: usize = 10_000;
    let mut decisions = Decisions::default();
    decisions.text_markup = false;
    decisions.body_limit = 16 << 20;
    let emulator = Emulator::builder().decisions(decisions).kept_requests(0).start().await.unwrap();
    let builder = Client::builder().app_id(emulator.app_id()).secret_key(emulator.secret_key());
    let talkjs = builder.base_url(emulator.base_url()).without_limiter().build().unwrap();
    let start = talkjs.start_conversation("c").participant("a", NewUser::new("A"));
    start.send().await.unwrap();
    let mut random = Random::new(1);
    let texts: Vec<_> = (0..TEXTS).map(|number| random_prose(&mut random, number)).collect();
    let messages = (0..).zip(&texts).map(|(at, text)| ImportedUserMessage::new("a", at, text.as_str()));
    talkjs.bulk_import_messages("c", messages).send().await.done().unwrap();

    let (mut found, mut listed) = (Vec::new(), talkjs.list_messages("c").limit(100).stream());
    while let Some(message) = listed.next().await {
        found.push(message.unwrap().text.unwrap());
    }
    found.reverse();
    assert_eq!(found.len(), TEXTS);
    for (sent, found) in texts.iter().zip(&found) {
        assert_eq!(sent.as_bytes(), found.as_bytes());
    }
    let (bytes, long) =
        (texts.iter().map(String::len).sum::<usize>(), texts.iter().filter(|text| text.len() >= 65_536));
    let long = long.count();
    assert!(long >= 10, "{long}");
    println!("D4: {} texts, {bytes} bytes, {long} of them 64 KiB and more", found.len());
}

/// A value for a member of an update.
fn value_of(member: &str) -> Value {
    match member {
        "email" | "phone" | "participants" | "welcomeMessages" => json!(["x"]),
        "custom" => json!({"a": "b"}),
        "pushTokens" => json!({"fcm:1": true}),
        "access" => json!("Read"),
        "notify" => json!(false),
        "readUntil" => json!(1),
        "content" => json!([{"type": "text", "children": ["Hi"]}]),
        _ => json!("x"),
    }
}

#[tokio::test]
async fn an_absent_property_a_null_and_a_value_are_three_bodies() {
    let (talkjs, transport) = client();
    let schemas = description()["components"]["schemas"].clone();
    let (mut rows, mut nulls) = (0, 0);
    let mut members = BTreeMap::new();
    for schema in ["UserUpdate", "ConversationUpdate", "ParticipationUpdate", "AppUpdate", "MessageEdit"] {
        let properties = schemas[schema]["properties"].as_object().unwrap();
        members.insert(schema, properties.len());
        for (member, property) in properties {
            let bodies = [json!({}), json!({member: null}), json!({member: value_of(member)})];
            for body in bodies {
                let is_null = body[member].is_null() && body.get(member).is_some();
                let outcome = send(&talkjs, schema, body.clone()).await;
                let sent: Vec<Value> = transport.take_sent().iter().map(|sent| sent.json().unwrap()).collect();
                if is_null && property["nullable"] != true {
                    // The description has no null for it, so there is no way to send one.
                    assert!(outcome.is_none() || sent == [json!({})], "{schema} {member}: {sent:?}");
                } else {
                    assert_eq!(sent, [body], "{schema} {member}: {outcome:?}");
                    nulls += usize::from(is_null);
                }
                rows += 1;
            }
        }
    }
    println!("D5: {rows} bodies, {nulls} of them with null; {members:?}");
    assert_eq!((rows, nulls), (3 * 23, 14));
}

/// Sends an update; nothing if it cannot be one.
async fn send(talkjs: &Client, schema: &str, body: Value) -> Option<Result<(), Error>> {
    fn read<T: serde::de::DeserializeOwned>(body: Value) -> Option<T> {
        serde_json::from_value(body).ok()
    }
    Some(match schema {
        "UserUpdate" => talkjs.upsert_user("a", read::<UserUpdate>(body)?).send().await.map(drop),
        "ConversationUpdate" => {
            talkjs.upsert_conversation("c", read::<ConversationUpdate>(body)?).send().await.map(drop)
        }
        "ParticipationUpdate" => {
            talkjs.update_participation("c", "a", read::<ParticipationUpdate>(body)?).send().await.map(drop)
        }
        "AppUpdate" => talkjs.update_app(read::<AppUpdate>(body)?).send().await.map(drop),
        _ => talkjs.edit_message("c", "m", read::<MessageEdit>(body)?).send().await.map(drop),
    })
}
