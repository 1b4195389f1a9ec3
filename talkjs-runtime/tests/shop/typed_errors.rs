//! Error responses as the types that the description declares.

use bytes::Bytes;
use http::StatusCode;
use talkjs_runtime::error::TypedError;
use talkjs_runtime::retry::RetryPolicy;
use talkjs_runtime::test_util::{Play, ScriptedTransport};
use talkjs_runtime::{Error, IntoCall};

use super::api::operations::CreateOrderError;
use super::api::{Client, Order, Outage, Problem, SoldOut};
use super::{builder, client};

fn shop(play: Play) -> Client {
    client(builder(&ScriptedTransport::by(move |_| play.clone())))
}

/// The error of an order that gets this response.
async fn order(status: u16, body: &str) -> TypedError<CreateOrderError> {
    let shop = shop(Play::response(status, body.to_owned()).header("X-Request-Id", "r1"));
    shop.create_order(Order::new("tea")).retry(RetryPolicy::none()).send_typed().await.unwrap_err()
}

async fn body(status: u16, body: &str) -> CreateOrderError {
    match order(status, body).await {
        TypedError::Declared(error) => error.body,
        TypedError::Other(error) => panic!("{error:?}"),
    }
}

fn problem(code: &str) -> Problem {
    serde_json::from_value(serde_json::json!({ "code": code })).unwrap()
}

#[tokio::test]
async fn the_variant_is_that_of_the_status_then_of_its_range_then_the_default() {
    let sold_out: SoldOut = serde_json::from_str(r#"{"nextDelivery":"monday"}"#).unwrap();
    assert_eq!(body(409, r#"{"nextDelivery":"monday"}"#).await, CreateOrderError::Conflict(sold_out));
    let outage: Outage = serde_json::from_str(r#"{"until":"noon"}"#).unwrap();
    assert_eq!(body(503, r#"{"until":"noon"}"#).await, CreateOrderError::ServerError(outage));
    assert_eq!(body(404, r#"{"code":"nobody"}"#).await, CreateOrderError::Default(problem("nobody")));
}

#[tokio::test]
async fn a_body_of_another_shape_is_another_error() {
    for (status, text) in [(409, r#"{"code":"nobody"}"#), (503, "<html>"), (404, ""), (404, "null"), (409, "")] {
        let TypedError::Other(Error::Api(raw)) = order(status, text).await else { panic!("{status} {text}") };
        assert_eq!((raw.status.as_u16(), &*raw.body), (status, text.as_bytes()));
    }
}

#[tokio::test]
async fn a_call_without_a_response_is_another_error() {
    let shop = shop(Play::not_sent());
    let error = shop.create_order(Order::new("tea")).retry(RetryPolicy::none()).send_typed().await.unwrap_err();
    assert!(matches!(error, TypedError::Other(Error::NotSent { .. })), "{error:?}");
}

#[tokio::test]
async fn a_declared_error_keeps_the_response_as_it_came() {
    let body = r#"{"until":"canary","message":"closed"}"#;
    let TypedError::Declared(error) = order(503, body).await else { panic!() };
    assert_eq!(error.raw.status, 503);
    assert_eq!(error.raw.headers["x-request-id"], "r1");
    assert_eq!(error.raw.body, body);
    assert_eq!(error.raw.retries.attempts, 1);
    assert_eq!(error.raw.declared::<Outage>().unwrap().until, "canary");
    let shown = format!("{:?}", TypedError::Declared(error));
    assert!(shown.contains("503") && !shown.contains("canary"), "{shown}");
}

#[tokio::test]
async fn one_type_for_all_errors_is_that_type_and_success_is_returned() {
    let missing = shop(Play::response(404, r#"{"code":"nobody"}"#));
    match missing.get_product("tea").send_typed().await {
        Err(TypedError::Declared(error)) => assert_eq!(error.body.code, "nobody"),
        other => panic!("{other:?}"),
    }
    let undeclared = shop(Play::response(418, r#"{"code":"nobody"}"#));
    let error = undeclared.get_product("tea").send_typed().await.unwrap_err();
    assert!(matches!(error, TypedError::Other(_)), "only 404 is declared: {error:?}");
    let found = shop(super::product());
    assert_eq!(found.get_product("tea").send_typed().await.unwrap().name, "Tea");
}

#[tokio::test]
async fn question_mark_converts_into_the_error_of_the_crate() {
    async fn buy(shop: &Client) -> Result<(), Error> {
        shop.create_order(Order::new("tea")).send_typed().await?;
        Ok(())
    }
    let shop = shop(Play::response(409, r#"{"nextDelivery":"monday"}"#));
    let error = buy(&shop).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::CONFLICT));
    let Error::Api(raw) = &error else { panic!("{error:?}") };
    assert_eq!(raw.declared::<SoldOut>().unwrap().next_delivery, "monday");
    let typed = TypedError::<CreateOrderError>::from(error);
    assert!(matches!(&typed, TypedError::Declared(error) if matches!(error.body, CreateOrderError::Conflict(_))));
    let untyped: Error = shop.create_order(Order::new("tea")).send().await.unwrap_err();
    assert_eq!(typed.to_string(), untyped.to_string());
}

#[tokio::test]
async fn a_response_of_a_batch_has_the_errors_of_its_call() {
    let reader = shop(super::product()).create_order(Order::new("tea")).into_call().reader();
    let read = |status: StatusCode, body: &'static str| reader.read_typed(status, Bytes::from_static(body.as_bytes()));
    let error = read(StatusCode::CONFLICT, r#"{"nextDelivery":"monday"}"#).unwrap_err();
    let TypedError::Declared(error) = error else { panic!("{error:?}") };
    assert!(matches!(error.body, CreateOrderError::Conflict(_)));
    let error = read(StatusCode::CONFLICT, "{}").unwrap_err();
    assert!(matches!(error, TypedError::Other(Error::Api(_))), "{error:?}");
    assert_eq!(read(StatusCode::CREATED, r#"{"product":"tea"}"#).unwrap().product.as_str(), "tea");
}
