//! Requests that the description does not have.

use std::collections::BTreeMap;

use talkjs_runtime::http::Method;
use talkjs_runtime::serde_json::Value;
use talkjs_runtime::test_util::{Play, ScriptedTransport};
use talkjs_runtime::{Error, RawRequest};

use super::{builder, client, products};

#[tokio::test]
async fn names_are_known_at_run_time_and_can_be_sent_more_than_once() {
    let transport = products();
    let shop = client(builder(&transport));
    let (name, header) = (["i", "d"].concat(), ["X-", "Tag"].concat());
    let request = RawRequest::new(shop.core(), Method::GET, "/x?a=b").query(name.clone(), 1).query(name, "2&3");
    request.header(header.clone(), "one").header(header, "two").send().await.unwrap();
    let sent = &transport.sent()[0];
    assert_eq!(sent.url.to_string(), "https://shop.test/v1/x?a=b&id=1&id=2%263");
    assert_eq!(sent.headers.get_all("x-tag").iter().collect::<Vec<_>>(), ["one", "two"]);
}

#[tokio::test]
async fn a_name_that_is_no_header_is_reported_with_the_name() {
    let shop = client(builder(&products()));
    let request = RawRequest::new(shop.core(), Method::GET, "/x").header(String::from("X Tag"), "one");
    let error = request.send().await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest { .. }), "{error}");
    assert!(error.to_string().contains("header `X Tag`"), "{error}");
}

#[tokio::test]
async fn json_is_asked_for_and_what_does_not_match_is_reported_with_its_place() {
    let transport = ScriptedTransport::by(|_| Play::response(200, r#"{"names":["a",5]}"#));
    let shop = client(builder(&transport));
    let request = || RawRequest::new(shop.core(), Method::GET, "/names");
    let names: BTreeMap<String, Value> = request().send_json().await.unwrap();
    assert_eq!(names["names"][0], "a");
    assert_eq!(transport.sent()[0].header("accept"), Some("application/json"));
    let error = request().send_json::<BTreeMap<String, Vec<String>>>().await.unwrap_err();
    assert!(error.to_string().contains("at `/names/1`: invalid type"), "{error}");
}
