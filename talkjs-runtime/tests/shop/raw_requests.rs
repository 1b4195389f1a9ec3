//! Requests that the description does not have.

use talkjs_runtime::http::Method;
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
