//! Described headers of success responses.

use talkjs_runtime::test_util::{Play, ScriptedTransport};
use talkjs_runtime::{Error, TypedResponse};

use super::api::ListProductsResponse;
use super::api::operations::ListProductsHeaders;
use super::{builder, client};

/// A page with these headers.
async fn page(headers: &[(&'static str, &'static str)]) -> TypedResponse<ListProductsResponse, ListProductsHeaders> {
    let page =
        headers.iter().fold(Play::response(200, r#"{"data":[]}"#), |play, (name, value)| play.header(name, value));
    client(builder(&ScriptedTransport::new([page]))).list_products().limit(7).send_with_headers().await.unwrap()
}

#[tokio::test]
async fn headers_have_the_types_of_the_description() {
    let page = page(&[
        ("x-total", "12"),
        ("X-Season", "autumn"),
        ("X-Shelves", "1, 2"),
        ("X-Shelves", "3"),
        ("X-Open", "true"),
        ("X-Next-Key", "canary"),
        ("X-Other", "more"),
    ])
    .await;
    assert_eq!(page.status, 200);
    assert!(page.body.data.is_empty());
    assert_eq!(page.headers.x_total, Some(12));
    assert_eq!(page.headers.x_season.as_ref().unwrap().as_str(), "autumn");
    assert_eq!(page.headers.x_shelves, Some(vec![1, 2, 3]));
    assert_eq!(page.headers.x_open, Some(true));
    assert_eq!(page.headers.x_next_key.as_deref(), Some("canary"));
    assert!(page.headers.malformed().is_empty());
    assert_eq!(page.raw_headers["x-other"], "more");
    let shown = format!("{:?}", page.headers);
    assert_eq!(shown, r#"{"X-Total", "X-Season", "X-Shelves", "X-Open", "X-Next-Key"}"#);
}

#[tokio::test]
async fn no_response_fails_because_of_a_header() {
    let missing = page(&[]).await;
    assert_eq!(missing.headers.x_total, None);
    assert!(missing.headers.malformed().is_empty());

    let malformed = page(&[("X-Total", "many"), ("X-Open", "canary"), ("X-Season", "winter")]).await;
    assert_eq!((malformed.headers.x_total, malformed.headers.x_open), (None, None));
    assert_eq!(malformed.headers.malformed(), ["X-Total", "X-Open"]);
    assert_eq!(malformed.headers.x_season.as_ref().unwrap().as_str(), "winter", "enums are open");
    let shown = format!("{:?}", malformed.headers);
    assert!(!shown.contains("canary"), "{shown}");
}

#[tokio::test]
async fn an_error_response_is_an_error_as_without_headers() {
    let shop = client(builder(&ScriptedTransport::by(|_| Play::response(404, "").header("X-Total", "1"))));
    let error = shop.list_products().send_with_headers().await.unwrap_err();
    assert!(matches!(error, Error::Api(_)), "{error:?}");
}
