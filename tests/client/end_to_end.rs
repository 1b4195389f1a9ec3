//! Every endpoint of TalkJS once, through the generated method, against the local TalkJS.

use std::time::{Duration, SystemTime};

use serde_json::json;
use talkjs_client::http::Method;
use talkjs_client::types::Upload;
use talkjs_client::{
    Access, AppUpdate, Client, ContentBlock, ConversationFilter, ConversationUpdate, EmailSettings, Error, FileSubtype,
    FileUpload, ImportedMessage, ImportedSystemMessage, ImportedUserMessage, JoinAccess, JoinOptions, MessageEdit,
    MessageOrigin, NewFileBlock, NewUser, NotificationChannel, NotificationRequest, Notify, NotifyMode, Participation,
    ParticipationUpdate, PresenceQuery, ReactionList, SortField, SystemMessage, TextNode, UserMessage, UserUpdate,
};
use talkjs_emulator::{Clock, Decisions, Emulator, Session};
use talkjs_tests::Checked;

/// A TalkJS with Alice, Sebastian and their conversation `c`; it stops when the emulator is dropped.
async fn world() -> (Client, Checked) {
    let emulator = Checked::new(Emulator::start().await.unwrap());
    let talkjs = client(&emulator, emulator.secret_key());
    talkjs.upsert_user("alice", NewUser::new("Alice")).send().await.unwrap();
    talkjs.upsert_user("seb", NewUser::new("Sebastian")).send().await.unwrap();
    let conversation = ConversationUpdate::new().participants(["alice", "seb"]);
    talkjs.upsert_conversation("c", conversation).send().await.unwrap();
    (talkjs, emulator)
}

fn client(emulator: &Emulator, secret_key: &str) -> Client {
    Client::builder().app_id(emulator.app_id()).secret_key(secret_key).base_url(emulator.base_url()).build().unwrap()
}

async fn say(talkjs: &Client, text: &str) -> talkjs_client::MessageId {
    let sent = talkjs.send_messages("c", [UserMessage::new("seb", text)]).send().await.unwrap();
    sent.into_iter().next().unwrap().id
}

async fn participation(talkjs: &Client, user: &str) -> Option<Participation> {
    let conversation = talkjs.get_conversation("c").send().await.unwrap();
    conversation.participants.get(user).cloned()
}

#[tokio::test]
async fn users_are_written_changed_and_read() {
    let (talkjs, _emulator) = world().await;
    let update =
        UserUpdate::new().role("buyer").photo_url("https://example.com/a.png").custom([("tier", "gold"), ("old", "x")]);
    talkjs.upsert_user("alice", update).send().await.unwrap();
    let update = UserUpdate::new().clear_photo_url().custom([("old", None::<&str>)]);
    talkjs.upsert_user("alice", update).send().await.unwrap();

    let alice = talkjs.get_user("alice").send().await.unwrap();
    assert_eq!(alice.name, "Alice");
    assert_eq!(alice.role.as_deref(), Some("buyer"), "what was not sent stays");
    assert_eq!(alice.photo_url, None, "null clears");
    assert_eq!(alice.custom.get("tier").map(String::as_str), Some("gold"));
    assert!(!alice.custom.contains_key("old"), "null removes a key");
}

#[tokio::test]
async fn many_users_are_written_at_once_or_not_at_all() {
    let (talkjs, _emulator) = world().await;
    talkjs.upsert_users([("u1", NewUser::new("One")), ("u2", NewUser::new("Two"))]).send().await.unwrap();
    assert_eq!(talkjs.get_user("u2").send().await.unwrap().name, "Two");

    let nameless = talkjs.upsert_users([("u3", UserUpdate::new().name("Three")), ("u4", UserUpdate::new())]);
    let Error::Api(error) = nameless.send().await.unwrap_err() else { panic!("an error of the API") };
    assert_eq!(error.status.as_u16(), 400);
    assert!(talkjs.get_user("u3").send().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn more_than_a_hundred_users_are_refused_before_anything_is_sent() {
    let (talkjs, emulator) = world().await;
    let before = emulator.requests().len();
    let users: Vec<_> = (0..101).map(|n| (format!("u{n}"), UserUpdate::new().name("N"))).collect();
    let error = talkjs.upsert_users(users).send().await.unwrap_err();
    assert!(matches!(&error, Error::InvalidRequest { operation: "upsertUsers", .. }), "{error}");
    assert!(error.to_string().contains("100"), "{error}");
    assert_eq!(emulator.requests().len(), before);
}

#[tokio::test]
async fn users_whom_no_path_could_name_are_not_written_in_bulk_either() {
    let (talkjs, emulator) = world().await;
    let before = emulator.requests().len();
    for id in ["", ".", ".."] {
        let error = talkjs.upsert_users([(id, NewUser::new("N"))]).send().await.unwrap_err();
        assert!(matches!(&error, Error::InvalidRequest { operation: "upsertUsers", .. }), "{id:?}: {error}");
    }
    assert_eq!(emulator.requests().len(), before);
    for id in ["a", "...", ".a", "..a"] {
        talkjs.upsert_users([(id, NewUser::new("N"))]).send().await.unwrap();
        assert_eq!(talkjs.get_user(id).send().await.unwrap().id, id);
    }
}

#[tokio::test]
async fn all_users_are_streamed_page_after_page() {
    let (talkjs, emulator) = world().await;
    for start in [0, 100] {
        let users: Vec<_> = (start..start + 100).map(|n| (format!("u{n:03}"), NewUser::new("N"))).collect();
        talkjs.upsert_users(users).send().await.unwrap();
    }
    let before = emulator.requests().len();
    let mut ids = Vec::new();
    let mut users = talkjs.list_users().stream();
    while let Some(user) = users.next().await {
        ids.push(user.unwrap().id);
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 202);
    assert_eq!(emulator.requests().len() - before, 4, "three pages of at most 100, and the empty one");
    assert_eq!(talkjs.list_users().limit(5).send().await.unwrap().data.len(), 5);
    let too_many = talkjs.list_users().limit(101).send().await.unwrap_err();
    assert!(matches!(too_many, Error::InvalidRequest { .. }), "{too_many}");
}

#[tokio::test]
async fn conversations_are_written_read_and_deleted() {
    let (talkjs, _emulator) = world().await;
    let update = ConversationUpdate::new().subject("Hi").custom([("category", "order")]).participants(["alice"]);
    talkjs.upsert_conversation("c", update).send().await.unwrap();
    let conversation = talkjs.get_conversation("c").send().await.unwrap();
    assert_eq!(conversation.subject.as_deref(), Some("Hi"));
    assert_eq!(conversation.participants.len(), 2, "participants are only added");
    assert_eq!(conversation.last_message, None);

    talkjs.delete_conversation("c").send().await.unwrap();
    assert!(talkjs.get_conversation("c").send().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn conversations_are_listed_filtered_and_per_user() {
    let (talkjs, _emulator) = world().await;
    let other = ConversationUpdate::new().participants(["alice"]).custom([("category", "order")]);
    talkjs.upsert_conversation("d", other).send().await.unwrap();
    let filter = ConversationFilter::new().custom([("category", equal_to("order"))]);
    let found = talkjs.list_conversations().filter(filter).send().await.unwrap();
    assert_eq!(found.data.iter().map(|conversation| conversation.id.as_str()).collect::<Vec<_>>(), ["d"]);

    say(&talkjs, "Hello").await;
    let mine = talkjs.list_user_conversations("seb").order_by(SortField::LastActivity).send().await.unwrap();
    assert_eq!(mine.data.len(), 1);
    assert_eq!(mine.data[0].last_message.as_ref().unwrap().text.as_deref(), Some("Hello"));
    let unread = talkjs.list_user_conversations("alice").unreads_only(true).send().await.unwrap();
    assert_eq!(unread.data.len(), 1);
}

fn equal_to(value: &str) -> talkjs_client::CustomPredicate {
    talkjs_client::CustomPredicate::CustomComparison(vec!["==".into(), value.into()])
}

#[tokio::test]
async fn participants_join_change_and_leave() {
    let (talkjs, _emulator) = world().await;
    talkjs.upsert_user("carol", NewUser::new("Carol")).send().await.unwrap();
    talkjs.join_conversation("c", "carol").send().await.unwrap();
    assert_eq!(participation(&talkjs, "carol").await.unwrap().access, Access::ReadWrite);

    let options = JoinOptions::new().access(JoinAccess::Read).notify(NotifyMode::MentionsOnly);
    talkjs.join_conversation("c", "carol").body(options).send().await.unwrap();
    let carol = participation(&talkjs, "carol").await.unwrap();
    assert_eq!((carol.access, carol.notify), (Access::Read, Notify::Mode(NotifyMode::MentionsOnly)));

    let quiet = ParticipationUpdate::new().notify(false);
    talkjs.update_participation("c", "carol", quiet).send().await.unwrap();
    let carol = participation(&talkjs, "carol").await.unwrap();
    assert_eq!((carol.access, carol.notify), (Access::Read, Notify::Enabled(false)), "what was not sent stays");

    let email = talkjs.get_participant_email("c", "carol").send().await.unwrap();
    assert!(email.email_address.contains('@'));
    assert!(!format!("{email:?}").contains(&email.email_address), "the address is a secret");

    talkjs.leave_conversation("c", "carol").send().await.unwrap();
    assert!(participation(&talkjs, "carol").await.is_none());
}

#[tokio::test]
async fn messages_are_sent_in_order_and_listed_newest_first() {
    let (talkjs, _emulator) = world().await;
    let sent = talkjs
        .send_messages("c", vec![UserMessage::new("seb", "one"), UserMessage::new("alice", "*two*")])
        .send()
        .await
        .unwrap();
    assert_eq!(sent.len(), 2);
    talkjs.send_messages("c", [SystemMessage::new("three")]).send().await.unwrap();

    let page = talkjs.list_messages("c").send().await.unwrap();
    let texts: Vec<_> = page.data.iter().map(|message| message.text.as_deref().unwrap()).collect();
    assert_eq!(texts, ["three", "*two*", "one"]);
    assert_eq!(page.data[0].sender_id, None);
    assert_eq!(page.data[2].origin, MessageOrigin::Rest);

    let one = talkjs.get_message("c", &sent[0].id).send().await.unwrap();
    assert_eq!(one.sender_id.as_ref().unwrap().as_str(), "seb");
    let content = one.content.unwrap();
    let [ContentBlock::Text(block)] = content.as_slice() else { panic!("one block of text") };
    assert_eq!(block.children, [TextNode::Plain("one".to_owned())]);
}

#[tokio::test]
async fn a_message_of_someone_outside_is_refused_by_the_api() {
    let (talkjs, _emulator) = world().await;
    let error = talkjs.send_messages("c", [UserMessage::new("mallory", "Hi")]).send().await.unwrap_err();
    let Error::Api(error) = error else { panic!("an error of the API") };
    assert_eq!((error.status.as_u16(), error.operation), (400, "sendMessages"));
    assert!(!error.body.is_empty());
}

#[tokio::test]
async fn messages_are_edited_and_deleted() {
    let (talkjs, _emulator) = world().await;
    let (first, second) = (say(&talkjs, "one").await, say(&talkjs, "two").await);
    talkjs.edit_message("c", &first, MessageEdit::new().text("uno").custom([("a", "b")])).send().await.unwrap();
    let message = talkjs.get_message("c", &first).send().await.unwrap();
    assert_eq!((message.text.as_deref(), message.edited_at.is_some()), (Some("uno"), true));

    talkjs.delete_message("c", &second).send().await.unwrap();
    assert!(talkjs.get_message("c", &second).send().await.unwrap_err().is_not_found());
    let conversation = talkjs.get_conversation("c").send().await.unwrap();
    assert_eq!(conversation.last_message.unwrap().id, first);
}

#[tokio::test]
async fn an_idempotency_key_makes_a_repetition_harmless() {
    let (talkjs, _emulator) = world().await;
    let message = || [UserMessage::new("seb", "once").idempotency_key("k1")];
    let once = talkjs.send_messages("c", message()).send().await.unwrap();
    let again = talkjs.send_messages("c", message()).send().await.unwrap();
    assert_eq!(once, again);
    assert_eq!(talkjs.list_messages("c").send().await.unwrap().data.len(), 1);
}

#[tokio::test]
async fn reactions_are_added_listed_and_removed() {
    let (talkjs, _emulator) = world().await;
    let message = say(&talkjs, "Hi").await;
    talkjs.add_reaction("c", &message, "👍", "alice").send().await.unwrap();
    talkjs.add_reaction("c", &message, "👍", "alice").send().await.unwrap();
    let ReactionList::ReactionPage(page) = reactions(&talkjs, &message).await else { panic!("a page of reactions") };
    assert_eq!(page.data.iter().map(|reaction| reaction.user_id.as_str()).collect::<Vec<_>>(), ["alice"]);

    talkjs.remove_reaction("c", &message, "👍", "alice").send().await.unwrap();
    let ReactionList::ReactionPage(page) = reactions(&talkjs, &message).await else { panic!("a page of reactions") };
    assert!(page.data.is_empty());
}

async fn reactions(talkjs: &Client, message: &talkjs_client::MessageId) -> ReactionList {
    talkjs.list_reactions("c", message, "👍").send().await.unwrap()
}

#[tokio::test]
async fn wrong_credentials_and_unknown_apps_are_told_apart_and_show_no_secret() {
    let (_, emulator) = world().await;
    let wrong_key = client(&emulator, "sk_test_not_the_key").get_user("alice").send().await.unwrap_err();
    assert!(wrong_key.is_unauthorized(), "{wrong_key}");
    assert_eq!(wrong_key.operation(), Some("getUser"));
    assert!(!format!("{wrong_key} {wrong_key:?}").contains("not_the_key"));

    let elsewhere = Client::builder()
        .app_id("nobody")
        .secret_key(emulator.secret_key())
        .base_url(emulator.base_url())
        .build()
        .unwrap();
    let unknown_app = elsewhere.get_user("alice").send().await.unwrap_err();
    assert!(unknown_app.is_not_found() && talkjs_client::is_unknown_app(&unknown_app), "{unknown_app}");
    assert!(unknown_app.to_string().contains("Not found."), "{unknown_app}");
}

#[tokio::test]
async fn the_secret_key_itself_is_a_credential_too() {
    let (_, emulator) = world().await;
    let talkjs = Client::builder()
        .app_id(emulator.app_id())
        .secret_key(emulator.secret_key())
        .base_url(emulator.base_url())
        .secret_key_as_bearer()
        .build()
        .unwrap();
    assert_eq!(talkjs.get_user("alice").send().await.unwrap().name, "Alice");
}

#[tokio::test]
async fn the_data_of_the_app_are_set_and_read() {
    let (talkjs, emulator) = world().await;
    talkjs.update_app(AppUpdate::new().default_locale("fr").custom([("plan", "gold")])).send().await.unwrap();
    let app = talkjs.get_app().send().await.unwrap();
    assert_eq!((app.id.as_str(), app.default_locale.as_deref()), (emulator.app_id(), Some("fr")));
    assert_eq!(app.custom.unwrap().get("plan").map(String::as_str), Some("gold"));
}

#[tokio::test]
async fn themes_are_read_by_name() {
    let emulator =
        Checked::new(Emulator::builder().theme("night", "default_v7", [("layout.json", "{}")]).start().await.unwrap());
    let themes = client(&emulator, emulator.secret_key()).list_themes().send().await.unwrap();
    let night = themes.get("night").unwrap();
    assert_eq!((night.base.as_str(), night.files["layout.json"].as_str()), ("default_v7", "{}"));
}

#[tokio::test]
async fn who_is_online_is_asked_by_conditions() {
    let (talkjs, emulator) = world().await;
    emulator.connect("alice", Session::widget().conversation("c").focused());
    emulator.connect("seb", Session::widget());
    let online = async |query: PresenceQuery| talkjs.query_presences(query).send().await.unwrap().data;

    let all = online(PresenceQuery::new()).await;
    assert_eq!(all.keys().map(ToString::to_string).collect::<Vec<_>>(), ["alice", "seb"]);
    let [session] = all["alice"].widgets.as_slice() else { panic!("one session") };
    assert_eq!(session.selected_conversation_id.as_ref().unwrap().as_str(), "c");
    assert!(session.has_focus && !session.is_typing);

    let focused = online(PresenceQuery::new().selected_conversation_id("c").has_focus(true)).await;
    assert_eq!(focused.len(), 1);
    let idle = online(PresenceQuery::new().clear_selected_conversation_id()).await;
    assert!(idle.contains_key("seb") && !idle.contains_key("alice"), "null asks for nobody's conversation");
}

#[tokio::test]
async fn files_are_uploaded_and_sent() {
    let (talkjs, _emulator) = world().await;
    let file = Upload::new("not really a film").file_name("a.mp4").content_type("video/mp4");
    let upload = FileUpload::new(file).filename("b.mp4").subtype(FileSubtype::Video).width(640.0).duration(2.5);
    let token = talkjs.upload_file(upload).send().await.unwrap().file_token;

    let message = UserMessage::with_content("seb", [NewFileBlock::new(token.as_str())]);
    let sent = talkjs.send_messages("c", [message]).send().await.unwrap();
    let content = talkjs.get_message("c", &sent[0].id).send().await.unwrap().content.unwrap();
    let [ContentBlock::File(block)] = content.as_slice() else { panic!("one file") };
    assert_eq!((block.file_token.as_str(), block.filename.as_str(), block.size), (token.as_str(), "b.mp4", 17));
    assert_eq!((&block.subtype, block.width, block.height), (&Some(FileSubtype::Video), Some(640.0), None));
    assert_eq!(block.duration, Some(2.5));
}

#[tokio::test]
async fn files_are_uploaded_from_disk_and_from_streams() {
    let (talkjs, _emulator) = world().await;
    let path = std::env::temp_dir().join(format!("talkjs-upload-{}.txt", std::process::id()));
    std::fs::write(&path, "a".repeat(300_000)).unwrap();
    let uploads = [Upload::from_file(&path).await.unwrap(), Upload::from_reader(300_000, reader(&path))];
    for upload in uploads {
        let token = talkjs.upload_file(FileUpload::new(upload).filename("a.txt")).send().await.unwrap().file_token;
        let message = UserMessage::with_content("seb", [NewFileBlock::new(token.as_str())]);
        let sent = talkjs.send_messages("c", [message]).send().await.unwrap();
        let content = talkjs.get_message("c", &sent[0].id).send().await.unwrap().content.unwrap();
        let [ContentBlock::File(block)] = content.as_slice() else { panic!("one file") };
        assert_eq!((block.filename.as_str(), block.size), ("a.txt", 300_000));
    }
    std::fs::remove_file(path).unwrap();
}

/// A file as a reader that can be read once.
fn reader(path: &std::path::Path) -> impl tokio::io::AsyncRead + Send + 'static {
    std::io::Cursor::new(std::fs::read(path).unwrap())
}

#[tokio::test]
async fn messages_of_the_past_are_imported_with_their_time() {
    let (talkjs, _emulator) = world().await;
    say(&talkjs, "today").await;
    let past: Vec<ImportedMessage> = vec![
        ImportedUserMessage::new("seb", 1_000, "long ago").custom([("source", "old chat")]).into(),
        ImportedSystemMessage::new(2_000, "a bit later").into(),
    ];
    let imported = talkjs.import_messages("c", past).send().await.unwrap();
    let page = talkjs.list_messages("c").send().await.unwrap();
    let texts: Vec<_> = page.data.iter().map(|message| message.text.as_deref().unwrap()).collect();
    assert_eq!(texts, ["today", "a bit later", "long ago"]);
    let first = talkjs.get_message("c", &imported[0].id).send().await.unwrap();
    assert_eq!((first.origin, first.created_at.get()), (MessageOrigin::Import, 1_000));
}

#[tokio::test]
async fn notifications_are_sent_again() {
    let (talkjs, emulator) = world().await;
    let request = NotificationRequest::new([NotificationChannel::Email])
        .recipients(["alice"])
        .email_settings(EmailSettings::new().subject("{{sender.name}} wrote"));
    talkjs.send_notifications("c", request).send().await.unwrap();
    let sent = emulator.requests().pop().unwrap().json().unwrap();
    assert_eq!(
        sent,
        json!({"channels": ["email"], "recipients": ["alice"], "emailSettings": {"subject": "{{sender.name}} wrote"}})
    );

    let nobody = talkjs
        .send_notifications("c", NotificationRequest::new(Vec::<NotificationChannel>::new()))
        .send()
        .await
        .unwrap_err();
    assert!(matches!(nobody, Error::InvalidRequest { .. }), "{nobody}");
}

#[tokio::test]
async fn operations_of_a_batch_succeed_and_fail_alone() {
    let (talkjs, emulator) = world().await;
    let operation = |number: u64, method: &str, path: &str| vec![json!(number), json!(method), json!(path)];
    let operations = vec![operation(1, "GET", "/users/alice"), operation(2, "GET", "/users/nobody")];
    let rows = talkjs.run_batch(operations).send().await.unwrap();
    assert_eq!((&rows[0][0], &rows[0][1], &rows[0][2]["name"]), (&json!(1), &json!(200), &json!("Alice")));
    assert_eq!((&rows[1][0], &rows[1][1]), (&json!(2), &json!(404)));

    let before = emulator.requests().len();
    let eleven: Vec<_> = (0..11).map(|number| operation(number, "GET", "/users")).collect();
    let error = talkjs.run_batch(eleven).send().await.unwrap_err();
    assert!(error.to_string().contains("10"), "{error}");
    assert_eq!(emulator.requests().len(), before);
}

#[tokio::test]
async fn a_typed_batch_does_not_depend_on_the_order() {
    for backwards in [false, true] {
        let mut decisions = Decisions::default();
        decisions.batches_run_backwards = backwards;
        let emulator = Checked::new(Emulator::builder().decisions(decisions).start().await.unwrap());
        let talkjs = client(&emulator, emulator.secret_key());
        talkjs.upsert_user("alice", NewUser::new("Alice")).send().await.unwrap();
        let mut batch = talkjs.batch();
        let alice = batch.add(talkjs.get_user("alice"));
        let slash = batch.add(talkjs.upsert_user("a/b", NewUser::new("Slash")));
        let nobody = batch.add(talkjs.get_user("nobody"));
        let responses = batch.send().await.unwrap();
        assert_eq!(responses.get(alice).unwrap().name, "Alice");
        responses.get(slash).unwrap();
        assert!(responses.get(nobody).unwrap_err().is_not_found());
        let mut batch = talkjs.batch();
        let page = batch.add(talkjs.list_users().limit(1));
        assert_eq!(batch.send().await.unwrap().get(page).unwrap().data.len(), 1);
        assert_eq!(talkjs.get_user("a/b").send().await.unwrap().name, "Slash");
    }
}

/// Calls everything once, with what each needs to succeed.
async fn tour(talkjs: &Client) -> Result<(), Error> {
    talkjs.update_app(AppUpdate::new()).send().await?;
    talkjs.get_app().send().await?;
    talkjs.list_themes().send().await?;
    talkjs.upsert_users([("u", NewUser::new("U"))]).send().await?;
    talkjs.upsert_user("u", UserUpdate::new()).send().await?;
    talkjs.get_user("u").send().await?;
    talkjs.list_users().send().await?;
    talkjs.list_user_conversations("u").send().await?;
    talkjs.query_presences(PresenceQuery::new()).send().await?;
    talkjs.upsert_conversation("t", ConversationUpdate::new()).send().await?;
    talkjs.get_conversation("t").send().await?;
    talkjs.list_conversations().send().await?;
    talkjs.join_conversation("t", "u").send().await?;
    talkjs.update_participation("t", "u", ParticipationUpdate::new()).send().await?;
    talkjs.get_participant_email("t", "u").send().await?;
    talkjs.upload_file(FileUpload::new(Upload::new("text"))).send().await?;
    let sent = talkjs.send_messages("t", [UserMessage::new("u", "Hi")]).send().await?;
    let message = &sent[0].id;
    talkjs.list_messages("t").send().await?;
    talkjs.get_message("t", message).send().await?;
    talkjs.edit_message("t", message, MessageEdit::new().text("Hello")).send().await?;
    talkjs.add_reaction("t", message, "👍", "u").send().await?;
    talkjs.list_reactions("t", message, "👍").send().await?;
    talkjs.remove_reaction("t", message, "👍", "u").send().await?;
    talkjs.send_notifications("t", NotificationRequest::new([NotificationChannel::Sms])).send().await?;
    talkjs.import_messages("t", [ImportedSystemMessage::new(0, "Once")]).send().await?;
    talkjs.run_batch(vec![vec![json!(1), json!("GET"), json!("/users")]]).send().await?;
    talkjs.delete_message("t", message).send().await?;
    talkjs.leave_conversation("t", "u").send().await?;
    talkjs.delete_conversation("t").send().await
}

#[tokio::test]
async fn no_operation_of_the_description_is_left_out() {
    let (_, emulator) = world().await;
    let before = emulator.requests().len();
    tour(&client(&emulator, emulator.secret_key())).await.unwrap();
    let requests = emulator.requests().split_off(before);
    let prefix = format!("/v1/{}", emulator.app_id());
    let called = |method: &str, template: &str| {
        requests.iter().any(|request| {
            let path = request.path().strip_prefix(&prefix).unwrap();
            request.method.eq_ignore_ascii_case(method) && request.status == 200 && is_filled(template, path)
        })
    };
    let operations = operations();
    let forgotten: Vec<_> = operations.iter().filter(|(_, method, path)| !called(method, path)).collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
    assert_eq!(operations.len(), requests.len(), "each is called once");
}

/// Name, method and path of each operation of the description, which has one key in a line.
fn operations() -> Vec<(&'static str, &'static str, &'static str)> {
    let (mut path, mut method) = ("", "");
    let mut operations = Vec::new();
    for line in include_str!("../../spec/talkjs.yaml").lines() {
        let indent = line.len() - line.trim_start().len();
        match (indent, line.trim().split_once(':')) {
            (2, Some((key, ""))) => path = key,
            (4, Some((key, ""))) => method = key,
            (6, Some(("operationId", name))) => operations.push((name.trim(), method, path)),
            _ => {}
        }
    }
    operations
}

/// Whether a path is that of a template with a value for each parameter.
fn is_filled(template: &str, path: &str) -> bool {
    template.split('/').count() == path.split('/').count()
        && template.split('/').zip(path.split('/')).all(|(part, segment)| part == segment || part.starts_with('{'))
}

#[tokio::test]
async fn a_machine_whose_clock_is_wrong_is_let_in_all_the_same() {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    for there in [now + Duration::from_secs(600), now - Duration::from_secs(600)] {
        let clock = Clock::fixed(i64::try_from(there.as_millis()).unwrap());
        let emulator = Checked::new(Emulator::builder().clock(clock).start().await.unwrap());
        let talkjs = client(&emulator, emulator.secret_key());
        talkjs.upsert_user("alice", NewUser::new("Alice")).send().await.unwrap();
        assert_eq!(talkjs.get_user("alice").send().await.unwrap().name, "Alice");
        let statuses: Vec<u16> = emulator.requests().iter().map(|request| request.status).collect();
        // A token of the future is no concern of the emulator's, one of the past is.
        let expected: &[u16] = if there > now { &[401, 200, 200] } else { &[200, 200] };
        assert_eq!(statuses, expected);
    }
}

#[tokio::test]
async fn what_is_not_described_can_be_asked_for() {
    let (talkjs, _emulator) = world().await;
    let answer = talkjs.request(Method::GET, "/users/alice").send().await.unwrap();
    let user: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(user["name"], "Alice");
    let update = json!({"name": "Alice B."});
    talkjs.request(Method::PUT, "/users/alice").json(&update).send().await.unwrap();
    assert_eq!(talkjs.get_user("alice").send().await.unwrap().name, "Alice B.");
    assert!(talkjs.request(Method::GET, "/users/nobody").send().await.unwrap_err().is_not_found());
}
