//! Calls own what they need, so they can be stored, cloned, and sent from another task.

use super::api::{Client, ProductId};
use super::{builder, client, products};

fn is_owned<T: Clone + Send + 'static>(_: &T) {}

/// A function that returns the stream of a client of its own.
#[expect(clippy::needless_pass_by_value, reason = "the stream must not borrow it")]
fn names(shop: Client) -> talkjs_runtime::Items<super::api::ListProductsResponse, super::api::Product> {
    shop.list_products().stream()
}

#[tokio::test]
async fn a_call_is_spawned_stored_and_cloned() {
    let shop = client(builder(&products()));
    let call = shop.get_product("tea");
    is_owned(&call);
    is_owned(&shop.list_products());
    let product = tokio::spawn(call.clone().send()).await.unwrap().unwrap();
    assert_eq!(product.name, "Tea");
    assert_eq!(call.send().await.unwrap(), product);
    let first = tokio::spawn(async move { names(shop).next().await }).await.unwrap();
    assert!(first.unwrap().is_err(), "a product is no page");
}

/// An id of the application.
struct Sku(u32);

impl From<Sku> for ProductId {
    fn from(sku: Sku) -> Self {
        format!("sku-{}", sku.0).into()
    }
}

#[tokio::test]
async fn an_id_is_made_of_everything_that_converts_into_it() {
    let transport = products();
    let shop = client(builder(&transport));
    let (text, id) = (String::from("text"), ProductId::from("id"));
    shop.get_product("str").send().await.unwrap();
    shop.get_product(&text).send().await.unwrap();
    shop.get_product(text).send().await.unwrap();
    shop.get_product(&id).send().await.unwrap();
    shop.get_product(id).send().await.unwrap();
    shop.get_product(7).send().await.unwrap();
    shop.get_product(u64::MAX).send().await.unwrap();
    shop.get_product(Sku(9)).send().await.unwrap();
    let paths: Vec<_> = transport.sent().iter().map(|request| request.path().replace("/v1/products/", "")).collect();
    assert_eq!(paths, ["str", "text", "text", "id", "id", "7", "18446744073709551615", "sku-9"]);
}
