//! Requests and responses that few APIs have, each as a generated client sends or reads it.

use talkjs_runtime::ClientCore;
use talkjs_runtime::serde_json::{Value, json};
use talkjs_runtime::test_util::{Play, ScriptedTransport};
use talkjs_runtime::types::Upload;

#[allow(dead_code, missing_docs, reason = "generated for these tests")]
mod api {
    talkjs_macros::api! { spec = "tests/odd.yaml" }
}

use api::operations::GetBoxResponse;
use api::{
    Animal, Carton, Cat, Client, CreateCoverBody, CreateCoverBodyNote, Member, MemberRequest, Page, PageRequest,
    SERVER_URL, SERVERS, Thing, security,
};

fn client(transport: &ScriptedTransport) -> Client {
    Client::with_core(ClientCore::builder("https://odd.test/v1").transport(transport.clone()).build().unwrap())
}

fn answered(status: u16, body: &'static str) -> Client {
    client(&ScriptedTransport::by(move |_| Play::response(status, body)))
}

#[tokio::test]
async fn an_empty_body_is_null_where_anything_is_described() {
    for status in [200, 204] {
        assert_eq!(answered(status, "").get_any().send().await.unwrap(), Value::Null);
        let error = answered(status, "").get_pair().send().await.unwrap_err().to_string();
        assert!(error.ends_with(": expected JSON, found an empty body"), "{error}");
    }
}

#[tokio::test]
async fn a_mismatch_says_what_is_wrong_and_where() {
    let error = answered(200, r#"[1, "a", true]"#).get_pair().send().await.unwrap_err().to_string();
    assert!(error.ends_with(": the array has more items than the description"), "{error}");
    let error = answered(200, r#"[1.5, "a"]"#).get_pair().send().await.unwrap_err().to_string();
    assert!(error.ends_with(": at `/0`: invalid type: floating point, expected i64"), "{error}");
    let error = answered(206, "{}").get_box().send().await.unwrap_err().to_string();
    let reason = "unexpected status: the description has no success response for it";
    assert!(error.ends_with(reason), "{error}");
}

#[tokio::test]
async fn a_redirect_that_is_described_is_no_sign_of_a_wrong_base_url() {
    let error = answered(302, "").get_pair().send().await.unwrap_err().to_string();
    assert!(error.ends_with("redirects are not followed, the header `Location` has the address"), "{error}");
    let error = answered(302, "").get_any().send().await.unwrap_err().to_string();
    assert!(error.ends_with("redirects are not followed, check the base URL"), "{error}");
}

#[tokio::test]
async fn whole_numbers_and_a_byte_order_mark_are_read() {
    assert_eq!(answered(200, "\u{feff}[1e3, \"1.0\"]").get_pair().send().await.unwrap(), (1000, "1.0".to_owned()));
    let read = answered(200, r#"[{"kind":"box","size":2.0}]"#).get_things("a").send().await.unwrap();
    let [Thing::Carton(Carton { size: 2, .. })] = read.as_slice() else { panic!("{read:?}") };
}

#[tokio::test]
async fn a_property_with_one_possible_value_is_never_another() {
    for (body, words) in [
        (r#"{"kind":"bag","size":1}"#, "at `/kind`: invalid value: string, expected \"box\""),
        (r#"{"size":1}"#, "at `/kind`: missing required property"),
    ] {
        let error = answered(200, body).get_box().send().await.unwrap_err().to_string();
        assert!(error.ends_with(words), "{error}");
    }
    let read = answered(200, r#"{"size":1,"kind":"box"}"#).get_box().send().await.unwrap();
    assert!(matches!(read, GetBoxResponse::Ok(Carton { size: 1, .. })), "{read:?}");
}

#[tokio::test]
async fn a_branch_whose_property_has_another_value_does_not_fit() {
    let body = r#"[{"kind":"bag","size":1}, "a", {"kind":"box","size":1}, {"size":1}]"#;
    let read = answered(200, body).get_things("a").send().await.unwrap();
    assert!(
        matches!(read.as_slice(), [Thing::Unknown(_), Thing::String(_), Thing::Carton(_), Thing::Unknown(_)]),
        "{read:?}"
    );
    let again = talkjs_runtime::serde_json::to_value(&read).unwrap();
    assert_eq!(again, json!([{"kind":"bag","size":1}, "a", {"kind":"box","size":1}, {"size":1}]));
}

#[tokio::test]
async fn reserved_characters_and_a_user_agent_are_sent_as_given() {
    let transport = ScriptedTransport::by(|_| Play::response(200, "[]"));
    client(&transport).get_things("a%20b/c:d").raw("x%20y/z?").user_agent("mine/1").send().await.unwrap();
    let sent = transport.sent().remove(0);
    assert_eq!((sent.path(), sent.url.query()), ("/v1/things/a%20b%2Fc:d", Some("raw=x%20y/z?")));
    assert_eq!(sent.header("user-agent"), Some("mine/1"));
}

#[tokio::test]
async fn half_of_the_credentials_that_belong_together_are_not_sent() {
    let transport = ScriptedTransport::by(|_| Play::response(204, ""));
    let core = || ClientCore::builder("https://odd.test/v1").transport(transport.clone());
    let half = Client::with_core(core().credentials(security::token("t")).build().unwrap());
    let error = half.get_signed().send().await.unwrap_err().to_string();
    let words = "the client has no credential for the security scheme `secret`, which the operation requires as well";
    assert_eq!(error, format!("`getSigned` was not sent: {words}"));
    assert_eq!(transport.sent().len(), 0);
    // Nothing is required, or another alternative is complete, or nothing shows what the client is for.
    half.get_maybe_signed().send().await.unwrap();
    let both = core().credentials(security::token("t")).credentials(security::admin("a"));
    Client::with_core(both.build().unwrap()).get_signed().send().await.unwrap();
    client(&transport).get_signed().send().await.unwrap();
    let header = |name| transport.sent().iter().map(|sent| sent.header(name).is_some()).collect::<Vec<_>>();
    assert_eq!((header("x-token"), header("authorization")), (vec![true, false, false], vec![false, true, false]));
}

#[tokio::test]
async fn an_upload_has_one_of_the_media_types_of_its_part() {
    let transport = ScriptedTransport::by(|_| Play::response(204, ""));
    let upload = |media: &str| Upload::new("x").content_type(media);
    let cover = |picture, sound| CreateCoverBody::new().picture(picture).sounds(vec![upload("audio/ogg"), sound]);
    for (cover, words) in [
        (
            cover(upload("image/gif"), upload("audio/mp4")),
            "`/picture` has an unsupported media type: must be one of `image/png`, `image/jpeg`, found `image/gif`",
        ),
        (
            cover(Upload::new("x"), upload("audio/mp4")),
            "`/picture` has an unsupported media type: must be one of `image/png`, `image/jpeg`, found `application/octet-stream`",
        ),
        (
            cover(upload("image/png"), upload("video/mp4")),
            "`/sounds/1` has an unsupported media type: must be one of `audio/*`, found `video/mp4`",
        ),
    ] {
        let error = client(&transport).create_cover(cover).send().await.unwrap_err().to_string();
        assert_eq!(error, format!("`createCover` was not sent: {words}"));
    }
    assert_eq!(transport.sent().len(), 0);
    let fitting = cover(upload("image/JPEG; q=1"), upload("audio/mp4")).note(CreateCoverBodyNote::new().text("a"));
    client(&transport).create_cover(fitting).send().await.unwrap();
    let body = String::from_utf8(transport.sent().remove(0).body.to_vec()).unwrap();
    let types: Vec<_> = body.lines().filter_map(|line| line.strip_prefix("Content-Type: ")).collect();
    assert_eq!(types, ["image/JPEG; q=1", "audio/ogg", "audio/mp4", "application/json"]);
}

#[test]
fn all_servers_are_listed_with_their_variables() {
    let [first, second] = SERVERS else { panic!("{SERVERS:?}") };
    assert_eq!((first.url, first.description), (SERVER_URL, "Production"));
    assert_eq!(first.url_with(&[]).unwrap(), "https://odd.example.com/v1");
    assert_eq!(second.url_with(&[("region", "us")]).unwrap(), "https://us.odd.example.com/v1");
    let error = second.url_with(&[("region", "mars")]).unwrap_err().to_string();
    assert!(error.contains("cannot have `mars` for `region`"), "{error}");
}

#[tokio::test]
async fn a_write_only_property_is_required_in_requests_and_absent_in_responses() {
    let transport = ScriptedTransport::by(|_| Play::response(201, r#"{"id":7,"name":"Ann","password":"secret"}"#));
    let member: Member = client(&transport).create_member(MemberRequest::new("Ann", "secret")).send().await.unwrap();
    // A response has no field for it, even where a server sends it.
    let Member { id: 7, name: _, seen: None, club: None } = &member else { panic!("{member:?}") };
    let sent: Vec<Value> =
        transport.sent().iter().map(|sent| talkjs_runtime::serde_json::from_slice(&sent.body).unwrap()).collect();
    assert_eq!(sent, [json!({ "name": "Ann", "password": "secret" })]);
}

#[tokio::test]
async fn a_value_that_was_read_is_sent_again_without_its_read_only_properties() {
    let read = r#"{"rev":4,"title":"A","tags":[{"id":1,"label":"x"}],"lead":{"id":2,"label":"y"},"note":null}"#;
    let transport = ScriptedTransport::by(move |_| Play::response(200, read));
    let client = client(&transport);
    let page: Page = client.put_page(PageRequest::new("A")).send().await.unwrap();
    assert_eq!((page.rev, page.tags.as_ref().map(Vec::len)), (4, Some(1)));
    client.put_page(page).send().await.unwrap();
    let sent: Value = talkjs_runtime::serde_json::from_slice(&transport.sent().remove(1).body).unwrap();
    // `note` is null in the response and can be cleared in requests: what is not said is kept.
    assert_eq!(sent, json!({ "title": "A", "tags": [{ "label": "x" }], "lead": { "label": "y" } }));
}

#[tokio::test]
async fn a_child_is_read_as_its_parent_with_all_its_properties_and_sets_its_own_tag() {
    let cat = r#"{"species":"cat","name":"Tom","lives":9}"#;
    let transport = ScriptedTransport::by(move |_| Play::response(200, cat));
    let animal = client(&transport).put_animal(Cat::new(9).name("Tom")).send().await.unwrap();
    let Animal::Cat(read) = &animal else { panic!("{animal:?}") };
    assert_eq!((read.lives, read.species.as_str()), (9, "cat"));
    let sent: Value = talkjs_runtime::serde_json::from_slice(&transport.sent().remove(0).body).unwrap();
    assert_eq!(sent, json!({ "species": "cat", "name": "Tom", "lives": 9 }));
}

#[test]
fn a_tag_of_no_child_is_read_as_the_parent_and_nothing_is_lost() {
    let read = |json: &str| talkjs_runtime::serde_json::from_str::<Animal>(json);
    let bird = r#"{"species":"bird","name":"Ann","wings":2}"#;
    let animal = read(bird).unwrap();
    let Animal::Base(base) = &animal else { panic!("{animal:?}") };
    assert_eq!((base.species.as_str(), &base.additional_properties["wings"]), ("bird", &json!(2)));
    let whole: Value = talkjs_runtime::serde_json::from_str(bird).unwrap();
    assert_eq!(talkjs_runtime::serde_json::to_value(&animal).unwrap(), whole);
    // A name that no mapping has is the tag of its schema, and a child that is incomplete is no other animal.
    assert!(matches!(read(r#"{"species":"Dog","bark":"loud"}"#).unwrap(), Animal::Dog(_)));
    let error = read(r#"{"species":"cat"}"#).unwrap_err().to_string();
    assert!(error.contains("lives"), "{error}");
    assert!(read("\"cat\"").is_err());
}
