//! Where requests go, and as whom.

use talkjs_runtime::http::Method;
use talkjs_runtime::{ClientCore, RawRequest};

use super::api::security;
use super::{builder, client, products};

#[tokio::test]
async fn an_operation_with_a_server_of_its_own_goes_there_or_to_the_base_url() {
    let transport = products();
    client(builder(&transport)).get_file("a").send().await.unwrap();
    client(builder(&transport).ignore_operation_servers()).get_file("a").send().await.unwrap();
    // No server is named that would have to be trusted.
    let keyed = builder(&transport).credentials(security::key("key"));
    client(keyed.ignore_operation_servers()).get_file("a").send().await.unwrap();
    let urls: Vec<_> = transport.sent().iter().map(|request| request.url.to_string()).collect();
    assert_eq!(
        urls,
        ["https://files.example.com/files/a", "https://shop.test/v1/files/a", "https://shop.test/v1/files/a"]
    );
}

#[tokio::test]
async fn a_path_parameter_has_segments_only_where_the_caller_says_so() {
    let transport = products();
    let shop = client(builder(&transport).ignore_operation_servers());
    shop.get_file("src/a b.rs").send().await.unwrap();
    shop.get_file("").raw_path("path", "src/a b.rs").send().await.unwrap();
    shop.get_file("").raw_path("path", "").send().await.unwrap();
    let error = shop.get_file("").raw_path("path", "src/../a").send().await.unwrap_err();
    assert!(error.to_string().contains("must not be `.` or `..`"), "{error}");
    let paths: Vec<_> = transport.sent().iter().map(|request| request.path().to_owned()).collect();
    assert_eq!(paths, ["/v1/files/src%2Fa%20b.rs", "/v1/files/src/a%20b.rs", "/v1/files/"]);
    assert!(shop.get_file("").send().await.unwrap_err().to_string().contains("must not be empty"));
}

#[tokio::test]
async fn the_user_agent_is_the_crate_that_generated_the_client_or_what_is_set() {
    let transport = products();
    client(builder(&transport)).get_product("tea").send().await.unwrap();
    client(builder(&transport).user_agent("mine/2")).get_product("tea").send().await.unwrap();
    let core = builder(&transport).build().unwrap();
    RawRequest::new(&core, Method::GET, "/x").send().await.unwrap();
    let agents: Vec<_> =
        transport.sent().iter().map(|request| request.header("user-agent").unwrap().to_owned()).collect();
    let ours = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
    assert_eq!(agents, [ours, "mine/2", ours]);
}

#[test]
fn a_user_agent_that_no_header_can_carry_is_an_error() {
    let error = ClientCore::builder("https://shop.test").user_agent("a\nb").transport(products()).build().unwrap_err();
    assert_eq!(error.to_string(), "invalid settings: `user_agent` must be visible ASCII");
}

#[tokio::test]
async fn the_longest_path_parameter_is_a_setting() {
    let transport = products();
    let long = "a".repeat(300);
    client(builder(&transport)).get_product(long.as_str()).send().await.unwrap();
    let error = client(builder(&transport).max_path_parameter_bytes(255)).get_product(long).send().await.unwrap_err();
    assert!(error.to_string().contains("must be at most 255 bytes long, found 300"), "{error}");
}
