//! HTTP/2: whether a request was sent is known as well.

use axum::Router;
use axum::routing::get;
use talkjs_runtime::transport::reqwest;
use talkjs_runtime::{ClientCore, Error};

use super::client;

fn http_client() -> reqwest::Client {
    let builder = reqwest::Client::builder().http2_prior_knowledge().no_proxy();
    builder.redirect(reqwest::redirect::Policy::none()).retry(reqwest::retry::never()).build().unwrap()
}

#[tokio::test]
async fn calls_go_over_http2() {
    async fn product(version: axum::http::Version) -> String {
        format!(r#"{{"id":"tea","name":"{version:?}"}}"#)
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/products/{id}", get(product))).await });
    let shop = client(ClientCore::builder(format!("http://{address}")).http_client(http_client()));
    let names: Vec<_> = [(); 20].into_iter().map(|()| tokio::spawn(shop.get_product("tea").send())).collect();
    for name in names {
        assert_eq!(name.await.unwrap().unwrap().name, "HTTP/2.0");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_not_there_was_sent_nothing() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let shop = client(ClientCore::builder(format!("http://{address}")).http_client(http_client()));
    let error = shop.create_order(super::api::Order::new("tea")).send().await.unwrap_err();
    assert!(matches!(error, Error::NotSent { .. }), "{error:?}");
}
