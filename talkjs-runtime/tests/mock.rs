//! A mock of an API, as users of a generated client see it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use std::time::Duration;

use serde_json::{Value, json};
use talkjs_runtime::http::{Method, StatusCode};
use talkjs_runtime::retry::RetryPolicy;
use talkjs_runtime::test_util::{Mock, Play, from_json};
use talkjs_runtime::{ClientCore, Error, RawRequest};

mod shop {
    #![allow(dead_code, missing_docs, unreachable_pub, reason = "generated; the test uses a part")]
    talkjs_macros::api! { spec = "tests/shop.yaml" }
}

use shop::{Client, Order, Product};

fn mocked() -> (Mock, Client) {
    let mock = Mock::new();
    let client = Client::with_core(mock.core().unwrap());
    (mock, client)
}

fn product(id: &str, name: &str) -> Product {
    from_json(&json!({"id": id, "name": name})).unwrap()
}

#[tokio::test]
async fn calls_get_the_values_of_their_operation_and_parameters() {
    let (mock, shop) = mocked();
    mock.on(shop.get_product("tea")).returns(product("tea", "Tea"));
    mock.on(shop.get_product("a/b")).returns(product("a/b", "Odd"));
    mock.on(shop.get_status()).returns("open".to_owned());
    mock.on(shop.create_order(Order::new("anything"))).returns_by(|request| request.json().unwrap());

    assert_eq!(shop.get_status().send().await.unwrap(), "open");
    assert_eq!(shop.get_product("a/b").send().await.unwrap().name, "Odd");
    assert_eq!(shop.get_product("tea").send().await.unwrap().name, "Tea");
    assert_eq!(shop.create_order(Order::new("tea")).send().await.unwrap().product, "tea");

    let operations: Vec<_> = mock.sent().iter().map(|request| request.operation).collect();
    assert_eq!(operations, ["getStatus", "getProduct", "getProduct", "createOrder"]);
    let paths: Vec<_> = mock.calls("getProduct").iter().map(|request| request.path().to_owned()).collect();
    assert_eq!(paths, ["/products/a%2Fb", "/products/tea"]);
    assert_eq!(mock.calls("createOrder")[0].json::<Value>().unwrap(), json!({"product": "tea"}));
    assert!(mock.calls("listProducts").is_empty());
}

#[tokio::test]
async fn query_of_a_call_has_at_least_the_parameters_of_the_response() {
    let (mock, shop) = mocked();
    let page = |ids: &[&str]| {
        let data: Vec<_> = ids.iter().map(|id| json!({"id": id, "name": "A product"})).collect();
        from_json(&json!({ "data": data })).unwrap()
    };
    mock.on(shop.list_products().starting_after("b")).returns(page(&["c"]));
    mock.on(shop.list_products().starting_after("c")).returns(page(&[]));
    mock.on(shop.list_products()).returns(page(&["a", "b"]));

    // The stream asks for a number of items as well.
    let (mut products, mut ids) = (shop.list_products().stream(), Vec::new());
    while let Some(product) = products.next().await {
        ids.push(product.unwrap().id.to_string());
    }
    assert_eq!(ids, ["a", "b", "c"]);
    let queries: Vec<_> =
        mock.calls("listProducts").iter().map(|request| request.url.query().map(str::to_owned)).collect();
    assert_eq!(queries[1].as_deref(), Some("limit=100&startingAfter=b"), "{queries:?}");
}

#[tokio::test]
async fn responses_are_used_in_their_order_and_so_often() {
    let (mock, shop) = mocked();
    mock.on(shop.get_product("tea")).times(1).returns(product("tea", "One"));
    mock.on(shop.get_product("tea")).times(2).returns(product("tea", "Two"));
    mock.on(shop.get_product("tea")).returns(product("tea", "More"));
    let mut names = Vec::new();
    for _ in 0..5 {
        names.push(shop.get_product("tea").send().await.unwrap().name);
    }
    assert_eq!(names, ["One", "Two", "Two", "More", "More"]);
}

#[tokio::test(start_paused = true)]
async fn errors_have_statuses_and_failures_are_retried() {
    let (mock, shop) = mocked();
    mock.on(shop.get_product("tea")).plays(Play::json(404, &json!({"code": "gone"})));
    mock.on(shop.get_status()).times(1).plays(Play::response(503, ""));
    mock.on(shop.get_status()).times(1).plays(Play::no_response().after(Duration::from_secs(1)));
    mock.on(shop.get_status()).returns("open".to_owned());

    assert!(shop.get_product("tea").send().await.unwrap_err().is_not_found());
    assert_eq!(shop.get_status().send().await.unwrap(), "open");
    assert_eq!(mock.calls("getStatus").len(), 3);
}

#[tokio::test]
async fn operation_can_be_named_by_its_id() {
    let (mock, shop) = mocked();
    mock.on_operation("getProduct").returns(json!({"id": "any", "name": "Any"}));
    mock.on_operation("getStatus").plays_by(|request| Play::response(200, request.operation));
    assert_eq!(shop.get_product("tea").send().await.unwrap().name, "Any");
    assert_eq!(shop.get_product("milk").send().await.unwrap().name, "Any");
    assert_eq!(shop.get_status().send().await.unwrap(), "getStatus");
    mock.on_operation("request").plays(Play::response(200, "raw"));
    let raw = RawRequest::new(shop.core(), Method::GET, "/raw").send().await.unwrap();
    assert_eq!(raw.body(), "raw");
}

#[tokio::test]
async fn call_without_a_response_fails_with_the_name_of_its_operation() {
    let (mock, shop) = mocked();
    let error = shop.get_product("tea").send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NOT_IMPLEMENTED));
    assert_eq!(error.retries().attempts, 1);
    let text = error.to_string();
    assert!(text.contains("no response of the mock for `getProduct`, GET /products/tea"), "{text}");

    mock.on(shop.get_product("milk")).returns(product("milk", "Milk"));
    mock.on(shop.get_product("salt")).times(0).returns(product("salt", "Salt"));
    mock.on(shop.get_product("")).returns(product("", ""));
    mock.on(shop.get_status()).returns(String::new());
    let text = shop.get_product("tea").send().await.unwrap_err().to_string();
    let known = "it has some for /products/milk, /products/salt (used up), an invalid call, path parameter `productId`";
    assert!(text.contains(known), "{text}");
    assert!(!text.contains("status"), "{text}");
}

#[tokio::test]
async fn client_of_another_base_url_can_have_the_mock_as_its_transport() {
    let mock = Mock::new();
    let core = ClientCore::builder("https://shop.example.com/v1").transport(mock.clone()).retry(RetryPolicy::none());
    let shop = Client::with_core(core.build().unwrap());
    mock.on(shop.get_product("tea")).returns(product("tea", "Tea"));
    mock.on(shop.get_file("a")).returns("text".to_owned());
    assert_eq!(shop.get_product("tea").send().await.unwrap().name, "Tea");
    assert_eq!(shop.get_file("a").send().await.unwrap(), "text");
    let hosts: Vec<_> = mock.sent().iter().map(|request| request.url.host().unwrap().to_owned()).collect();
    assert_eq!(hosts, ["shop.example.com", "files.example.com"]);
}

#[tokio::test]
async fn script_of_a_response_may_use_the_mock() {
    let (mock, shop) = mocked();
    let (inside, again) = (mock.clone(), shop.clone());
    mock.on(shop.get_status()).plays_by(move |request| {
        inside.on(again.get_product("tea")).returns(product("tea", "Tea"));
        Play::response(200, format!("{} before", inside.calls(request.operation).len()))
    });
    assert_eq!(shop.get_status().send().await.unwrap(), "1 before");
    assert_eq!(shop.get_product("tea").send().await.unwrap().name, "Tea");
}

#[tokio::test]
async fn debug_names_operations_and_nothing_else() {
    let (mock, shop) = mocked();
    let on = mock.on(shop.get_product("canary"));
    assert_eq!(format!("{on:?}"), "On { operation: \"getProduct\", .. }");
    on.returns(product("canary", "canary"));
    assert_eq!(format!("{mock:?}"), "{\"getProduct\"}");
    let error: Error = shop.get_product("x").send().await.unwrap_err();
    assert!(!format!("{mock:?}").contains("canary"), "{error}");
}
